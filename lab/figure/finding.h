/* The sentence that a drawn figure states, read back from the numbers it was drawn from: the line
 *
 *     finding = 'Deeper plain nets train worse'
 *
 * of FIGURE.dat, without the marks that keep gnuplot from reading it as markup. */
#pragma once
#include "lab/base/arena.h"

/* "" where there is none. `drawn` is a picture of the figure, beside which the numbers lie. */
const char *finding_of(struct arena *, const char *drawn, const char *figure, struct failure *);

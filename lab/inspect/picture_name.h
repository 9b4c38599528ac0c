/* What distinguishes a picture of a net or of a data set from others, as part of its file's name: two of them do not replace
 * each other. */
#pragma once
#include "lab/base/arena.h"
#include "lab/spec/cell.h"

/* The name, and behind it each setting of the section ("net.") that is not what it is by itself:
 * "mlp-8-plain-width-64-init-xavier". Signs that no name has become _ , and a hash follows
 * where the name had some, or is long. */
const char *picture_name(struct arena *, const char *name, const struct cell *, const char *section,
                         struct failure *);

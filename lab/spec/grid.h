/* cells = product over the axes, axes of one `zip` group counting once. */
#pragma once
#include "lab/spec/spec.h"

/* The grid: every combination of the axes, the first axis slowest, seeds fastest where the spec
 * lists them last. Refuses a cell that cell_check refuses, naming it. */
struct grid {
    int cells;
    struct cell *cell;
};
enum status grid_expand(struct arena *, const struct spec *, struct grid *, struct failure *);

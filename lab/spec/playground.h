/* The page that `make page` builds, seen from the experiments: what it can set, and the address at which it shows two
 * cells side by side.
 *
 *     playground.html#net.block=plain|residual&net.depth=20
 *
 * An address names what differs from the page's beginning, once for both nets or as LEFT|RIGHT. The weights that both end
 * with follow from it; what is logged, and when, is the page's own. */
#pragma once
#include "lab/spec/cell.h"

struct playground_setting {
    const char *key, *group;  /* of the page's table */
    const char *left, *right; /* what the page begins with; NULL: the program's default */
    const char *only;         /* the words that the page offers, commas between; NULL: all */
    double most;              /* 0: as much as the program takes */
};

/* In the page's order; ends with key NULL. */
extern const struct playground_setting playground_settings[];

/* The address, from its #, that shows a telling pair of an experiment's cells; "" where the page can show none of them:
 * it has no files, no weights to start from, no more than `most`. Of pairs of one seed the plain net and its residual
 * twin is taken before any other two kinds, and those before two sizes of one kind; then the pair that differs in the least
 * number of settings, of a depth near the page's own, nearest to the page's beginning, first in the grid. Only the
 * first thousand cells that the page can show are looked at. */
const char *playground_address(struct arena *, int cells, const struct cell *cell,
                               struct failure *);

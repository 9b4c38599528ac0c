/* A figure is a pair: plots/NAME.sql, what to show, and plots/NAME.gp, how to show it.
 *
 * The .sql holds queries over the views, with :experiment bound; each is introduced by a line
 *
 *     -- with               named queries, `NAME AS (SELECT ..)`, that the later ones may use
 *     -- text NAME          one value; becomes the gnuplot string NAME (single-quoted)
 *     -- number NAME        one value; becomes the gnuplot number NAME
 *     -- table NAME         rows; become the datablock $NAME, columns separated by '|'
 *     -- series NAME K      the same, and two blank lines wherever the first K columns change, so
 *                           that `index i` is one curve; NAME_n is their number
 *
 * plots/best.sql is read before each: it names `best`, the runs that figures show.
 *
 * figure_draw writes them to plots/out/EXPERIMENT/NAME.dat, which is gnuplot to be loaded, and has
 * gnuplot draw plots/NAME.gp from it into a temporary file that is then renamed. A lecturer edits
 * the .gp and redraws with gnuplot alone. A table or series without rows is an error: a missing
 * curve must not look like a result. */
#pragma once
#include "lab/store/store.h"

struct figure_look {
    const char *format; /* png, svg, pdf; txt: letters, for a terminal */
    bool dark, four_by_three;
    bool mono; /* txt: without colours */
};

struct figure_place {
    const char *plots; /* the folder of the pairs, "plots" */
    const char *out;   /* where drawn files go, "plots/out" */
};

/* Draw one figure of an experiment. `path` receives the drawn file's name, in the arena. */
enum status figure_draw(struct arena *, struct store *, const struct figure_place *,
                        const char *experiment, const char *name, const struct figure_look *,
                        const char **path, struct failure *);

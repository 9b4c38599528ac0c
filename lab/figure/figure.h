/* A figure is a pair: plots/NAME.sql, what to show (its format: series.h), and plots/NAME.gp, how to
 * show it.
 *
 * figure_draw writes what the .sql gives to plots/out/EXPERIMENT/NAME.dat, which is gnuplot to be
 * loaded, and has gnuplot draw plots/NAME.gp from it. Both files are replaced when the picture is whole,
 * so a picture and the numbers beside it belong together. A lecturer edits the .gp and redraws with
 * gnuplot alone. */
#pragma once
#include "lab/figure/look.h"
#include "lab/store/store.h"
#include <stdio.h>

struct figure_place {
    const char *plots; /* the folder of the pairs, "plots" */
    const char *out;   /* where drawn files go, "plots/out" */
};

/* Can figures of the experiment be drawn: has it runs, all of them ended? Half a sweep's would look like a
 * result. */
enum status figure_ready(struct store *, const char *experiment, struct failure *);
/* The same as an answer: a failure is that it cannot be told. */
bool figure_is_ready(struct store *, const char *experiment, struct failure *);

/* Draw one figure of an experiment. `path` receives the drawn file's name, in the arena. STATUS_FAILED, with
 * one line that begins with the figure's name, when the runs do not have what it shows; others may then be
 * drawn. What SQLite or gnuplot has to say of a pair goes to plots/out/EXPERIMENT/NAME.log. */
enum status figure_draw(struct arena *, struct store *, const struct figure_place *,
                        const char *experiment, const char *name, const struct figure_style *,
                        const char **path, struct failure *);

/* The same in several looks, from numbers that are read once: a path for each. */
enum status figure_draw_looks(struct arena *, struct store *, const struct figure_place *,
                              const char *experiment, const char *name, int looks,
                              const struct figure_style *, const char **path, struct failure *);

/* The same of numbers that are in no database, for plots/SCRIPT.gp; into OUT/FOLDER/NAME.dat, beside the picture. */
struct figure_numbers {
    const char *script;
    void *self;
    void (*write)(void *self, FILE *dat, struct failure *);
};
enum status figure_from(struct arena *, const struct figure_place *, const char *folder,
                        const char *name, const struct figure_numbers *,
                        const struct figure_style *, const char **path, struct failure *);

/* All of this folder, NULL behind the last. */
const char **figure_names(struct arena *, const char *plots, struct failure *);

/* Is there a figure of this name? If not the failure names the nearest. */
enum status figure_check(struct arena *, const char *plots, const char *name, struct failure *);

/* Show the views that it would read; nothing is run or drawn. */
struct series_reader;
enum status figure_reads(struct arena *, struct store *, const char *plots, const char *name,
                         const struct series_reader *, struct failure *);

/* What the engine measures leaves it through a recorder.
 *
 * An instrument declares a `series`: a named table whose columns carry their unit, definition and
 * source, so that a reader of the stored numbers needs nothing else. It then records rows.
 * lab/store implements a recorder with SQLite; a test records into memory. The engine depends on neither.
 *
 * Always true: rows and the checkpoint that follows them become visible together or not at all. */
#pragma once
#include "lab/base/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct column {
    const char *name;       /* the column in the database, e.g. "dh" */
    const char *unit;       /* "1" for plain numbers, "nat", "fraction", ... */
    const char *definition; /* one sentence, exact */
    const char *source;     /* paper and section, or "" */
};

struct series {
    const char *name;  /* the view in the database, e.g. "gradient"; its rows are in gradient_row */
    const char *place; /* what a row's place counts, e.g. "layer"; "": one row a step */
    int columns;       /* at most 32 */
    const struct column *column;
    int keys; /* leading columns, whole numbers, that tell apart the rows of one place: the number of a
                 singular value, a lag */
    bool once; /* one row a run: how it ended */
    /* Names, with blanks between, of the columns of which less, or more, is better: a run that diverged
     * counts as the worst there is. NULL: of none. */
    const char *less, *more;
};

/* The state of a training run after `step` updates: weights, statistics and, unless it is kept, the
 * optimizer's. Training goes on from one that is not kept. */
struct checkpoint {
    int64_t step;
    const void *data; /* borrowed for the call */
    size_t bytes;
    bool
        keep; /* for good, to be looked at; the next one that is not kept replaces the one before */
};

struct recorder {
    void *self;
    /* One row. Bit c of `missing` says that column c has no value (NULL, as a cosine of a zero
     * vector); a value that is not finite is stored as such, never as NULL. */
    enum status (*row)(void *self, const struct series *, int64_t step, int place,
                       const double *value, uint32_t missing);
    /* Commit every row since the last commit together with this checkpoint. */
    enum status (*checkpoint)(void *self, const struct checkpoint *);
};

/* What experiments will take, before anything is trained or written: which runs are left and what they cost. On the way
 * each data set is loaded, and so checked, once, and each net is built, so that what cannot be trained is refused
 * here. */
#pragma once
#include "lab/base/hash_map.h"
#include "lab/data/cache.h"
#include "lab/run/cost.h"
#include "lab/run/experiment.h"

struct plan {
    int runs,
        trained; /* each once, with those that cells start from; how many the store has to the end */
    int left;    /* to train; a run that an experiment planned before has is left there alone */
    double seconds, longest; /* processor time of what is left, with its probes; of one such run */
    double bytes;            /* that it adds to the database */
    double *memory;          /* [left] bytes that each needs, the most first */
    struct footprint need;   /* of the first of them, */
    int largest;             /* which is this cell, or what it starts from */
    struct cost *cost;       /* [cells] */
    struct cost *source;     /* as experiment.source, of the runs that cells start from */
    int *first;              /* [cells] the first cell of the same run */
    int *from;               /* [cells] what it starts from, of `source`; -1: nothing */
    bool *is_left;           /* [cells] its run is not trained to its end, or lacks a probe */
    int sets;                /* data sets of the grid */
    struct dataset data;     /* the first, without its samples */
};

/* Plans one experiment after another. */
struct planner {
    struct arena *arena;
    struct store *store; /* NULL: nothing is trained yet */
    bool again;          /* all is left */
    struct cost_rates rates;
    struct data_cache data;
    struct hash_map
        trained; /* to their end, by their hash: their numbers, negative where they diverged */
    struct hash_map seen; /* the runs planned, by their hash: the how manyth each is */
};

enum status planner_open(struct planner *, struct arena *, struct store *, bool again,
                         struct failure *);
void planner_close(struct planner *);

enum status plan_read(struct planner *, const struct experiment *, struct plan *, struct failure *);

/* Of one run of the planned experiment, which is the cell's or what the cell starts from. */
double plan_run_seconds(const struct plan *, const struct experiment *, int64_t run, int cell);

/* Of a cell's run with its probes, and of the one that it starts from. */
double plan_cell_seconds(const struct plan *, const struct experiment *, int cell);

/* Seconds on idle cores, `width` runs at a time in `threads` threads each. */
double plan_seconds(const struct plan *, int width, int threads, int cores);

/* How many at a time, up to `width`, fit into so many bytes, the largest being the first: 0 when not even it. */
int plan_width(const struct plan *, int width, double bytes);

/* One cell, from its text to its rows: data -> net -> train -> store. */
#pragma once
#include "lab/data/cache.h"
#include "lab/spec/cell.h"
#include "lab/store/store.h"

enum { DEAR_SECONDS = 60 };

/* Which states stay in the database when the run is done. Those that depend on files always do, and those of
 * a run that took more than a minute; training any other again costs less than keeping it. */
enum keep {
    KEEP_LISTED, /* those that the setting train.keep lists */
    KEEP_FOR_OTHERS, /* these and the last, until store_states_drop: for probes, for runs that start from it */
    KEEP_FOR_GOOD /* these and the last */
};

struct train_run_order {
    int64_t run;
    const char *path;     /* where the cell's data lie; "" for a generated set */
    const char *weights;  /* where the file lies that it starts from; "" for none */
    int threads;          /* that share the work, 0 for one; the numbers are the same for any */
    struct store *states; /* that has the state of the run that it starts from; NULL: its own */
    enum keep keep;
    int64_t keep_step;   /* a state to keep besides; <= 0: none */
    bool again;          /* forget what the run has measured and start over */
    double save_seconds; /* so much work at most is lost when the process is killed; 0: no update */
    const struct tick *tick;
    struct data_cache *cache; /* of the data; NULL: they are loaded for this run alone */
};

/* Do the run's states stay for good in any case? */
bool train_run_is_dear(const struct cell *, double seconds);

/* Train the run, from its last checkpoint if it has one. A run that diverges is a result, not a
 * failure. STATUS_BUSY when another process trains it, or when the tick stopped it. The run's status is
 * given where the run was begun: not when another process has it or its data are refused. */
enum status train_run_execute(struct store *, const struct train_run_order *, enum run_status *,
                              struct failure *);

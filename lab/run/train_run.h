/* One cell, from its text to its rows: data -> net -> train -> store. */
#pragma once
#include "lab/run/data_cache.h"
#include "lab/spec/cell.h"
#include "lab/store/store.h"

struct train_run_order {
    int64_t run;
    const char *path;    /* where the cell's data lie; "" for a generated set */
    const char *weights; /* where the file lies that it starts from; "" for none */
    int threads;         /* that share the work, 0 for one; the numbers are the same for any */
    bool again;          /* forget what the run has measured and start over */
    double save_seconds; /* so much work at most is lost when the process is killed; 0: no update */
    const struct tick *tick;
    struct data_cache *cache; /* of the data; NULL: they are loaded for this run alone */
};

/* Train the run, from its last checkpoint if it has one. A run that diverges is a result, not a
 * failure. STATUS_BUSY when another process trains it, or when the tick stopped it. The run's status is
 * given where the run was begun: not when another process has it or its data are refused. */
enum status train_run_execute(struct store *, const struct train_run_order *, enum run_status *,
                              struct failure *);

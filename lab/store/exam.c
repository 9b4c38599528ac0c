/* Rows that are measured later, on a state that a run has kept. */
#include "lab/store/record.h"
#include <time.h>

enum status store_run_state_at(struct store *store, struct arena *arena, int64_t run, int64_t step,
                               struct checkpoint *checkpoint, struct failure *failure)
{
    return checkpoint_read(store, run, step, arena, checkpoint, failure);
}

const char *store_run_states(struct store *store, struct arena *arena, int64_t run,
                             struct failure *failure)
{
    const char *steps = "";
    sqlite3_stmt *find = sql_prepare(
        store,
        "SELECT group_concat(step, ', ') FROM (SELECT step FROM checkpoint WHERE run = ? "
        "ORDER BY step)",
        failure);
    sqlite3_bind_int64(find, 1, run);
    if (sql_step(store, find, failure) && sqlite3_column_text(find, 0))
        steps = arena_strdup(arena, (const char *)sqlite3_column_text(find, 0));
    sqlite3_finalize(find);
    return steps;
}

/* Take the run's lock, waiting for others who write a moment, but not for one who trains it. */
static enum status take_turn(struct store *store, int64_t run, struct failure *failure)
{
    enum { TURNS = 500, PAUSE = 10 /* milliseconds */ };
    struct failure busy = {0};
    for (int i = 0; i < TURNS; i++) {
        busy = (struct failure){0};
        if (lock_take(store, run, &busy) != STATUS_BUSY)
            break;
        nanosleep(&(struct timespec){.tv_nsec = PAUSE * 1000000L}, NULL);
    }
    return busy.status ? fail(failure, busy.status, "%s", busy.message) : STATUS_OK;
}

/* The lock is held while rows are written, not while they are measured: several probes may look at a
 * run at once. */
enum status store_exam_begin(struct store *store, int64_t run, struct failure *failure)
{
    if (sitting_of(store, run))
        return fail(failure, STATUS_BUSY, "run %lld is in use", (long long)run);
    if (take_turn(store, run, failure))
        return failure->status;
    lock_drop(store, run);
    sitting_open(store, run, failure);
    return failure->status;
}

/* Another look at the same step may have fewer rows: those of the one before go. */
static void forget(const struct sitting *sitting, struct failure *failure)
{
    for (int i = 0; i < sitting->pens; i++) {
        char sql[160];
        sqlite3_snprintf(sizeof sql, sql, "DELETE FROM \"%w_row\" WHERE run = ? AND step = ?",
                         sitting->pen[i].series->name);
        sql_do(sitting->store, failure, sql, "ii", sitting->run, sitting->step);
    }
}

enum status store_exam_end(struct store *store, int64_t run, bool keep, struct failure *failure)
{
    struct sitting *sitting = sitting_of(store, run);
    if (!sitting)
        return fail(failure, STATUS_FAILED, "run %lld is not open", (long long)run);
    if (keep && !failure->status && !take_turn(store, run, failure)) {
        sql_begin(store, failure);
        forget(sitting, failure);
        sitting_write(sitting, failure);
        sql_end(store, failure);
    }
    sitting_close(sitting); /* lets go of the lock */
    return failure->status;
}

/* Rows that are measured later, on a state that a run has kept. */
#include "lab/store/record.h"

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

enum status store_exam_begin(struct store *store, int64_t run, struct failure *failure)
{
    if (sitting_of(store, run))
        return fail(failure, STATUS_BUSY, "run %lld is in use", (long long)run);
    if (lock_take(store, run, failure))
        return failure->status;
    if (!sitting_open(store, run, failure))
        lock_drop(store, run);
    return failure->status;
}

enum status store_exam_end(struct store *store, int64_t run, bool keep, struct failure *failure)
{
    struct sitting *sitting = sitting_of(store, run);
    if (!sitting)
        return fail(failure, STATUS_FAILED, "run %lld is not open", (long long)run);
    if (keep && !failure->status) {
        sql_begin(store, failure);
        sitting_write(sitting, failure);
        sql_end(store, failure);
    }
    sitting_close(sitting);
    return failure->status;
}

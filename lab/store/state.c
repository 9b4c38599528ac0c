/* States of runs, as blobs: found, kept, dropped. */
#include "lab/store/run_writer.h"
#include <string.h>

/* The first row (step, data) of the statement, which is finished; data = NULL when there is none. */
static enum status read_state(struct store *store, sqlite3_stmt *find, bool keep,
                              struct arena *arena, struct checkpoint *state,
                              struct failure *failure)
{
    *state = (struct checkpoint){0};
    if (sql_step(store, find, failure)) {
        const void *blob = sqlite3_column_blob(find, 1);
        const size_t bytes = (size_t)sqlite3_column_bytes(find, 1);
        void *data = arena_alloc(arena, bytes);
        if (!data || (bytes && !blob))
            fail_memory(failure);
        else if (bytes)
            memcpy(data, blob, bytes);
        *state = (struct checkpoint){sqlite3_column_int64(find, 0), data, bytes, keep};
    }
    sqlite3_finalize(find);
    return failure->status;
}

enum status run_writer_resume(struct store *store, int64_t run, struct arena *arena,
                              struct checkpoint *state, struct failure *failure)
{
    sqlite3_stmt *find =
        sql_query(store, failure, "SELECT step, data FROM resume WHERE run = ?", "i", run);
    return read_state(store, find, false, arena, state, failure);
}

enum status store_run_state(struct store *store, struct arena *arena, const char *hash,
                            struct checkpoint *state, struct failure *failure)
{
    sqlite3_stmt *find = sql_query(store, failure,
                                   "SELECT c.step, c.data FROM checkpoint c JOIN run r ON r.id = "
                                   "c.run WHERE r.uuid = ? AND r.status = 'done' AND c.step = "
                                   "r.steps",
                                   "t", hash);
    return read_state(store, find, true, arena, state, failure);
}

enum status store_run_state_at(struct store *store, struct arena *arena, int64_t run, int64_t step,
                               struct checkpoint *state, struct failure *failure)
{
    sqlite3_stmt *find = sql_query(store, failure,
                                   "SELECT c.step, c.data FROM checkpoint c JOIN run r ON r.id = "
                                   "c.run WHERE r.id = ?1 AND (c.step = ?2 OR ?2 < 0 AND (r.status "
                                   "<> 'done' OR c.step = r.steps)) ORDER BY c.step DESC LIMIT 1",
                                   "ii", run, step);
    return read_state(store, find, true, arena, state, failure);
}

const char *store_run_states(struct store *store, struct arena *arena, int64_t run,
                             struct failure *failure)
{
    sqlite3_stmt *find =
        sql_query(store, failure,
                  "SELECT group_concat(step, ', ') FROM (SELECT step FROM checkpoint WHERE run = ? "
                  "ORDER BY step)",
                  "i", run);
    const char *steps = "";
    if (sql_step(store, find, failure))
        steps = arena_text(arena, failure, "%s", sql_text(find, 0, failure));
    sqlite3_finalize(find);
    return steps;
}

enum status store_state_put(struct store *store, int64_t run, const struct checkpoint *state,
                            struct failure *failure)
{
    return sql_do(store, failure,
                  "INSERT OR IGNORE INTO checkpoint (run, step, keep, data) VALUES (?, ?, 0, ?)",
                  "iib", run, state->step, state->data, state->bytes);
}

enum status store_states_keep(struct store *store, int64_t run, struct failure *failure)
{
    return sql_do(store, failure, "UPDATE checkpoint SET keep = 1 WHERE run = ?", "i", run);
}

enum status store_states_drop(struct store *store, int runs, const int64_t *run,
                              double dear_seconds, const char *arithmetic, struct failure *failure)
{
    sql_begin(store, failure);
    for (int i = 0; i < runs; i++)
        sql_do(store, failure,
               "DELETE FROM checkpoint WHERE run = ?3 AND (run, step) IN (SELECT c.run, "
               "c.step" STATES_THAT_MAY_GO ")",
               "rti", dear_seconds, arithmetic, run[i]);
    if (!sql_end(store, failure))
        sql_run(store, "PRAGMA incremental_vacuum", failure); /* the file becomes smaller */
    return failure->status;
}

enum status store_states_forget(struct store *store, int runs, const int64_t *run,
                                struct failure *failure)
{
    sql_begin(store, failure);
    for (int i = 0; i < runs; i++)
        sql_do(store, failure,
               "DELETE FROM checkpoint WHERE NOT keep AND run = (SELECT id FROM run WHERE id = ? "
               "AND status IN "
               "('done', 'diverged'))",
               "i", run[i]);
    if (!sql_end(store, failure))
        sql_run(store, "PRAGMA incremental_vacuum", failure);
    return failure->status;
}

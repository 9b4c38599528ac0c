/* The life of a run: found by its cell, begun, described, ended. */
#include "lab/store/run_writer.h"
#include <string.h>

const char *const run_status_name[] = {"new", "unfinished", "done", "diverged", "failed"};

enum run_status run_status_of(const char *name)
{
    enum run_status status = RUN_NEW;
    while (status < RUN_FAILED && strcmp(name, run_status_name[status]) != 0)
        status++;
    return status;
}

/* The run of this hash, 0 when there is none. Its cell must be the same. */
static int64_t find_run(struct store *store, const char *hash, const char *cell,
                        struct failure *failure)
{
    int64_t run = 0;
    sqlite3_stmt *find =
        sql_query(store, failure, "SELECT id, cell FROM run WHERE uuid = ?", "t", hash);
    if (sql_step(store, find, failure)) {
        run = sqlite3_column_int64(find, 0);
        if (strcmp(sql_text(find, 1, failure), cell) != 0)
            fail(failure, STATUS_DATA, "%s: run %s has other settings than those requested",
                 store->file, hash);
    }
    sqlite3_finalize(find);
    return run;
}

enum status store_run(struct store *store, const char *hash, const char *cell, uint64_t seed,
                      int64_t *run, struct failure *failure)
{
    *run = find_run(store, hash, cell, failure);
    if (*run || failure->status)
        return failure->status;
    if (seed > INT64_MAX)
        return fail(failure, STATUS_DATA, "a seed is at most %lld", (long long)INT64_MAX);
    sql_begin(store, failure);
    sql_do(store, failure,
           "INSERT INTO run (uuid, cell, seed) VALUES (?, ?, ?) ON CONFLICT (uuid) DO NOTHING",
           "tti", hash, cell, (int64_t)seed);
    *run = find_run(store, hash, cell, failure);
    return sql_end(store, failure);
}

enum status store_run_as(struct store *store, int64_t run, const char *hash, const char *cell,
                         uint64_t seed, struct failure *failure)
{
    return sql_do(store, failure, "INSERT INTO run (id, uuid, cell, seed) VALUES (?, ?, ?, ?)",
                  "itti", run, hash, cell, (int64_t)seed);
}

enum status store_run_cell(struct store *store, struct arena *arena, int64_t run, const char **cell,
                           enum run_status *status, struct failure *failure)
{
    sqlite3_stmt *find =
        sql_query(store, failure, "SELECT cell, status FROM run WHERE id = ?", "i", run);
    if (sql_step(store, find, failure)) {
        *status = run_status_of(sql_text(find, 1, failure));
        *cell = arena_text(arena, failure, "%s", sql_text(find, 0, failure));
    } else {
        fail(failure, STATUS_DATA, "%s has no run %lld", store->file, (long long)run);
    }
    sqlite3_finalize(find);
    return failure->status;
}

/* Drop the rows of all series that are beyond this step. */
static void forget_rows(struct store *store, int64_t run, int64_t step, struct failure *failure)
{
    sqlite3_stmt *series =
        sql_query(store, failure, "SELECT DISTINCT series FROM probe ORDER BY series", "");
    while (sql_step(store, series, failure)) {
        char sql[160];
        sqlite3_snprintf(sizeof sql, sql, "DELETE FROM \"%w_row\" WHERE run = ? AND step > ?",
                         sql_text(series, 0, failure));
        sql_do(store, failure, sql, "ii", run, step);
    }
    sqlite3_finalize(series);
    sql_do(store, failure, "DELETE FROM probe_run WHERE run = ? AND step > ?", "ii", run, step);
}

void run_forget(struct store *store, int64_t run, struct failure *failure)
{
    forget_rows(store, run, -1, failure);
    sql_do(store, failure, "DELETE FROM checkpoint WHERE run = ?", "i", run);
    sql_do(store, failure, "DELETE FROM resume WHERE run = ?", "i", run);
    sql_do(store, failure, "DELETE FROM layer_name WHERE run = ?", "i", run);
    sql_do(store, failure,
           "UPDATE run SET status = 'new', detail = '', steps = 0, params = 0, flops = NULL, bytes "
           "= NULL, "
           "seconds = 0, "
           "revision = '', host = '', processor = '', build = '', libraries = '', "
           "started = NULL, heartbeat = NULL, ended = NULL WHERE id = ?",
           "i", run);
}

/* A run that a second build or machine went on with names both. */
static void made_by(struct store *store, int64_t run, const struct provenance *made,
                    struct failure *failure)
{
    const char *const column[] = {"revision", "host", "processor", "build", "libraries"};
    const char *const value[] = {made->revision, made->host, made->processor, made->build,
                                 made->libraries};
    for (int i = 0; i < 5; i++) {
        char sql[200];
        sqlite3_snprintf(sizeof sql, sql,
                         "UPDATE run SET %s = CASE WHEN steps = 0 THEN ?1 WHEN instr(%s, ?1) "
                         "THEN %s ELSE %s || '; ' || ?1 END WHERE id = ?2",
                         column[i], column[i], column[i], column[i]);
        sql_do(store, failure, sql, "ti", value[i] ? value[i] : "", run);
    }
    sql_do(store, failure,
           "UPDATE run SET threads = ?, status = 'unfinished', detail = '', ended = NULL, "
           "started = coalesce(started, " NOW "), heartbeat = " NOW " WHERE id = ?",
           "ii", (int64_t)made->threads, run);
}

static double seconds_before(struct store *store, int64_t run, struct failure *failure)
{
    double seconds = 0;
    sqlite3_stmt *find =
        sql_query(store, failure, "SELECT seconds FROM run WHERE id = ?", "i", run);
    if (sql_step(store, find, failure))
        seconds = sqlite3_column_double(find, 0);
    else
        fail(failure, STATUS_DATA, "%s has no run %lld", store->file, (long long)run);
    sqlite3_finalize(find);
    return seconds;
}

enum status store_run_begin(struct store *store, struct arena *arena, int64_t run,
                            const struct provenance *made, bool again,
                            struct checkpoint *checkpoint, struct failure *failure)
{
    if (run_writer_of(store, run))
        return fail(failure, STATUS_BUSY, "run %lld is being trained already", (long long)run);
    if (lock_take(store, run, failure))
        return failure->status;
    struct run_writer *writer = run_writer_open(store, run, failure);
    if (!writer) {
        lock_drop(store, run);
        return failure->status;
    }
    sql_begin(store, failure);
    if (again)
        run_forget(store, run, failure);
    run_writer_resume(store, run, arena, checkpoint, failure);
    if (checkpoint->data)
        writer->step = checkpoint->step;
    forget_rows(store, run, checkpoint->data ? checkpoint->step : -1, failure);
    writer->seconds = seconds_before(store, run, failure);
    made_by(store, run, made, failure);
    if (sql_end(store, failure))
        run_writer_close(writer);
    return failure->status;
}

enum status store_run_revision(struct store *store, int64_t run, const char *revision,
                               struct failure *failure)
{
    sql_begin(store, failure);
    sql_do(store, failure, "UPDATE run SET revision = ? WHERE id = ?", "ti", revision, run);
    return sql_end(store, failure);
}

enum status store_run_network(struct store *store, int64_t run, const struct run_network *net,
                              struct failure *failure)
{
    sql_begin(store, failure);
    sql_do(store, failure, "UPDATE run SET params = ?, flops = ?, bytes = ? WHERE id = ?", "irri",
           net->params, net->flops, net->bytes, run);
    for (int i = 0; i < net->layers; i++)
        sql_do(store, failure,
               "INSERT OR REPLACE INTO layer_name (run, layer, name) VALUES (?, ?, ?)", "iit", run,
               (int64_t)i, net->name[i]);
    return sql_end(store, failure);
}

enum status store_run_guess(struct store *store, int64_t run, double loss, double error,
                            struct failure *failure)
{
    return sql_do(store, failure, "UPDATE run SET guess = ?, guess_error = ? WHERE id = ?", "rri",
                  loss, error, run);
}

enum status store_run_end(struct store *store, int64_t run, enum run_status status,
                          const char *detail, double seconds, struct failure *failure)
{
    struct run_writer *writer = run_writer_of(store, run);
    if (!writer)
        return fail(failure, STATUS_FAILED, "run %lld is not open", (long long)run);

    struct failure own = {0}; /* a run that failed must still be recorded as failed */
    bool whole = status == RUN_DONE || status == RUN_DIVERGED;
    sql_begin(store, &own);
    if (whole) {
        run_writer_write(writer, &own);
        sql_do(store, &own, "UPDATE run SET steps = ? WHERE id = ?", "ii", writer->step, run);
        sql_do(store, &own, "DELETE FROM resume WHERE run = ?", "i", run);
    }
    sql_do(store, &own,
           "UPDATE run SET status = ?, detail = ?, seconds = ?, heartbeat = " NOW
           ", ended = iif(?, " NOW ", NULL) WHERE id = ?",
           "ttrii", run_status_name[status], detail ? detail : "", writer->seconds + seconds,
           (int64_t)(status != RUN_UNFINISHED), run);
    sql_end(store, &own);
    run_writer_close(writer);
    if (own.status)
        fail(failure, own.status, "%s", own.message);
    return own.status;
}

enum status store_run_lock(struct store *store, int64_t run, struct failure *failure)
{
    return lock_take(store, run, failure);
}

void store_run_unlock(struct store *store, int64_t run)
{
    if (!run_writer_of(store, run))
        lock_drop(store, run);
}

bool store_run_locked(struct store *store, int64_t run)
{
    return run_writer_of(store, run) || lock_taken(store, run);
}

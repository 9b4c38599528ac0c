/* Rows that are measured later, on a state that a run has kept. */
#include "lab/store/run_writer.h"
#include <time.h>

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

/* How far an interrupted probe run came that was the same in everything; -1 where there is none. */
static int parts_of(struct store *store, const struct probe_record *record, struct failure *failure)
{
    return (int)sql_int(store, failure,
                        "SELECT coalesce(max(parts), -1) FROM probe_run WHERE run = ? AND step = ? "
                        "AND probe = ? AND how = ? AND NOT done",
                        "iitt", record->run, record->step, record->probe, record->how);
}

/* The lock is held while rows are written, not while they are measured: several probes may measure
 * a run at once. */
enum status store_probe_begin(struct store *store, const struct probe_record *record, int *parts,
                              struct failure *failure)
{
    *parts = 0;
    if (run_writer_of(store, record->run))
        return fail(failure, STATUS_BUSY, "run %lld is in use", (long long)record->run);
    if (take_turn(store, record->run, failure))
        return failure->status;
    lock_drop(store, record->run);
    struct run_writer *writer = run_writer_open(store, record->run, failure);
    if (!writer)
        return failure->status;
    writer->probe = record;
    writer->parts = parts_of(store, record, failure);
    *parts = writer->parts > 0 ? writer->parts : 0;
    if (failure->status)
        run_writer_close(writer);
    return failure->status;
}

static bool has_table(struct store *store, const struct series *series, struct failure *failure)
{
    return sql_int(store, failure, "SELECT count(*) FROM sqlite_schema WHERE name = ? || '_row'",
                   "t", series->name) > 0;
}

/* Another run of the probe at the same step may have fewer rows: the earlier ones go. */
static void forget(struct store *store, const struct probe_record *record, struct failure *failure)
{
    for (int i = 0; record->series[i]; i++) {
        char sql[160];
        sqlite3_snprintf(sizeof sql, sql, "DELETE FROM \"%w_row\" WHERE run = ? AND step = ?",
                         record->series[i]->name);
        if (has_table(store, record->series[i], failure))
            sql_do(store, failure, sql, "ii", record->run, record->step);
    }
}

/* Record how far the probe run is. Where the row is not as this writer left it, another process was
 * faster. */
static void mark(struct run_writer *writer, int parts, bool done, struct failure *failure)
{
    struct store *store = writer->store;
    const struct probe_record *l = writer->probe;
    if (writer->parts < 0) {
        forget(store, l, failure);
        sql_do(store, failure, "INSERT OR REPLACE INTO probe_run VALUES (?, ?, ?, ?, ?, ?)",
               "iittii", l->run, l->step, l->probe, l->how, (int64_t)parts, (int64_t)done);
        return;
    }
    sql_do(store, failure,
           "UPDATE probe_run SET parts = ?, done = ? WHERE run = ? AND step = ? AND probe = ? AND "
           "how = ? AND parts = ? AND NOT done",
           "iiiitti", (int64_t)parts, (int64_t)done, l->run, l->step, l->probe, l->how,
           (int64_t)writer->parts);
    if (!failure->status && !sqlite3_changes(store->db))
        fail(failure, STATUS_BUSY, "another process probes run %lld with %s, too",
             (long long)l->run, l->probe);
}

static enum status write(struct run_writer *writer, int parts, bool done, struct failure *failure)
{
    struct store *store = writer->store;
    if (failure->status || take_turn(store, writer->run, failure))
        return failure->status;
    sql_begin(store, failure);
    mark(writer, parts, done, failure);
    run_writer_write(writer, failure);
    if (!sql_end(store, failure)) {
        run_writer_written(writer);
        writer->parts = parts;
    }
    lock_drop(store, writer->run);
    return failure->status;
}

enum status store_probe_keep(struct store *store, int64_t run, int parts, struct failure *failure)
{
    struct run_writer *writer = run_writer_of(store, run);
    if (!writer || !writer->probe)
        return fail(failure, STATUS_FAILED, "run %lld is not being probed", (long long)run);
    return write(writer, parts, false, failure);
}

enum status store_probe_end(struct store *store, int64_t run, bool done, struct failure *failure)
{
    struct run_writer *writer = run_writer_of(store, run);
    if (!writer || !writer->probe)
        return fail(failure, STATUS_FAILED, "run %lld is not being probed", (long long)run);
    if (done)
        write(writer, writer->parts > 0 ? writer->parts : 0, true, failure);
    run_writer_close(writer); /* lets go of the lock */
    return failure->status;
}

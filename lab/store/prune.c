/* bytes given back = states that training again would bring back + pages that are free */
#include "lab/store/store_internal.h"
#include <sys/statvfs.h>

static int64_t pragma(struct store *store, const char *sql, struct failure *failure)
{
    return sql_int(store, failure, sql, "");
}

enum status store_prune_plan(struct store *store, double dear_seconds, const char *arithmetic,
                             struct prune *p, struct failure *failure)
{
    const int64_t page = pragma(store, "PRAGMA page_size", failure);
    *p = (struct prune){
        .bytes = page * pragma(store, "PRAGMA page_count", failure),
        .free = page * pragma(store, "PRAGMA freelist_count", failure),
        .states = sql_int(store, failure, "SELECT count(*)" STATES_THAT_MAY_GO, "rt", dear_seconds,
                          arithmetic),
        .state_bytes = sql_int(store, failure, "SELECT sum(length(c.data))" STATES_THAT_MAY_GO,
                               "rt", dear_seconds, arithmetic),
        .others = sql_int(store, failure,
                          "SELECT count(*) FROM checkpoint c JOIN run r ON r.id = c.run WHERE NOT "
                          "c.keep AND ?1 <> '' AND r.cell ->> '$.arithmetic' IS NOT ?1",
                          "t", arithmetic),
    };
    return failure->status;
}

/* VACUUM writes what remains into a file of its own, and then into the log. */
static void check_room(struct store *store, const struct prune *p, struct failure *failure)
{
    struct statvfs system;
    const double need = 2. * (double)(p->bytes - p->free - p->state_bytes);
    if (failure->status || statvfs(store->file, &system))
        return;
    const double room = (double)system.f_bavail * (double)system.f_frsize;
    if (room < need)
        fail(failure, STATUS_DISK,
             "%s: giving the room back needs %.0f MB of free disk for a while, and there are %.0f; "
             "nothing was changed",
             store->file, need / 1e6, room / 1e6);
}

static void check_idle(struct store *store, struct failure *failure)
{
    sqlite3_stmt *run =
        sql_query(store, failure, "SELECT id FROM run WHERE status = 'unfinished'", "");
    while (sql_step(store, run, failure))
        if (store_run_locked(store, sqlite3_column_int64(run, 0)))
            fail(failure, STATUS_BUSY, "%s: runs are being trained; prune it when they are done",
                 store->file);
    sqlite3_finalize(run);
}

enum status store_prune(struct store *store, double dear_seconds, const char *arithmetic,
                        struct prune *p, struct failure *failure)
{
    store_prune_plan(store, dear_seconds, arithmetic, p, failure);
    check_idle(store, failure);
    check_room(store, p, failure);
    if (failure->status)
        return failure->status;
    sql_begin(store, failure);
    sql_do(store, failure,
           "DELETE FROM checkpoint WHERE (run, step) IN (SELECT c.run, c.step" STATES_THAT_MAY_GO
           ")",
           "rt", dear_seconds, arithmetic);
    sql_end(store, failure);
    sql_run(store, "PRAGMA auto_vacuum = INCREMENTAL; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)",
            failure);
    p->bytes_after = pragma(store, "PRAGMA page_size", failure) *
                     pragma(store, "PRAGMA page_count", failure);
    return failure->status;
}

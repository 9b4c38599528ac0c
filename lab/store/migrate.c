/* Layout v + 1 = layout v, changed by one SQL text, in one transaction. */
#include "build/gen/schema.h"
#include "lab/store/store_internal.h"

/* To change the layout, append a text; those already here have been run on files out there. */
const char *const store_layouts[] = {schema_sql, migrate_2_sql, migrate_3_sql};
const int store_version = sizeof store_layouts / sizeof *store_layouts;

static enum status step_up(struct store *store, const char *const *sql, int versions,
                           struct failure *failure)
{
    sql_begin(store, failure);
    /* Asked again inside the transaction: another process may just have done this step. */
    int64_t v = sql_int(store, "PRAGMA user_version", failure);
    if (!failure->status && v < versions) {
        char text[160];
        sqlite3_snprintf(sizeof text, text,
                         "PRAGMA application_id = %d; PRAGMA user_version = %lld",
                         STORE_APPLICATION, (long long)v + 1);
        sql_run(store, sql[v], failure);
        sql_run(store, text, failure);
        if (sql_int(store, "SELECT count(*) FROM pragma_foreign_key_check", failure))
            fail(failure, STATUS_DATA, "%s: layout %d would break references", store->file,
                 (int)v + 1);
    }
    return sql_end(store, failure);
}

enum status migrate(struct store *store, const char *const *sql, int versions,
                    struct failure *failure)
{
    int64_t v = sql_int(store, "PRAGMA user_version", failure);
    if (v > versions)
        return fail(failure, STATUS_DATA,
                    "%s has layout %lld, of a newer program; this one knows layouts up to %d",
                    store->file, (long long)v, versions);
    if (v < versions && store->read_only)
        return fail(failure, STATUS_DATA,
                    "%s has layout %lld; opening it for writing brings it to layout %d",
                    store->file, (long long)v, versions);
    if (v == versions || failure->status)
        return failure->status;

    /* A text may rebuild a table that others refer to; step_up checks the references. */
    sql_run(store, "PRAGMA foreign_keys = OFF", failure);
    while (v < versions && !failure->status) {
        step_up(store, sql, versions, failure);
        v = sql_int(store, "PRAGMA user_version", failure);
    }
    sqlite3_exec(store->db, "PRAGMA foreign_keys = ON", NULL, NULL, NULL);
    return failure->status;
}

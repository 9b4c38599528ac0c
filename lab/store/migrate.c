/* An empty file gets today's layout; layout v + 1 = layout v, changed by one SQL text, in one
 * transaction. */
#include "build/gen/schema.h"
#include "lab/store/store_internal.h"

/* To change the layout, change schema.sql and append a text; those already here have been run on files
 * out there. */
static const char *const steps[] = {NULL,          migrate_2_sql,  migrate_3_sql, migrate_4_sql,
                                    migrate_5_sql, migrate_6_sql,  migrate_7_sql, migrate_8_sql,
                                    migrate_9_sql, migrate_10_sql, migrate_11_sql};
const struct layouts store_layouts = {schema_sql, steps, sizeof steps / sizeof *steps};

/* In one statement, and so at one moment. */
int64_t store_layout(struct store *store, struct failure *failure)
{
    const int64_t v = sql_int(store, failure,
                              "SELECT CASE WHEN user_version = 0 AND EXISTS (SELECT 1 FROM "
                              "sqlite_schema) THEN -1 ELSE user_version END FROM "
                              "pragma_user_version",
                              "");
    if (v < 0)
        fail(failure, STATUS_DATA,
             "%s is damaged: it says that it has layout %lld, which no program "
             "writes; " STORE_RECOVER,
             store->file, (long long)sql_int(store, failure, "PRAGMA user_version", ""),
             store->file);
    return v;
}

static enum status step_up(struct store *store, const struct layouts *l, struct failure *failure)
{
    sql_begin(store, failure);
    /* Asked again inside the transaction: another process may just have done this step. */
    const int64_t v = store_layout(store, failure);
    if (!failure->status && v < l->version) {
        char text[160];
        sqlite3_snprintf(sizeof text, text,
                         "PRAGMA application_id = %d; PRAGMA user_version = %lld",
                         STORE_APPLICATION, (long long)(v ? v + 1 : l->version));
        sql_run(store, v ? l->step[v] : l->fresh, failure);
        sql_run(store, text, failure);
        if (sql_int(store, failure, "SELECT count(*) FROM pragma_foreign_key_check", ""))
            fail(failure, STATUS_DATA, "%s: layout %d would break references", store->file,
                 (int)v + 1);
    }
    return sql_end(store, failure);
}

enum status migrate(struct store *store, const struct layouts *l, struct failure *failure)
{
    int64_t v = store_layout(store, failure);
    if (v > l->version)
        return fail(
            failure, STATUS_DATA,
            "%s has layout %lld, of a newer program; this one knows layouts up to %d: build "
            "the newer one, or give --db another file",
            store->file, (long long)v, l->version);
    if (v == l->version || failure->status)
        return failure->status;
    if (store->read_only)
        return fail(failure, STATUS_DATA,
                    "%s has layout %lld, of an older program, and cannot be brought to layout %d "
                    "where it is: copy it to a folder of your own and name the copy with --db",
                    store->file, (long long)v, l->version);

    /* A text may rebuild a table that others refer to; step_up checks the references. */
    sql_run(store, "PRAGMA foreign_keys = OFF", failure);
    while (v < l->version && !failure->status) {
        step_up(store, l, failure);
        v = store_layout(store, failure);
    }
    sqlite3_exec(store->db, "PRAGMA foreign_keys = ON", NULL, NULL, NULL);
    return failure->status;
}

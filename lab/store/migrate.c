/* An empty file gets today's layout; layout v + 1 = layout v, changed by one SQL text. All that are wanted are one
 * transaction: a file has the layout that it had, or today's. */
#include "build/gen/schema.h"
#include "lab/store/store_internal.h"
#include <stdlib.h>
#include <string.h>

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

/* The columns of all tables of a new file, as JSON: {"run": ["id", ...], ...}. For free(). */
static char *fresh_columns(void)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *s = NULL;
    char *text = NULL;
    if (!sqlite3_open(":memory:", &db) &&
        !sqlite3_exec(db, store_layouts.fresh, NULL, NULL, NULL) &&
        !sqlite3_prepare_v2(db,
                            "SELECT json_group_object(name, (SELECT json_group_array(name) FROM "
                            "pragma_table_info(t.name))) FROM sqlite_schema t WHERE type = 'table'",
                            -1, &s, NULL) &&
        sqlite3_step(s) == SQLITE_ROW)
        text = strdup((const char *)sqlite3_column_text(s, 0));
    sqlite3_finalize(s);
    sqlite3_close(db);
    return text;
}

static bool views_fit(struct store *store)
{
    sqlite3_stmt *view = NULL;
    bool fit = !sqlite3_prepare_v2(
        store->db,
        "SELECT format('SELECT * FROM \"%w\"', name) FROM sqlite_schema WHERE type = 'view'", -1,
        &view, NULL);
    while (fit && sqlite3_step(view) == SQLITE_ROW) {
        sqlite3_stmt *s = NULL;
        fit = !sqlite3_prepare_v2(store->db, (const char *)sqlite3_column_text(view, 0), -1, &s,
                                  NULL);
        sqlite3_finalize(s);
    }
    sqlite3_finalize(view);
    return fit;
}

bool layout_fits(struct store *store)
{
    sqlite3_stmt *s = NULL;
    char *columns = fresh_columns();
    const bool whole =
        !sqlite3_prepare_v2(store->db,
                            "SELECT 1 FROM json_each(?) t, json_each(t.value) c WHERE c.value NOT "
                            "IN (SELECT name FROM pragma_table_info(t.key))",
                            -1, &s, NULL) &&
        !sqlite3_bind_text(s, 1, columns, -1, SQLITE_STATIC) && sqlite3_step(s) == SQLITE_DONE;
    sqlite3_finalize(s);
    free(columns);
    return whole && views_fit(store);
}

/* A text that does not fit the file: its layout is not the one that it says. */
static void run_step(struct store *store, const char *text, int64_t layout, struct failure *failure)
{
    if (failure->status || !sqlite3_exec(store->db, text, NULL, NULL, NULL))
        return;
    if (sqlite3_errcode(store->db) == SQLITE_ERROR)
        fail(failure, STATUS_DATA,
             "%s is damaged: it says that it has layout %lld, and has another (%s); " STORE_RECOVER,
             store->file, (long long)layout, sqlite3_errmsg(store->db), store->file);
    else
        sql_fail(store, "bringing it to a newer layout", failure);
}

static void run_steps(struct store *store, const struct layouts *l, int64_t from,
                      struct failure *failure)
{
    char text[160];
    sqlite3_snprintf(sizeof text, text, "PRAGMA application_id = %d; PRAGMA user_version = %d",
                     STORE_APPLICATION, l->version);
    if (!from)
        sql_run(store, l->fresh, failure);
    for (int64_t v = from ? from : l->version; v < l->version; v++)
        run_step(store, l->step[v], from, failure);
    sql_run(store, text, failure);
    if (sql_int(store, failure, "SELECT count(*) FROM pragma_foreign_key_check", ""))
        fail(failure, STATUS_DATA, "%s: layout %d would break references", store->file, l->version);
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

    /* A text may rebuild a table that others refer to; run_steps checks the references. */
    sql_run(store, "PRAGMA foreign_keys = OFF", failure);
    sql_begin(store, failure);
    /* Asked again inside the transaction: another process may just have done it. */
    v = store_layout(store, failure);
    if (v < l->version && !failure->status)
        run_steps(store, l, v, failure);
    sql_end(store, failure);
    sqlite3_exec(store->db, "PRAGMA foreign_keys = ON", NULL, NULL, NULL);
    return failure->status;
}

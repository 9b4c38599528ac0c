/* SQL statements in one call each; SQLite's message when they fail becomes a failure. */
#include "lab/store/store_internal.h"
#include <math.h>
#include <stdarg.h>
#include <string.h>

static enum status status_of(int code)
{
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return STATUS_BUSY;
    case SQLITE_FULL:
    case SQLITE_IOERR:
        return STATUS_DISK;
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return STATUS_CREATE;
    case SQLITE_NOMEM:
        return STATUS_FAILED;
    default:
        return STATUS_DATA;
    }
}

enum status sql_fail(sqlite3 *db, const char *file, const char *doing, struct failure *failure)
{
    enum status status = status_of(sqlite3_extended_errcode(db));
    int error = sqlite3_system_errno(db);
    bool system = error && (status == STATUS_DISK || status == STATUS_CREATE);
    return fail(failure, status, "%s: %s%s%s%s, in: %.300s", file, sqlite3_errmsg(db),
                system ? " (" : "", system ? strerror(error) : "", system ? ")" : "", doing);
}

enum status sql_memory(struct store *store, char *name, struct failure *failure)
{
    *store = (struct store){.file = name, .lock = -1};
    if (!failure->status && sqlite3_open(":memory:", &store->db))
        sql_fail(store->db, name, "opening", failure);
    return failure->status;
}

enum status sql_run(struct store *store, const char *sql, struct failure *failure)
{
    if (!failure->status && sqlite3_exec(store->db, sql, NULL, NULL, NULL))
        sql_fail(store->db, store->file, sql, failure);
    return failure->status;
}

sqlite3_stmt *sql_prepare(struct store *store, const char *sql, struct failure *failure)
{
    sqlite3_stmt *statement = NULL;
    if (!failure->status && sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL))
        sql_fail(store->db, store->file, sql, failure);
    return statement;
}

bool sql_step(struct store *store, sqlite3_stmt *statement, struct failure *failure)
{
    if (failure->status)
        return false;
    int code = sqlite3_step(statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        sql_fail(store->db, store->file, sqlite3_sql(statement), failure);
    return code == SQLITE_ROW;
}

enum status sql_do(struct store *store, struct failure *failure, const char *sql, const char *types,
                   ...)
{
    sqlite3_stmt *statement = sql_prepare(store, sql, failure);
    va_list list;
    va_start(list, types);
    for (int i = 0; statement && types[i]; i++) {
        if (types[i] == 'i')
            sqlite3_bind_int64(statement, i + 1, va_arg(list, int64_t));
        else if (types[i] == 'r')
            sqlite3_bind_double(statement, i + 1, va_arg(list, double));
        else
            sqlite3_bind_text(statement, i + 1, va_arg(list, const char *), -1, SQLITE_TRANSIENT);
    }
    va_end(list);
    sql_step(store, statement, failure);
    sqlite3_finalize(statement);
    return failure->status;
}

int64_t sql_int(struct store *store, const char *sql, struct failure *failure)
{
    sqlite3_stmt *statement = sql_prepare(store, sql, failure);
    int64_t value = sql_step(store, statement, failure) ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    return value;
}

enum status sql_begin(struct store *store, struct failure *failure)
{
    return sql_run(store, "BEGIN IMMEDIATE", failure);
}

enum status sql_end(struct store *store, struct failure *failure)
{
    sql_run(store, "COMMIT", failure);
    if (!sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    return failure->status;
}

/* SQL statements in one call each; SQLite's message when they fail becomes a failure. */
#include "lab/store/store_internal.h"
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
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
    default:
        return STATUS_DATA;
    }
}

/* Is it what is in the file that cannot be read, and not what was asked? */
static bool is_damaged(struct store *store, int code, const char *message)
{
    return code == SQLITE_CORRUPT || code == SQLITE_NOTADB ||
           (code == SQLITE_ERROR && !store->private &&
            (!strcmp(message, "malformed JSON") || !layout_fits(store)));
}

enum status sql_fail(struct store *store, const char *doing, struct failure *failure)
{
    if (sqlite3_errcode(store->db) == SQLITE_NOMEM)
        return fail_memory(failure);
    char message[300];
    snprintf(message, sizeof message, "%s", sqlite3_errmsg(store->db));
    enum status status = status_of(sqlite3_extended_errcode(store->db));
    int error = sqlite3_system_errno(store->db);
    const int code = sqlite3_errcode(store->db) & 0xff;
    if (!store->read_only && !store->private &&
        (code == SQLITE_READONLY || code == SQLITE_CANTOPEN)) {
        const bool may = store_may_write(store);
        if (code == SQLITE_READONLY || !may)
            return fail(failure, STATUS_CREATE,
                        "%s cannot be written: %s; another --db names a database of your own",
                        store->file, may ? message : strerror(errno));
    }
    if (code == SQLITE_FULL) /* SQLite does not say which */
        return fail(failure, STATUS_DISK,
                    "%s: its disk is full, or that of temporary files (TMPDIR names another)",
                    store->file);
    if (is_damaged(store, sqlite3_errcode(store->db), message))
        return fail(failure, STATUS_DATA, "%s is damaged (%s); " STORE_RECOVER, store->file,
                    message, store->file);
    bool system = error && (status == STATUS_DISK || status == STATUS_CREATE);
    return fail(failure, status, "%s: %s%s%s%s, in: %.300s", store->file, message,
                system ? " (" : "", system ? strerror(error) : "", system ? ")" : "", doing);
}

enum status sql_memory(struct store *store, char *name, struct failure *failure)
{
    *store = (struct store){.file = name, .private = true, .lock = -1};
    if (!failure->status && sqlite3_open(":memory:", &store->db))
        sql_fail(store, "opening", failure);
    return failure->status;
}

enum status sql_run(struct store *store, const char *sql, struct failure *failure)
{
    if (!failure->status && sqlite3_exec(store->db, sql, NULL, NULL, NULL))
        sql_fail(store, sql, failure);
    return failure->status;
}

static int bind_next(sqlite3_stmt *statement, int i, char type, va_list *list)
{
    if (type == 'i')
        return sqlite3_bind_int64(statement, i, va_arg(*list, int64_t));
    if (type == 'r')
        return sqlite3_bind_double(statement, i, va_arg(*list, double));
    const char *bytes = va_arg(*list, const char *);
    if (type == 't')
        return sqlite3_bind_text(statement, i, bytes, -1, SQLITE_STATIC);
    const size_t n = va_arg(*list, size_t);
    return type == 'n' ? sqlite3_bind_text64(statement, i, bytes, n, SQLITE_STATIC, SQLITE_UTF8)
                       : sqlite3_bind_blob64(statement, i, bytes, n, SQLITE_STATIC);
}

static sqlite3_stmt *prepare(struct store *store, struct failure *failure, const char *sql,
                             const char *types, va_list *list)
{
    sqlite3_stmt *statement = NULL;
    if (failure->status)
        return NULL;
    int code = sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL);
    for (int i = 0; !code && types[i]; i++)
        code = bind_next(statement, i + 1, types[i], list);
    if (!code)
        return statement;
    sql_fail(store, sql, failure);
    sqlite3_finalize(statement);
    return NULL;
}

sqlite3_stmt *sql_query(struct store *store, struct failure *failure, const char *sql,
                        const char *types, ...)
{
    va_list list;
    va_start(list, types);
    sqlite3_stmt *statement = prepare(store, failure, sql, types, &list);
    va_end(list);
    return statement;
}

bool sql_step(struct store *store, sqlite3_stmt *statement, struct failure *failure)
{
    if (failure->status)
        return false;
    int code = sqlite3_step(statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        sql_fail(store, sqlite3_sql(statement), failure);
    return code == SQLITE_ROW;
}

enum status sql_do(struct store *store, struct failure *failure, const char *sql, const char *types,
                   ...)
{
    va_list list;
    va_start(list, types);
    sqlite3_stmt *statement = prepare(store, failure, sql, types, &list);
    va_end(list);
    sql_step(store, statement, failure);
    sqlite3_finalize(statement);
    return failure->status;
}

const char *sql_text(sqlite3_stmt *statement, int column, struct failure *failure)
{
    const bool null = sqlite3_column_type(statement, column) == SQLITE_NULL;
    const char *text = (const char *)sqlite3_column_text(statement, column);
    if (!text && !null)
        fail_memory(failure);
    return text ? text : "";
}

int64_t sql_int(struct store *store, struct failure *failure, const char *sql, const char *types,
                ...)
{
    va_list list;
    va_start(list, types);
    sqlite3_stmt *statement = prepare(store, failure, sql, types, &list);
    va_end(list);
    int64_t value = sql_step(store, statement, failure) ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    return value;
}

bool sql_sound(struct store *store, const char *check, struct failure *failure)
{
    sqlite3_stmt *s = sql_query(store, failure, check, "");
    const char *found = sql_step(store, s, failure) ? sql_text(s, 0, failure) : "ok";
    const char *heading = strchr(found, '\n'), *why = strstr(found, "error code=");
    const int code = why ? atoi(strchr(why, '=') + 1) : SQLITE_OK;
    if (code == SQLITE_NOMEM || code == SQLITE_IOERR_NOMEM)
        fail_memory(failure);
    else if (status_of(code) == STATUS_DISK ||
             strstr(found, "failed to get page")) /* it has no code */
        fail(failure, STATUS_DISK, "%s: %s%s", store->file, sqlite3_errstr(SQLITE_IOERR),
             why ? "" : ", or out of memory");
    else if (strcmp(found, "ok") != 0)
        fail(failure, STATUS_DATA, "%s is damaged (%.200s); " STORE_RECOVER, store->file,
             heading ? heading + 1 : found, store->file);
    sqlite3_finalize(s);
    return !failure->status;
}

enum status sql_begin(struct store *store, struct failure *failure)
{
    return store->depth++ ? failure->status : sql_run(store, "BEGIN IMMEDIATE", failure);
}

/* SQLite goes on writing to a file that has no name any more, and to one that lies elsewhere without the
 * log of its last commits. */
static void check_place(struct store *store, struct failure *failure)
{
    int moved = 0;
    sqlite3_file_control(store->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    if (moved)
        fail(failure, STATUS_DISK,
             "%s was removed, moved or replaced while it was in use; where it was moved, put it "
             "back "
             "beside its -wal file, and the same command goes on",
             store->file);
}

enum status sql_end(struct store *store, struct failure *failure)
{
    if (--store->depth)
        return failure->status;
    if (!sql_run(store, "COMMIT", failure))
        check_place(store, failure);
    if (!sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    return failure->status;
}

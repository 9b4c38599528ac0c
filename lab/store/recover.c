/* What can be read of a damaged database goes into a new one, table by table, row by row.
 *
 * A table, or what it has of one run, is read from its beginning until something cannot be read, and then from
 * its end. Always true: a run that is done in the new database has every row that could be read of it, and none was
 * seen to be lost; any other is new there, without rows, and trained again to the same bits. Numbers that were
 * altered where they stand cannot be told from others. */
#include "lab/store/store_internal.h"
#include <string.h>

struct recovering {
    struct store *old, *new;
    struct recovery *result;
    struct failure *failure;
};

/* What of the old one cannot be read is lost; that memory is short is not its fault. */
static void note_unread(struct recovering *r, const struct failure *own)
{
    if (own->status == STATUS_FAILED)
        fail_memory(r->failure);
}

/* ---- one table ---- */

struct saved_table {
    const char *name, *columns, *values, *key, *key_down;
};

/* How the new database has it, as lists for SQL. False when the old one has a column more. */
static bool describe(struct recovering *r, struct arena *arena, const char *name,
                     struct saved_table *t)
{
    static const char sql[] =
        "SELECT group_concat('\"' || name || '\"'), group_concat('?'),"
        " (SELECT group_concat('\"' || name || '\"') FROM (SELECT name FROM pragma_table_info(?1)"
        " WHERE pk ORDER BY pk)), (SELECT group_concat('\"' || name || '\" DESC') FROM (SELECT name"
        " FROM pragma_table_info(?1) WHERE pk ORDER BY pk)) FROM pragma_table_info(?1)"
        " WHERE name IN (SELECT value FROM json_each(?2))";
    sqlite3_stmt *list = sql_query(r->old, r->failure,
                                   "SELECT json_group_array(name), count(*) FROM "
                                   "pragma_table_info(?)",
                                   "t", name);
    const char *names = sql_step(r->old, list, r->failure)
                            ? arena_text(arena, r->failure, "%s", sql_text(list, 0, r->failure))
                            : "[]";
    const int columns = r->failure->status ? 0 : sqlite3_column_int(list, 1);
    sqlite3_finalize(list);
    sqlite3_stmt *s = sql_query(r->new, r->failure, sql, "tt", name, names);
    int found = 0;
    if (sql_step(r->new, s, r->failure)) {
        const char **part[] = {&t->columns, &t->values, &t->key, &t->key_down};
        for (int i = 0; i < 4; i++)
            *part[i] = arena_text(arena, r->failure, "%s", sql_text(s, i, r->failure));
        for (const char *p = t->values; *p; p++)
            found += *p == '?';
    }
    sqlite3_finalize(s);
    t->name = name;
    return found == columns && columns;
}

/* Rows in one direction until one cannot be read or put. Were these all? */
static bool copy_rows(struct recovering *r, const char *select, int64_t run, const char *insert)
{
    struct failure own = {0};
    sqlite3_stmt *from = sql_query(r->old, &own, select, run ? "i" : "", run);
    sqlite3_stmt *to = sql_query(r->new, r->failure, insert, "");
    int code = SQLITE_ERROR;
    while (from && to && (code = sqlite3_step(from)) == SQLITE_ROW) {
        code = SQLITE_OK;
        for (int i = 0; i < sqlite3_column_count(from) && code == SQLITE_OK; i++)
            code = sqlite3_bind_value(to, i + 1, sqlite3_column_value(from, i));
        code = code ? code : sqlite3_step(to);
        if (code != SQLITE_DONE && (code & 0xff) != SQLITE_CONSTRAINT)
            sql_fail(r->new, insert, r->failure); /* before a reset, which forgets why */
        sqlite3_reset(to);
        if (code != SQLITE_DONE)
            break;
    }
    if (from && code != SQLITE_DONE && sqlite3_errcode(r->old->db) == SQLITE_NOMEM)
        sql_fail(r->old, select, &own);
    note_unread(r, &own);
    sqlite3_finalize(from);
    sqlite3_finalize(to);
    return code == SQLITE_DONE && !r->failure->status;
}

/* The whole table, or where `run` is not 0 its rows of that run. True when nothing was lost. */
static bool copy(struct recovering *r, struct arena *arena, const struct saved_table *t,
                 int64_t run)
{
    const size_t mark = arena_mark(arena);
    const char *text[4];
    for (int down = 0; down < 2; down++) {
        text[down] = arena_text(arena, r->failure, "SELECT %s FROM \"%s\"%s ORDER BY %s",
                                t->columns, t->name, run ? " WHERE run = ?" : "",
                                down ? t->key_down : t->key);
        text[2 + down] = arena_text(arena, r->failure, "INSERT %sINTO \"%s\" (%s) VALUES (%s)",
                                    down ? "OR IGNORE " : "", t->name, t->columns, t->values);
    }
    const bool whole = !r->failure->status && copy_rows(r, text[0], run, text[2]);
    if (!whole && !r->failure->status)
        copy_rows(r, text[1], run, text[3]);
    arena_rewind(arena, mark);
    return whole;
}

/* Does SQLite find anything amiss in it? Rows may be gone without an error. */
static bool is_sound(struct recovering *r, const char *name)
{
    char sql[160];
    sqlite3_snprintf(sizeof sql, sql, "PRAGMA integrity_check(\"%w\")", name);
    struct failure own = {0};
    const bool sound = sql_sound(r->old, sql, &own);
    note_unread(r, &own);
    return sound;
}

/* ---- all tables ---- */

static void copy_whole(struct recovering *r, struct arena *arena, const char *name)
{
    struct saved_table t;
    if (describe(r, arena, name, &t) && (!copy(r, arena, &t, 0) || !is_sound(r, name)))
        r->result->whole = false;
}

/* A list in the new database: the runs that are not whole. */
static void note_lost(struct recovering *r, int64_t run)
{
    sql_do(r->new, r->failure, "INSERT OR IGNORE INTO temp.lost VALUES (?)", "i", run);
}

static void copy_by_run(struct recovering *r, struct arena *arena, const char *name)
{
    struct saved_table t;
    int lost = 0;
    if (!describe(r, arena, name, &t))
        return;
    sqlite3_stmt *run = sql_query(r->new, r->failure, "SELECT id FROM run ORDER BY id", "");
    while (sql_step(r->new, run, r->failure)) {
        const int64_t id = sqlite3_column_int64(run, 0);
        if (!copy(r, arena, &t, id)) {
            note_lost(r, id);
            lost++;
        }
    }
    sqlite3_finalize(run);
    if (lost || is_sound(r, name))
        return;
    char sql[200];
    sqlite3_snprintf(sizeof sql, sql, "INSERT OR IGNORE INTO temp.lost SELECT run FROM \"%w\"",
                     name);
    sql_run(r->new, sql, r->failure);
}

/* Tables of the old database, those of the new one alone; the others are nothing that we know how to carry. */
static void copy_measurements(struct recovering *r, struct arena *arena)
{
    sqlite3_stmt *s =
        sql_query(r->new, r->failure,
                  "SELECT name FROM sqlite_schema t WHERE type = 'table' AND name NOT "
                  "IN ('sweep', 'verdict_row') AND EXISTS (SELECT 1 FROM "
                  "pragma_table_info(t.name) WHERE name = 'run') ORDER BY name",
                  "");
    while (sql_step(r->new, s, r->failure))
        copy_by_run(r, arena, arena_text(arena, r->failure, "%s", sql_text(s, 0, r->failure)));
    sqlite3_finalize(s);
}

static void forget_lost(struct recovering *r)
{
    sqlite3_stmt *s = sql_query(r->new, r->failure, "SELECT run FROM temp.lost", "");
    while (sql_step(r->new, s, r->failure)) {
        run_forget(r->new, sqlite3_column_int64(s, 0), r->failure);
        r->result->whole = false;
        r->result->lost++;
    }
    sqlite3_finalize(s);
}

/* A run whose cell is not the one that it is named for has lost what it was: it goes, and sweeps that have it. A file of
 * layout 4 may have kept an old name where the cell's was taken. What else is JSON and cannot be read is as if it were
 * not there. */
static void drop_unreadable(struct recovering *r)
{
    static const char *const sql[] = {
        "DELETE FROM run WHERE NOT json_valid(cell) OR (uuid <> text_hash(cell) AND NOT EXISTS "
        "(SELECT 1 FROM run o WHERE o.uuid = text_hash(run.cell)))",
        "UPDATE experiment SET lecture = '{}' WHERE NOT json_valid(lecture)"};
    for (int i = 0; i < 2 && !r->failure->status; i++) {
        sql_run(r->new, sql[i], r->failure);
        if (sqlite3_changes(r->new->db))
            r->result->whole = false;
    }
}

/* Every table that it has must be one of ours, with our columns. */
static void check_layout(struct recovering *r, struct arena *arena)
{
    struct failure own = {0};
    sqlite3_stmt *s = sql_query(r->old, &own,
                                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT "
                                "LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
                                "");
    int tables = 0;
    for (; sql_step(r->old, s, &own); tables++) {
        struct saved_table t;
        const char *name = arena_text(arena, r->failure, "%s", sql_text(s, 0, r->failure));
        if (!describe(r, arena, name, &t))
            fail(r->failure, STATUS_DATA,
                 "%s: its table %s is not of this program's layout; nothing was recovered",
                 r->old->file, name);
    }
    sqlite3_finalize(s);
    if (own.status && own.status != STATUS_DATA) /* it is not the file that is damaged */
        fail(r->failure, own.status, "%s", own.message);
    struct stat info;
    if (!stat(r->old->file, &info) && !info.st_size)
        fail(r->failure, STATUS_DATA, "%s is empty: there is nothing to recover", r->old->file);
    if (own.status || !tables)
        fail(r->failure, STATUS_DATA,
             "%s: its list of tables cannot be read, and so nothing else: go back to a copy of the "
             "file, or move it away and `depthlab run` the experiments again",
             r->old->file);
}

static void copy_all(struct recovering *r, struct arena *arena)
{
    sqlite3_exec(r->old->db, "PRAGMA writable_schema = ON; PRAGMA cell_size_check = ON", NULL, NULL,
                 NULL); /* go on behind what is broken, and notice more */
    check_layout(r, arena);
    sql_run(r->new, "CREATE TEMP TABLE lost (run INTEGER PRIMARY KEY)", r->failure);
    sql_begin(r->new, r->failure);
    copy_whole(r, arena, "run");
    copy_whole(r, arena, "experiment");
    drop_unreadable(r);
    copy_measurements(r, arena);
    sql_run(r->new,
            "INSERT OR IGNORE INTO temp.lost SELECT run FROM probe_run WHERE NOT json_valid(how)",
            r->failure);
    forget_lost(r);
    struct saved_table sweep;
    if (describe(r, arena, "sweep", &sweep) &&
        (!copy(r, arena, &sweep, 0) || !is_sound(r, "sweep"))) {
        r->result->whole = false;
        sql_run(r->new, "DELETE FROM sweep", r->failure);
    }
    if (r->result->whole) {
        copy_whole(r, arena, "verdict_row");
        copy_whole(r, arena, "confirm_row");
    }
    if (!r->result->whole)
        sql_run(r->new, "DELETE FROM verdict_row", r->failure);
    r->result->runs = sql_int(r->new, r->failure, "SELECT count(*) FROM run", "");
    r->result->sweeps = sql_int(r->new, r->failure, "SELECT count(*) FROM sweep", "") > 0;
    sql_end(r->new, r->failure);
}

enum status store_recover(const char *file, struct store *into, struct recovery *result,
                          struct failure *failure)
{
    struct arena arena;
    struct recovering r = {store_open_any(file, true, failure), into, result, failure};
    *result = (struct recovery){.whole = true};
    arena_open(&arena, SIZE_MAX);
    if (r.old)
        copy_all(&r, &arena);
    store_close(r.old);
    arena_close(&arena);
    return failure->status;
}

/* A database that an earlier program made, of tests/store/old, as old.db of a folder; and what it says, whichever its
 * layout. */
#pragma once
#include "lab/run/recorded.h"
#include "lab/store/store_internal.h"
#include "tests/support/child.h"
#include "tests/support/promise.h"
#include <sys/stat.h>
#include <zlib.h>

static inline const char *path_of(const char *folder, const char *name)
{
    static char path[4][300];
    static int turn;
    turn = (turn + 1) % 4;
    snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
    return path[turn];
}

static inline void unpack(const char *folder, int layout)
{
    static const char *const beside[] = {"old.db-wal", "old.db-shm", "old.db-journal"};
    static char bytes[1 << 20];
    char name[100];
    snprintf(name, sizeof name, "tests/store/old/layout-%d.db.gz", layout);
    gzFile from = gzopen(name, "rb");
    if (!from)
        fail_msg("there is no %s: see the head of test_old_databases.c", name);
    const int n = gzread(from, bytes, sizeof bytes);
    gzclose(from);
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++)
        remove(path_of(folder, beside[i]));
    FILE *to = fopen(path_of(folder, "old.db"), "we");
    assert_true(n > 0 && fwrite(bytes, 1, (size_t)n, to) == (size_t)n);
    fclose(to);
}

/* ---- what a database says ---- */

/* The answer to a query, a row a line, freed by the caller. */
static inline char *answer(sqlite3 *db, const char *sql)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL))
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    while (sqlite3_step(s) == SQLITE_ROW)
        for (int k = 0, n = sqlite3_column_count(s); k < n; k++)
            fprintf(out, "%s%c", (const char *)sqlite3_column_text(s, k), k < n - 1 ? ' ' : '\n');
    sqlite3_finalize(s);
    fclose(out);
    return text;
}

static inline sqlite3 *open_plain(const char *folder)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path_of(folder, "old.db"), &db), SQLITE_OK);
    return db;
}

/* Queries, a line each, for every number that the old database has: its tables and columns, by the names that they
 * have since. */
static inline char *queries_of(const char *folder)
{
    sqlite3 *db = open_plain(folder);
    char *text = answer(
        db,
        "SELECT format('SELECT %s FROM \"%s\"%s ORDER BY 1, 2, 3', (SELECT "
        "group_concat(format('quote(\"%s\")', name), '||'' ''||') || ', run, ' || "
        "iif(max(name = 'step'), 'step', '0') FROM pragma_table_info(t.name)), "
        "iif(name = 'layer_row', 'gradient_row', name), "
        "iif(name = 'checkpoint', ' JOIN run ON id = run AND status = ''done''', '')) FROM "
        "sqlite_schema t WHERE type = 'table' AND (name LIKE '%\\_row' ESCAPE '\\' OR name IN "
        "('layer_name', 'sweep')) AND name NOT IN ('verdict_row', 'confirm_row') ORDER BY name");
    sqlite3_close(db);
    return text;
}

/* What they answer; the old tables have the old names. */
static inline char *numbers(const char *folder, const char *queries, bool old)
{
    char *all = NULL, *text = strdup(queries), *rest = text;
    size_t size;
    FILE *out = open_memstream(&all, &size);
    sqlite3 *db = open_plain(folder);
    char *has = answer(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'layer_row'");
    for (char *line; (line = strsep(&rest, "\n")) && *line;) {
        char *name = old && *has == '1' ? strstr(line, "\"gradient_row\"") : NULL;
        if (name)
            memcpy(name, "\"layer_row\"   ", 14);
        char *rows = answer(db, line);
        fputs(rows, out);
        free(rows);
    }
    free(has);
    sqlite3_close(db);
    fclose(out);
    free(text);
    return all;
}

static inline char *verdicts(const char *folder)
{
    sqlite3 *db = open_plain(folder);
    char *text = answer(db, "SELECT claim, expectation, verdict, statistic, quote(holds), "
                            "quote(seeds), quote(p) FROM verdict_row ORDER BY experiment, place");
    sqlite3_close(db);
    return text;
}

/* What the figure is drawn from, without the revision that trained it. */
static inline char *figure_data(const char *folder)
{
    static char text[1 << 16];
    const char *path = path_of(folder, "drawn/old/depth-curve.dat");
    read_file(path, text, sizeof text);
    assert_true(strlen(text) > 1000);
    for (char *at = text; (at = strstr(at, "revision "));)
        for (at += strlen("revision "); strchr("0123456789abcdef+", *at) && *at; at++)
            *at = '.';
    return strdup(text);
}

/* Every table's columns, whatever their order, and every view. */
static inline char *layout_text(const char *folder)
{
    sqlite3 *db = open_plain(folder);
    char *text = answer(
        db, "SELECT CASE type WHEN 'view' THEN sql ELSE name || ' ' || (SELECT group_concat(name "
            "|| type || \"notnull\" || pk) FROM (SELECT * FROM pragma_table_info(s.name) ORDER BY "
            "name)) END FROM sqlite_schema s WHERE type IN ('table', 'view') ORDER BY name");
    sqlite3_close(db);
    return text;
}

static inline const char *check_sound(const char *folder)
{
    sqlite3 *db = open_plain(folder);
    char *text = answer(db, "SELECT (SELECT group_concat(integrity_check) FROM "
                            "pragma_integrity_check), (SELECT count(*) FROM "
                            "pragma_foreign_key_check), user_version FROM pragma_user_version");
    char want[40];
    snprintf(want, sizeof want, "ok 0 %d\n", store_layouts.version);
    const bool sound = !strcmp(text, want);
    free(text);
    sqlite3_close(db);
    return sound ? NULL : "it is not sound";
}

/* Everything that a database has measured, as one text; what may differ between moments and machines is left
 * out, and so is how the rows are numbered. */
#pragma once
#include "lab/store/store.h"
#include "tests/support/check.h"

static inline void measured_rows(struct store *store, const char *sql, FILE *out,
                                 struct failure *failure)
{
    struct query *q = query_open(store, sql, failure);
    while (query_next(q)) {
        for (int k = 0; k < query_columns(q); k++)
            if (strcmp(query_column_name(q, k), "run") != 0)
                fprintf(out, "%s=%s ", query_column_name(q, k), query_text(q, k));
        fputc('\n', out);
    }
    query_close(q);
}

/* Freed by the caller. */
static inline char *measured(const char *folder, const char *db)
{
    static const char *const fixed[] = {
        "SELECT uuid, status, detail, steps, params, flops, threads FROM run ORDER BY uuid",
        "SELECT uuid, step, hex(data) FROM checkpoint JOIN run ON id = run ORDER BY uuid, step",
        "SELECT count(*) AS resumes FROM resume",
        "SELECT experiment, place, uuid FROM sweep JOIN run ON id = run ORDER BY 1, 2",
        "SELECT experiment, place, verdict, statistic FROM verdict_row ORDER BY 1, 2",
        "SELECT experiment, place, verdict, statistic, p FROM confirm_row ORDER BY 1, 2",
    };
    /* Every table of rows, in the order of its key. */
    static const char tables[] =
        "SELECT format('SELECT ''%s'' AS series, uuid, t.* FROM \"%s\" t JOIN run ON id = run "
        "ORDER BY "
        "uuid, %s', t.name, t.name, (SELECT group_concat(format('t.\"%s\"', c.name)) FROM "
        "pragma_table_info(t.name) c WHERE c.pk > 0 AND c.name <> 'run')) FROM sqlite_schema t "
        "WHERE type = "
        "'table' AND t.name LIKE '%\\_row' ESCAPE '\\' AND t.name NOT IN ('verdict_row', "
        "'confirm_row') ORDER BY t.name";
    char path[300], *text = NULL;
    size_t size;
    snprintf(path, sizeof path, "%s/%s", folder, db);
    struct failure failure = {0};
    struct store *store = store_open(path, true, &failure);
    FILE *out = open_memstream(&text, &size);
    for (size_t i = 0; store && i < sizeof fixed / sizeof *fixed; i++)
        measured_rows(store, fixed[i], out, &failure);
    struct query *table = store ? query_open(store, tables, &failure) : NULL;
    while (table && query_next(table))
        measured_rows(store, query_text(table, 0), out, &failure);
    query_close(table);
    fclose(out);
    if (failure.status)
        fail_msg("%s", failure.message);
    store_close(store);
    return text;
}

#include "lab/store/series_table.h"
#include "build/gen/schema.h"
#include <string.h>

/* ---- names ---- */

/* What the views have of their own: the names that a series' columns and places cannot take. */
static const char *const taken[] = {"run",  "experiment", "block", "depth", "seed", "lr",
                                    "step", "place",      "cell",  "odd",   NULL};

static bool is_taken(const char *name)
{
    for (int i = 0; taken[i]; i++)
        if (!strcmp(name, taken[i]))
            return true;
    return false;
}

/* Names become SQL, so they must be plain words. */
static bool is_plain(const char *name)
{
    size_t n = strlen(name);
    return n > 0 && n <= 48 && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == n &&
           (name[0] < '0' || name[0] > '9');
}

static enum status check_names(const struct series *series, struct failure *failure)
{
    if (!is_plain(series->name))
        fail(failure, STATUS_DATA, "\"%s\" cannot be the name of a table", series->name);
    if (series->columns < 1 || series->columns > SERIES_COLUMNS)
        fail(failure, STATUS_DATA, "series %s has %d columns; 1 to %d are possible", series->name,
             series->columns, SERIES_COLUMNS);
    for (int c = 0; !failure->status && c < series->columns; c++) {
        const char *name = series->column[c].name;
        if (!is_plain(name) || is_taken(name))
            fail(failure, STATUS_DATA, "\"%s\" of series %s cannot be the name of a column", name,
                 series->name);
    }
    return failure->status;
}

const char *store_series_place(const struct series *series)
{
    return !is_plain(series->place) || is_taken(series->place) ? "place" : series->place;
}

/* ---- the table ---- */

static char *table_sql(const struct series *series)
{
    sqlite3_str *s = sqlite3_str_new(NULL);
    sqlite3_str_appendf(s,
                        "CREATE TABLE IF NOT EXISTS %s_row (run INTEGER NOT NULL REFERENCES "
                        "run(id) ON DELETE CASCADE, step INTEGER NOT NULL, place INTEGER NOT NULL",
                        series->name);
    for (int c = 0; c < series->columns; c++)
        sqlite3_str_appendf(s, ", \"%w\" %s", series->column[c].name,
                            c < series->keys ? "INTEGER NOT NULL" : "REAL");
    sqlite3_str_appendall(s, ", odd INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (run, step, place");
    for (int c = 0; c < series->keys; c++)
        sqlite3_str_appendf(s, ", \"%w\"", series->column[c].name);
    sqlite3_str_appendall(s, ")) STRICT, WITHOUT ROWID");
    return sqlite3_str_finish(s);
}

int series_table_column(struct store *store, const struct series *series, int column,
                        struct failure *failure)
{
    return (int)sql_int(store, failure,
                        "SELECT coalesce(max(cid), -1) FROM pragma_table_info(? || '_row') "
                        "WHERE name = ?",
                        "tt", series->name, series->column[column].name);
}

/* Columns that the series got since the table was made. */
static void add_columns(struct store *store, const struct series *series, struct failure *failure)
{
    for (int c = series->keys; c < series->columns && !failure->status; c++) {
        char sql[160];
        sqlite3_snprintf(sizeof sql, sql, "ALTER TABLE %s_row ADD COLUMN \"%w\" REAL", series->name,
                         series->column[c].name);
        if (series_table_column(store, series, c, failure) < 0)
            sql_run(store, sql, failure);
    }
}

/* ---- the view ---- */

/* A setting of the run: r.cell ->> '$."net.depth"' AS depth */
struct shown {
    const char *key, *name;
};

static void put_settings(sqlite3_str *s, const struct series *series, const struct shown *list)
{
    for (; list->key; list++) {
        bool own = false;
        for (int c = 0; c < series->columns; c++)
            own |= !strcmp(series->column[c].name, list->name);
        sqlite3_str_appendf(s, "    r.cell ->> '$.\"%s\"' AS %s%s,\n", list->key, list->name,
                            own ? "_scale" : "");
    }
}

static void put_columns(sqlite3_str *s, const struct series *series)
{
    for (int c = 0; c < series->columns; c++) {
        const struct column *k = &series->column[c];
        sqlite3_str_appendf(s, "    v.\"%w\", -- %s: %s\n", k->name, k->unit, k->definition);
    }
}

/* How a run ended, of every run; NULL where it has not. */
static void put_final(sqlite3_str *s, const struct series *series)
{
    static const struct shown before[] = {{"net.family", "family"}, {"net.block", "block"},
                                          {"net.depth", "depth"},   {"net.width", "width"},
                                          {"net.norm", "norm"},     {"net.init", "init"},
                                          {"train.lr", "lr"},       {NULL, NULL}};
    static const struct shown behind[] = {{"net.branch", "branch"},
                                          {"net.activation", "activation"},
                                          {"net.span", "span"},
                                          {"data.name", "data"},
                                          {NULL, NULL}};
    sqlite3_str_appendall(s, "    r.id AS run, s.experiment,\n");
    put_settings(s, series, before);
    sqlite3_str_appendall(s, "    r.seed, r.status, r.params, r.steps,\n");
    put_columns(s, series);
    put_settings(s, series, behind);
    sqlite3_str_appendf(s,
                        "    r.seconds, r.cell, r.detail, r.revision, v.odd, r.flops, "
                        "r.guess, r.guess_error, r.bytes\n"
                        "FROM sweep s JOIN run r ON r.id = s.run LEFT JOIN %s_row v ON v.run = "
                        "r.id",
                        series->name);
}

static void put_measured(sqlite3_str *s, const struct series *series)
{
    static const struct shown before[] = {
        {"net.block", "block"}, {"net.depth", "depth"}, {NULL, NULL}};
    static const struct shown lr[] = {{"train.lr", "lr"}, {NULL, NULL}};
    static const struct shown behind[] = {
        {"net.norm", "norm"}, {"net.branch", "branch"}, {"net.init", "init"}, {NULL, NULL}};
    const bool named = !strcmp(series->place, "layer");
    sqlite3_str_appendall(s, "    r.id AS run, s.experiment,\n");
    put_settings(s, series, before);
    sqlite3_str_appendall(s, "    r.seed,\n");
    put_settings(s, series, *series->place ? &lr[1] : lr);
    sqlite3_str_appendall(s, "    v.step,\n");
    if (*series->place)
        sqlite3_str_appendf(s, "    v.place AS \"%w\",%s\n", store_series_place(series),
                            named ? " n.name AS layer_name," : "");
    put_columns(s, series);
    put_settings(s, series, behind);
    put_settings(s, series, *series->place ? lr : &lr[1]);
    sqlite3_str_appendf(s,
                        "    r.cell, v.odd\n"
                        "FROM sweep s JOIN run r ON r.id = s.run JOIN %s_row v ON v.run = r.id",
                        series->name);
    if (named)
        sqlite3_str_appendall(s, " LEFT JOIN layer_name n ON n.run = r.id AND n.layer = v.place");
}

static char *view_sql(const struct series *series)
{
    sqlite3_str *s = sqlite3_str_new(NULL);
    sqlite3_str_appendf(s, "CREATE VIEW %s AS SELECT\n", series->name);
    if (series->once)
        put_final(s, series);
    else
        put_measured(s, series);
    return sqlite3_str_finish(s);
}

/* Is the view that a statement makes the one whose text SQLite keeps: from CREATE, without the end? */
static bool is_text_of(const char *sql, const char *kept)
{
    const char *begin = strstr(sql, "CREATE VIEW");
    const size_t n = strlen(kept);
    return begin && !strncmp(begin, kept, n) && !begin[n + strspn(begin + n, "; \n")];
}

static bool is_view(struct store *store, const char *name, const char *sql, struct failure *failure)
{
    sqlite3_stmt *find = sql_query(store, failure,
                                   "SELECT sql FROM sqlite_schema WHERE type = 'view' AND name = ?",
                                   "t", name);
    const bool same = sql_step(store, find, failure) && is_text_of(sql, sql_text(find, 0, failure));
    sqlite3_finalize(find);
    return same;
}

static void replace_view(struct store *store, const char *name, const char *sql,
                         struct failure *failure)
{
    char drop[80];
    sqlite3_snprintf(sizeof drop, drop, "DROP VIEW IF EXISTS %s", name);
    sql_run(store, drop, failure);
    sql_run(store, sql, failure);
}

/* ---- both ---- */

static void describe(struct store *store, const struct series *series, struct failure *failure)
{
    for (int c = 0; c < series->columns; c++) {
        const struct column *k = &series->column[c];
        sql_do(store, failure, "INSERT OR REPLACE INTO probe VALUES (?, ?, ?, ?, ?, ?)", "tttttt",
               series->name, k->name, series->place, k->unit, k->definition, k->source);
    }
}

bool series_table_is_made(struct store *store, const struct series *series, struct failure *failure)
{
    char *view = view_sql(series);
    const bool made = view && is_view(store, series->name, view, failure);
    if (!view)
        fail_memory(failure);
    sqlite3_free(view);
    return made;
}

enum status series_table_make(struct store *store, const struct series *series,
                              struct failure *failure)
{
    if (check_names(series, failure) || series_table_is_made(store, series, failure))
        return failure->status;
    char *table = table_sql(series), *view = view_sql(series);
    sql_begin(store, failure);
    if (!table || !view)
        fail_memory(failure);
    else
        sql_run(store, table, failure);
    add_columns(store, series, failure);
    if (!failure->status)
        replace_view(store, series->name, view, failure);
    describe(store, series, failure);
    sqlite3_free(table);
    sqlite3_free(view);
    return sql_end(store, failure);
}

static enum status make_other_views(struct store *store, struct failure *failure)
{
    static const struct {
        const char *name, *sql;
    } view[] = {{"best", view_best_sql}, {"metrics", view_metrics_sql}};
    for (int i = 0; i < 2; i++) {
        if (failure->status || is_view(store, view[i].name, view[i].sql, failure))
            continue;
        sql_begin(store, failure);
        replace_view(store, view[i].name, view[i].sql, failure);
        sql_end(store, failure);
    }
    return failure->status;
}

enum status store_series(struct store *store, const struct series *const *series,
                         struct failure *failure)
{
    for (; *series && !failure->status; series++)
        series_table_make(store, *series, failure);
    return make_other_views(store, failure);
}

bool store_series_made(struct store *store, const struct series *const *series,
                       struct failure *failure)
{
    while (*series && series_table_is_made(store, *series, failure))
        series++;
    return !*series && is_view(store, "best", view_best_sql, failure) &&
           is_view(store, "metrics", view_metrics_sql, failure);
}

#include "lab/figure/series.h"
#include "lab/base/regular_file.h"
#include "lab/figure/quote.h"
#include "lab/figure/section.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct writer {
    struct arena *arena;
    struct store *store;
    const char *experiment;
    const char **blank;
    FILE *dat; /* NULL: the queries are not run, only what they read is shown */
    const struct series_reader *reader;
    struct failure *failure;
};

/* A value as gnuplot reads it in a datablock: a number, NaN, or a quoted text. */
static const char *field(const struct writer *w, const struct query *query, int column)
{
    const char *text = query_text(query, column);
    if (!query_is_text(query, column))
        return isfinite(query_real(query, column)) && !query_is_null(query, column) ? text : "NaN";
    return quote_field(w->arena, quote_plain(w->arena, text, w->failure), w->failure);
}

/* One row; the keys of its curve replace those of the row before in `key`. True when they differ. */
static bool write_row(const struct writer *w, const struct query *query, int keys, char key[256])
{
    size_t mark = arena_mark(w->arena);
    int columns = query_columns(query);
    const char **value = arena_take(w->arena, w->failure, (size_t)columns * sizeof *value);
    char now[256] = "";
    if (!value)
        return false;
    for (int c = 0; c < columns; c++) {
        value[c] = field(w, query, c);
        if (c < keys)
            snprintf(now + strlen(now), sizeof now - strlen(now), "%s|", value[c]);
    }
    bool changed = strcmp(key, now) != 0;
    if (changed && *key)
        fputs("\n\n", w->dat);
    strcpy(key, now);
    for (int c = 0; c < columns; c++)
        fprintf(w->dat, "%s%s", value[c], c + 1 < columns ? "|" : "\n");
    arena_rewind(w->arena, mark);
    return changed;
}

/* Add the columns without a value in any row to `blank`. */
static void note_blank(const struct writer *w, const struct query *query, const struct section *d,
                       const bool *filled)
{
    for (int c = 0; c < query_columns(query); c++)
        if (!filled[c])
            *w->blank = arena_text(w->arena, w->failure, "%s%s`%s` of its `%s`", *w->blank,
                                   **w->blank ? ", " : "", query_column_name(query, c), d->name);
}

static int write_table(const struct writer *w, struct query *query, const struct section *d)
{
    int rows = 0, curves = 0;
    char key[256] = "";
    bool *filled = arena_take(w->arena, w->failure, (size_t)query_columns(query));
    if (!filled)
        return 0;
    fputs("#", w->dat);
    for (int c = 0; c < query_columns(query); c++)
        fprintf(w->dat, " %s%s", c ? "| " : "", query_column_name(query, c));
    fprintf(w->dat, "\n$%s << EOD\n", d->name);
    for (; query_next(query); rows++) {
        curves += write_row(w, query, d->keys, key);
        for (int c = 0; c < query_columns(query); c++)
            filled[c] |= !query_is_null(query, c);
    }
    if (rows)
        note_blank(w, query, d, filled);
    fprintf(w->dat, "EOD\n%s_n = %d\n\n", d->name, d->kind == SECTION_SERIES ? curves : rows);
    return rows;
}

/* The only value of the only row. Returns the number of rows. */
static int write_value(const struct writer *w, struct query *query, const struct section *d)
{
    int rows = 0;
    for (; query_next(query); rows++) {
        if (rows)
            continue;
        double value = query_is_null(query, 0) ? NAN : query_real(query, 0);
        const char *plain = quote_plain(w->arena, query_text(query, 0), w->failure);
        if (d->kind == SECTION_TEXT)
            fprintf(w->dat, "%s = %s\n", d->name, quote_string(w->arena, plain, w->failure));
        else if (isfinite(value))
            fprintf(w->dat, "%s = %.15g\n", d->name, value);
        else
            fprintf(w->dat, "%s = NaN\n", d->name);
    }
    return rows;
}

/* What the runs lack, as a sentence of the one who wrote the query. */
static enum status run_lack(const struct writer *w, struct query *query)
{
    query_bind_text(query, ":experiment", w->experiment);
    if (query_next(query) && !query_is_null(query, 0))
        fail(w->failure, STATUS_FAILED, "%s", query_text(query, 0));
    return w->failure->status;
}

static enum status run_query(const struct writer *w, struct query *query, const struct section *d)
{
    bool single = d->kind == SECTION_TEXT || d->kind == SECTION_NUMBER;
    query_bind_text(query, ":experiment", w->experiment);
    int rows = (single ? write_value : write_table)(w, query, d);
    if (!rows)
        return fail(w->failure, STATUS_FAILED, "these runs have nothing for its `%s`", d->name);
    if (single && (rows > 1 || query_columns(query) != 1))
        return fail(w->failure, STATUS_DATA, "`%s` must be one value, and is %d rows of %d",
                    d->name, rows, query_columns(query));
    return STATUS_OK;
}

/* What only shows what it reads leaves no table: there it is one of the named queries. */
static enum status run_once(const struct writer *w, const struct section *d, const char *sql,
                            const char **with)
{
    const char *word = **with ? ", " : "WITH ";
    if (!w->dat) {
        *with = arena_text(w->arena, w->failure, "%s%s%s AS (%.*s)", *with, word, d->name,
                           (int)(d->end - d->begin), d->begin);
        return w->failure->status;
    }
    struct query *query = query_open_table(w->store, d->name, sql, w->failure);
    query_bind_text(query, ":experiment", w->experiment);
    query_next(query);
    query_close(query);
    return w->failure->status;
}

static enum status run_section(const struct writer *w, const struct section *section,
                               const char **with)
{
    int length = (int)(section->end - section->begin);
    const char *word = **with ? ", " : "WITH ";
    if (section->kind == SECTION_WITH) {
        *with = arena_text(w->arena, w->failure, "%s%s%.*s", *with, word, length, section->begin);
        return w->failure->status;
    }
    const char *sql = arena_text(w->arena, w->failure, "%s%.*s", *with, length, section->begin);
    if (section->kind == SECTION_ONCE)
        return run_once(w, section, sql, with);
    if (!w->dat)
        return query_reads(w->store, sql, w->reader->self, w->reader->see, w->failure);
    struct query *query = query_open(w->store, sql, w->failure);
    if (query && section->kind == SECTION_LACK)
        run_lack(w, query);
    else if (query)
        run_query(w, query, section);
    query_close(query);
    return w->failure->status;
}

static enum status run_file(struct writer w, const char *sql_file, const char **with,
                            struct failure *failure)
{
    size_t bytes;
    struct failure here = {0}; /* before its place is known */
    const char *file = regular_file_read(w.arena, sql_file, SIZE_MAX, &bytes, &here);
    if (!file) /* that it cannot be read is no fault of what stands in it */
        return fail(failure, here.status == STATUS_DATA ? STATUS_DISK : here.status, "%s",
                    here.message);
    int line = 1;
    const char *at = file;
    struct section section = {.line = 1};
    w.failure = &here;
    while (section_next(&at, &line, &section, &here) && !run_section(&w, &section, with))
        ;
    if (here.status == STATUS_FAILED)
        return fail(failure, STATUS_FAILED, "%s", here.message);
    return here.status
               ? fail(failure, here.status, "%s:%d: %s", sql_file, section.line, here.message)
               : STATUS_OK;
}

enum status series_write(struct arena *arena, struct store *store, const char *sql_file,
                         const char *experiment, const char **with, const char **blank, FILE *dat,
                         struct failure *failure)
{
    const struct writer w = {
        .arena = arena, .store = store, .experiment = experiment, .blank = blank, .dat = dat};
    return run_file(w, sql_file, with, failure);
}

enum status series_reads(struct arena *arena, struct store *store, const char *sql_file,
                         const char **with, const struct series_reader *reader,
                         struct failure *failure)
{
    return run_file((struct writer){.arena = arena, .store = store, .reader = reader}, sql_file,
                    with, failure);
}

#include "lab/figure/series.h"
#include "lab/figure/quote.h"
#include "lab/figure/section.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A value as gnuplot reads it in a datablock: a number, NaN, or a quoted text. */
static const char *field(struct arena *arena, const struct query *query, int column,
                         struct failure *failure)
{
    const char *text = query_text(query, column);
    if (!query_is_text(query, column))
        return isfinite(query_real(query, column)) && !query_is_null(query, column) ? text : "NaN";
    return quote_field(arena, quote_plain(arena, text, failure), failure);
}

/* One row; the keys of its curve replace those of the row before in `key`. True when they differ. */
static bool write_row(struct arena *arena, const struct query *query, int keys, char key[256],
                      FILE *dat, struct failure *failure)
{
    size_t mark = arena_mark(arena);
    int columns = query_columns(query);
    const char **value = arena_take(arena, failure, (size_t)columns * sizeof *value);
    char now[256] = "";
    if (!value)
        return false;
    for (int c = 0; c < columns; c++) {
        value[c] = field(arena, query, c, failure);
        if (c < keys)
            snprintf(now + strlen(now), sizeof now - strlen(now), "%s|", value[c]);
    }
    bool changed = strcmp(key, now) != 0;
    if (changed && *key)
        fputs("\n\n", dat);
    strcpy(key, now);
    for (int c = 0; c < columns; c++)
        fprintf(dat, "%s%s", value[c], c + 1 < columns ? "|" : "\n");
    arena_rewind(arena, mark);
    return changed;
}

static int write_table(struct arena *arena, struct query *query, const struct section *d, FILE *dat,
                       struct failure *failure)
{
    int rows = 0, curves = 0;
    char key[256] = "";
    fputs("#", dat);
    for (int c = 0; c < query_columns(query); c++)
        fprintf(dat, " %s%s", c ? "| " : "", query_column_name(query, c));
    fprintf(dat, "\n$%s << EOD\n", d->name);
    for (; query_next(query); rows++)
        curves += write_row(arena, query, d->keys, key, dat, failure);
    fprintf(dat, "EOD\n%s_n = %d\n\n", d->name, d->kind == SECTION_SERIES ? curves : rows);
    return rows;
}

/* The only value of the only row. Returns the number of rows. */
static int write_value(struct arena *arena, struct query *query, const struct section *d, FILE *dat,
                       struct failure *failure)
{
    int rows = 0;
    for (; query_next(query); rows++) {
        if (rows)
            continue;
        double value = query_is_null(query, 0) ? NAN : query_real(query, 0);
        const char *plain = quote_plain(arena, query_text(query, 0), failure);
        if (d->kind == SECTION_TEXT)
            fprintf(dat, "%s = %s\n", d->name, quote_string(arena, plain, failure));
        else if (isfinite(value))
            fprintf(dat, "%s = %.15g\n", d->name, value);
        else
            fprintf(dat, "%s = NaN\n", d->name);
    }
    return rows;
}

static enum status run_query(struct arena *arena, struct query *query, const struct section *d,
                             const char *experiment, FILE *dat, struct failure *failure)
{
    bool single = d->kind == SECTION_TEXT || d->kind == SECTION_NUMBER;
    query_bind_text(query, ":experiment", experiment);
    int rows = (single ? write_value : write_table)(arena, query, d, dat, failure);
    if (!rows)
        return fail(failure, STATUS_FAILED, "no rows for `%s` in the runs of experiment %s",
                    d->name, experiment);
    if (single && (rows > 1 || query_columns(query) != 1))
        return fail(failure, STATUS_DATA, "`%s` must be one value, and is %d rows of %d", d->name,
                    rows, query_columns(query));
    return STATUS_OK;
}

static const char *read_file(struct arena *arena, const char *name, struct failure *failure)
{
    FILE *file = fopen(name, "r");
    if (!file) {
        fail(failure, STATUS_DATA, "%s: %s", name, strerror(errno));
        return NULL;
    }
    char *text = NULL;
    size_t size = 0;
    if (getdelim(&text, &size, 0, file) < 0)
        fail(failure, STATUS_DATA, "%s: cannot be read, or is empty", name);
    fclose(file);
    const char *kept = failure->status ? NULL : arena_text(arena, failure, "%s", text);
    free(text);
    return kept;
}

static enum status run_section(struct arena *arena, struct store *store,
                               const struct section *section, const char *experiment,
                               const char **with, FILE *dat, struct failure *failure)
{
    int length = (int)(section->end - section->begin);
    const char *word = **with ? ", " : "WITH ";
    if (section->kind == SECTION_WITH) {
        *with = arena_text(arena, failure, "%s%s%.*s", *with, word, length, section->begin);
        return failure->status;
    }
    const char *sql = arena_text(arena, failure, "%s%.*s", *with, length, section->begin);
    struct query *query = query_open(store, sql, failure);
    if (!query)
        return failure->status;
    run_query(arena, query, section, experiment, dat, failure);
    query_close(query);
    return failure->status;
}

enum status series_write(struct arena *arena, struct store *store, const char *sql_file,
                         const char *experiment, const char **with, FILE *dat,
                         struct failure *failure)
{
    const char *file = read_file(arena, sql_file, failure);
    if (failure->status)
        return failure->status;
    int line = 1;
    const char *at = file;
    struct section section = {.line = 1};
    struct failure here = {0}; /* before its place is known */
    while (section_next(&at, &line, &section, &here))
        if (run_section(arena, store, &section, experiment, with, dat, &here))
            break;
    return here.status
               ? fail(failure, here.status, "%s:%d: %s", sql_file, section.line, here.message)
               : STATUS_OK;
}

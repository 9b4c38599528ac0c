/* rows -> aligned columns for a person, JSON for a program */
#include "lab/base/number.h"
#include "lab/base/utf8.h"
#include "lab/cli/cli.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 24 };

static void print_cell(const char *text, int width, bool right, bool last)
{
    int pad = width - utf8_length(text);
    if (right)
        printf("%*s%s", pad, "", text);
    else
        printf("%s%*s", text, last ? 0 : pad, "");
    fputs(last ? "\n" : "  ", stdout);
}

static bool is_number(const char *text)
{
    char *end;
    strtod(text, &end);
    return *text && !*end;
}

static int print_table(struct cli *c, struct query *q)
{
    int columns = query_columns(q), rows = 0, room = 0, width[COLUMNS] = {0};
    bool numeric[COLUMNS];
    const char **cell = NULL;
    columns = columns < COLUMNS ? columns : COLUMNS;
    for (int k = 0; k < columns; k++) {
        width[k] = utf8_length(query_column_name(q, k));
        numeric[k] = true;
    }
    for (; query_next(q); rows++) {
        if (rows == room) {
            room = room ? 2 * room : 64;
            const char **more =
                arena_take(&c->arena, &c->failure, (size_t)(room * columns) * sizeof *more);
            if (!more)
                break;
            if (rows)
                memcpy(more, cell, (size_t)(rows * columns) * sizeof *more);
            cell = more;
        }
        for (int k = 0; k < columns; k++) {
            const char *text = cli_shown(c, query_text(q, k));
            cell[rows * columns + k] = text;
            numeric[k] = numeric[k] && (!*text || is_number(text));
            width[k] = utf8_length(text) > width[k] ? utf8_length(text) : width[k];
        }
    }
    for (int k = 0; rows && k < columns; k++)
        print_cell(query_column_name(q, k), width[k], numeric[k], k == columns - 1);
    for (int i = 0; i < rows * columns; i++)
        print_cell(cell[i], width[i % columns], numeric[i % columns], i % columns == columns - 1);
    return rows;
}

const char *cli_shown(struct cli *c, const char *text)
{
    char *own = arena_strdup(&c->arena, text);
    if (!own) {
        fail_memory(&c->failure);
        return "";
    }
    utf8_make_printable(own);
    return own;
}

void cli_print_path(struct cli *c, const char *path)
{
    puts(cli_shown(c, path));
}

const char *cli_json_text(struct cli *c, const char *text)
{
    char *json = arena_take(&c->arena, &c->failure, 6 * strlen(text) + 3), *at = json;
    if (!json)
        return "";
    *at++ = '"';
    for (int bytes; *text; text += bytes) {
        uint32_t u = '?';
        bytes = utf8_decode(text, UTF8_MOST, &u);
        if (u < ' ' || (u >= 0x7f && u < 0xa0))
            at += sprintf(at, "\\u%04x", (unsigned)u);
        else if (!bytes || u == '"' || u == '\\')
            at += sprintf(at, "%s%c", bytes ? "\\" : "", (char)u);
        else
            at += sprintf(at, "%.*s", bytes, text);
        bytes += !bytes;
    }
    *at = '"';
    return json;
}

const char *cli_json_number(struct cli *c, double x)
{
    char text[NUMBER_BYTES];
    number_measured(x, text);
    return isfinite(x) ? cli_text(c, "%s", text) : "null";
}

/* JSON has no infinity. */
static const char *json_value(struct cli *c, struct query *q, int k)
{
    if (query_is_text(q, k))
        return cli_json_text(c, query_text(q, k));
    return query_is_null(q, k) || !isfinite(query_real(q, k)) ? "null" : query_text(q, k);
}

static int print_json(struct cli *c, struct query *q)
{
    int rows = 0;
    for (const size_t mark = arena_mark(&c->arena); query_next(q); rows++) {
        fputs(rows ? ",\n {" : "[{", stdout);
        for (int k = 0; k < query_columns(q); k++)
            printf("%s%s: %s", k ? ", " : "", cli_json_text(c, query_column_name(q, k)),
                   json_value(c, q, k));
        putchar('}');
        arena_rewind(&c->arena, mark);
    }
    puts(rows ? "]" : "[]");
    return rows;
}

int cli_print_rows(struct cli *c, struct query *q)
{
    return c->json ? print_json(c, q) : print_table(c, q);
}

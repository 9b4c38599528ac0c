/* Cells become numbers and class indices, or a message with file, line and column. */
#include "lab/data/table.h"
#include "lab/base/suggest.h"
#include "lab/base/utf8.h"
#include "lab/data/columns.h"
#include "lab/data/header.h"
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *table_shown(const char *text, char shown[SHOWN])
{
    size_t n = strnlen(text, SHOWN - 1);
    while (n > 0 && utf8_continues(text[n])) /* not half a character */
        n--;
    for (size_t i = 0; i < n; i++)
        shown[i] = text[i] == '\n' || text[i] == '\t' ? '?' : text[i];
    shown[n] = 0;
    utf8_make_printable(shown);
    return shown;
}

static bool grow(struct table *t, void *at, size_t count, size_t size)
{
    void *memory = realloc(*(void **)at, count * size);
    if (memory)
        *(void **)at = memory;
    else
        fail_memory(t->failure);
    return memory;
}

/* ---- cells ---- */

/* A cell that is no number, or no label. Row 0 comes last, when it turns out to be no header. */
static void note_fault(struct table_column *c, enum field f, const char *text, int line)
{
    char shown[SHOWN];
    int k = 1;
    table_shown(text, shown);
    if (!c->line || line < c->line) {
        c->line = line;
        c->fault = f;
        memmove(c->word[1], c->word[0], sizeof c->word - sizeof *c->word);
        memcpy(c->word[0], shown, sizeof shown);
        return;
    }
    while (k < WORDS_SHOWN && *c->word[k] && strcmp(c->word[k], shown))
        k++;
    if (k < WORDS_SHOWN && strcmp(c->word[0], shown))
        memcpy(c->word[k], shown, sizeof shown);
}

/* -1: it is none, or there are too many. */
static int class_of(struct table *t, const char *text)
{
    struct classes *c = t->classes;
    struct table_column *column = &t->column[t->label];
    if (field_is_no_label(text) || column->fault == FIELD_WORD)
        return -1;
    for (int i = 0; i < c->count; i++)
        if (strcmp(c->name[i], text) == 0)
            return i;
    if (c->count == CLASSES_MAX) {
        column->line = 0;
        note_fault(column, FIELD_WORD, text, t->line);
        return -1;
    }
    if (!(c->name[c->count] = strdup(text)))
        fail_memory(t->failure);
    return t->failure->status ? -1 : c->count++;
}

static void store_label(struct table *t, int row, const char *text)
{
    struct table_column *column = &t->column[t->label];
    double value;
    const enum field f = field_read(text, t->comma, &value);
    column->count[f]++;
    if (field_is_no_label(text))
        note_fault(column, f, text, row ? t->line : t->first_line);
    t->class[row] = class_of(t, text);
}

static void store_number(struct table *t, int row, int feature, const char *text)
{
    struct table_column *column = &t->column[t->feature[feature]];
    double value = 0;
    const enum field f = field_read(text, t->comma, &value);
    column->count[f]++;
    t->x[(size_t)row * (size_t)t->features + (size_t)feature] = value;
    if (f != FIELD_NUMBER) {
        note_fault(column, f, text, row ? t->line : t->first_line);
        return;
    }
    if (t->comma && !t->point && strchr(text, '.'))
        t->point = row ? t->line : t->first_line;
    if (t->comma && !t->decimal_comma && strchr(text, ','))
        t->decimal_comma = row ? t->line : t->first_line;
    column->whole &= !(fabs(value - floor(value)) > 0);
    column->least = value < column->least ? value : column->least;
    column->most = value > column->most ? value : column->most;
}

static void store(struct table *t, int column, const char *text)
{
    if ((size_t)t->rows >= t->room) {
        t->room = 2 * t->room + 64;
        if (!grow(t, &t->x, t->room * (size_t)t->features, sizeof *t->x) ||
            !grow(t, &t->class, t->room, sizeof *t->class))
            return;
    }
    if (column == t->label)
        store_label(t, t->rows, text);
    else if (!t->column[column].dropped)
        store_number(t, t->rows, column - (column > t->label) - t->column[column].before, text);
}

void table_cell(struct table *t, char *text, size_t n)
{
    if (t->failure->status)
        return;
    while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\t'))
        text[--n] = 0;
    for (; *text == ' ' || *text == '\t'; n--)
        text++;
    int column = t->at++;
    if (strlen(text) != n) {
        fail(t->failure, STATUS_DATA, "%s:%d: column %d holds a zero byte: this is no text",
             t->path, t->line, column + 1);
    } else if (t->columns == 0) {
        if ((size_t)column == t->first_room) {
            if (!grow(t, &t->first, 2 * t->first_room + 64, sizeof *t->first))
                return;
            memset(t->first + t->first_room, 0, (t->first_room + 64) * sizeof *t->first);
            t->first_room = 2 * t->first_room + 64;
        }
        if (!(t->first[column] = strdup(text)))
            fail_memory(t->failure);
    } else if (column < t->columns) {
        store(t, column, text);
    }
}

/* ---- the first row ---- */

/* The column of this number or name; -1 on failure. A number of no column may be a name. */
static int find_column(struct table *t, const char *name, const char *what)
{
    const size_t length = strlen(name);
    int found = -1;
    const bool digits = length && strspn(name, "0123456789") == length;
    const long number = digits && length < 10 ? strtol(name, NULL, 10) : 0;
    if (number >= 1 && number <= t->columns)
        return (int)number - 1;
    struct suggestion near = {.word = name};
    for (int c = 0; c < t->columns; c++) {
        suggest_offer(&near, t->first[c]);
        if (strcmp(t->first[c], name) == 0) {
            if (found >= 0)
                fail(t->failure, STATUS_DATA, "%s:%d: columns %d and %d are both called '%s'",
                     t->path, t->line, found + 1, c + 1, name);
            found = c;
        }
    }
    t->named |= found >= 0;
    char first[SHOWN], last[SHOWN];
    if (found < 0 && digits)
        fail(t->failure, STATUS_DATA, "%s:%d: there is no column %s %s: there are %d", t->path,
             t->line, name, what, t->columns);
    else if (found < 0)
        fail(t->failure, STATUS_DATA,
             "%s:%d: no column is called '%s'; the first is '%s', the last '%s'%s", t->path,
             t->line, name, table_shown(t->first[0], first),
             table_shown(t->first[t->columns - 1], last), suggest_inline(&near));
    return t->failure->status ? -1 : found;
}

/* `a,b,3` */
static void drop_columns(struct table *t)
{
    char *own = strdup(t->drop ? t->drop : ""), *rest = own;
    if (!own)
        fail_memory(t->failure);
    for (char *word; rest && *rest && !t->failure->status && (word = strsep(&rest, ","));) {
        while (*word == ' ')
            word++;
        for (size_t n = strlen(word); n && word[n - 1] == ' ';)
            word[--n] = 0;
        const int c = find_column(t, word, "to drop");
        if (c == t->label)
            fail(t->failure, STATUS_DATA, "%s:%d: column %d is the label and cannot be dropped",
                 t->path, t->line, c + 1);
        if (c >= 0)
            t->column[c].dropped = true;
    }
    free(own);
}

/* The first row is complete: which columns are there, and which are used? */
static void read_first_row(struct table *t)
{
    t->columns = t->at;
    t->first_line = t->line;
    if (t->columns < 2) {
        fail(t->failure, STATUS_DATA,
             "%s:%d: one column only; a label and at least one number are needed", t->path,
             t->line);
        return;
    }
    t->column = calloc((size_t)t->columns, sizeof *t->column);
    t->feature = calloc((size_t)t->columns, sizeof *t->feature);
    if (!t->column || !t->feature) {
        fail_memory(t->failure);
        return;
    }
    t->label = *t->label_name ? find_column(t, t->label_name, "for the label") : t->columns - 1;
    if (!t->failure->status)
        drop_columns(t);
    for (int c = 0, before = 0; c < t->columns; before += t->column[c++].dropped) {
        t->column[c].before = before;
        t->column[c].whole = true;
        t->column[c].least = INFINITY;
        t->column[c].most = -INFINITY;
        if (c != t->label && !t->column[c].dropped)
            t->feature[t->features++] = c;
    }
    if (!t->features)
        fail(t->failure, STATUS_DATA, "%s:%d: no column is left beside the label", t->path,
             t->line);
    t->rows = 1;
}

void table_row(struct table *t)
{
    if (t->failure->status)
        return;
    if (t->columns == 0)
        read_first_row(t);
    else if (t->at != t->columns)
        fail(t->failure, STATUS_DATA, "%s:%d: %d columns; the first row has %d", t->path, t->line,
             t->at, t->columns);
    else if (t->rows == INT_MAX - 1)
        fail(t->failure, STATUS_DATA, "%s:%d: too many rows", t->path, t->line);
    else
        t->rows++;
    t->at = 0;
}

/* ---- the end ---- */

/* Has this table the header of another? */
static bool has_header_of(const struct table *t, const struct table *other)
{
    bool same = other && other->header && other->columns == t->columns;
    for (int c = 0; same && c < t->columns; c++)
        same = !strcmp(t->first[c], other->first[c]);
    return same;
}

static enum header header_of(struct table *t)
{
    const char *is = t->header_is ? t->header_is : "";
    if (!strcmp(is, "no") && t->named)
        fail(t->failure, STATUS_DATA, "%s: without a header no column has a name; take its number",
             t->path);
    return !strcmp(is, "no")                                             ? HEADER_NO
           : t->named || !strcmp(is, "yes") || has_header_of(t, t->like) ? HEADER_YES
                                                                         : header_judge(t);
}

/* Row 0 is a row like the others, or is taken away. */
static void decide_first_row(struct table *t)
{
    char a[SHOWN], b[SHOWN];
    const enum header header = header_of(t);
    t->header = header == HEADER_YES;
    if (header == HEADER_OPEN)
        fail(t->failure, STATUS_DATA,
             "%s:%d: is the first row ('%s', ..., '%s') a header or a sample? Say --header yes or "
             "--header no",
             t->path, t->first_line, table_shown(t->first[0], a),
             table_shown(t->first[t->columns - 1], b));
    if (t->failure->status)
        return;
    if (!t->header) {
        const int rows = t->rows;
        t->rows = 0;
        for (int c = 0; c < t->columns && !t->failure->status; c++)
            store(t, c, t->first[c]);
        t->rows = rows;
    } else if (--t->rows > 0) {
        const size_t features = (size_t)t->features;
        memmove(t->x, t->x + features, (size_t)t->rows * features * sizeof *t->x);
        memmove(t->class, t->class + 1, (size_t)t->rows * sizeof *t->class);
    }
}

enum status table_finish(struct table *t)
{
    if (!t->failure->status && t->columns)
        decide_first_row(t);
    if (!t->failure->status && t->rows == 0)
        fail(t->failure, STATUS_DATA, "%s: holds no rows", t->path);
    if (t->point && t->decimal_comma)
        fail(t->failure, STATUS_DATA,
             "%s:%d: a number with a comma, and one with a point on line %d: which of them is the "
             "decimal sign?",
             t->path, t->decimal_comma, t->point);
    return t->failure->status ? t->failure->status : columns_check(t);
}

void table_free(struct table *t)
{
    for (size_t c = 0; c < t->first_room; c++)
        free(t->first[c]);
    free(t->first);
    free(t->column);
    free(t->feature);
    free(t->x);
    free(t->class);
}

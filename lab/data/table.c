/* Cells become numbers and class indices, or a message with file, line and column. */
#include "lab/data/table.h"
#include "lab/base/utf8.h"
#include <float.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum kind { KIND_NUMBER, KIND_EMPTY, KIND_NOT_FINITE, KIND_WORD };

static enum kind kind_of(const char *text, double *value)
{
    size_t n = strlen(text);
    const char *name = text + (*text == '-' || *text == '+');
    char *end;
    if (n == 0)
        return KIND_EMPTY;
    if (strspn(text, "0123456789+-.eE") == n) { /* no hexadecimal, no blanks */
        *value = strtod(text, &end);
        return *end ? KIND_WORD : fabs(*value) <= (double)FLT_MAX ? KIND_NUMBER : KIND_NOT_FINITE;
    }
    if (!strcasecmp(name, "nan") || !strcasecmp(name, "inf") || !strcasecmp(name, "infinity"))
        return KIND_NOT_FINITE;
    return KIND_WORD;
}

const char *table_shown(const char *text, char shown[SHOWN])
{
    size_t n = 0;
    for (; n < SHOWN - 1 && text[n]; n++)
        shown[n] = (unsigned char)text[n] < ' ' || text[n] == 127 ? '?' : text[n];
    while (n > 0 && utf8_continues(text[n])) /* not half a character */
        n--;
    shown[n] = 0;
    return shown;
}

static void bad_cell(struct table *t, int column, const char *text, const char *what)
{
    char cell[SHOWN], name[SHOWN];
    fail(t->failure, STATUS_DATA, "%s:%d: column %d%s%s%s: '%s' %s", t->path, t->line, column + 1,
         t->header ? " (" : "", t->header ? table_shown(t->first[column], name) : "",
         t->header ? ")" : "", table_shown(text, cell), what);
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

static int class_of(struct table *t, const char *text)
{
    struct classes *c = t->classes;
    for (int i = 0; i < c->count; i++)
        if (strcmp(c->name[i], text) == 0)
            return i;
    if (c->count == CLASSES_MAX)
        bad_cell(t, t->label, text, "is label number 1001; is this the column of the labels?");
    else if (!(c->name[c->count] = strdup(text)))
        fail_memory(t->failure);
    return t->failure->status ? 0 : c->count++;
}

static void store_label(struct table *t, const char *text)
{
    double value;
    enum kind kind = kind_of(text, &value);
    if (kind == KIND_EMPTY || kind == KIND_NOT_FINITE)
        bad_cell(t, t->label, text, "is no label");
    else if (t->pending && t->rows == 0)
        t->class[0] = -1; /* known at the end */
    else {
        t->words |= kind == KIND_WORD;
        t->class[t->rows] = class_of(t, text);
    }
}

static void store(struct table *t, int column, const char *text)
{
    if ((size_t)t->rows == t->room) {
        t->room = 2 * t->room + 64;
        if (!grow(t, &t->x, t->room * (size_t)(t->columns - 1), sizeof *t->x) ||
            !grow(t, &t->class, t->room, sizeof *t->class))
            return;
    }
    if (column == t->label) {
        store_label(t, text);
        return;
    }
    static const char *const what[] = {"", "is empty: a value is missing",
                                       "is not finite, or too large for a float",
                                       "is not a number"};
    double value = 0;
    enum kind kind = kind_of(text, &value);
    if (kind != KIND_NUMBER)
        bad_cell(t, column, text, what[kind]);
    size_t feature = (size_t)(column - (column > t->label));
    t->x[(size_t)t->rows * (size_t)(t->columns - 1) + feature] = value;
}

void table_cell(struct table *t, char *text, size_t n)
{
    if (t->failure->status)
        return;
    while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\t'))
        text[--n] = 0;
    for (; *text == ' ' || *text == '\t'; n--)
        text++;
    int column = t->column++;
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

/* The label column, by its number or its name; -1 on failure. */
static int find_label(struct table *t, bool *by_name)
{
    const char *name = t->label_name;
    size_t length = strlen(name);
    int found = -1;
    if (length == 0)
        return t->columns - 1;
    if (strspn(name, "0123456789") == length) {
        long number = length < 10 ? strtol(name, NULL, 10) : 0;
        if (number >= 1 && number <= t->columns)
            return (int)number - 1;
        fail(t->failure, STATUS_DATA, "%s:%d: there is no column %s for the label: there are %d",
             t->path, t->line, name, t->columns);
        return -1;
    }
    *by_name = true;
    for (int c = 0; c < t->columns; c++)
        if (strcmp(t->first[c], name) == 0) {
            if (found >= 0)
                fail(t->failure, STATUS_DATA, "%s:%d: columns %d and %d are both called '%s'",
                     t->path, t->line, found + 1, c + 1, name);
            found = c;
        }
    char first[SHOWN], last[SHOWN];
    if (found < 0)
        fail(t->failure, STATUS_DATA,
             "%s:%d: no column is called '%s'; the first is '%s', the last '%s'", t->path, t->line,
             name, table_shown(t->first[0], first), table_shown(t->first[t->columns - 1], last));
    return found;
}

/* The first row is complete: find the label column, and whether this is a header. */
static void judge_first_row(struct table *t)
{
    int words = 0, cells = 0;
    t->columns = t->column;
    if (t->columns < 2) {
        fail(t->failure, STATUS_DATA,
             "%s:%d: one column only; a label and at least one number are needed", t->path,
             t->line);
        return;
    }
    t->label = find_label(t, &t->header);
    if (t->failure->status || t->header)
        return;
    for (int c = 0; c < t->columns; c++) {
        double value;
        enum kind kind = kind_of(t->first[c], &value);
        words += c != t->label && kind == KIND_WORD;
        cells += c != t->label && kind != KIND_EMPTY;
    }
    t->header = words > 0 && 2 * words >= cells;
    t->pending = !t->header;
    for (int c = 0; t->pending && c < t->columns && !t->failure->status; c++)
        store(t, c, t->first[c]);
    t->rows = t->pending;
}

void table_row(struct table *t)
{
    if (t->failure->status)
        return;
    if (t->columns == 0)
        judge_first_row(t);
    else if (t->column != t->columns)
        fail(t->failure, STATUS_DATA, "%s:%d: %d columns; the first row has %d", t->path, t->line,
             t->column, t->columns);
    else if (t->rows == INT_MAX - 1)
        fail(t->failure, STATUS_DATA, "%s:%d: too many rows", t->path, t->line);
    else
        t->rows++;
    t->column = 0;
}

/* A first row like 0, 1, 2, label: columns named by their numbers. */
static bool names_columns_by_number(const struct table *t)
{
    double value, next = -1;
    if (kind_of(t->first[t->label], &value) != KIND_WORD)
        return false;
    for (int c = 0; c < t->columns; c++) {
        if (c == t->label)
            continue;
        kind_of(t->first[c], &value);
        if (next < 0)
            next = value > 0 ? 1 : 0;
        if (fabs(value - next) > 0)
            return false;
        next++;
    }
    return true;
}

enum status table_finish(struct table *t)
{
    if (t->failure->status)
        return t->failure->status;
    if (t->pending && t->rows > 1 && !t->words && names_columns_by_number(t)) {
        size_t features = (size_t)(t->columns - 1);
        t->header = true;
        t->rows--;
        memmove(t->x, t->x + features, (size_t)t->rows * features * sizeof *t->x);
        memmove(t->class, t->class + 1, (size_t)t->rows * sizeof *t->class);
    } else if (t->pending) {
        t->class[0] = class_of(t, t->first[t->label]);
    }
    t->pending = false;
    if (t->rows == 0)
        fail(t->failure, STATUS_DATA, "%s: holds no rows", t->path);
    return t->failure->status;
}

void table_free(struct table *t)
{
    for (size_t c = 0; c < t->first_room; c++)
        free(t->first[c]);
    free(t->first);
    free(t->x);
    free(t->class);
}

struct entry {
    char *name;
    double value;
    int index;
};

static int by_bytes(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

static int by_value(const void *a, const void *b)
{
    double u = ((const struct entry *)a)->value, v = ((const struct entry *)b)->value;
    return u < v ? -1 : u > v ? 1 : by_bytes(a, b);
}

int classes_sort(struct classes *c, int rank[CLASSES_MAX])
{
    struct entry entry[CLASSES_MAX];
    bool numbers = true;
    int distinct = 0;
    for (int i = 0; i < c->count; i++) {
        entry[i] = (struct entry){c->name[i], 0, i};
        numbers &= kind_of(c->name[i], &entry[i].value) == KIND_NUMBER;
    }
    qsort(entry, (size_t)c->count, sizeof *entry, numbers ? by_value : by_bytes);
    for (int i = 0; i < c->count; i++) {
        bool same = numbers && i > 0 && entry[i - 1].value >= entry[i].value;
        distinct += !same;
        rank[entry[i].index] = distinct - 1;
        if (same)
            free(entry[i].name);
        else
            c->name[distinct - 1] = entry[i].name;
    }
    c->count = distinct;
    return distinct;
}

void classes_free(struct classes *c)
{
    for (int i = 0; i < c->count; i++)
        free(c->name[i]);
    c->count = 0;
}

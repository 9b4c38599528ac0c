/* A table of numbers with a column of labels, one row a sample: RFC 4180 through libcsv.
 *
 * What separates cells is found by looking at the first line (dialect.h).
 * A folder with train.csv and test.csv is taken as it is; of a single file, in the order of rows.h, the
 * first fifth is the test part. */
#include "lab/base/utf8.h"
#include "lab/data/dialect.h"
#include "lab/data/file.h"
#include "lab/data/label.h"
#include "lab/data/remark.h"
#include "lab/data/rows.h"
#include "lab/data/source.h"
#include "lab/data/table.h"
#include <csv.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CELL_MAX = 1 << 16 };

/* libcsv would let a quote that is never closed swallow the file into one cell. */
static void *capped_realloc(void *memory, size_t bytes)
{
    return bytes <= CELL_MAX ? realloc(memory, bytes) : NULL;
}

struct reading {
    struct table *table;
    bool row_ended;
};

static void on_cell(void *text, size_t n, void *reading)
{
    table_cell(((struct reading *)reading)->table, text, n);
}

static void on_row(int end, void *reading)
{
    struct reading *r = reading;
    (void)end;
    r->row_ended = true;
    table_row(r->table);
}

/* Line by line, because libcsv does not say on which line it is. A quoted line end makes a row of
 * several lines; the row's number is that of its first. */
static void parse(struct table *t, const char *text, size_t bytes, char separator)
{
    struct reading reading = {t, false};
    struct csv_parser csv;
    if (csv_init(&csv, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL)) {
        fail_memory(t->failure);
        return;
    }
    csv_set_realloc_func(&csv, capped_realloc);
    csv_set_delim(&csv, (unsigned char)separator);
    t->line = 1;
    size_t n;
    for (int line = 1; bytes > 0 && !t->failure->status; line++, text += n, bytes -= n) {
        n = line_length(text, bytes);
        bool blank = t->line == line && line_is_blank(text, n);
        reading.row_ended = false;
        if (csv_parse(&csv, text, n, on_cell, on_row, &reading) != n)
            fail(t->failure, STATUS_DATA, "%s:%d: %s, in the row that begins on line %d", t->path,
                 line,
                 csv_error(&csv) == CSV_EPARSE
                     ? "a quotation mark inside a cell"
                     : "a cell of more than 65536 bytes (a quotation mark not closed?)",
                 t->line);
        if (blank || reading.row_ended)
            t->line = line + 1;
    }
    if (!t->failure->status && csv_fini(&csv, on_cell, on_row, &reading))
        fail(t->failure, STATUS_DATA,
             "%s:%d: a quotation mark in the row that begins here is not closed", t->path, t->line);
    csv_free(&csv);
}

/* Read a file into a table whose path, label_name, classes and failure are set. */
static enum status read_table(struct table *t)
{
    static const char byte_order_mark[] = "\xEF\xBB\xBF";
    size_t bytes;
    char *text = file_text(t->path, &bytes, t->failure);
    if (!text)
        return t->failure->status;
    size_t skip = bytes >= 3 && memcmp(text, byte_order_mark, 3) == 0 ? 3 : 0;
    struct dialect d = dialect_of(text + skip, bytes - skip);
    if (d.separator == ' ') {
        bytes = skip + dialect_tabs_for_blanks(text + skip, bytes - skip);
        d.separator = '\t';
    }
    t->comma = d.comma;
    if (!dialect_check(t->path, text, bytes, t->failure))
        parse(t, text + skip, bytes - skip, d.separator);
    free(text);
    return table_finish(t);
}

static bool is_folder(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

/* Does the file begin as a table does? */
static bool begins_as_table(const char *path)
{
    enum { LOOK = 8192 };
    struct failure ignored = {0};
    char text[LOOK];
    struct input *in = input_open(path, &ignored);
    if (!in)
        return false;
    const size_t n = input_read(in, text, sizeof text, &ignored);
    input_close(in);
    return dialect_is_table(text, n);
}

static bool has_ending(const char *path, const char *ending)
{
    const size_t n = strlen(path), length = strlen(ending);
    return n > length && strcasecmp(path + n - length, ending) == 0;
}

static bool claims(const char *path)
{
    char inside[PATH_BYTES];
    if (!is_folder(path))
        return has_ending(path, ".csv") || begins_as_table(path);
    snprintf(inside, sizeof inside, "%s/train.csv", path);
    return access(inside, F_OK) == 0;
}

static enum status files(const struct data_spec *spec, struct files *f, struct failure *failure)
{
    if (strlen(spec->path) + sizeof "/train.csv" > PATH_BYTES)
        return fail(failure, STATUS_DATA, "%.80s...: the path is too long", spec->path);
    f->count = is_folder(spec->path) ? 2 : 1;
    strcpy(f->path[0], spec->path);
    if (f->count == 1)
        return STATUS_OK;
    strcpy(f->path[1], spec->path);
    strcat(f->path[0], "/train.csv");
    strcat(f->path[1], "/test.csv");
    for (int i = 0; i < 2; i++)
        if (access(f->path[i], F_OK))
            return fail(failure, STATUS_DATA,
                        "%s: is not there; a folder must hold train.csv and test.csv", f->path[i]);
    return STATUS_OK;
}

/* Both files must have the same columns, under the same names where both have names. */
static enum status compare(const struct table *train, const struct table *test)
{
    char u[SHOWN], v[SHOWN];
    if (train->columns != test->columns)
        return fail(test->failure, STATUS_DATA, "%s:1: %d columns; %s has %d", test->path,
                    test->columns, train->path, train->columns);
    for (int c = 0; train->header && test->header && c < train->columns; c++)
        if (strcmp(train->first[c], test->first[c]))
            return fail(test->failure, STATUS_DATA,
                        "%s:1: column %d is called '%s'; in %s it is '%s'", test->path, c + 1,
                        table_shown(test->first[c], u), train->path,
                        table_shown(train->first[c], v));
    return STATUS_OK;
}

/* Rows row[0 .. n-1] of the table become a part. */
static enum status fill(const struct loading *l, const struct table *t, const int *row, int n,
                        struct part *part)
{
    size_t features = (size_t)l->d->channels;
    if (!part_allocate(l, n, part))
        return l->failure->status;
    for (int i = 0; i < n; i++) {
        const double *x = t->x + (size_t)row[i] * features;
        for (size_t f = 0; f < features; f++)
            part->x[(size_t)i * features + f] = (real)(x[f] - l->d->origin[f]);
        part->label[i] = t->class[row[i]];
        part->row[i] = row[i];
    }
    return STATUS_OK;
}

/* A table's rows become the part, or both parts where `test` is one: its first fifth. */
static enum status fill_in_order(const struct loading *l, const struct table *t, struct part *part,
                                 struct part *test)
{
    const struct rows rows = {t->rows, (size_t)l->d->channels * sizeof *t->x, t->x, t->class};
    const int tests = !test ? 0 : t->rows / 5 > 0 ? t->rows / 5 : 1;
    if (tests == t->rows)
        return fail(l->failure, STATUS_DATA, "%s: one row cannot be split into two parts", t->path);
    int *row = malloc((size_t)t->rows * sizeof *row);
    if (!row)
        return fail_memory(l->failure);
    if (!rows_order(&rows, l->spec->seed, row, &l->d->checksum, l->failure) &&
        !fill(l, t, row + tests, t->rows - tests, part) && test)
        fill(l, t, row, tests, test);
    free(row);
    return l->failure->status;
}

/* A number like 1700000000.5 would lose what it differs by if it became a real as it is. Where rounding
 * takes more than a small part of a column's range, its least number is taken off first. */
static void find_origin(const struct loading *l, const struct table *t, int tables)
{
    const double bearable = 0x1p-16;
    struct dataset *d = l->d;
    d->origin = arena_take(l->arena, l->failure, (size_t)d->channels * sizeof *d->origin);
    for (int f = 0; d->origin && f < d->channels; f++) {
        double least = INFINITY, most = -INFINITY, lost = 0;
        for (int k = 0; k < tables; k++)
            for (int i = 0; i < t[k].rows; i++) {
                const double x = t[k].x[(size_t)i * (size_t)d->channels + (size_t)f];
                least = x < least ? x : least;
                most = x > most ? x : most;
                lost = fmax(lost, fabs(x - (double)(real)x));
            }
        d->origin[f] = lost > bearable * (most - least) ? least : 0;
    }
}

/* Tables to parts, their classes in sorted order. */
static enum status arrange(const struct loading *l, const struct table *t, int tables)
{
    struct dataset *d = l->d;
    int rank[CLASSES_MAX];
    struct classes *classes = t->classes;
    int count = classes_sort(classes, rank);
    for (int k = 0; k < tables; k++)
        for (int i = 0; i < t[k].rows; i++)
            t[k].class[i] = rank[t[k].class[i]];
    *d = (struct dataset){t->features, 1, 1, .classes = count};
    if (label_check(l, t, tables) || remark_columns(l, t) || !names_allocate(l))
        return l->failure->status;
    for (int i = 0; i < count; i++) {
        char *name = arena_strdup(l->arena, classes->name[i]);
        if (!name)
            return fail_memory(l->failure);
        utf8_make_printable(name);
        d->class_name[i] = name;
    }
    find_origin(l, t, tables);
    if (!l->failure->status && !fill_in_order(l, &t[0], &d->train, tables == 1 ? &d->test : NULL) &&
        tables > 1)
        fill_in_order(l, &t[1], &d->test, NULL);
    return l->failure->status;
}

static enum status load(const struct loading *l)
{
    const struct data_spec *spec = l->spec;
    struct failure *failure = l->failure;
    struct classes classes = {.count = 0};
    struct table t[2] = {{0}};
    struct files f = {.count = 0};
    files(spec, &f, failure);
    for (int i = 0; i < f.count && !failure->status; i++) {
        t[i].path = f.path[i];
        t[i].label_name = spec->label ? spec->label : "";
        t[i].drop = spec->drop;
        t[i].header_is = spec->header;
        t[i].like = i ? &t[0] : NULL;
        t[i].classes = &classes;
        t[i].failure = failure;
        read_table(&t[i]);
    }
    if (!failure->status && (f.count == 1 || !compare(&t[0], &t[1])))
        arrange(l, t, f.count);
    table_free(&t[0]);
    table_free(&t[1]);
    classes_free(&classes);
    return failure->status;
}

const struct source source_csv = {
    "csv",
    "a table of numbers with a column of labels: a file, or a folder with train.csv and test.csv",
    false,
    claims,
    files,
    load,
    true};

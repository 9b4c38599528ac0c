#include "lab/data/remark.h"
#include "lab/data/columns.h"
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum kind { PLAIN, CONSTANT, NUMBERS_ROWS, REPEATS, TELLS, KINDS };
enum { ROWS_LEAST = 5, VALUES = 16, NAMES = 8, ROOM = 500 };

struct view {
    const struct table *t;
    enum kind *kind; /* [features] */
    int *like;       /* [features]: of a REPEATS, the feature that it repeats */
};

static double at(const struct table *t, int row, int feature)
{
    return t->x[(size_t)row * (size_t)t->features + (size_t)feature];
}

static bool same(double a, double b)
{
    return a <= b && a >= b;
}

static bool is_constant(const struct table *t, int f)
{
    for (int i = 1; i < t->rows; i++)
        if (!same(at(t, i, f), at(t, 0, f)))
            return false;
    return true;
}

/* The same step from each row to the next. */
static bool has_steps(const struct table *t, int f)
{
    const double step = at(t, 1, f) - at(t, 0, f);
    for (int i = 2; i < t->rows; i++)
        if (fabs(at(t, i, f) - at(t, i - 1, f) - step) > 1e-9 * fabs(step))
            return false;
    return fabs(step) > 0;
}

static bool is_called_number(const char *name)
{
    static const char *const known[] = {"id", "index", "no", "nr", "row", "rownames", "number"};
    const size_t n = strlen(name);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strcasecmp(name, known[i]))
            return true;
    return n > 2 && (!strcmp(name + n - 2, "Id") || !strcmp(name + n - 2, "ID") ||
                     (n > 3 && !strcasecmp(name + n - 3, "_id")));
}

static int by_value(const void *a, const void *b)
{
    const double u = *(const double *)a, v = *(const double *)b;
    return u < v ? -1 : u > v;
}

/* Whole numbers, each once: all those from the least to the most, or under the name of a number. */
static bool is_number_of_row(const struct table *t, int f)
{
    double least = at(t, 0, f), most = least;
    for (int i = 0; i < t->rows; i++) {
        const double x = at(t, i, f);
        if (fabs(x - floor(x)) > 0)
            return false;
        least = x < least ? x : least;
        most = x > most ? x : most;
    }
    const bool called = t->header && is_called_number(t->first[t->feature[f]]);
    if (!called && !same(most - least, t->rows - 1))
        return false;
    double *x = malloc((size_t)t->rows * sizeof *x);
    bool once = x;
    for (int i = 0; x && i < t->rows; i++)
        x[i] = at(t, i, f);
    if (x)
        qsort(x, (size_t)t->rows, sizeof *x, by_value);
    for (int i = 1; x && i < t->rows; i++)
        once = once && x[i] > x[i - 1];
    free(x);
    return once;
}

/* Few values, each of one class only. */
static bool tells_class(const struct table *t, int f)
{
    const int most = t->classes->count > VALUES ? t->classes->count : VALUES;
    double *value = malloc((size_t)most * sizeof *value);
    int *class = malloc((size_t)most * sizeof *class), values = 0;
    bool tells = value && class;
    for (int i = 0; tells && i < t->rows; i++) {
        const double x = at(t, i, f);
        int k = 0;
        while (k < values && !same(value[k], x))
            k++;
        if (k < values) {
            tells = class[k] == t->class[i];
            continue;
        }
        tells = values < most;
        if (tells) {
            value[values] = x;
            class[values++] = t->class[i];
        }
    }
    free(value);
    free(class);
    return tells && 2 * values <= t->rows;
}

static bool repeats(const struct table *t, int a, int b)
{
    for (int i = 0; i < t->rows; i++)
        if (!same(at(t, i, a), at(t, i, b)))
            return false;
    return true;
}

/* Columns are compared where their checksums agree; they are made row by row, as memory lies. */
static enum status find_repeats(const struct loading *l, struct view *v)
{
    const struct table *t = v->t;
    const size_t n = (size_t)t->features;
    uint64_t *sum = calloc(n, sizeof *sum);
    if (!sum)
        return fail_memory(l->failure);
    for (int i = 0; i < t->rows; i++)
        for (size_t f = 0; f < n; f++) {
            const double x = t->x[(size_t)i * n + f] + 0.; /* -0 as 0 */
            uint64_t bits;
            memcpy(&bits, &x, sizeof bits);
            sum[f] = (sum[f] ^ bits) * 0x9e3779b97f4a7c15;
            sum[f] ^= sum[f] >> 29;
        }
    for (int a = 1; a < t->features; a++)
        for (int b = 0; b < a && v->kind[a] == PLAIN; b++)
            if (sum[a] == sum[b] && v->kind[b] != CONSTANT && repeats(t, a, b)) {
                v->kind[a] = REPEATS;
                v->like[a] = b;
            }
    free(sum);
    return STATUS_OK;
}

/* "a, b (as a) and 3 more" and "a,b,..." */
static void name_columns(const struct view *v, enum kind kind, char *names, char *drop)
{
    char word[SHOWN], like[SHOWN];
    int shown = 0, more = 0;
    *names = *drop = 0;
    for (int f = 0; f < v->t->features; f++) {
        const size_t n = strlen(names), d = strlen(drop);
        if (v->kind[f] != kind)
            continue;
        table_column_word(v->t, v->t->feature[f], word);
        more += shown == NAMES;
        if (shown == NAMES)
            continue;
        snprintf(drop + d, ROOM - d, "%s%s", d ? "," : "", word);
        snprintf(names + n, ROOM - n, "%s%s", n ? ", " : "", word);
        if (kind == REPEATS)
            snprintf(names + strlen(names), ROOM - strlen(names), " (as %s)",
                     table_column_word(v->t, v->t->feature[v->like[f]], like));
        shown++;
    }
    if (more) {
        snprintf(names + strlen(names), ROOM - strlen(names), " and %d more", more);
        strcat(drop, ",...");
    }
}

static void say(const struct loading *l, const struct view *v, enum kind kind)
{
    static const char *const one[] = {
        "", "does not vary and is of no use",
        "numbers the rows: it can tell the class and mean nothing", "repeats another",
        "tells the class alone: each of its values has one class only"};
    static const char *const many[] = {
        "", "do not vary and are of no use",
        "number the rows: they can tell the class and mean nothing", "repeat others",
        "tell the class alone: each of their values has one class only"};
    char names[ROOM], drop[ROOM];
    int count = 0;
    for (int f = 0; f < v->t->features; f++)
        count += v->kind[f] == kind;
    name_columns(v, kind, names, drop);
    if (count)
        remark(l, "column%s %s %s; leave %s out: --drop %s", count > 1 ? "s" : "", names,
               count > 1 ? many[kind] : one[kind], count > 1 ? "them" : "it", drop);
}

enum status remark_columns(const struct loading *l, const struct table *t)
{
    struct view v = {t, calloc((size_t)t->features, sizeof *v.kind),
                     calloc((size_t)t->features, sizeof *v.like)};
    int constant = 0;
    if (!v.kind || !v.like)
        fail_memory(l->failure);
    for (int f = 0; !l->failure->status && f < t->features; f++) {
        v.kind[f] = is_constant(t, f) ? CONSTANT
                    : t->rows >= ROWS_LEAST && (has_steps(t, f) || is_number_of_row(t, f))
                        ? NUMBERS_ROWS
                        : PLAIN;
        constant += v.kind[f] == CONSTANT;
    }
    if (!l->failure->status && constant == t->features && t->rows > 1)
        fail(l->failure, STATUS_DATA,
             "%s: no column beside the label varies: there is nothing to learn from", t->path);
    if (!l->failure->status && !find_repeats(l, &v)) {
        for (int f = 0; f < t->features; f++)
            if (v.kind[f] == PLAIN && tells_class(t, f))
                v.kind[f] = TELLS;
        for (enum kind k = PLAIN + 1; k < KINDS; k++)
            say(l, &v, k);
    }
    free(v.kind);
    free(v.like);
    return l->failure->status;
}

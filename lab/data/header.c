#include "lab/data/header.h"
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool header_names_label(const char *text)
{
    static const char *const name[] = {"class",  "classes", "label",   "labels",
                                       "target", "targets", "species", "y"};
    for (size_t i = 0; i < sizeof name / sizeof *name; i++)
        if (!strcasecmp(text, name[i]))
            return true;
    return false;
}

/* What the first row's cells are, where a column is neither the label nor left out. */
struct signs {
    int cells;    /* over columns of numbers, and not empty */
    int words;    /* of them: a word */
    int numbers;  /* of them: a number */
    int odd;      /* of them: a whole number over fractions, or far outside the column's */
    bool counts;  /* they number the columns: 0, 1, 2, ... or 1, 2, 3, ... */
    bool unnamed; /* the first cell is empty, over the numbers of the rows */
};

/* The k-th number of the row, if they count. */
static void go_on_counting(struct signs *s, double value, int *known, double *next)
{
    if (!*known)
        *next = value > 0 ? 1 : 0;
    s->counts = s->counts && !(fabs(value - *next) > 0);
    *next += 1;
    *known += 1;
}

/* Does the feature go up by one from row to row? */
static bool counts_rows(const struct table *t, int column)
{
    size_t k = 0, n = (size_t)t->features;
    while (k < n && t->feature[k] != column)
        k++;
    for (int i = 2; k < n && i < t->rows; i++)
        if (fabs(t->x[(size_t)i * n + k] - t->x[(size_t)(i - 1) * n + k] - 1) > 0)
            return false;
    return k < n && t->rows > 2;
}

/* A whole number over fractions, or as far outside what the column holds as that is wide. A few rows tell
 * nothing. */
static bool is_odd(const struct table_column *c, double value)
{
    enum { FEW = 5 };
    const double range = c->most - c->least;
    return c->count[FIELD_NUMBER] >= FEW && !(fabs(value - floor(value)) > 0) &&
           (!c->whole || value < c->least - range || value > c->most + range);
}

static struct signs read_signs(const struct table *t)
{
    struct signs s = {.counts = true};
    double value, next = 0;
    int known = 0;
    for (int c = 0; c < t->columns; c++) {
        const struct table_column *column = &t->column[c];
        const enum field f = field_read(t->first[c], t->comma, &value);
        if (column->dropped)
            continue;
        if (f == FIELD_NUMBER)
            go_on_counting(&s, value, &known, &next);
        else if (c != t->label && !(f == FIELD_EMPTY && c == 0))
            s.counts = false;
        const int words = column->count[FIELD_WORD], numbers = column->count[FIELD_NUMBER];
        if (c == t->label || words > numbers || f == FIELD_EMPTY) {
            s.unnamed |= c == 0 && f == FIELD_EMPTY && numbers && counts_rows(t, c);
            continue;
        }
        s.cells++;
        s.words += f == FIELD_WORD;
        s.numbers += f == FIELD_NUMBER;
        s.odd += f == FIELD_NUMBER && is_odd(column, value);
    }
    s.counts = s.counts && known > 1;
    return s;
}

/* Does the label of row 0 occur once, and every other label several times? */
static bool is_alone(const struct table *t)
{
    const int n = t->classes->count;
    int *count = calloc((size_t)n + 1, sizeof *count);
    bool alone = count && t->rows > 1;
    for (int i = 1; alone && i < t->rows; i++)
        if (t->class[i] >= 0)
            count[t->class[i]]++;
    for (int k = 0; alone && k < n; k++)
        alone = count[k] != 1 && (!count[k] || strcmp(t->classes->name[k], t->first[t->label]));
    free(count);
    return alone;
}

static bool occurs(const struct table *t, const char *label)
{
    for (int i = 1; i < t->rows; i++)
        if (t->class[i] >= 0 && !strcmp(t->classes->name[t->class[i]], label))
            return true;
    return false;
}

enum header header_judge(const struct table *t)
{
    const struct signs s = read_signs(t);
    const struct table_column *labels = &t->column[t->label];
    const char *label = t->first[t->label];
    double value;
    const enum field f = field_read(label, t->comma, &value);
    const bool word = f == FIELD_WORD && !ispunct((unsigned char)*label);
    if (s.words > 0 && 2 * s.words >= s.cells)
        return HEADER_YES;
    if (word && labels->count[FIELD_NUMBER] && !labels->count[FIELD_WORD])
        return HEADER_YES;
    if (word && label[1] && header_names_label(label) && t->rows > 1 && !occurs(t, label))
        return HEADER_YES;
    const bool odd = s.numbers > 0 && s.odd == s.numbers;
    if (s.counts && (s.unnamed || odd))
        return HEADER_YES;
    if (s.counts && s.numbers > 1 && f == FIELD_NUMBER && t->rows > 1)
        return HEADER_OPEN;
    if ((odd || s.words) && is_alone(t))
        return odd && s.words ? HEADER_YES : HEADER_OPEN;
    return HEADER_NO;
}

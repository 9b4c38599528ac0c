#include "lab/data/label.h"
#include "lab/data/columns.h"
#include "lab/data/header.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { FEW = 10, MANY = 20, HINT = 200 };

/* The column that is called as labels are, where the last was taken for want of a better; -1. In a plane
 * y is no label. */
static int other_label(const struct table *t)
{
    bool plane = false;
    if (*t->label_name || !t->header || header_names_label(t->first[t->label]))
        return -1;
    for (int c = 0; c < t->columns; c++)
        plane |= !strcmp(t->first[c], "x") || !strcmp(t->first[c], "X");
    for (int k = 0; k < t->features; k++) {
        const char *name = t->first[t->feature[k]];
        if (header_names_label(name) && !(plane && !name[1]))
            return t->feature[k];
    }
    return -1;
}

/* "; column 1 is called 'class': --label class" */
static const char *hint(const struct table *t, char text[HINT])
{
    const int other = other_label(t);
    char word[SHOWN], name[SHOWN];
    *text = 0;
    if (other >= 0)
        snprintf(text, HINT, "; column %d is called '%s': --label %s", other + 1,
                 table_shown(t->first[other], name), table_column_word(t, other, word));
    return text;
}

/* Small letters, no blanks, no dot at the end. */
static void fold(const char *name, char *text, size_t room)
{
    size_t n = 0;
    for (; *name && n + 1 < room; name++)
        if (*name != ' ' && *name != '\t')
            text[n++] = (char)tolower((unsigned char)*name);
    while (n > 1 && text[n - 1] == '.')
        n--;
    text[n] = 0;
}

static enum status check_variants(const struct loading *l, const struct table *t, const int *count)
{
    enum { ROOM = 128 };
    const struct classes *c = t->classes;
    char a[SHOWN], b[SHOWN], (*folded)[ROOM] = malloc((size_t)c->count * sizeof *folded);
    if (!folded)
        return fail_memory(l->failure);
    for (int i = 0; i < c->count; i++)
        fold(c->name[i], folded[i], ROOM);
    for (int i = 0; i < c->count; i++)
        for (int k = 0; k < i && !l->failure->status; k++) {
            if (strcmp(folded[i], folded[k]) || strlen(c->name[i]) >= ROOM)
                continue;
            table_shown(c->name[k], a);
            table_shown(c->name[i], b);
            if (strlen(c->name[i]) == 1 && strlen(c->name[k]) == 1)
                remark(l, "the classes '%s' and '%s' differ by case alone", a, b);
            else
                fail(l->failure, STATUS_DATA,
                     "%s: the labels '%s' (%d rows) and '%s' (%d rows) differ only by case, blanks "
                     "or a dot: if they are one class, write them alike in the file, and else as "
                     "two words",
                     t->path, a, count[k], b, count[i]);
        }
    free(folded);
    return l->failure->status;
}

/* How many labels are numbers with fractions; 0 where one is a word. */
static int fractions(const struct classes *c)
{
    int n = 0;
    for (int i = 0; i < c->count; i++) {
        double value;
        if (field_read(c->name[i], true, &value) != FIELD_NUMBER)
            return 0;
        n += fabs(value - floor(value)) > 0;
    }
    return n;
}

static enum status check_repeats(const struct loading *l, const struct table *t, const int *count)
{
    const struct classes *c = t->classes;
    char a[SHOWN], b[SHOWN], text[HINT], word[SHOWN];
    int rows = 0, rare = 0;
    for (int i = 0; i < c->count; i++) {
        rows += count[i];
        rare += count[i] <= 2 ? count[i] : 0;
    }
    const int broken = fractions(c);
    if (2 * rare > rows && (c->count > FEW || (broken && c->count > 2)))
        return fail(l->failure, STATUS_DATA,
                    "%s: column %d is the label, and %d of its %d values ('%s' to '%s') occur once "
                    "or twice: classes have many samples; a number to be predicted (regression) or "
                    "a name of each row is none%s",
                    t->path, t->label + 1, rare, rows, table_shown(c->name[0], a),
                    table_shown(c->name[c->count - 1], b), hint(t, text));
    if (broken && c->count > 2)
        remark(l,
               "the labels of column %s are numbers with fractions, as '%s': each of the %d is "
               "taken for a class",
               table_column_word(t, t->label, word), table_shown(c->name[c->count / 2], b),
               c->count);
    else if (c->count > MANY && rows < MANY * c->count &&
             t->column[t->label].count[FIELD_WORD] == 0)
        remark(l,
               "the labels of column %s are %d different numbers, about %d rows each: is this a "
               "number to be predicted?",
               table_column_word(t, t->label, word), c->count, rows / c->count);
    return STATUS_OK;
}

/* A column called label or target, and another taken for it, is not what anybody means. */
static enum status check_other(const struct loading *l, const struct table *t)
{
    const int other = other_label(t);
    char a[SHOWN], b[SHOWN], own[SHOWN], last[SHOWN];
    if (other < 0)
        return STATUS_OK;
    const char *name = table_shown(t->first[other], a), *label = table_shown(t->first[t->label], b);
    table_column_word(t, other, own);
    table_column_word(t, t->label, last);
    if (!strncasecmp(name, "label", 5) || !strncasecmp(name, "target", 6))
        return fail(l->failure, STATUS_DATA,
                    "%s: column %d is called '%s'; is it the label, or is the last, '%s'? Say "
                    "--label %s or --label %s",
                    t->path, other + 1, name, label, own, last);
    remark(l,
           "column %d is called '%s', but the last, '%s', is taken for the label: --label %s takes "
           "the other",
           other + 1, name, label, own);
    return STATUS_OK;
}

enum status label_check(const struct loading *l, const struct table *t, int tables)
{
    const struct classes *c = t->classes;
    char a[SHOWN], text[HINT];
    if (c->count < 2)
        return fail(l->failure, STATUS_DATA, "%s: every label (column %d) is '%s'%s", t->path,
                    t->label + 1, table_shown(c->name[0], a), hint(t, text));
    int *count = calloc((size_t)c->count, sizeof *count);
    if (!count)
        return fail_memory(l->failure);
    for (int k = 0; k < tables; k++)
        for (int i = 0; i < t[k].rows; i++)
            count[t[k].class[i]]++;
    if (!check_variants(l, t, count) && !check_repeats(l, t, count))
        check_other(l, t);
    free(count);
    return l->failure->status;
}

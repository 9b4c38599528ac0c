#include "lab/data/columns.h"
#include "lab/data/header.h"
#include <stdio.h>
#include <string.h>

enum { ROOM = 400 };

const char *table_column_word(const struct table *t, int column, char word[SHOWN])
{
    const char *name = t->first[column];
    bool plain = t->header && *name && strlen(name) < SHOWN && !strchr(name, ',') &&
                 name[strspn(name, "0123456789")];
    for (int c = 0; plain && c < t->columns; c++)
        plain = c == column || strcmp(name, t->first[c]);
    if (plain)
        return table_shown(name, word);
    snprintf(word, SHOWN, "%d", column + 1);
    return word;
}

/* "column 3 (c)" */
static const char *title(const struct table *t, int column, char text[2 * SHOWN])
{
    char name[SHOWN];
    snprintf(text, 2 * SHOWN, t->header && *t->first[column] ? "column %d (%s)" : "column %d",
             column + 1, table_shown(t->first[column], name));
    return text;
}

static int faults(const struct table_column *c)
{
    int n = 0;
    for (int f = FIELD_NUMBER + 1; f < FIELDS; f++)
        n += c->count[f];
    return n;
}

/* Words or dates, and not a few damaged numbers. */
static bool is_of_words(const struct table_column *c)
{
    return c->count[FIELD_WORD] + c->count[FIELD_DATE] > c->count[FIELD_NUMBER];
}

/* All columns of words in one sentence. */
static enum status refuse_words(const struct table *t, int first)
{
    const struct table_column *c = &t->column[first];
    char name[2 * SHOWN], word[SHOWN], others[ROOM] = "", drop[ROOM] = "";
    const bool dates = c->count[FIELD_DATE] > c->count[FIELD_WORD];
    for (int k = 0; k < t->features; k++) {
        const int n = t->feature[k];
        size_t used = strlen(others), dropped = strlen(drop);
        if (!is_of_words(&t->column[n]))
            continue;
        snprintf(drop + dropped, ROOM - dropped, "%s%s", dropped ? "," : "",
                 table_column_word(t, n, word));
        if (n != first)
            snprintf(others + used, ROOM - used, "%s%s", used ? ", " : "; so are ",
                     title(t, n, name));
    }
    const bool label = t->header && !*t->label_name && header_names_label(t->first[first]);
    return fail(t->failure, STATUS_DATA,
                "%s:%d: %s: '%s' %s, as are %d of its cells%s%s%s%s%s: %s%s. %s, or leave %s out: "
                "--drop %s%s%s",
                t->path, c->line, title(t, first, name), c->word[0],
                dates ? "is not a number but a date or a time" : "is a word and not a number",
                faults(c), *c->word[1] ? " ('" : "", c->word[1], *c->word[2] ? "', '" : "",
                c->word[2], *c->word[1] ? "')" : "", dates ? "dates" : "categories", others,
                dates ? "Write numbers (days since the first)"
                      : "Write a column of 0 and 1 for each word",
                *others ? "them" : "it", drop, label ? "; is it the label? --label " : "",
                label ? table_column_word(t, first, word) : "");
}

static enum status refuse_cell(const struct table *t, int column)
{
    const struct table_column *c = &t->column[column];
    char name[2 * SHOWN], word[SHOWN], more[64] = "";
    const bool gap = c->fault == FIELD_EMPTY || c->fault == FIELD_MISSING;
    if (faults(c) > 1)
        snprintf(more, sizeof more, "; column %d has %d such cells", column + 1, faults(c));
    const bool header = c->line == t->first_line && !t->header &&
                        (!t->header_is || !strcmp(t->header_is, "auto"));
    return fail(t->failure, STATUS_DATA, "%s:%d: %s: '%s' %s%s%s%s%s", t->path, c->line,
                title(t, column, name), c->word[0], field_fault(c->fault), more,
                gap ? ". Leave such rows out of the file, or the column: --drop " : "",
                gap ? table_column_word(t, column, word) : "",
                header ? " (if this row is the header: --header yes)" : "");
}

static enum status refuse_label(const struct table *t)
{
    const struct table_column *c = &t->column[t->label];
    char name[2 * SHOWN];
    if (c->fault == FIELD_WORD)
        return fail(
            t->failure, STATUS_DATA,
            "%s:%d: %s: '%s' is label number %d; is this the column of the labels? A number "
            "to be predicted is no class",
            t->path, c->line, title(t, t->label, name), c->word[0], CLASSES_MAX + 1);
    const int rows = c->count[FIELD_EMPTY] + c->count[FIELD_MISSING] + c->count[FIELD_NOT_FINITE];
    return fail(
        t->failure, STATUS_DATA,
        "%s:%d: %s: '%s' is no label: it is missing, in %d row%s. Leave such rows out of the "
        "file",
        t->path, c->line, title(t, t->label, name), c->word[0], rows, rows > 1 ? "s" : "");
}

enum status columns_check(const struct table *t)
{
    const struct table_column *first = NULL;
    int column = -1;
    for (int k = 0; k < t->features; k++)
        if (is_of_words(&t->column[t->feature[k]]))
            return refuse_words(t, t->feature[k]);
    for (int k = 0; k < t->features; k++) {
        const struct table_column *c = &t->column[t->feature[k]];
        if (c->line && (!first || c->line < first->line)) {
            first = c;
            column = t->feature[k];
        }
    }
    const struct table_column *label = &t->column[t->label];
    if (label->line && (!first || label->line <= first->line))
        return refuse_label(t);
    return first ? refuse_cell(t, column) : STATUS_OK;
}

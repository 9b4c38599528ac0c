/* What the cells of a table mean: which row is the header, which column the label, which class a
 * text stands for. The caller passes cells and row ends; how they were quoted is the caller's concern.
 *
 * What a cell means depends on its column: one word among numbers is a damaged number, a column of words
 * are categories. So a cell that is no number is judged when all rows are read, as is the header
 * (header.h): nothing but the label and numbers is kept of a row until then. */
#pragma once
#include "lab/base/lane.h"
#include "lab/base/status.h"
#include "lab/data/classes.h"
#include "lab/data/field.h"
#include <stdbool.h>

enum { SHOWN = 41, WORDS_SHOWN = 3 };

/* Of the rows behind the first. */
struct table_column {
    bool dropped;
    int before; /* columns before it that are dropped */
    int count[FIELDS];
    bool whole; /* all its numbers are */
    double least, most;
    int line; /* of the first cell that is no number; for the label, that is no label. 0: there is none */
    enum field fault;
    char word[WORDS_SHOWN][SHOWN]; /* the first different texts that are no numbers */
};

struct table {
    /* Set by the caller. */
    const char *path;
    const char *label_name; /* name or number (from 1) of the label column; "" = the last */
    const char *drop; /* names or numbers of columns to leave out, with commas; "" or NULL = none */
    const char *header_is;    /* "yes", "no"; anything else or NULL: judge */
    bool comma;               /* 1,5 is a number */
    const struct table *like; /* the training table, whose header this one may have, too; or NULL */
    struct classes *classes;
    struct failure *failure;
    int line; /* on which the row being read begins */
    /* The result, after table_finish. */
    int columns, label, rows; /* label: index of the label column */
    int features, *feature;   /* [features]: the columns that are neither the label nor left out */
    double *x;                /* [rows][features] */
    int *class;               /* [rows], an index into classes->name */
    bool header;
    char **first; /* [columns], the texts of the first row */
    struct table_column *column;
    /* While it is being read. */
    int at, first_line; /* the column of the next cell; the line of the first row */
    size_t room, first_room;
    int point, decimal_comma; /* lines of the first numbers with one, where both can be */
    bool named;               /* a column was asked for by a name in the first row */
};

/* A cell of the current row, and the end of the row. text[n] is 0; blanks round it are cut off.
 * After a failure both do nothing. */
void table_cell(struct table *, char *text, size_t n);
void table_row(struct table *);
enum status table_finish(struct table *);
void table_free(struct table *);

/* A text of the file as messages show it: its first bytes, without control characters. */
const char *table_shown(const char *text, char shown[SHOWN]);

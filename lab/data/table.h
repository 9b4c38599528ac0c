/* What the cells of a table mean: which row is the header, which column the label, which class a
 * text stands for. The caller passes cells and row ends; how they were quoted is the caller's concern.
 *
 * The first row is a header when the label column is asked for by a name in it, when at least half
 * of its other cells are words, or when it counts the columns (0, 1, 2, label) over labels that are
 * all numbers. Otherwise it is a row like any other, and a word in it is an error: a damaged number
 * must not turn a row of data into a header. */
#pragma once
#include "lab/base/lane.h"
#include "lab/base/status.h"
#include <stdbool.h>

enum { CLASSES_MAX = 1000, SHOWN = 41 };

/* The different labels, in order of appearance; the tables of one set share it. */
struct classes {
    int count;
    char *name[CLASSES_MAX];
};

struct table {
    /* Set by the caller. */
    const char *path;
    const char *label_name; /* name or number (from 1) of the label column; "" = the last */
    struct classes *classes;
    struct failure *failure;
    int line; /* on which the row being read begins */
    /* The result, after table_finish. */
    int columns, label, rows; /* label: index of the label column */
    double *x;                /* [rows][columns - 1] */
    int *class;               /* [rows], an index into classes->name */
    bool header;
    char **first; /* [columns], the texts of the first row */
    /* While it is being read. */
    int column;
    size_t room, first_room;
    bool pending, words; /* pending: row 0 may be a header; words: a later label is a word */
};

/* A cell of the current row, and the end of the row. text[n] is 0; blanks round it are cut off.
 * After a failure both do nothing. */
void table_cell(struct table *, char *text, size_t n);
void table_row(struct table *);
enum status table_finish(struct table *);
void table_free(struct table *);

/* A text of the file as messages show it: its first bytes, without control characters. */
const char *table_shown(const char *text, char shown[SHOWN]);

/* Number the classes in sorted order, by value when all are numbers ("1" and "1.0" are then one
 * class), else by their bytes: rank[i] is the number of name[i]. Sorts the names to match and
 * returns how many classes there are. */
int classes_sort(struct classes *, int rank[CLASSES_MAX]);
void classes_free(struct classes *);

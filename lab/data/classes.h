/* The labels of a table as numbers. */
#pragma once

enum { CLASSES_MAX = 1000 };

/* The different labels, in order of appearance; the tables of one set share it. */
struct classes {
    int count;
    char *name[CLASSES_MAX];
};

/* Number the classes in sorted order, by value when all are numbers ("1" and "1.0" are then one
 * class), else by their bytes: rank[i] is the number of name[i]. Sorts the names to match and
 * returns how many classes there are. */
int classes_sort(struct classes *, int rank[CLASSES_MAX]);
void classes_free(struct classes *);

/* A table from cells that are handed over by hand. */
#pragma once
#include "lab/data/table.h"
#include "tests/support/check.h"

struct fixture {
    struct table t;
    struct classes classes;
    struct failure failure;
};

/* A table from rows of cells: "|" ends a cell, a newline a row. */
static inline struct fixture *fixture_open(const char *label, const char *text)
{
    struct fixture *k = calloc(1, sizeof *k);
    char cell[100];
    size_t n = 0;
    assert_non_null(k);
    k->t = (struct table){
        .path = "f.csv", .label_name = label, .classes = &k->classes, .failure = &k->failure};
    k->t.line = 1;
    for (; *text; text++) {
        if (*text != '|' && *text != '\n') {
            cell[n++] = *text;
            continue;
        }
        cell[n] = 0;
        table_cell(&k->t, cell, n);
        n = 0;
        if (*text == '\n') {
            table_row(&k->t);
            k->t.line++;
        }
    }
    table_finish(&k->t);
    return k;
}

static inline void fixture_close(struct fixture *k)
{
    table_free(&k->t);
    classes_free(&k->classes);
    free(k);
}

/* Sort, then give equal numbers one name. */
#include "lab/data/classes.h"
#include "lab/data/field.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

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
        numbers &= field_read(c->name[i], false, &entry[i].value) == FIELD_NUMBER;
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

#include "lab/run/cells.h"
#include "lab/base/hash.h"
#include "lab/spec/cell_json.h"
#include <stdlib.h>
#include <string.h>

enum { SHORTEST = 8 };

struct named {
    char hash[HASH_BYTES];
    int cell;
    bool picked;
};

static int by_hash(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    const int order = strcmp(x->hash, y->hash);
    return order ? order : x->cell - y->cell;
}

/* All cells, sorted by the hashes of their runs. */
static struct named *sorted(struct arena *arena, const struct experiment *e,
                            struct failure *failure)
{
    const int n = e->grid.cells;
    struct named *list = arena_take(arena, failure, (size_t)n * sizeof *list);
    for (int i = 0; list && i < n && !failure->status; i++) {
        const size_t mark = arena_mark(arena);
        hash_text(cell_json(arena, &e->grid.cell[i], failure), list[i].hash);
        list[i].cell = i;
        arena_rewind(arena, mark);
    }
    if (failure->status)
        return NULL;
    qsort(list, (size_t)n, sizeof *list, by_hash);
    return list;
}

static int common(const char *a, const char *b)
{
    int n = 0;
    while (a[n] && a[n] == b[n])
        n++;
    return n;
}

const char **cells_names(struct arena *arena, const struct experiment *e, struct failure *failure)
{
    const int n = e->grid.cells;
    const char **name = arena_take(arena, failure, (size_t)n * sizeof *name);
    const struct named *list = sorted(arena, e, failure);
    int digits = SHORTEST;
    for (int i = 1; list && i < n; i++) {
        const int same = common(list[i - 1].hash, list[i].hash);
        if (same >= digits && same < HASH_BYTES - 1)
            digits = same + 1;
    }
    for (int i = 0; list && name && i < n; i++)
        name[list[i].cell] = arena_text(arena, failure, "%.*s", digits, list[i].hash);
    return failure->status ? NULL : name;
}

/* The first that does not stand before the name. */
static int find(const struct named *list, int n, const char *name)
{
    int low = 0;
    while (low < n) {
        const int middle = low + (n - low) / 2;
        if (strcmp(list[middle].hash, name) < 0)
            low = middle + 1;
        else
            n = middle;
    }
    return low;
}

static enum status pick(const struct experiment *e, struct named *list, const char *name,
                        struct failure *failure)
{
    const int n = e->grid.cells;
    const size_t length = strlen(name);
    const int first = find(list, n, name);
    int end = first;
    while (end < n && !strncmp(list[end].hash, name, length))
        list[end++].picked = true;
    if (end == first || !length)
        return fail(failure, STATUS_USAGE,
                    "no run of %s is called `%.40s`; `depthlab cells %s`, with the same settings, "
                    "lists them",
                    e->spec.name, name, e->spec.name);
    if (strcmp(list[first].hash, list[end - 1].hash))
        return fail(failure, STATUS_USAGE, "`%.40s` means several runs of %s, such as %s and %s",
                    name, e->spec.name, list[first].hash, list[end - 1].hash);
    return STATUS_OK;
}

static int by_cell(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    return x->cell - y->cell;
}

enum status cells_pick(struct arena *arena, struct experiment *e, const char *names,
                       struct failure *failure)
{
    struct named *list = sorted(arena, e, failure);
    char *rest = arena_strdup(arena, names);
    int *place = arena_take(arena, failure, (size_t)e->grid.cells * sizeof *place);
    if (!rest)
        fail_memory(failure);
    for (char *name; !failure->status && (name = strsep(&rest, ","));)
        pick(e, list, name, failure);
    if (failure->status)
        return failure->status;
    qsort(list, (size_t)e->grid.cells, sizeof *list, by_cell);
    int kept = 0;
    for (int i = 0; i < e->grid.cells; i++)
        if (list[i].picked) {
            place[kept] = i;
            e->grid.cell[kept++] = e->grid.cell[i];
        }
    e->grid.cells = kept;
    e->place = place;
    return STATUS_OK;
}

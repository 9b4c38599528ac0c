#include "lab/run/recorded.h"
#include "lab/probe/gradient.h"
#include "lab/probe/junction.h"
#include "lab/probe/probe.h"
#include "lab/probe/reduction.h"
#include "lab/run/experiment.h"
#include "lab/run/guess_fill.h"
#include "lab/train/train.h"
#include <assert.h>
#include <string.h>

void recorded_series(const struct series *list[RECORDED_MOST])
{
    int n = 0;
    list[n++] = &series_final;
    list[n++] = &series_curve;
    list[n++] = &series_gradient;
    list[n++] = &series_junction;
    list[n++] = &series_reduction;
    assert(n == RECORDED_RUN);
    for (int i = 0; probes[i]; i++)
        for (int k = 0; probes[i]->series[k]; k++)
            list[n++] = probes[i]->series[k];
    assert(n < RECORDED_MOST);
    list[n] = NULL;
}

static struct store *open_with(const char *file, const struct series *const *list,
                               struct failure *failure)
{
    struct store *store = store_open(file, false, failure);
    if (store && (store_series(store, list, failure) || guess_fill(store, failure))) {
        store_close(store);
        return NULL;
    }
    return store;
}

struct store *recorded_open(const char *file, bool read_only, struct failure *failure)
{
    const struct series *list[RECORDED_MOST];
    recorded_series(list);
    if (!read_only)
        return open_with(file, list, failure);
    const bool outdated = store_may_bring_up(file, failure);
    struct store *store = outdated ? NULL : store_open(file, true, failure);
    const bool made = store && store_series_made(store, list, failure);
    if (!failure->status && store && (made || !store_may_write(store)))
        return store;
    store_close(store);
    if (failure->status)
        return NULL;
    store_close(open_with(file, list, failure));
    return store_open(file, true, failure);
}

enum status recorded_merge(struct store *store, struct arena *arena, const char *from,
                           struct merge *result, struct failure *failure)
{
    const struct series *list[RECORDED_MOST];
    struct probe_series probe[RECORDED_MOST] = {0};
    recorded_series(list);
    list[RECORDED_RUN] = NULL;
    for (int i = 0; probes[i]; i++)
        probe[i] = (struct probe_series){probes[i]->name, probes[i]->series};
    store_close(recorded_open(from, true, failure));
    const struct merge_order order = {.from = from, .series = list, .probe = probe};
    *result = (struct merge){0};
    return failure->status ? failure->status : store_merge(store, arena, &order, result, failure);
}

static bool is_measured(const struct spec *spec, const struct probe *probe)
{
    for (int i = 0; i < spec->probes; i++)
        if (spec->probe[i].probe == probe)
            return true;
    return false;
}

static bool has_reductions(const struct grid *grid)
{
    for (int i = 0; i < grid->cells; i++)
        if (!strcmp(grid->cell[i].net.form, "bottleneck") || grid->cell[i].net.rank)
            return true;
    return false;
}

static bool has_layers(const struct grid *grid)
{
    for (int i = 0; i < grid->cells; i++)
        if (grid->cell[i].train.log_layers)
            return true;
    return false;
}

const char *recorded_lack(struct arena *arena, const struct experiment *e, const char *view,
                          struct failure *failure)
{
    const bool reduced = !strcmp(view, series_reduction.name);
    for (int i = 0; probes[i]; i++)
        for (int k = 0; probes[i]->series[k]; k++)
            if (!strcmp(view, probes[i]->series[k]->name) && !is_measured(&e->spec, probes[i]))
                return arena_text(arena, failure, "probe: {%s: [final]}", probes[i]->name);
    if (reduced && !has_reductions(&e->grid))
        return "form: bottleneck";
    if ((reduced || !strcmp(view, series_gradient.name) || !strcmp(view, series_junction.name)) &&
        !has_layers(&e->grid))
        return "log_layers: 50";
    return NULL;
}

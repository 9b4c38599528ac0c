#include "lab/run/plan.h"
#include "lab/base/hash.h"
#include "lab/run/probe_run.h"
#include "lab/spec/cell_json.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What the store has to its end; negative what diverged there, which nobody probes. */
static enum status read_trained(struct planner *p, struct failure *failure)
{
    struct query *q = query_open(
        p->store,
        "SELECT uuid, iif(status = 'done', id, -id) FROM run WHERE status IN ('done', 'diverged')",
        failure);
    while (query_next(q))
        hash_map_put(p->arena, &p->trained, hash_map_key(query_text(q, 0)), query_int(q, 1),
                     failure);
    query_close(q);
    return failure->status;
}

enum status planner_open(struct planner *p, struct arena *arena, struct store *store, bool again,
                         struct failure *failure)
{
    *p = (struct planner){.arena = arena, .store = store, .again = again};
    data_cache_open(&p->data);
    return cost_rates_read(arena, store, &p->rates, failure) || !store ? failure->status
                                                                       : read_trained(p, failure);
}

void planner_close(struct planner *p)
{
    data_cache_close(&p->data);
}

struct reading {
    struct planner *planner;
    const struct experiment *e;
    struct plan *plan;
    int64_t earlier;         /* runs that experiments before this one have */
    struct hash_map costs;   /* by what a cell costs alike: the first of such cells */
    struct hash_map cells;   /* of this experiment, by the hash of the run: the first such cell */
    struct hash_map sources; /* by the hash of the run: its place in plan.source */
    struct failure *failure;
};

/* ---- cost: each data set is loaded once, each net built once ---- */

/* Cells that differ in these alone cost the same. */
static struct cell costly(const struct cell *c)
{
    struct cell all = *c;
    all.seed = 0;
    all.data.seed = 0;
    all.train.lr = 0;
    return all;
}

static enum status add_cost(struct reading *r, int cell, const struct dataset *d)
{
    const struct cell *c = &r->e->grid.cell[cell], alike = costly(c);
    struct cost *cost = r->plan->cost;
    uint64_t key = HASH_START;
    hash_bytes(&key, &alike, sizeof alike);
    const int64_t *first = hash_map_put(r->planner->arena, &r->costs, key, cell, r->failure);
    if (first && *first != cell)
        cost[cell] = cost[*first];
    else
        cost_of(&r->planner->rates, &r->e->spec, c, d, &cost[cell], r->failure);
    return r->failure->status;
}

static enum status add_costs(struct reading *r)
{
    const struct grid *g = &r->e->grid;
    struct plan *plan = r->plan;
    bool *known = arena_take(r->planner->arena, r->failure, (size_t)g->cells * sizeof *known);
    for (int i = 0; known && i < g->cells && !r->failure->status; i++) {
        if (known[i])
            continue;
        const struct data_spec *spec = &g->cell[i].data;
        const struct dataset *d = data_cache_load(&r->planner->data, spec, r->failure);
        if (!d)
            break;
        if (!plan->sets++) {
            plan->data = *d;
            plan->data.train.x = plan->data.test.x = plan->data.black = NULL;
        }
        for (int k = i; k < g->cells && !r->failure->status; k++)
            if (!known[k] && data_cache_same(spec, &g->cell[k].data)) {
                known[k] = true;
                add_cost(r, k, d);
            }
    }
    return r->failure->status;
}

/* ---- what is left ---- */

/* The share of its probes that a run has still to have. */
static double probes_left(struct reading *r, const struct cell *c, int64_t run)
{
    const struct spec *spec = &r->e->spec;
    int all = 0, left = 0;
    if (run < 0)
        return 0;
    for (int i = 0; i < spec->probes; i++)
        for (int k = 0; k < spec->probe[i].steps; k++, all++) {
            const int64_t step = spec->probe[i].step[k];
            left += !run || r->planner->again ||
                    !probe_run_done(r->planner->store, spec->probe[i].probe, run,
                                    step == STEP_FINAL ? c->train.steps : step, r->failure);
        }
    return all ? (double)left / all : 0;
}

static void add_left(struct plan *plan, const struct cell *c, int cell, const struct cost *cost)
{
    const double seconds = cost_seconds(cost, c);
    if (!plan->left || cost->need.total > plan->need.total) {
        plan->largest = cell;
        plan->need = cost->need;
    }
    plan->memory[plan->left++] = cost->need.total;
    plan->seconds += seconds;
    plan->longest = fmax(plan->longest, seconds);
    plan->bytes += cost->bytes;
}

static int greater_first(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

static uint64_t key_of(struct reading *r, const struct cell *c)
{
    char hash[HASH_BYTES];
    const size_t mark = arena_mark(r->planner->arena);
    hash_text(cell_json(r->planner->arena, c, r->failure), hash);
    arena_rewind(r->planner->arena, mark);
    return hash_map_key(hash);
}

/* A cell of the grid, or what it starts from, once. */
static void add_run(struct reading *r, const struct cell *c, uint64_t key, int cell,
                    const struct cost *cost)
{
    struct planner *p = r->planner;
    const int64_t before = p->seen.used;
    const int64_t *place = hash_map_put(p->arena, &p->seen, key, before, r->failure);
    if (!place || (*place >= r->earlier && *place < before))
        return;
    const bool trained = hash_map_find(&p->trained, key);
    r->plan->runs++;
    r->plan->trained += trained;
    if (*place == before && (!trained || p->again))
        add_left(r->plan, c, cell, cost);
}

/* In the order in which experiment_plan finds them. */
static void add_sources(struct reading *r)
{
    const struct grid *g = &r->e->grid;
    struct plan *plan = r->plan;
    for (int i = 0; i < g->cells && !r->failure->status; i++) {
        struct cell source;
        plan->from[i] = -1;
        if (!g->cell[i].start.from[0] ||
            cell_source(r->planner->arena, &g->cell[i], &source, r->failure))
            continue;
        const int64_t new = r->sources.used;
        const uint64_t key = key_of(r, &source);
        const int64_t *place = hash_map_put(r->planner->arena, &r->sources, key, new, r->failure);
        if (!place)
            return;
        plan->from[i] = (int)*place;
        if (*place < new)
            continue;
        struct cost *cost = &plan->source[new];
        const struct dataset *d = data_cache_load(&r->planner->data, &source.data, r->failure);
        if (!d || cost_of(&r->planner->rates, &r->e->spec, &source, d, cost, r->failure))
            return;
        add_run(r, &source, key, i, cost);
    }
}

static void add_cells(struct reading *r)
{
    const struct grid *g = &r->e->grid;
    struct plan *plan = r->plan;
    for (int i = 0; i < g->cells && !r->failure->status; i++) {
        const uint64_t key = key_of(r, &g->cell[i]);
        const int64_t *first = hash_map_put(r->planner->arena, &r->cells, key, i, r->failure),
                      *run = hash_map_find(&r->planner->trained, key);
        plan->first[i] = first ? (int)*first : i;
        if (plan->first[i] != i)
            continue;
        const double share = probes_left(r, &g->cell[i], run ? *run : 0);
        plan->is_left[i] = !run || r->planner->again || share > 0;
        plan->seconds += plan->cost[i].probe * share;
        add_run(r, &g->cell[i], key, i, &plan->cost[i]);
    }
}

enum status plan_read(struct planner *p, const struct experiment *e, struct plan *plan,
                      struct failure *failure)
{
    const size_t cells = (size_t)e->grid.cells;
    struct reading r = {
        .planner = p, .e = e, .plan = plan, .earlier = p->seen.used, .failure = failure};
    *plan = (struct plan){.memory = arena_take(p->arena, failure, 2 * cells * sizeof(double)),
                          .cost = arena_take(p->arena, failure, cells * sizeof(struct cost)),
                          .source = arena_take(p->arena, failure, cells * sizeof(struct cost)),
                          .first = arena_take(p->arena, failure, cells * sizeof(int)),
                          .from = arena_take(p->arena, failure, cells * sizeof(int)),
                          .is_left = arena_take(p->arena, failure, cells * sizeof(bool))};
    if (failure->status || add_costs(&r))
        return failure->status;
    add_sources(&r);
    add_cells(&r);
    qsort(plan->memory, (size_t)plan->left, sizeof *plan->memory, greater_first);
    return failure->status;
}

/* ---- what it takes ---- */

double plan_run_seconds(const struct plan *plan, const struct experiment *e, int64_t run, int cell)
{
    const struct cost *cost = &plan->cost[cell];
    for (int i = 0; i < e->sources && run != e->run[cell]; i++)
        if (e->source[i] == run)
            cost = &plan->source[i];
    return cost_seconds(cost, &e->grid.cell[cell]);
}

double plan_cell_seconds(const struct plan *plan, const struct experiment *e, int cell)
{
    const struct cell *c = &e->grid.cell[cell];
    const int from = plan->from[cell];
    return cost_seconds(&plan->cost[cell], c) + plan->cost[cell].probe +
           (from < 0 ? 0 : cost_seconds(&plan->source[from], c));
}

double plan_seconds(const struct plan *plan, int width, int threads, int cores)
{
    const double at_once = fmin((double)width * threads, cores);
    return fmax(plan->seconds / at_once, plan->longest / fmin(threads, cores));
}

int plan_width(const struct plan *plan, int width, double bytes)
{
    int fits = 0;
    for (; fits < width && fits < plan->left; fits++)
        if ((bytes -= plan->memory[fits]) < 0)
            return fits;
    return width;
}

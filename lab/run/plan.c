#include "lab/run/plan.h"
#include "lab/base/hash.h"
#include "lab/run/probe_run.h"
#include "lab/spec/cell_json.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum status planner_open(struct planner *p, struct arena *arena, struct store *store, bool again,
                         struct failure *failure)
{
    *p = (struct planner){.arena = arena, .store = store, .again = again};
    data_cache_open(&p->data);
    return cost_rates_read(arena, store, &p->rates, failure);
}

void planner_close(struct planner *p)
{
    data_cache_close(&p->data);
    free(p->hash);
    p->hash = NULL;
}

struct reading {
    struct planner *planner;
    const struct experiment *e;
    struct plan *plan;
    int earlier; /* runs that experiments before this one have */
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

static bool costs_the_same(const struct cell *a, const struct cell *b)
{
    const struct cell x = costly(a), y = costly(b);
    return !memcmp(&x, &y, sizeof x);
}

static enum status add_cost(struct reading *r, int cell, const struct dataset *d)
{
    const struct grid *g = &r->e->grid;
    struct cost *cost = r->plan->cost;
    for (int i = cell - 1; i >= 0; i--)
        if (costs_the_same(&g->cell[i], &g->cell[cell])) {
            cost[cell] = cost[i];
            return STATUS_OK;
        }
    return cost_of(&r->planner->rates, &r->e->spec, &g->cell[cell], d, &cost[cell], r->failure);
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

/* Where the run stands among those planned; the last if it is new. */
static int place_of(struct planner *p, const char *hash, struct failure *failure)
{
    int i = 0;
    while (i < p->seen && strcmp(p->hash[i], hash))
        i++;
    if (i == p->room) {
        p->room = 2 * p->room + 256;
        void *more = realloc(p->hash, (size_t)p->room * sizeof *p->hash);
        if (!more) {
            fail_memory(failure);
            return 0;
        }
        p->hash = more;
    }
    if (i == p->seen)
        strcpy(p->hash[p->seen++], hash);
    return i;
}

/* The run's number if it is trained to its end, else 0. */
static int64_t trained(struct reading *r, const char *hash)
{
    if (!r->planner->store)
        return 0;
    struct query *q = query_open(
        r->planner->store,
        "SELECT id FROM run WHERE uuid = :hash AND status IN ('done', 'diverged')", r->failure);
    query_bind_text(q, ":hash", hash);
    const int64_t run = query_next(q) ? query_int(q, 0) : 0;
    query_close(q);
    return run;
}

/* The share of its probes that a run has still to have. */
static double probes_left(struct reading *r, const struct cell *c, int64_t run)
{
    const struct spec *spec = &r->e->spec;
    int all = 0, left = 0;
    for (int i = 0; i < spec->probes; i++)
        for (int k = 0; k < spec->probe[i].steps; k++, all++) {
            const int64_t step = spec->probe[i].step[k];
            left += !run || r->planner->again ||
                    !probe_run_done(r->planner->store, spec->probe[i].probe, run,
                                    step == STEP_FINAL ? c->train.steps : step, r->failure);
        }
    return all ? (double)left / all : 0;
}

/* The largest memory stands first, and `largest` is its cell. */
static void add_left(struct plan *plan, const struct cell *c, int cell, const struct cost *cost)
{
    const double seconds = cost_seconds(cost, c);
    double *memory = plan->memory;
    const double need = cost->need.total;
    if (!plan->left || need > memory[0]) {
        plan->largest = cell;
        plan->need = cost->need;
    }
    int i = plan->left++;
    for (; i > 0 && memory[i - 1] < need; i--)
        memory[i] = memory[i - 1];
    memory[i] = need;
    plan->seconds += seconds;
    plan->longest = fmax(plan->longest, seconds);
    plan->bytes += cost->bytes;
}

/* A cell of the grid, or what it starts from; false when it was there before. */
static bool add_run(struct reading *r, const struct cell *c, int cell, const struct cost *cost)
{
    struct planner *p = r->planner;
    char hash[17];
    hash_text(cell_json(p->arena, c, r->failure), hash);
    const int before = p->seen, place = place_of(p, hash, r->failure);
    const bool here = place >= r->earlier && place < before;
    if (here || r->failure->status)
        return false;
    const int64_t run = trained(r, hash);
    r->plan->runs++;
    r->plan->trained += run != 0;
    if (place == before && (!run || p->again))
        add_left(r->plan, c, cell, cost);
    if (c == &r->e->grid.cell[cell])
        r->plan->seconds += cost->probe * probes_left(r, c, run);
    return true;
}

/* In the order in which experiment_plan finds them. */
static void add_sources(struct reading *r)
{
    const struct grid *g = &r->e->grid;
    struct plan *plan = r->plan;
    int sources = 0;
    for (int i = 0; i < g->cells && !r->failure->status; i++) {
        struct cell source;
        struct cost cost;
        if (!g->cell[i].start.from[0] ||
            cell_source(r->planner->arena, &g->cell[i], &source, r->failure))
            continue;
        const struct dataset *d = data_cache_load(&r->planner->data, &source.data, r->failure);
        if (!d || cost_of(&r->planner->rates, &r->e->spec, &source, d, &cost, r->failure))
            return;
        if (add_run(r, &source, i, &cost))
            plan->source[sources++] = cost;
    }
}

enum status plan_read(struct planner *p, const struct experiment *e, struct plan *plan,
                      struct failure *failure)
{
    const size_t cells = (size_t)e->grid.cells;
    struct reading r = {p, e, plan, p->seen, failure};
    *plan = (struct plan){.memory = arena_take(p->arena, failure, 2 * cells * sizeof(double)),
                          .cost = arena_take(p->arena, failure, cells * sizeof(struct cost)),
                          .source = arena_take(p->arena, failure, cells * sizeof(struct cost))};
    if (failure->status || add_costs(&r))
        return failure->status;
    add_sources(&r);
    for (int i = 0; i < e->grid.cells && !failure->status; i++)
        add_run(&r, &e->grid.cell[i], i, &plan->cost[i]);
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

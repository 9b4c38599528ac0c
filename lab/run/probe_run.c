#include "lab/run/probe_run.h"
#include "lab/base/clock.h"
#include "lab/base/memory.h"
#include "lab/run/loaded_model.h"
#include "lab/train/checkpoint.h"
#include "lab/train/schedule.h"
#include <stdio.h>
#include <string.h>

struct probe_session {
    struct store *store;
    const struct probe_run_order *order;
    struct arena arena;
    struct loaded_model model;
    struct probe_run run;
};

static enum status load(struct probe_session *t, struct failure *failure)
{
    const struct probe_run_order *o = t->order;
    struct loaded_model *m = &t->model;
    const struct model_order order = {
        .run = o->run, .path = o->path, .cache = o->cache, .batch = o->samples};
    if (loaded_model_read(&t->arena, t->store, &order, m, failure))
        return failure->status;
    t->run = (struct probe_run){.net = m->net,
                                .data = &m->data,
                                .samples = m->net->graph->capacity,
                                .seed = o->seed,
                                .grid = o->grid,
                                .arena = &t->arena,
                                .failure = failure,
                                .watcher = o->watcher,
                                .watch = o->watch};
    return loaded_model_fits(m, failure) ? failure->status : network_start(m->net, m->cell.seed);
}

/* The seed gives step 0, unless the run began with other weights. */
static bool start_is_known(const struct probe_session *t)
{
    return !t->model.cell.start.from[0] && !t->model.cell.start.checksum;
}

static enum status start(struct probe_session *t, struct failure *failure)
{
    if (!start_is_known(t))
        return fail(failure, STATUS_DATA,
                    "run %lld started from the weights of another run or a file, and has not kept "
                    "them",
                    (long long)t->order->run);
    t->run.step = 0;
    return STATUS_OK;
}

/* Copy the weights that are in the net. */
static enum status remember(struct probe_session *t, struct stage *to, int64_t step,
                            struct failure *failure)
{
    const struct graph *g = t->model.net->graph;
    const size_t bytes = g->params.reals * sizeof(real);
    real *w = arena_alloc(&t->arena, bytes);
    if (!w)
        return fail_memory(failure);
    *to = (struct stage){step, memcpy(w, g->value, bytes)};
    t->run.stages++;
    return STATUS_OK;
}

/* A kept state into the net; its bytes are needed no longer. */
static enum status load_state(struct probe_session *t, int64_t step, struct failure *failure)
{
    const size_t mark = arena_mark(&t->arena);
    struct checkpoint state;
    if (!store_run_state_at(t->store, &t->arena, t->order->run, step, &state, failure))
        checkpoint_load(t->model.net->graph, &state, failure);
    arena_rewind(&t->arena, mark);
    return failure->status;
}

/* What the run kept before the probed step. The net is as it started. */
static enum status put_path(struct probe_session *t, struct failure *failure)
{
    struct query *q = query_open(t->store,
                                 "SELECT step, count(*) OVER () FROM checkpoint WHERE run = :run "
                                 "AND step < :step ORDER BY step",
                                 failure);
    query_bind_int(q, ":run", t->order->run);
    query_bind_int(q, ":step", t->run.step);
    bool more = query_next(q);
    const size_t most = 1 + (more ? (size_t)query_int(q, 1) : 0);
    const double bytes = (double)(most * t->model.net->graph->params.reals * sizeof(real));
    struct stage *path = arena_alloc(&t->arena, most * sizeof *path);
    t->run.stage = path;
    t->model.need.copies += bytes;
    t->model.need.total += bytes;
    if (!path)
        fail_memory(failure);
    else if (!footprint_check(&t->model.need, memory_here(), failure) && start_is_known(t))
        remember(t, path, 0, failure);
    for (; more && !failure->status; more = query_next(q))
        if (!load_state(t, query_int(q, 0), failure))
            remember(t, &path[t->run.stages], query_int(q, 0), failure);
    query_close(q);
    return failure->status;
}

static bool has_state(struct store *store, int64_t run, int64_t step, struct failure *failure)
{
    struct query *q =
        query_open(store, "SELECT 1 FROM checkpoint WHERE run = :run AND step = :step", failure);
    query_bind_int(q, ":run", run);
    query_bind_int(q, ":step", step);
    const bool has = query_next(q);
    query_close(q);
    return has;
}

static enum status put_weights(struct probe_session *t, struct failure *failure)
{
    const struct probe_run_order *o = t->order;
    struct checkpoint state;
    if (store_run_state_at(t->store, &t->arena, o->run, o->step, &state, failure))
        return failure->status;
    if (!state.data && o->step == 0)
        return start(t, failure);
    if (!state.data)
        return fail(failure, o->shared ? STATUS_BUSY : STATUS_DATA,
                    "run %lld has kept no state after %lld updates, but after: 0 (its start) %s",
                    (long long)o->run, (long long)o->step,
                    store_run_states(t->store, &t->arena, o->run, failure));
    t->run.step = state.step;
    if (o->probe->needs & NEEDS_PATH && put_path(t, failure))
        return failure->status;
    /* All of a run's states are dropped at once: while the last one read is there, so were those before. */
    if (o->shared && t->run.stages && !failure->status &&
        !has_state(t->store, o->run, t->run.step, failure))
        return fail(failure, STATUS_BUSY, "run %lld's states were dropped", (long long)o->run);
    return checkpoint_load(t->model.net->graph, &state, failure);
}

/* One pass forward and backward, timed: how long the rest of the work will take. */
static void estimate(struct probe_session *t)
{
    const struct probe_run_order *o = t->order;
    if (!o->estimate)
        return;
    struct probe_run afresh = t->run;
    afresh.parts = 0;
    const double rest = o->probe->passes(&t->run), all = o->probe->passes(&afresh);
    struct pass pass = probe_fill(&t->run, MODE_MEASURE);
    const double start = clock_elapsed();
    graph_forward(t->model.net->graph, &pass);
    graph_backward(t->model.net->graph, &pass, NULL);
    o->estimate(o->watcher, (clock_elapsed() - start) * rest, 1 - rest / all);
}

static enum status keep(void *self, int parts)
{
    const struct probe_session *t = self;
    return store_probe_keep(t->store, t->order->run, parts, t->run.failure);
}

static enum status measure(struct probe_session *t, struct failure *failure)
{
    const struct probe_run_order *o = t->order;
    const struct probe_run *e = &t->run;
    const struct probe_record record = {
        .run = o->run,
        .step = e->step,
        .probe = o->probe->name,
        .how = arena_text(&t->arena, failure,
                          "{\"samples\":%d,\"seed\":%llu,\"grid\":%d,\"precision\":%d}", e->samples,
                          (unsigned long long)e->seed, e->grid, (int)sizeof(real)),
        .series = o->probe->series};
    if (store_probe_begin(t->store, &record, &t->run.parts, failure))
        return failure->status;
    struct recorder recorder = store_recorder(t->store, o->run, failure);
    t->run.recorder = &recorder;
    t->run.keeper = t;
    t->run.keep = keep;
    estimate(t);
    enum status status = o->probe->examine(&t->run);
    store_probe_end(t->store, o->run, !status, failure);
    return failure->status;
}

enum status probe_run_execute(struct store *store, const struct probe_run_order *order,
                              int64_t *step, struct failure *failure)
{
    struct probe_session t = {.store = store, .order = order};
    if (order->shared && probe_run_done(store, order->probe, order->run, order->step, failure)) {
        *step = order->step;
        return failure->status;
    }
    arena_open(&t.arena, SIZE_MAX);
    if (!load(&t, failure) && !put_weights(&t, failure)) {
        measure(&t, failure);
        *step = t.run.step;
    }
    arena_close(&t.arena);
    return failure->status;
}

bool probe_run_done(struct store *store, const struct probe *probe, int64_t run, int64_t step,
                    struct failure *failure)
{
    char sql[300];
    snprintf(sql, sizeof sql,
             "SELECT 1 FROM \"%s_row\" WHERE run = :run AND step = :step AND NOT EXISTS (SELECT 1 "
             "FROM probe_run WHERE run = :run AND step = :step AND probe = :probe AND NOT done)",
             probe->series[0]->name);
    struct query *q = query_open(store, sql, failure);
    query_bind_int(q, ":run", run);
    query_bind_int(q, ":step", step);
    query_bind_text(q, ":probe", probe->name);
    const bool done = query_next(q);
    query_close(q);
    return done;
}

bool probe_run_lacks(struct store *store, const struct probe *probe, int64_t run,
                     const struct cell *cell, int64_t step, struct failure *failure)
{
    const int64_t last = step == STEP_FINAL ? cell->train.steps : step;
    bool lacks = last > 0 && !has_state(store, run, last, failure);
    if (probe->needs & NEEDS_PATH)
        for (int64_t s = 1; s < last && !lacks && !failure->status; s++)
            lacks = schedule_keep_due(&cell->train, s) && !has_state(store, run, s, failure);
    return lacks;
}

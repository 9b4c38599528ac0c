#include "lab/run/jobs.h"
#include "lab/run/probe_run.h"
#include "lab/run/train_run.h"
#include <stdlib.h>

/* The states of n runs, in their order. */
static enum status read_states(struct arena *arena, struct store *store, int n, const int64_t *run,
                               struct run_state *state, struct failure *failure)
{
    struct query *q = query_open(store,
                                 "SELECT j.key, r.status, r.detail, row_number() OVER (PARTITION "
                                 "BY j.value ORDER BY j.key) > 1 FROM json_each(:runs) AS j "
                                 "JOIN run AS r ON r.id = j.value ORDER BY j.key",
                                 failure);
    query_bind_ints(q, ":runs", n, run);
    while (query_next(q)) {
        struct run_state *s = &state[query_int(q, 0)];
        *s = (struct run_state){run_status_of(query_text(q, 1)),
                                arena_text(arena, failure, "%s", query_text(q, 2)),
                                query_int(q, 3)};
    }
    query_close(q);
    return failure->status;
}

enum status jobs_states(struct arena *arena, struct store *store, const struct experiment *e,
                        struct run_state **state, struct failure *failure)
{
    *state = arena_calloc(arena, (size_t)e->grid.cells * sizeof **state);
    return *state ? read_states(arena, store, e->grid.cells, e->run, *state, failure)
                  : fail_memory(failure);
}

static bool is_trained(const struct run_state *s)
{
    return s->status == RUN_DONE || s->status == RUN_DIVERGED;
}

double jobs_work(const struct cell *c, double steps)
{
    return (steps + 60) * (c->net.depth + 8.0) * c->net.width * c->net.width * c->train.batch;
}

/* The longest first; among equals those that come first in the grid. */
static int by_work(const void *a, const void *b)
{
    const struct train_job *x = a, *y = b;
    return x->work < y->work ? 1 : x->work > y->work ? -1 : x->place - y->place;
}

/* Does a probe of the spec look at a state other than the start? */
static bool has_probes(const struct spec *spec)
{
    for (int k = 0; k < spec->probes; k++)
        for (int s = 0; s < spec->probe[k].steps; s++)
            if (spec->probe[k].step[s] != 0)
                return true;
    return false;
}

static bool is_source(const struct experiment *e, int64_t run)
{
    for (int i = 0; i < e->sources; i++)
        if (e->source[i] == run)
            return true;
    return false;
}

struct list {
    const struct experiment *e;
    struct train_job *job;
    int jobs;
};

/* Cells may share a run. */
static void add(struct list *list, int64_t run, int cell, const struct cell *c)
{
    for (int i = 0; i < list->jobs; i++)
        if (list->job[i].run == run)
            return;
    list->job[list->jobs] =
        (struct train_job){run, cell, jobs_work(c, c->train.steps), list->jobs,
                           has_probes(&list->e->spec) || is_source(list->e, run)};
    list->jobs++;
}

enum status jobs_to_train(struct arena *arena, struct store *store, const struct experiment *e,
                          bool again, bool late, struct train_job **job, int *jobs,
                          struct failure *failure)
{
    const size_t most = (size_t)e->grid.cells + (size_t)e->sources;
    struct list list = {.e = e, .job = arena_alloc(arena, most * sizeof *list.job)};
    struct run_state *of_cell, *of_source = arena_calloc(arena, most * sizeof *of_source);
    if (!list.job || !of_source)
        return fail_memory(failure);
    if (jobs_states(arena, store, e, &of_cell, failure) ||
        read_states(arena, store, e->sources, e->source, of_source, failure))
        return failure->status;
    for (int i = 0; i < e->sources && !late; i++)
        if (again || !is_trained(&of_source[i]))
            add(&list, e->source[i], e->source_cell[i], &e->grid.cell[e->source_cell[i]]);
    for (int i = 0; i < e->grid.cells; i++)
        if (late == (e->grid.cell[i].start.from[0] != 0) && (again || !is_trained(&of_cell[i])))
            add(&list, e->run[i], i, &e->grid.cell[i]);
    qsort(list.job, (size_t)list.jobs, sizeof *list.job, by_work);
    *job = list.job;
    *jobs = list.jobs;
    return STATUS_OK;
}

enum status jobs_to_probe(struct arena *arena, struct store *store, const struct experiment *e,
                          bool again, struct probe_job **job, int *jobs, struct failure *failure)
{
    const struct spec *spec = &e->spec;
    struct run_state *state;
    *jobs = 0;
    *job = arena_alloc(arena, (size_t)(e->grid.cells * spec->probes) * sizeof **job);
    if (!*job)
        return fail_memory(failure);
    if (jobs_states(arena, store, e, &state, failure))
        return failure->status;
    for (int i = 0; i < e->grid.cells; i++)
        for (int k = 0; k < spec->probes && state[i].status == RUN_DONE; k++) {
            const struct probe_schedule *p = &spec->probe[k];
            const int64_t steps = e->grid.cell[i].train.steps;
            struct probe_job *j = &(*job)[*jobs];
            *j = (struct probe_job){.run = e->run[i], .cell = i, .probe = p->probe};
            for (int s = 0; s < p->steps; s++) {
                const int64_t step = p->step[s] == STEP_FINAL ? steps : p->step[s];
                if (step <= steps && (!j->steps || j->step[j->steps - 1] != step) &&
                    (again || !probe_run_done(store, p->probe, j->run, step, failure)))
                    j->step[j->steps++] = step;
            }
            *jobs += j->steps > 0;
        }
    return failure->status;
}

static void add_restore(struct restore_job *job, int *jobs, int64_t run, int cell)
{
    for (int i = 0; i < *jobs; i++)
        if (job[i].run == run)
            return;
    job[(*jobs)++] = (struct restore_job){run, cell};
}

static enum status restore_sources(struct arena *arena, struct store *store,
                                   const struct experiment *e, bool again, struct restore_job *job,
                                   int *jobs, struct failure *failure)
{
    struct train_job *late;
    int lates;
    if (jobs_to_train(arena, store, e, again, true, &late, &lates, failure))
        return failure->status;
    for (int i = 0; i < e->sources && lates; i++) {
        struct query *q = query_open(store,
                                     "SELECT 1 FROM run WHERE id = :run AND status = 'done' AND "
                                     "NOT EXISTS (SELECT 1 FROM checkpoint WHERE run = id AND "
                                     "step = steps)",
                                     failure);
        query_bind_int(q, ":run", e->source[i]);
        if (query_next(q))
            add_restore(job, jobs, e->source[i], e->source_cell[i]);
        query_close(q);
    }
    return failure->status;
}

static enum status restore_probed(struct arena *arena, struct store *store,
                                  const struct experiment *e, bool again, struct restore_job *job,
                                  int *jobs, struct failure *failure)
{
    struct probe_job *probe;
    int n;
    if (jobs_to_probe(arena, store, e, again, &probe, &n, failure))
        return failure->status;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < probe[i].steps; k++)
            if (probe_run_lacks(store, probe[i].probe, probe[i].run, &e->grid.cell[probe[i].cell],
                                probe[i].step[k], failure))
                add_restore(job, jobs, probe[i].run, probe[i].cell);
    return failure->status;
}

enum status jobs_to_restore(struct arena *arena, struct store *store, const struct experiment *e,
                            bool again, bool for_probes, struct restore_job **job, int *jobs,
                            struct failure *failure)
{
    *jobs = 0;
    *job = arena_alloc(arena, (size_t)(e->grid.cells + e->sources) * sizeof **job);
    if (!*job)
        return fail_memory(failure);
    return for_probes ? restore_probed(arena, store, e, again, *job, jobs, failure)
                      : restore_sources(arena, store, e, again, *job, jobs, failure);
}

enum status jobs_drop_states(struct store *store, const struct experiment *e,
                             struct failure *failure)
{
    struct cell here;
    cell_open(&here);
    if (!store_states_drop(store, e->grid.cells, e->run, DEAR_SECONDS, here.arithmetic, failure))
        store_states_drop(store, e->sources, e->source, DEAR_SECONDS, here.arithmetic, failure);
    return failure->status;
}

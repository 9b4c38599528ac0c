#include "lab/run/jobs.h"
#include "lab/run/probe_run.h"
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

struct list {
    struct train_job *job;
    int jobs;
};

/* Cells may share a run. */
static void add(struct list *list, int64_t run, int cell, const struct cell *c)
{
    for (int i = 0; i < list->jobs; i++)
        if (list->job[i].run == run)
            return;
    list->job[list->jobs] = (struct train_job){run, cell, jobs_work(c, c->train.steps), list->jobs};
    list->jobs++;
}

enum status jobs_to_train(struct arena *arena, struct store *store, const struct experiment *e,
                          bool again, bool late, struct train_job **job, int *jobs,
                          struct failure *failure)
{
    const size_t most = (size_t)e->grid.cells + (size_t)e->sources;
    struct list list = {.job = arena_alloc(arena, most * sizeof *list.job)};
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
                if (step <= steps &&
                    (again || !probe_run_done(store, p->probe, j->run, step, failure)))
                    j->step[j->steps++] = step;
            }
            *jobs += j->steps > 0;
        }
    return failure->status;
}

#include "lab/experiment/sample.h"
#include "lab/experiment/measurement.h"
#include <math.h>
#include <string.h>

/* Runs that agree in the settings of which the best is wanted. */
struct group {
    const char *name;             /* "lr 0.01" */
    const struct sweep_run **run; /* one a seed; NULL where there is none */
};

struct context {
    struct arena *arena;
    struct store *store;
    const struct sweep *sweep;
    const struct selection *selection;
    struct failure *failure;
    int groups;
    struct group *group; /* in the order of the grid */
};

static const char *kept(struct context *c, const char *text)
{
    if (!text)
        fail(c->failure, STATUS_FAILED, "out of memory for a verdict");
    return text ? text : "";
}

/* Of the run, the settings of which the best is wanted: "lr 0.01". Of no run, the settings that are
 * fixed: "block plain, depth 32". */
static const char *describe(struct context *c, const struct sweep_run *run)
{
    const char *text = "";
    for (int i = 0; i < c->selection->conditions; i++) {
        const struct condition *k = &c->selection->condition[i];
        if (!k->value == !run)
            continue;
        const char *value = run ? cell_get(c->arena, &run->cell, k->setting) : k->value;
        text = kept(c, arena_printf(c->arena, "%s%s%s %s", text, *text ? ", " : "",
                                    setting_word(k->setting), kept(c, value)));
    }
    return text;
}

static bool fits(struct context *c, const struct sweep_run *run)
{
    size_t mark = arena_mark(c->arena);
    bool fit = true;
    for (int i = 0; i < c->selection->conditions && fit; i++) {
        const struct condition *k = &c->selection->condition[i];
        fit = !k->value || !strcmp(k->value, kept(c, cell_get(c->arena, &run->cell, k->setting)));
    }
    arena_rewind(c->arena, mark);
    return fit;
}

static struct group *group_of(struct context *c, const struct sweep_run *run)
{
    const char *name = describe(c, run);
    for (int i = 0; i < c->groups; i++)
        if (!strcmp(c->group[i].name, name))
            return &c->group[i];
    struct group *g = &c->group[c->groups];
    *g = (struct group){name, arena_calloc(c->arena, (size_t)c->sweep->seeds * sizeof *g->run)};
    if (!g->run) {
        kept(c, NULL);
        return NULL;
    }
    c->groups++;
    return g;
}

/* One measured run of every seed in each group, or the reason why not. */
static const char *gather(struct context *c)
{
    const char *who = describe(c, NULL);
    who = *who ? kept(c, arena_printf(c->arena, "%s: ", who)) : "";
    for (int r = 0; r < c->sweep->runs; r++) {
        const struct sweep_run *run = &c->sweep->run[r];
        struct group *g = fits(c, run) ? group_of(c, run) : NULL;
        if (g && g->run[run->seed])
            return kept(c, arena_printf(c->arena, "%sseveral runs of a seed fit", who));
        if (g)
            g->run[run->seed] = run;
    }
    int wanted = c->groups * c->sweep->seeds, measured = 0;
    for (int i = 0; i < wanted; i++) {
        const struct sweep_run *run = c->group[i / c->sweep->seeds].run[i % c->sweep->seeds];
        measured += run && run->measured;
    }
    if (!wanted)
        return kept(c, arena_printf(c->arena, "%sthe sweep has no such run", who));
    if (measured < wanted)
        return kept(
            c, arena_printf(c->arena, "%s%d of %d runs not done", who, wanted - measured, wanted));
    return NULL;
}

static const char *read_group(struct context *c, const struct group *g, const struct selection *s,
                              double *value)
{
    const char *lack = NULL;
    for (int i = 0; i < c->sweep->seeds && !lack && !c->failure->status; i++)
        value[i] = measurement_read(c->arena, c->store, g->run[i], s, &lack, c->failure);
    return lack;
}

/* What `best` is judged by. */
static struct selection criterion(const struct selection *s)
{
    if (!s->measure->view->place && !s->divisor)
        return *s;
    return (struct selection){.measure = measure_find("train_loss"),
                              .step = STEP_LAST,
                              .reduction = reduction_find("last")};
}

/* The group whose mean over the seeds is best, the earlier one of equals. */
static const char *choose(struct context *c, double *value, const struct group **best)
{
    const struct selection s = criterion(c->selection);
    bool most = s.measure->worst == 0;
    double best_mean = NAN;
    for (int i = 0; i < c->groups; i++) {
        const char *lack = read_group(c, &c->group[i], &s, value);
        double mean = 0;
        if (lack || c->failure->status)
            return lack;
        for (int k = 0; k < c->sweep->seeds; k++)
            mean += value[k] / c->sweep->seeds;
        if (i == 0 || (most ? mean > best_mean : mean < best_mean)) {
            best_mean = mean;
            *best = &c->group[i];
        }
    }
    return NULL;
}

enum status sample_read(struct arena *arena, struct store *store, const struct sweep *sweep,
                        const struct selection *selection, struct sample *sample,
                        struct failure *failure)
{
    struct context c = {arena, store, sweep, selection, failure, 0, NULL};
    *sample = (struct sample){.best = ""};
    sample->value = arena_alloc(arena, (size_t)sweep->seeds * sizeof *sample->value);
    c.group = arena_alloc(arena, (size_t)sweep->runs * sizeof *c.group);
    if (!sample->value || !c.group)
        return fail(failure, STATUS_FAILED, "out of memory for a verdict");

    sample->lack = gather(&c);
    const struct group *g = c.group;
    if (!sample->lack && c.groups > 1) {
        sample->lack = choose(&c, sample->value, &g);
        sample->best = g->name;
    }
    if (!sample->lack && !failure->status)
        sample->lack = read_group(&c, g, selection, sample->value);
    for (int i = 0; i < sweep->seeds && !sample->lack; i++)
        sample->diverged += g->run[i]->diverged;
    return failure->status;
}

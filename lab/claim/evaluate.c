#include "lab/claim/evaluate.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- one run: read the places of a step, divide, aggregate ---- */

struct places {
    int count;
    int *place;
    double *value;
};

/* NULL is no value; what is not a number is the worst value. */
static double read_column(const struct query *q, int column, const struct metric *m)
{
    double x = query_real(q, column);
    return isnan(x) && !query_is_null(q, column) ? m->worst : x;
}

static double divide(const struct resolved_quantity *s, double x, double divisor)
{
    return s->divisor ? x / divisor : x;
}

static bool is_made(struct store *store, const struct metric_view *view, struct failure *failure)
{
    struct query *q = query_open(store, "SELECT 1 FROM sqlite_schema WHERE name = :table", failure);
    query_bind_text(q, ":table", view->table);
    const bool made = query_next(q);
    query_close(q);
    return made;
}

/* The names come from our own table of measures, so they may stand in the query. */
static enum status read_places(struct arena *arena, struct store *store, int64_t run,
                               const struct resolved_quantity *s, struct places *p,
                               struct failure *failure)
{
    const struct metric *m = s->metric, *divisor = s->divisor ? s->divisor : m;
    const char *table = m->view->table;
    char sql[800];
    if (m->view->made && !is_made(store, m->view, failure))
        return failure->status;
    snprintf(sql, sizeof sql,
             "SELECT place, %s, %s, odd, count(*) OVER () FROM %s WHERE run = :run AND step = CASE "
             ":step WHEN :first THEN (SELECT min(step) FROM %s WHERE run = :run) "
             "WHEN :last THEN (SELECT max(step) FROM %s WHERE run = :run) ELSE :step END "
             "ORDER BY place",
             m->column, divisor->column, table, table, table);
    struct query *q = query_open(store, sql, failure);
    query_bind_int(q, ":run", run);
    query_bind_int(q, ":step", s->step);
    query_bind_int(q, ":first", STEP_FIRST);
    query_bind_int(q, ":last", STEP_LAST);
    while (query_next(q)) {
        if (!p->place) {
            p->place = arena_alloc(arena, (size_t)query_int(q, 4) * sizeof *p->place);
            p->value = arena_alloc(arena, (size_t)query_int(q, 4) * sizeof *p->value);
        }
        if (!p->place || !p->value) {
            fail(failure, STATUS_FAILED, "out of memory for a verdict");
            break;
        }
        if (s->aggregate && query_is_null(q, 1))
            continue; /* a place without a value has no part in a mean */
        p->place[p->count] = (int)query_int(q, 0);
        p->value[p->count++] = divide(s, read_column(q, 1, s->metric), read_column(q, 2, divisor));
    }
    query_close(q);
    return failure->status;
}

/* The value at the place that the selection names; NULL when there is no such place. */
static const double *find_place(const struct places *p, int place)
{
    if (place < 0)
        return -place <= p->count ? &p->value[p->count + place] : NULL;
    for (int i = 0; i < p->count; i++)
        if (p->place[i] == place)
            return &p->value[i];
    return NULL;
}

double evaluate_run(struct arena *arena, struct store *store, const struct sweep_run *run,
                    const struct resolved_quantity *s, const char **lack, struct failure *failure)
{
    const struct metric *m = s->metric;
    double worst = divide(s, m->worst, s->divisor ? s->divisor->worst : 1), x = NAN;
    struct places p = {0};
    const double *chosen = NULL;

    size_t mark = arena_mark(arena);
    bool lost = run->diverged && !m->view->place; /* its final row, if any, means nothing */
    if (!lost && read_places(arena, store, run->id, s, &p, failure))
        return NAN;
    if (p.count && s->aggregate)
        x = s->aggregate->of(p.count, p.place, p.value);
    else if (p.count && (chosen = find_place(&p, s->place)))
        x = *chosen;
    arena_rewind(arena, mark);

    if (!p.count && run->diverged)
        x = s->aggregate == &aggregate_slope ? NAN : worst;
    if (!isnan(x))
        return x;
    if (p.count && !s->aggregate && !chosen)
        *lack = arena_printf(arena, "there is no %s %d", m->view->place, s->place);
    else if (!p.count && s->step >= 0)
        *lack = arena_printf(arena, "%s was not logged at step %" PRId64, m->name, s->step);
    else
        *lack = arena_printf(arena, "%s has no value", m->name);
    if (!*lack)
        fail(failure, STATUS_FAILED, "out of memory for a verdict");
    return NAN;
}

/* ---- all seeds ---- */

/* Runs that agree in the settings of which the best is wanted. */
struct group {
    const char *name;             /* "lr 0.01" */
    const struct sweep_run **run; /* one a seed; NULL where there is none */
};

struct context {
    struct arena *arena;
    struct store *store;
    const struct sweep *sweep;
    const struct resolved_quantity *selection;
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

static const char *read_group(struct context *c, const struct group *g,
                              const struct resolved_quantity *s, double *value)
{
    const char *lack = NULL;
    for (int i = 0; i < c->sweep->seeds && !lack && !c->failure->status; i++)
        value[i] = evaluate_run(c->arena, c->store, g->run[i], s, &lack, c->failure);
    return lack;
}

/* What `best` is judged by. */
static struct resolved_quantity criterion(const struct resolved_quantity *s)
{
    if (!s->metric->view->place && !s->divisor)
        return *s;
    return (struct resolved_quantity){.metric = metric_find("train_loss"),
                                      .step = STEP_LAST,
                                      .aggregate = aggregate_find("last")};
}

/* The group whose mean over the seeds is best, the earlier one of equals. */
static const char *choose(struct context *c, double *value, const struct group **best)
{
    const struct resolved_quantity s = criterion(c->selection);
    bool most = s.metric->worst == 0;
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

enum status evaluate_quantity(struct arena *arena, struct store *store, const struct sweep *sweep,
                              const struct resolved_quantity *selection, struct seed_values *sample,
                              struct failure *failure)
{
    struct context c = {arena, store, sweep, selection, failure, 0, NULL};
    *sample = (struct seed_values){.best = ""};
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

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
    bool empty; /* there are places, and none has a value */
};

/* NULL is no value; what is not a number is the worst value. */
static double read_column(const struct query *q, int column, const struct metric *m)
{
    double x = query_real(q, column);
    return isnan(x) && !query_is_null(q, column) ? m->worst : x;
}

static double divide(const struct resolved_quantity *s, double x, double divisor)
{
    return s->divisor.series ? x / divisor : x;
}

/* The names come from our own series, so they may stand in the query. */
static enum status read_places(struct arena *arena, struct store *store, const struct sweep *sweep,
                               int64_t run, const struct resolved_quantity *s, struct places *p,
                               struct failure *failure)
{
    const struct metric *m = &s->metric, *divisor = s->divisor.series ? &s->divisor : m;
    const struct series *series = m->series;
    const char *view = series->name, *place = *series->place ? store_series_place(m->series) : "0";
    char sql[800];
    int n = snprintf(sql, sizeof sql,
                     "SELECT %s, %s, %s, odd, count(*) OVER () FROM %s WHERE run = :run AND "
                     "experiment = :experiment",
                     place, m->column, divisor->column, view);
    if (!series->once)
        snprintf(
            sql + n, sizeof sql - (size_t)n,
            " AND step = CASE :step WHEN :first THEN (SELECT min(step) FROM %s WHERE run = :run "
            "AND experiment = :experiment) WHEN :last THEN (SELECT max(step) FROM %s WHERE "
            "run = :run AND experiment = :experiment) ELSE :step END ORDER BY 1",
            view, view);
    struct query *q = query_open(store, sql, failure);
    query_bind_int(q, ":run", run);
    query_bind_text(q, ":experiment", sweep->experiment);
    query_bind_int(q, ":step", s->step);
    query_bind_int(q, ":first", STEP_FIRST);
    query_bind_int(q, ":last", STEP_LAST);
    while (query_next(q)) {
        if (!p->place) {
            p->place = arena_take(arena, failure, (size_t)query_int(q, 4) * sizeof *p->place);
            p->value = arena_take(arena, failure, (size_t)query_int(q, 4) * sizeof *p->value);
        }
        if (failure->status)
            break;
        p->empty = !p->count && s->aggregate && query_is_null(q, 1);
        if (s->aggregate && query_is_null(q, 1))
            continue; /* a place without a value has no part in a mean */
        p->place[p->count] = (int)query_int(q, 0);
        p->value[p->count++] = divide(s, read_column(q, 1, m), read_column(q, 2, divisor));
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

double evaluate_run(struct arena *arena, struct store *store, const struct sweep *sweep,
                    const struct sweep_run *run, const struct resolved_quantity *s,
                    const char **lack, struct failure *failure)
{
    const struct metric *m = &s->metric;
    double worst = divide(s, m->worst, s->divisor.worst), x = NAN;
    struct places p = {0};
    const double *chosen = NULL;

    size_t mark = arena_mark(arena);
    /* what training comes to means nothing where it diverged; what it cannot change does */
    bool lost = run->diverged && m->series->once && !isnan(m->worst);
    if (!lost && read_places(arena, store, sweep, run->id, s, &p, failure))
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
        *lack = arena_text(arena, failure, "there is no %s %d", store_series_place(m->series),
                           s->place);
    else if (!p.count && !p.empty && s->step >= 0)
        *lack = arena_text(arena, failure, "%s was not logged at step %" PRId64, m->name, s->step);
    else
        *lack = arena_text(arena, failure, "%s has no value", m->name);
    return NAN;
}

/* ---- all seeds ---- */

/* The settings that are fixed, "block plain, depth 32", or the best of a run, "lr 0.01". */
static const char *describe(struct arena *arena, const struct resolved_quantity *s,
                            const struct cell *best, struct failure *failure)
{
    const char *text = "";
    for (int i = 0; i < s->conditions; i++) {
        const struct condition *k = &s->condition[i];
        if (!k->value == !best)
            continue;
        const char *value = best ? cell_get(arena, best, k->setting, failure) : k->value;
        text = arena_text(arena, failure, "%s%s%s %s", text, *text ? ", " : "",
                          setting_word(k->setting), value);
    }
    return text;
}

static bool wants_best(const struct resolved_quantity *s)
{
    for (int i = 0; i < s->conditions; i++)
        if (!s->condition[i].value)
            return true;
    return false;
}

bool evaluate_fits(struct arena *arena, const struct resolved_quantity *s, const struct cell *cell,
                   struct failure *failure)
{
    size_t mark = arena_mark(arena);
    bool fit = true;
    for (int i = 0; i < s->conditions && fit; i++) {
        const struct condition *k = &s->condition[i];
        fit = !k->value || !strcmp(k->value, cell_get(arena, cell, k->setting, failure));
    }
    arena_rewind(arena, mark);
    return fit;
}

bool evaluate_fix_rate(struct arena *arena, const struct sweep *sweep, struct resolved_quantity *s,
                       struct failure *failure)
{
    const struct cell *best = NULL; /* or any, where the rate is not to be chosen */
    const bool choose = wants_best(s);
    for (int i = 0; i < sweep->runs; i++) {
        const struct sweep_run *run = &sweep->run[i];
        if (!evaluate_fits(arena, s, &run->cell, failure))
            continue;
        if (!run->measured)
            return false;
        best = (run->best || !choose) && !best ? &run->cell : best;
    }
    for (int i = 0; i < s->conditions && best; i++)
        if (!s->condition[i].value)
            s->condition[i].value = cell_get(arena, best, s->condition[i].setting, failure);
    return best != NULL;
}

/* One measured run of every seed, or the reason why not: all that fit must be measured before one of
 * them is the best. Was there more than one rate to choose from? */
static const char *gather(struct arena *arena, const struct sweep *sweep,
                          const struct resolved_quantity *s, const struct sweep_run **of_seed,
                          bool *choice, struct failure *failure)
{
    const char *who = describe(arena, s, NULL, failure);
    const bool best = wants_best(s);
    int *fit = arena_take(arena, failure, (size_t)sweep->seeds * sizeof *fit), rates = 0,
        measured = 0;
    who = *who ? arena_text(arena, failure, "%s: ", who) : "";
    if (!fit)
        return "";
    for (int r = 0; r < sweep->runs; r++) {
        const struct sweep_run *run = &sweep->run[r];
        if (!evaluate_fits(arena, s, &run->cell, failure))
            continue;
        measured += run->measured;
        rates = ++fit[run->seed] > rates ? fit[run->seed] : rates;
        if (best && !run->best)
            continue;
        if (of_seed[run->seed])
            return arena_text(arena, failure, "%sseveral runs of a seed fit", who);
        of_seed[run->seed] = run;
    }
    const int wanted = rates * sweep->seeds;
    *choice = rates > 1;
    if (!wanted)
        return arena_text(arena, failure, "%sthe sweep has no such run", who);
    if (measured < wanted)
        return arena_text(arena, failure, "%s%d of %d runs not done", who, wanted - measured,
                          wanted);
    return NULL;
}

enum status evaluate_quantity(struct arena *arena, struct store *store, const struct sweep *sweep,
                              const struct resolved_quantity *s, struct seed_values *values,
                              struct failure *failure)
{
    bool choice = false;
    const size_t seeds = (size_t)sweep->seeds;
    const struct sweep_run **run = arena_take(arena, failure, seeds * sizeof *run);
    double *value = arena_take(arena, failure, seeds * sizeof *value);
    *values = (struct seed_values){.best = "", .value = value};
    if (failure->status)
        return failure->status;
    values->lack = gather(arena, sweep, s, run, &choice, failure);
    for (int i = 0; i < sweep->seeds && !values->lack && !failure->status; i++) {
        values->value[i] = evaluate_run(arena, store, sweep, run[i], s, &values->lack, failure);
        values->diverged += run[i]->diverged;
    }
    if (!values->lack && choice && wants_best(s))
        values->best = describe(arena, s, &run[0]->cell, failure);
    return failure->status;
}

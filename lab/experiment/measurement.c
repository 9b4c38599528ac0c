#include "lab/experiment/measurement.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

struct places {
    int count;
    int *place;
    double *value;
};

/* NULL is no value; what is not a number is the worst value. */
static double read_column(const struct query *q, int column, const struct measure *m)
{
    double x = query_real(q, column);
    return isnan(x) && !query_is_null(q, column) ? m->worst : x;
}

static double divide(const struct selection *s, double x, double divisor)
{
    return s->divisor ? x / divisor : x;
}

static bool is_made(struct store *store, const struct view *view, struct failure *failure)
{
    struct query *q = query_open(store, "SELECT 1 FROM sqlite_schema WHERE name = :table", failure);
    query_bind_text(q, ":table", view->table);
    const bool made = query_next(q);
    query_close(q);
    return made;
}

/* The names come from our own table of measures, so they may stand in the query. */
static enum status read_places(struct arena *arena, struct store *store, int64_t run,
                               const struct selection *s, struct places *p, struct failure *failure)
{
    const struct measure *m = s->measure, *divisor = s->divisor ? s->divisor : m;
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
        if (s->reduction && query_is_null(q, 1))
            continue; /* a place without a value has no part in a mean */
        p->place[p->count] = (int)query_int(q, 0);
        p->value[p->count++] = divide(s, read_column(q, 1, s->measure), read_column(q, 2, divisor));
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

double measurement_read(struct arena *arena, struct store *store, const struct sweep_run *run,
                        const struct selection *s, const char **lack, struct failure *failure)
{
    const struct measure *m = s->measure;
    double worst = divide(s, m->worst, s->divisor ? s->divisor->worst : 1), x = NAN;
    struct places p = {0};
    const double *chosen = NULL;

    size_t mark = arena_mark(arena);
    bool lost = run->diverged && !m->view->place; /* its final row, if any, means nothing */
    if (!lost && read_places(arena, store, run->id, s, &p, failure))
        return NAN;
    if (p.count && s->reduction)
        x = s->reduction->of(p.count, p.place, p.value);
    else if (p.count && (chosen = find_place(&p, s->place)))
        x = *chosen;
    arena_rewind(arena, mark);

    if (!p.count && run->diverged)
        x = s->reduction == &reduction_slope ? NAN : worst;
    if (!isnan(x))
        return x;
    if (p.count && !s->reduction && !chosen)
        *lack = arena_printf(arena, "there is no %s %d", m->view->place, s->place);
    else if (!p.count && s->step >= 0)
        *lack = arena_printf(arena, "%s was not logged at step %" PRId64, m->name, s->step);
    else
        *lack = arena_printf(arena, "%s has no value", m->name);
    if (!*lack)
        fail(failure, STATUS_FAILED, "out of memory for a verdict");
    return NAN;
}

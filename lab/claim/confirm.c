#include "lab/claim/confirm.h"
#include "lab/base/hash.h"
#include "lab/base/holm.h"
#include "lab/claim/evaluate.h"
#include "lab/run/jobs.h"
#include "lab/spec/cell_json.h"
#include <math.h>
#include <string.h>

static bool is_left_out(const struct expectation *e)
{
    return e->seen_alone || !strcmp(e->kind, "check");
}

/* ---- seeds ---- */

static void add_text(uint64_t *hash, const char *text)
{
    hash_bytes(hash, text ? text : "", text ? strlen(text) + 1 : 1);
}

/* The cell without what confirmation chooses. */
static struct cell without_seed(const struct cell *cell)
{
    struct cell bare = *cell;
    bare.seed = 0;
    bare.data.seed = 0;
    return bare;
}

uint64_t confirm_seed(struct arena *arena, const struct spec *spec, struct failure *failure)
{
    uint64_t hash = HASH_START;
    struct cell base = without_seed(&spec->base);
    cell_settle(&base);
    add_text(&hash, cell_json(arena, &base, failure));
    for (int k = 0; k < spec->axes; k++) {
        const struct axis *a = &spec->axis[k];
        if (a->setting->type == SETTING_SEED)
            continue;
        add_text(&hash, a->setting->key);
        for (int i = 0; i < a->values; i++)
            add_text(&hash, a->value[i]);
    }
    for (int i = 0; i < spec->expectations; i++) {
        const struct expectation *e = &spec->expectation[i];
        if (is_left_out(e))
            continue;
        add_text(&hash, e->kind);
        add_text(&hash, e->text);
        add_text(&hash, e->say);
    }
    const uint64_t decades = (1000000000 - CONFIRM_LEAST) / CONFIRM_SEEDS;
    return CONFIRM_LEAST + hash % decades * CONFIRM_SEEDS;
}

/* ---- what statements select ---- */

struct selecting {
    struct arena *arena;
    const struct experiment *seen;
    const struct sweep *sweep;   /* NULL: nothing is asked of the store */
    bool *trained;               /* [cells]: chosen, and not for its start alone */
    bool *chosen;                /* [cells of the seen grid] */
    bool (*looked)[PROBE_STEPS]; /* [probes of the spec]: the states that are looked at */
    struct failure *failure;
};

/* The rate of the first cell that fits, where the store is not asked. */
static bool first_rate(const struct selecting *s, struct resolved_quantity *q)
{
    const struct grid *g = &s->seen->grid;
    int i = 0;
    while (i < g->cells && !evaluate_fits(s->arena, q, &g->cell[i], s->failure))
        i++;
    for (int k = 0; k < q->conditions && i < g->cells; k++)
        if (!q->condition[k].value)
            q->condition[k].value =
                cell_get(s->arena, &g->cell[i], q->condition[k].setting, s->failure);
    return i < g->cells;
}

/* More than one cell of a seed: an option has made an axis that the statement does not fix. */
static bool is_ambiguous(const struct selecting *s, const struct resolved_quantity *q)
{
    const struct grid *g = &s->seen->grid;
    const struct cell *first = NULL;
    for (int i = 0; i < g->cells; i++)
        if ((!first || g->cell[i].seed == first->seed) &&
            evaluate_fits(s->arena, q, &g->cell[i], s->failure)) {
            if (first)
                return true;
            first = &g->cell[i];
        }
    return false;
}

static bool find_rate(const struct selecting *s, struct resolved_quantity *q)
{
    const bool found = s->sweep ? evaluate_fix_rate(s->arena, s->sweep, q, s->failure)
                                : first_rate(s, q);
    return found && !is_ambiguous(s, q);
}

/* The states of a probe that `step` means, of those in its schedule. */
static void look(const struct probe_schedule *p, int64_t step, bool *looked)
{
    int first = 0, last = 0, named = -1, end = -1;
    for (int k = 0; k < p->steps; k++) {
        const uint64_t at = (uint64_t)p->step[k]; /* STEP_FINAL comes behind all others */
        first = at < (uint64_t)p->step[first] ? k : first;
        last = at > (uint64_t)p->step[last] ? k : last;
        named = p->step[k] == step ? k : named;
        end = p->step[k] == STEP_FINAL ? k : end;
    }
    const int k = step == STEP_FIRST ? first : step == STEP_LAST ? last : named >= 0 ? named : end;
    if (k >= 0 && p->steps)
        looked[k] = true;
}

static const struct probe_schedule *probe_of(const struct spec *spec, const struct series *series)
{
    for (int i = 0; i < spec->probes; i++)
        for (int k = 0; spec->probe[i].probe->series[k]; k++)
            if (spec->probe[i].probe->series[k] == series)
                return &spec->probe[i];
    return NULL;
}

/* Is it known before the first update? So is what no run makes worse, the guess. */
static bool is_of_start(const struct spec *spec, const struct resolved_quantity *q)
{
    const struct probe_schedule *p = probe_of(spec, q->metric.series);
    if (q->metric.series->once)
        return isnan(q->metric.worst);
    for (int k = 0; p && k < p->steps; k++)
        if (q->step == STEP_FIRST && p->step[k] == 0)
            return true;
    return q->step == 0 || (q->step == STEP_FIRST && !p);
}

static void select_runs(const struct selecting *s, const struct resolved_quantity *q)
{
    const struct spec *spec = &s->seen->spec;
    const struct probe_schedule *p = probe_of(spec, q->metric.series);
    const bool start = is_of_start(spec, q);
    for (int i = 0; i < s->seen->grid.cells; i++)
        if (evaluate_fits(s->arena, q, &s->seen->grid.cell[i], s->failure)) {
            s->chosen[i] = true;
            s->trained[i] |= !start;
        }
    if (p)
        look(p, q->step, s->looked[p - spec->probe]);
}

/* All that the statement selects, or, where it cannot be judged by the seen runs, nothing. */
static void select_statement(const struct selecting *s, const struct expectation *e)
{
    struct statement statement;
    struct resolved_quantity r;
    bool ready = !parser_statement(s->arena, &s->seen->spec, e, &statement, s->failure);
    for (int pass = 0; pass < 2; pass++)
        for (const struct quantity *q = statement.quantity; q && ready; q = q->next) {
            if (resolve_quantity(s->arena, &s->seen->spec, &statement.span, q, &r, s->failure))
                return;
            ready = find_rate(s, &r);
            if (pass && ready)
                select_runs(s, &r);
        }
}

/* ---- the experiment ---- */

static void keep_probes(const struct selecting *s, struct spec *spec)
{
    const struct spec *seen = &s->seen->spec;
    spec->probes = 0;
    spec->probe = arena_take(s->arena, s->failure, (size_t)seen->probes * sizeof *spec->probe);
    for (int i = 0; i < seen->probes && spec->probe; i++) {
        struct probe_schedule p = {.probe = seen->probe[i].probe};
        for (int k = 0; k < seen->probe[i].steps; k++)
            if (s->looked[i][k])
                p.step[p.steps++] = seen->probe[i].step[k];
        if (p.steps)
            spec->probe[spec->probes++] = p;
    }
}

/* The same without an update, where that can be. */
static struct cell start_of(const struct cell *cell)
{
    struct cell start = *cell;
    struct failure refused = {0};
    start.train.steps = 0;
    start.train.keep = "";
    return cell_check(&start, &refused) ? *cell : start;
}

/* The chosen cells, each once whatever its seed was, with the new ones. */
static void expand(const struct selecting *s, uint64_t seed, struct grid *grid)
{
    const struct grid *g = &s->seen->grid;
    const char **text = arena_take(s->arena, s->failure, (size_t)g->cells * sizeof *text);
    int texts = 0;
    *grid =
        (struct grid){.cell = arena_take(s->arena, s->failure,
                                         CONFIRM_SEEDS * (size_t)g->cells * sizeof(struct cell))};
    for (int i = 0; i < g->cells && !s->failure->status; i++) {
        if (!s->chosen[i])
            continue;
        struct cell cell = without_seed(&g->cell[i]);
        if (!s->trained[i])
            cell = start_of(&cell);
        text[texts] = cell_json(s->arena, &cell, s->failure);
        int k = 0;
        while (strcmp(text[k], text[texts]))
            k++;
        if (k < texts)
            continue;
        texts++;
        for (int n = 0; n < CONFIRM_SEEDS; n++) {
            cell.seed = seed + (uint64_t)n;
            cell.data.seed = (int)cell.seed;
            grid->cell[grid->cells++] = cell;
        }
    }
}

enum status confirm_read(struct arena *arena, const struct sweep *sweep,
                         const struct experiment *seen, struct experiment *e,
                         struct failure *failure)
{
    struct selecting s = {
        .arena = arena,
        .seen = seen,
        .sweep = sweep,
        .trained = arena_calloc(arena, (size_t)seen->grid.cells * sizeof *s.trained),
        .chosen = arena_calloc(arena, (size_t)seen->grid.cells * sizeof *s.chosen),
        .looked = arena_calloc(arena, (size_t)(seen->spec.probes + 1) * sizeof *s.looked),
        .failure = failure};
    *e = (struct experiment){.spec = seen->spec, .words = seen->words};
    e->spec.name = arena_text(arena, failure, "%s" STORE_CONFIRM, seen->spec.name);
    if (!s.trained || !s.chosen || !s.looked)
        return fail_memory(failure);
    for (int i = 0; i < seen->spec.expectations && !failure->status; i++)
        if (!is_left_out(&seen->spec.expectation[i]))
            select_statement(&s, &seen->spec.expectation[i]);
    keep_probes(&s, &e->spec);
    expand(&s, confirm_seed(arena, &seen->spec, failure), &e->grid);
    return failure->status;
}

/* The run of the cell, if it has been trained to the end; else 0. */
static int64_t trained(struct arena *arena, struct store *store, const struct cell *cell,
                       struct failure *failure)
{
    char hash[HASH_BYTES];
    hash_text(cell_json(arena, cell, failure), hash);
    struct query *q = query_open(
        store, "SELECT id FROM run WHERE uuid = :hash AND status IN ('done', 'diverged')", failure);
    query_bind_text(q, ":hash", hash);
    const int64_t run = query_next(q) ? query_int(q, 0) : 0;
    query_close(q);
    return run;
}

static bool is_probed(struct arena *arena, struct store *store, const struct experiment *e,
                      struct failure *failure)
{
    struct probe_job *job;
    int jobs;
    return !jobs_to_probe(arena, store, e, false, &job, &jobs, failure) && !jobs;
}

bool confirm_is_trained(struct arena *arena, struct store *store, struct experiment *e,
                        struct failure *failure)
{
    const int cells = e->grid.cells;
    e->run = arena_take(arena, failure, (size_t)cells * sizeof *e->run);
    for (int i = 0; i < cells && e->run; i++)
        if (!(e->run[i] = trained(arena, store, &e->grid.cell[i], failure)))
            return false;
    return cells && e->run && is_probed(arena, store, e, failure);
}

/* ---- verdicts ---- */

/* By the adjusted p's; `leaning` is where the smaller one was. */
static void decide(struct arena *arena, int statements, double above, double below,
                   struct verdict *v, struct failure *failure)
{
    const bool yes = above <= .05, no = below <= .05;
    v->adjusted = no ? below : above;
    v->verdict = yes ? "supported" : no ? "not supported" : "inconclusive";
    v->leaning = yes || no || v->p_for == v->p_against ? ""
                 : v->p_for < v->p_against             ? "for"
                                                       : "against";
    if (statements > 1)
        v->statistic = arena_text(arena, failure, "%s; by Holm over %d statements p = %.3g%s",
                                  v->statistic, statements, v->adjusted,
                                  no ? " of the reverse" : "");
}

static void adjust(struct arena *arena, int n, struct verdict *v, struct failure *failure)
{
    double *p = arena_take(arena, failure, 4 * (size_t)n * sizeof *p), *above = p + 2 * n;
    int statements = 0;
    for (int i = 0; i < n && p; i++)
        if (v[i].verdict) {
            p[statements] = v[i].p_for;
            p[n + statements++] = v[i].p_against;
        }
    if (!p)
        return;
    holm_adjust(statements, p, above);
    holm_adjust(statements, p + n, above + n);
    for (int i = 0, k = 0; i < n; i++)
        if (v[i].verdict) {
            if (!isnan(v[i].p_for))
                decide(arena, statements, above[k], above[n + k], &v[i], failure);
            k++;
        }
}

enum status confirm_evaluate(struct arena *arena, struct store *store, const struct spec *spec,
                             struct verdict **verdict, struct failure *failure)
{
    const int n = spec->expectations;
    struct sweep seen, fresh;
    struct verdict *v = *verdict = arena_take(arena, failure, (size_t)n * sizeof *v);
    struct confirm_row *row = arena_take(arena, failure, (size_t)n * sizeof *row);
    const char *name = arena_text(arena, failure, "%s" STORE_CONFIRM, spec->name);
    if (failure->status || sweep_read(arena, store, spec->name, &seen, failure) ||
        sweep_read(arena, store, name, &fresh, failure))
        return failure->status;
    for (int i = 0; i < n && !failure->status; i++)
        if (!is_left_out(&spec->expectation[i]))
            claim_evaluate(arena, store, spec, &spec->expectation[i], &seen, &fresh, &v[i],
                           failure);
    adjust(arena, n, v, failure);
    for (int i = 0; i < n; i++)
        row[i] = (struct confirm_row){.verdict = v[i].verdict,
                                      .statistic = v[i].statistic,
                                      .holds = v[i].holds,
                                      .seeds = v[i].seeds,
                                      .p = v[i].adjusted,
                                      .leaning = v[i].leaning,
                                      .scale = v[i].scale,
                                      .effect = v[i].effect,
                                      .low = v[i].low,
                                      .high = v[i].high};
    return store_confirmed(store, spec->name, n, row, failure);
}

/* text -> statement -> values -> one number a seed on either side -> verdict. */
#include "lab/claim/claim.h"
#include "lab/claim/evaluate.h"
#include "lab/claim/needs.h"
#include <math.h>
#include <stdio.h>

enum status claim_reads(const struct spec *spec, const struct expectation *expectation, void *self,
                        void (*see)(void *self, const char *view), struct failure *failure)
{
    struct arena work;
    struct statement statement;
    struct resolved_quantity resolved;
    arena_open(&work, SIZE_MAX);
    parser_statement(&work, spec, expectation, &statement, failure);
    for (const struct quantity *q = statement.quantity; q && !failure->status; q = q->next)
        if (!resolve_quantity(&work, spec, &statement.span, q, &resolved, failure))
            if (!resolve_check(&work, spec, &statement.span, &resolved, failure))
                see(self, resolved.metric.series->name);
    arena_close(&work);
    return failure->status;
}

static void overlook(void *self, const char *view)
{
    (void)self, (void)view;
}

enum status claim_check(const struct spec *spec, const struct expectation *expectation,
                        struct failure *failure)
{
    return claim_reads(spec, expectation, NULL, overlook, failure);
}

/* How the numbers came about, as far as the statistic must mention it. */
struct notes {
    const char *lack, *best;
    int diverged;
};

static enum status measure_all(struct arena *arena, struct store *store, const struct spec *spec,
                               const struct sweep *seen, const struct sweep *sweep,
                               const struct statement *statement, struct notes *notes,
                               struct failure *failure)
{
    for (struct quantity *q = statement->quantity; q && !notes->lack; q = q->next) {
        struct resolved_quantity resolved;
        struct seed_values sample;
        if (resolve_quantity(arena, spec, &statement->span, q, &resolved, failure))
            return failure->status;
        if (seen != sweep && !evaluate_fix_rate(arena, seen, &resolved, failure)) {
            notes->lack = "its runs of the seen sweep are not all done";
            return failure->status;
        }
        if (evaluate_quantity(arena, store, sweep, &resolved, &sample, failure))
            return failure->status;
        q->value = sample.value;
        notes->lack = sample.lack;
        if (q->alone)
            continue; /* the runs have been counted */
        notes->diverged += sample.diverged;
        if (*sample.best)
            notes->best = arena_text(arena, failure, "%s%s%s", notes->best,
                                     *notes->best ? " and " : "", sample.best);
    }
    return failure->status;
}

/* The expression's values, into `value`. *lack says so if one is no number. */
static void evaluate(const struct expression *e, int seeds, const char *side, const char **lack,
                     double *value)
{
    for (int i = 0; i < seeds; i++) {
        value[i] = parser_value(e, i);
        if (isnan(value[i]))
            *lack = side;
    }
}

static void judge_statement(struct arena *arena, const struct statement *s, int seeds,
                            struct notes *notes, struct verdict *verdict, struct failure *failure)
{
    double *a = arena_take(arena, failure, 3 * (size_t)seeds * sizeof *a);
    if (!a)
        return;
    double *b = a + seeds, *within = b + seeds;
    evaluate(s->a, seeds, "A is not a number", &notes->lack, a);
    evaluate(s->b, seeds, "B is not a number", &notes->lack, b);
    evaluate(s->within ? s->within : s->b, seeds, "the tolerance is not a number", &notes->lack,
             within);
    if (!notes->lack)
        *verdict = judge(arena,
                         &(struct sides){.relation = s->relation,
                                         .check = s->check,
                                         .seeds = seeds,
                                         .a = {a, parser_factor(s->a)},
                                         .b = {b, parser_factor(s->b)},
                                         .within = within},
                         failure);
}

static void add_notes(struct arena *arena, const struct notes *notes, struct verdict *verdict,
                      struct failure *failure)
{
    char diverged[80] = "";
    if (notes->lack)
        *verdict = judge_nothing(notes->lack, verdict->seeds);
    if (notes->diverged)
        snprintf(diverged, sizeof diverged, "; %d of the values are of diverged runs",
                 notes->diverged);
    const char *best = *notes->best && !notes->lack ? notes->best : "";
    verdict->statistic = arena_text(arena, failure, "%s%s%s%s", verdict->statistic,
                                    *best ? "; best: " : "", best, diverged);
}

enum status claim_evaluate(struct arena *arena, struct store *store, const struct spec *spec,
                           const struct expectation *expectation, const struct sweep *seen,
                           const struct sweep *sweep, struct verdict *verdict,
                           struct failure *failure)
{
    struct arena work;
    struct statement statement;
    struct notes notes = {.best = ""};
    arena_open(&work, SIZE_MAX);
    if (!parser_statement(&work, spec, expectation, &statement, failure)) {
        *verdict = (struct verdict){.seeds = sweep->seeds};
        notes.lack = sweep->runs ? needs_unmet(&work, spec, seen, expectation, &statement, failure)
                                 : "there are no runs";
        if (!measure_all(&work, store, spec, seen, sweep, &statement, &notes, failure) &&
            !notes.lack)
            judge_statement(&work, &statement, sweep->seeds, &notes, verdict, failure);
        if (!failure->status)
            add_notes(arena, &notes, verdict, failure);
    }
    arena_close(&work);
    return failure->status;
}

/* ---- all of an experiment ---- */

enum status claims_evaluate(struct arena *arena, struct store *store, const struct spec *spec,
                            const struct sweep *sweep, struct verdict **verdict,
                            struct failure *failure)
{
    size_t n = (size_t)spec->expectations;
    struct verdict *v = *verdict = arena_take(arena, failure, n * sizeof *v);
    struct verdict_row *row = arena_take(arena, failure, n * sizeof *row);
    for (size_t i = 0; i < n && v && row; i++) {
        const struct expectation *e = &spec->expectation[i];
        if (claim_evaluate(arena, store, spec, e, sweep, sweep, &v[i], failure))
            return failure->status;
        row[i] = (struct verdict_row){.claim = spec->claim ? spec->claim : "",
                                      .expectation = e->say ? e->say : e->text,
                                      .kind = e->kind,
                                      .verdict = v[i].verdict,
                                      .statistic = v[i].statistic,
                                      .holds = v[i].holds,
                                      .seeds = v[i].seeds,
                                      .p = v[i].p,
                                      .leaning = v[i].leaning,
                                      .scale = v[i].scale,
                                      .effect = v[i].effect,
                                      .low = v[i].low,
                                      .high = v[i].high,
                                      .exploratory = e->exploratory,
                                      .why = e->why};
    }
    /* verdicts belong to a sweep; before the first run there is none to keep them with */
    if (v && row && store_has_experiment(store, spec->name, failure))
        store_verdicts(store, spec->name, (int)n, row, failure);
    return failure->status;
}

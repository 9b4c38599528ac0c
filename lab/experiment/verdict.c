#include "lab/experiment/verdict.h"

enum status verdicts_check(const struct spec *spec, struct failure *failure)
{
    for (int i = 0; i < spec->expectations; i++)
        expect_check(spec, &spec->expectation[i], failure);
    return failure->status;
}

/* Verdicts belong to a sweep; before the first run there is none to keep them with. */
static bool has_sweep(struct store *store, const char *experiment, struct failure *failure)
{
    struct query *q =
        query_open(store, "SELECT 1 FROM experiment WHERE name = :experiment", failure);
    query_bind_text(q, ":experiment", experiment);
    bool found = query_next(q);
    query_close(q);
    return found;
}

enum status verdicts_evaluate(struct arena *arena, struct store *store, const struct spec *spec,
                              struct verdict **verdict, struct failure *failure)
{
    size_t n = (size_t)spec->expectations;
    struct verdict *v = *verdict = arena_calloc(arena, n * sizeof *v);
    struct verdict_row *row = arena_calloc(arena, n * sizeof *row);
    if (!v || !row)
        return fail(failure, STATUS_FAILED, "out of memory for %zu verdicts", n);
    for (size_t i = 0; i < n; i++) {
        const struct expectation *e = &spec->expectation[i];
        if (expect_evaluate(arena, store, spec, e, &v[i], failure))
            return failure->status;
        row[i] = (struct verdict_row){.claim = spec->claim ? spec->claim : "",
                                      .expectation = e->say ? e->say : e->text,
                                      .verdict = v[i].verdict,
                                      .statistic = v[i].statistic,
                                      .holds = v[i].holds,
                                      .seeds = v[i].seeds,
                                      .p = v[i].p};
    }
    if (has_sweep(store, spec->name, failure))
        store_verdicts(store, spec->name, (int)n, row, failure);
    return failure->status;
}

/* runs -> counts, what diverged; verdicts */
#include "lab/cli/outcome.h"
#include "build/gen/revision.h"
#include "lab/claim/confirm.h"
#include "lab/inspect/edge.h"
#include "lab/run/jobs.h"
#include <stdio.h>

void outcome_note_builds(struct cli *c, const struct experiment *e)
{
    struct query *q = query_open(
        c->store,
        "SELECT count(*), max(r.revision <> :here), group_concat(DISTINCT r.revision) FROM sweep s "
        "JOIN run r ON r.id = s.run WHERE s.experiment = :experiment AND r.status IN ('done', "
        "'diverged') AND (r.revision <> :here OR r.revision LIKE '%+')",
        &c->failure);
    query_bind_text(q, ":here", DEPTHLAB_REVISION);
    query_bind_text(q, ":experiment", e->spec.name);
    if (query_next(q) && query_int(q, 0))
        fprintf(stderr, "%s: %d runs are%s of another build (revision %s): --again compares them\n",
                e->spec.name, (int)query_int(q, 0), query_int(q, 1) ? "" : ", or may be,",
                query_text(q, 2));
    query_close(q);
}

void outcome_print_runs(struct cli *c, const struct experiment *e)
{
    struct run_state *state;
    int count[RUN_FAILED + 1] = {0}, runs = 0;
    if (jobs_states(&c->arena, c->store, e, &state, &c->failure))
        return;
    for (int i = 0; i < e->grid.cells; i++)
        if (!state[i].repeated) {
            count[state[i].status]++;
            runs++;
        }
    printf("%s: %d runs, %d done", e->spec.name, runs, count[RUN_DONE]);
    if (count[RUN_DIVERGED])
        printf(", %d diverged", count[RUN_DIVERGED]);
    if (count[RUN_DONE] + count[RUN_DIVERGED] < runs)
        printf(", %d unfinished", runs - count[RUN_DONE] - count[RUN_DIVERGED]);
    putchar('\n');
    for (int i = 0; i < e->grid.cells; i++)
        if (state[i].status == RUN_DIVERGED)
            printf("  diverged: %s: %s\n", experiment_cell_name(&c->arena, e, i, &c->failure),
                   state[i].detail);
}

/* Where the best learning rate is the last one that was tried, a better one may lie beyond. */
static void warn_of_edge(struct cli *c, const struct experiment *e)
{
    struct edge edge;
    if (edge_read(c->store, e->spec.name, &edge, &c->failure) || !(edge.low + edge.high))
        return;
    const char *wider = edge_wider(&c->arena, &e->spec, &edge, &c->failure);
    const char *which = !edge.low    ? cli_text(c, "%g", edge.greatest)
                        : !edge.high ? cli_text(c, "%g", edge.least)
                                     : cli_text(c, "%g or %g", edge.least, edge.greatest);
    fprintf(stderr, "%s: lr: best is at the edge of its grid (%s) in %d of %d nets%s%s\n",
            e->spec.name, which, edge.low + edge.high, edge.nets, *wider ? ": try --lr " : "",
            wider);
}

/* Where all that confirms the statements is there, whoever asked for it, they are judged by that too. */
static void confirm(struct cli *c, const struct experiment *e, const struct sweep *sweep,
                    struct verdict **v)
{
    struct experiment fresh;
    if (!confirm_read(&c->arena, sweep, e, &fresh, &c->failure) &&
        confirm_is_trained(&c->arena, c->store, &fresh, &c->failure) &&
        !experiment_plan(&c->arena, c->store, &fresh, &c->failure))
        confirm_evaluate(&c->arena, c->store, &e->spec, v, &c->failure);
}

/* Another process may have planned the same experiment in other words meanwhile; what is judged is our plan. */
void outcome_print_verdicts(struct cli *c, struct experiment *e)
{
    struct verdict *v = NULL, *again = NULL;
    struct sweep sweep;
    store_begin(c->store, &c->failure);
    if (!experiment_plan(&c->arena, c->store, e, &c->failure) &&
        !sweep_read(&c->arena, c->store, e->spec.name, &sweep, &c->failure) &&
        !claims_evaluate(&c->arena, c->store, &e->spec, &sweep, &v, &c->failure))
        confirm(c, e, &sweep, &again);
    if (store_end(c->store, &c->failure))
        return;
    for (int i = 0; i < e->spec.expectations; i++) {
        printf("  %s: %s%s\n      %s\n", v[i].verdict, e->spec.expectation[i].say,
               e->spec.expectation[i].exploratory ? " (exploratory)" : "",
               cli_statistic(c, v[i].leaning, v[i].statistic));
        if (again && again[i].verdict)
            printf("      confirmed: %s: %s\n", again[i].verdict,
                   cli_statistic(c, again[i].leaning, again[i].statistic));
    }
    warn_of_edge(c, e);
}

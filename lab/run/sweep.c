#include "lab/run/sweep.h"
#include "lab/spec/cell_json.h"
#include <string.h>

static int seed_place(struct sweep *sweep, uint64_t seed)
{
    int i = 0;
    while (i < sweep->seeds && sweep->seed[i] != seed)
        i++;
    if (i == sweep->seeds)
        sweep->seed[sweep->seeds++] = seed;
    return i;
}

static int64_t count(struct store *store, const char *experiment, struct failure *failure)
{
    struct query *q =
        query_open(store, "SELECT count(*) FROM sweep WHERE experiment = :experiment", failure);
    query_bind_text(q, ":experiment", experiment);
    int64_t runs = query_next(q) ? query_int(q, 0) : 0;
    query_close(q);
    return runs;
}

enum status sweep_read(struct arena *arena, struct store *store, const char *experiment,
                       struct sweep *sweep, struct failure *failure)
{
    *sweep = (struct sweep){.experiment = experiment};
    size_t most = (size_t)count(store, experiment, failure);
    sweep->run = arena_alloc(arena, most * sizeof *sweep->run);
    sweep->seed = arena_alloc(arena, most * sizeof *sweep->seed);
    if (!sweep->run || !sweep->seed)
        return fail_memory(failure);

    struct query *q = query_open(
        store,
        "SELECT r.id, r.status, r.cell, r.id IN (SELECT run FROM best WHERE experiment = "
        ":experiment) FROM sweep s JOIN run r ON r.id = s.run "
        "WHERE s.experiment = :experiment ORDER BY s.place",
        failure);
    query_bind_text(q, ":experiment", experiment);
    while ((size_t)sweep->runs < most && query_next(q)) {
        struct sweep_run *run = &sweep->run[sweep->runs];
        const char *status = query_text(q, 1);
        *run = (struct sweep_run){.id = query_int(q, 0), .best = query_int(q, 3)};
        run->diverged = !strcmp(status, run_status_name[RUN_DIVERGED]);
        run->measured = run->diverged || !strcmp(status, run_status_name[RUN_DONE]);
        if (cell_from_json(arena, query_text(q, 2), &run->cell, failure))
            break;
        run->seed = seed_place(sweep, run->cell.seed);
        sweep->runs++;
    }
    query_close(q);
    return failure->status;
}

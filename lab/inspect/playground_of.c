#include "lab/inspect/playground_of.h"
#include "lab/spec/cell_json.h"
#include "lab/spec/playground.h"

const char *playground_of_sweep(struct arena *arena, struct store *store, const char *experiment,
                                struct failure *failure)
{
    struct query *q =
        query_open(store,
                   "SELECT r.cell, count(*) OVER () FROM sweep s JOIN run r ON r.id = s.run"
                   " WHERE s.experiment = :experiment ORDER BY s.place",
                   failure);
    query_bind_text(q, ":experiment", experiment);
    struct cell *cell = NULL;
    int cells = 0;
    while (query_next(q)) {
        if (!cell)
            cell = arena_take(arena, failure, (size_t)query_int(q, 1) * sizeof *cell);
        const char *text = arena_text(arena, failure, "%s", query_text(q, 0));
        if (!cell || cell_from_json(arena, text, &cell[cells++], failure))
            break;
    }
    query_close(q);
    return failure->status ? "" : playground_address(arena, cells, cell, failure);
}

#include "lab/run/guess_fill.h"
#include "lab/data/cache.h"
#include "lab/spec/cell_json.h"

/* Runs on one set follow each other, so that each set is made once. */
static const char lacking[] =
    "SELECT id, cell FROM run WHERE guess IS NULL AND status IN ('done', 'diverged') "
    "AND cell ->> '$.\"data.checksum\"' = 0 "
    "ORDER BY (SELECT group_concat(value) FROM json_each(cell) WHERE key LIKE 'data.%')";

static bool any_lacks(struct store *store, struct failure *failure)
{
    struct query *q = query_open(store, lacking, failure);
    const bool any = query_next(q);
    query_close(q);
    return any;
}

/* A cell that this program does not understand, or whose set it cannot make, is passed over. */
static void fill_all(struct store *store, struct data_cache *cache, struct arena *arena,
                     struct failure *failure)
{
    struct query *q = query_open(store, lacking, failure);
    while (query_next(q)) {
        struct failure passed = {0};
        struct cell cell;
        const struct dataset *data = NULL;
        const size_t mark = arena_mark(arena);
        if (!cell_from_json(arena, query_text(q, 1), &cell, &passed))
            data = data_cache_load(cache, &cell.data, &passed);
        if (data)
            store_run_guess(store, query_int(q, 0), data->guess.loss, data->guess.error, failure);
        arena_rewind(arena, mark);
    }
    query_close(q);
}

enum status guess_fill(struct store *store, struct failure *failure)
{
    struct data_cache cache;
    struct arena arena;
    if (!any_lacks(store, failure))
        return failure->status;
    arena_open(&arena, SIZE_MAX);
    data_cache_open(&cache);
    store_begin(store, failure);
    fill_all(store, &cache, &arena, failure);
    store_end(store, failure);
    data_cache_close(&cache);
    arena_close(&arena);
    return failure->status;
}

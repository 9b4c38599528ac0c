#include "lab/run/sweep.h"
#include "lab/base/hash.h"
#include "lab/base/hash_map.h"
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

/* A text that many cells have stands in memory once. */
static const char *share(struct arena *arena, struct hash_map *texts, const char *text,
                         struct failure *failure)
{
    uint64_t key = HASH_START;
    hash_bytes(&key, text, strlen(text));
    const int64_t *there = hash_map_find(texts, key);
    if (there && !strcmp((const char *)(intptr_t)*there, text))
        return (const char *)(intptr_t)*there;
    const char *kept = arena_text(arena, failure, "%s", text);
    hash_map_put(arena, texts, key, (int64_t)(intptr_t)kept, failure);
    return kept;
}

/* What reading a cell takes is many times the cell: it goes to an arena that is rewound. */
static enum status read_cell(struct arena *arena, struct arena *scratch, struct hash_map *texts,
                             const char *json, struct cell *cell, struct failure *failure)
{
    const size_t mark = arena_mark(scratch);
    if (!cell_from_json(scratch, json, cell, failure)) {
        for (const struct setting *s = settings; s->key; s++) {
            const char **text = (const char **)((char *)cell + s->offset);
            if (s->type == SETTING_TEXT && *text)
                *text = share(arena, texts, *text, failure);
        }
        if (cell->arithmetic)
            cell->arithmetic = share(arena, texts, cell->arithmetic, failure);
    }
    arena_rewind(scratch, mark);
    return failure->status;
}

enum status sweep_read(struct arena *arena, struct store *store, const char *experiment,
                       struct sweep *sweep, struct failure *failure)
{
    *sweep = (struct sweep){.experiment = experiment};
    struct hash_map texts = {0};
    struct arena scratch;
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
    arena_open(&scratch, SIZE_MAX);
    while ((size_t)sweep->runs < most && query_next(q)) {
        struct sweep_run *run = &sweep->run[sweep->runs];
        const char *status = query_text(q, 1);
        *run = (struct sweep_run){.id = query_int(q, 0), .best = query_int(q, 3)};
        run->diverged = !strcmp(status, run_status_name[RUN_DIVERGED]);
        run->measured = run->diverged || !strcmp(status, run_status_name[RUN_DONE]);
        if (read_cell(arena, &scratch, &texts, query_text(q, 2), &run->cell, failure))
            break;
        run->seed = seed_place(sweep, run->cell.seed);
        sweep->runs++;
    }
    query_close(q);
    arena_close(&scratch);
    return failure->status;
}

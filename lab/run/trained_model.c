/* run -> net; state -> weights */
#include "lab/run/trained_model.h"
#include "lab/base/hash.h"
#include "lab/train/checkpoint.h"
#include <string.h>

static enum status final_state(struct arena *arena, struct store *store,
                               const struct repeat_order *o, const char *hash,
                               struct checkpoint *state, struct failure *failure)
{
    struct repetition r;
    if (store_run_state(store, arena, hash, state, failure) || state->data)
        return failure->status;
    if (!repeat_run(arena, store, o, &r, failure) &&
        !repeat_must_agree(arena, store, o->run, &r, failure))
        store_run_state(r.store, arena, hash, state, failure);
    repeat_close(&r);
    return failure->status;
}

/* The state as tensors of a file. */
static enum status put_weights(struct arena *arena, int64_t run, const char *hash,
                               const struct checkpoint *state, struct loaded_model *m,
                               struct failure *failure)
{
    const real *value, *kept;
    struct safetensors *w = &m->weights;
    if (state_arrays(m->net->graph, state, &value, &kept, failure))
        return failure->status;
    const struct note note[] = {{"format", "pt"},
                                {"depthlab.run", arena_text(arena, failure, "%s", hash)},
                                {NOTE_CELL, m->json}};
    w->notes = sizeof note / sizeof *note;
    w->note = arena_alloc(arena, sizeof note);
    w->path = arena_text(arena, failure, "run %lld", (long long)run);
    w->tensor = weights_tensors(arena, m->net->graph, value, kept, &w->tensors, failure);
    if (!w->note)
        return fail_memory(failure);
    memcpy(w->note, note, sizeof note);
    return failure->status;
}

enum status trained_model_read(struct arena *arena, struct store *store,
                               const struct repeat_order *o, bool samples, struct loaded_model *m,
                               struct failure *failure)
{
    struct checkpoint state;
    char hash[HASH_BYTES];
    const struct model_order order = {.run = o->run, .path = o->path, .shape_only = !samples};
    if (loaded_model_read(arena, store, &order, m, failure))
        return failure->status;
    if (m->status != RUN_DONE)
        return fail(failure, STATUS_DATA, "run %lld is %s: it has no final weights",
                    (long long)o->run, run_status_name[m->status]);
    hash_text(m->json, hash);
    return final_state(arena, store, o, hash, &state, failure)
               ? failure->status
               : put_weights(arena, o->run, hash, &state, m, failure);
}

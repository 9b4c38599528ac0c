/* run -> net; state -> weights */
#include "lab/run/trained_model.h"
#include "lab/base/hash.h"
#include "lab/spec/cell_json.h"
#include "lab/train/checkpoint.h"
#include <stdio.h>
#include <stdlib.h>
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

/* ["box", "post", ...], in the order of the outputs */
static const char *classes_json(struct arena *arena, const struct dataset *d,
                                struct failure *failure)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out) {
        fail_memory(failure);
        return "";
    }
    for (int k = 0; k < d->classes; k++) {
        fputs(k ? ", " : "[", out);
        cell_json_text(out, d->class_name[k]);
    }
    putc(']', out);
    if (fclose(out) || !text)
        fail_memory(failure);
    const char *json = arena_text(arena, failure, "%s", text ? text : "");
    free(text);
    return json;
}

/* As tensors of a file; `step` NULL: the last. */
static enum status put_weights(struct arena *arena, int64_t run, const char *step,
                               const real *value, const real *kept, struct loaded_model *m,
                               struct failure *failure)
{
    char hash[HASH_BYTES];
    struct safetensors *w = &m->weights;
    hash_text(m->json, hash);
    const struct note note[] = {{"format", "pt"},
                                {"depthlab.run", arena_text(arena, failure, "%s", hash)},
                                {NOTE_CELL, m->json},
                                {"depthlab.classes", classes_json(arena, &m->data, failure)},
                                {"depthlab.step", step}};
    w->notes = sizeof note / sizeof *note - !step;
    w->note = arena_take(arena, failure, sizeof note);
    w->path = arena_text(arena, failure, "run %lld%s%s", (long long)run, step ? ", step " : "",
                         step ? step : "");
    w->tensor = weights_tensors(arena, m->net->graph, value, kept, &w->tensors, failure);
    if (w->note)
        memcpy(w->note, note, sizeof note);
    return failure->status;
}

static enum status put_state(struct arena *arena, int64_t run, const char *step,
                             const struct checkpoint *state, struct loaded_model *m,
                             struct failure *failure)
{
    const real *value, *kept;
    return checkpoint_arrays(m->net->graph, state, &value, &kept, failure)
               ? failure->status
               : put_weights(arena, run, step, value, kept, m, failure);
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
               : put_state(arena, o->run, NULL, &state, m, failure);
}

/* ---- on the way ---- */

static enum status put_start(struct arena *arena, int64_t run, struct loaded_model *m,
                             struct failure *failure)
{
    const struct graph *g = m->net->graph;
    if (m->cell.start.from[0] || m->cell.start.checksum)
        return fail(failure, STATUS_DATA,
                    "run %lld started from the weights of another run or a file, and has not kept "
                    "them",
                    (long long)run);
    return network_start(m->net, m->cell.seed)
               ? failure->status
               : put_weights(arena, run, "0", g->value, g->kept, m, failure);
}

static enum status state_at(struct arena *arena, struct store *store, const struct repeat_order *o,
                            struct checkpoint *state, struct failure *failure)
{
    struct repetition r;
    if (store_run_state_at(store, arena, o->run, o->keep_step, state, failure) || state->data)
        return failure->status;
    if (!repeat_run(arena, store, o, &r, failure) &&
        !repeat_must_agree(arena, store, o->run, &r, failure))
        store_run_state_at(r.store, arena, r.run, o->keep_step, state, failure);
    repeat_close(&r);
    if (!failure->status && !state->data)
        fail(failure, STATUS_DATA, "run %lld is %s: there is no step %lld of it", (long long)o->run,
             run_status_name[r.status], (long long)o->keep_step);
    return failure->status;
}

enum status trained_model_at_step(struct arena *arena, struct store *store,
                                  const struct repeat_order *o, int64_t step,
                                  struct loaded_model *m, struct failure *failure)
{
    struct checkpoint state;
    struct repeat_order keeping = *o;
    keeping.keep_step = step;
    const struct model_order order = {
        .run = o->run, .path = o->path, .shape_only = true, .batch = 2};
    if (loaded_model_read(arena, store, &order, m, failure))
        return failure->status;
    if (step == 0)
        return put_start(arena, o->run, m, failure);
    if (step > m->cell.train.steps)
        return fail(failure, STATUS_USAGE, "run %lld has %d steps, not %lld", (long long)o->run,
                    m->cell.train.steps, (long long)step);
    const char *text = arena_text(arena, failure, "%lld", (long long)step);
    return state_at(arena, store, &keeping, &state, failure)
               ? failure->status
               : put_state(arena, o->run, text, &state, m, failure);
}

/* run -> cell -> data -> net;  checkpoint or file -> weights */
#include "lab/run/loaded_model.h"
#include "lab/base/hash.h"
#include "lab/base/memory.h"
#include "lab/spec/cell_json.h"
#include "lab/train/checkpoint.h"
#include <string.h>

/* cell -> data -> net */
static enum status build(struct arena *arena, const struct model_order *o, struct loaded_model *m,
                         struct failure *failure)
{
    enum { FEW = 64 };
    struct data_spec spec = m->cell.data;
    if (o->shape_only && !*spec.path) {
        spec.train = spec.train < FEW ? spec.train : FEW;
        spec.test = spec.test < FEW ? spec.test : FEW;
    }
    const struct dataset *data = &m->data;
    if (o->cache)
        data = data_cache_load(o->cache, &spec, failure);
    else
        data_load(arena, &spec, &m->data, failure);
    if (failure->status)
        return failure->status;
    m->data = *data;
    struct shape shape = {m->data.channels, m->data.height, m->data.width};
    const int samples = m->data.train.count;
    int batch = o->batch ? o->batch : m->cell.train.batch;
    batch = o->batch && samples < batch ? samples : batch;
    m->net = network_build(arena, &m->cell.net, shape, m->data.classes, batch, failure);
    if (m->net)
        network_check_batch(m->net, samples < batch ? samples : batch, failure);
    if (m->net && o->pool)
        graph_employ(m->net->graph, o->pool);
    return failure->status;
}

/* ---- of a run ---- */

static enum status check_path(const struct model_order *o, const struct cell *cell,
                              struct failure *failure)
{
    if (cell->checksum && !*o->path)
        return fail(failure, STATUS_USAGE,
                    "run %lld was trained on files (%s); --data PATH says where they are",
                    (long long)o->run, cell->data.name);
    if (!cell->checksum && *o->path)
        return fail(failure, STATUS_USAGE, "run %lld has generated data (%s); --data is not for it",
                    (long long)o->run, cell->data.name);
    return STATUS_OK;
}

enum status loaded_model_read(struct arena *arena, struct store *store, const struct model_order *o,
                              struct loaded_model *m, struct failure *failure)
{
    *m = (struct loaded_model){0};
    if (store_run_cell(store, arena, o->run, &m->json, &m->status, failure) ||
        cell_from_json(arena, m->json, &m->cell, failure) || check_path(o, &m->cell, failure))
        return failure->status;
    m->cell.data.path = o->path;
    if (build(arena, o, m, failure))
        return failure->status;
    if (m->data.checksum != m->cell.checksum &&
        data_checksum_by_bytes(&m->cell.data, m->cell.checksum))
        return fail(
            failure, STATUS_DATA,
            "run %lld used the rows of %s in the order of the file, as earlier programs did, and "
            "cannot be repeated; `depthlab run` trains it anew",
            (long long)o->run, o->path);
    if (m->data.checksum != m->cell.checksum)
        return fail(failure, STATUS_DATA, "%s: not the data of run %lld (checksum %08x, not %08x)",
                    o->path, (long long)o->run, m->data.checksum, m->cell.checksum);
    return STATUS_OK;
}

/* ---- of a file ---- */

/* What the net started from has no bearing on it, and other data are of another name. */
static bool concerns(const struct setting *s, const struct request *request)
{
    return strncmp(s->key, "start.", 6) && !(request->data && !strcmp(s->key, "data.name"));
}

/* The note's settings go before the caller's. */
static enum status note_overrides(struct arena *arena, const char *file, const char *text,
                                  struct request *request, struct failure *failure)
{
    struct cell cell, preset;
    int count = 0, most = request->overrides;
    struct failure wrong = {0};
    if (cell_from_json(arena, text, &cell, &wrong) == STATUS_FAILED)
        return fail_memory(failure);
    if (wrong.status)
        return fail(failure, STATUS_DATA, "%.200s: %s", file, wrong.message);
    if (cell.checksum && !request->data)
        return fail(failure, STATUS_USAGE,
                    "the net of %s was trained on files (%s); --data PATH says where such are",
                    file, cell.data.name);
    for (const struct setting *s = settings; s->key; s++)
        most++;
    struct override *all = arena_alloc(arena, (size_t)most * sizeof *all);
    if (!all)
        return fail_memory(failure);
    cell_open(&preset);
    preset.net.family = cell.net.family;
    cell_settle(&preset); /* what is usual depends on the family */
    for (const struct setting *s = settings; s->key; s++) {
        const char *value = cell_get(arena, &cell, s, failure);
        if (concerns(s, request) && strcmp(value, cell_get(arena, &preset, s, failure)))
            all[count++] = (struct override){s->key, value};
    }
    for (int i = 0; i < request->overrides; i++)
        all[count++] = request->override[i];
    request->override = all;
    request->overrides = count;
    return failure->status;
}

enum status loaded_model_of_file(struct arena *arena, const char *file,
                                 const struct request *request, bool samples,
                                 struct loaded_model *s, struct failure *failure)
{
    struct experiment e = {0};
    struct request asked = *request;
    *s = (struct loaded_model){0};
    if (safetensors_read(arena, file, &s->weights, failure))
        return failure->status;
    const char *note = safetensors_note(&s->weights, NOTE_CELL);
    if ((note && note_overrides(arena, file, note, &asked, failure)) ||
        experiment_read(arena, &asked, &e, failure))
        return failure->status;
    if (e.grid.cells != 1)
        return fail(failure, STATUS_USAGE, "a file has the weights of one net, not of %d",
                    e.grid.cells);
    s->cell = e.grid.cell[0];
    return build(arena, &(struct model_order){.shape_only = !samples}, s, failure);
}

/* ---- memory ---- */

enum status loaded_model_fits(struct loaded_model *m, struct failure *failure)
{
    const double samples = (double)m->data.train.count + m->data.test.count;
    m->need = footprint_of(m->net, &m->cell.train, samples);
    return footprint_check(&m->need, memory_here(), failure);
}

enum status loaded_model_load(struct arena *arena, struct loaded_model *m, struct failure *failure)
{
    if (failure->status || loaded_model_fits(m, failure) ||
        graph_allocate(m->net->graph, m->net->loss))
        return failure->status;
    return weights_load(arena, m->net->graph, &m->weights, failure);
}

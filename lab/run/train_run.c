/* data -> net -> train -> store */
#include "lab/run/train_run.h"
#include "lab/base/clock.h"
#include "lab/base/hash.h"
#include "lab/data/file.h"
#include "lab/net/shape_table.h"
#include "lab/probe/gradient.h"
#include "lab/probe/junction.h"
#include "lab/probe/reduction.h"
#include "lab/run/loaded_model.h"
#include "lab/run/provenance.h"
#include "lab/spec/cell_json.h"
#include <math.h>
#include <string.h>

struct train_session {
    struct store *store;
    const struct train_run_order *order;
    struct arena arena;
    struct thread_pool *pool;
    struct loaded_model model;
    struct recorder recorder; /* the store's */
    struct checkpoint resume;
    double start; /* on the processor's clock, had all of the run's work been done in one go */
    double saved; /* when the last checkpoint was, or the beginning */
};

static bool save_due(void *self, int64_t step)
{
    struct train_session *s = self;
    (void)step;
    const double now = clock_elapsed();
    const bool due = now - s->saved >= s->order->save_seconds;
    s->saved = due ? now : s->saved;
    return due;
}

/* ---- what is kept ---- */

bool train_run_is_dear(const struct cell *c, double seconds)
{
    return c->checksum || c->start.checksum || seconds > DEAR_SECONDS;
}

static double seconds_before(const struct train_session *s, struct failure *failure)
{
    struct query *q = query_open(s->store, "SELECT seconds FROM run WHERE id = :run", failure);
    query_bind_int(q, ":run", s->order->run);
    const double seconds = query_next(q) ? query_real(q, 0) : 0;
    query_close(q);
    return seconds;
}

static bool is_dear(const struct train_session *s)
{
    return train_run_is_dear(&s->model.cell, clock_processor() - s->start);
}

static enum status record_row(void *self, const struct series *series, int64_t step, int place,
                              const double *value, uint32_t missing)
{
    struct train_session *s = self;
    return s->recorder.row(s->recorder.self, series, step, place, value, missing);
}

/* The state at the end is dropped where nobody wants it; the store writes the rows when the run ends. */
static enum status record_checkpoint(void *self, const struct checkpoint *c)
{
    struct train_session *s = self;
    const bool last = c->keep && c->step == s->model.cell.train.steps;
    if (last && s->order->keep == KEEP_LISTED && !is_dear(s))
        return STATUS_OK;
    return s->recorder.checkpoint(s->recorder.self, c);
}

/* ---- data -> net -> train -> store ---- */

static enum status load(struct train_session *s, struct failure *failure)
{
    const int most = s->order->threads < GRAPH_PARTS ? s->order->threads : GRAPH_PARTS;
    s->pool = thread_pool_open(most > 1 ? most : 1, failure);
    const struct model_order order = {
        .run = s->order->run, .path = s->order->path, .cache = s->order->cache, .pool = s->pool};
    return !s->pool || loaded_model_read(&s->arena, s->store, &order, &s->model, failure)
               ? failure->status
               : loaded_model_fits(&s->model, failure);
}

static enum status describe(struct train_session *s, struct failure *failure)
{
    struct shape_table table;
    if (shape_table_read(&s->arena, s->model.net, &table, failure))
        return failure->status;
    const char **name = arena_alloc(&s->arena, (size_t)s->model.net->layers * sizeof *name);
    if (!name)
        return fail_memory(failure);
    const struct guess *guess = &s->model.data.guess;
    if (store_run_guess(s->store, s->order->run, guess->loss, guess->error, failure))
        return failure->status;
    for (int i = 0; i < s->model.net->layers; i++)
        name[i] = s->model.net->layer[i].name;
    const struct run_network net = {(int64_t)table.params, table.flops, table.bytes,
                                    s->model.net->layers, name};
    return store_run_network(s->store, s->order->run, &net, failure);
}

static enum status start_from_file(struct train_session *s, struct failure *failure)
{
    const char *path = s->order->weights;
    struct safetensors file;
    uint32_t checksum = 0;
    if (!*path)
        return fail(failure, STATUS_USAGE,
                    "run %lld starts from a file; --weights FILE says where it is",
                    (long long)s->order->run);
    if (file_checksum(path, &checksum, NULL, failure))
        return failure->status;
    if (checksum != s->model.cell.start.checksum)
        return fail(failure, STATUS_DATA,
                    "%s: the file has changed since the sweep was planned (checksum %08x, not "
                    "%08x)",
                    path, checksum, s->model.cell.start.checksum);
    return safetensors_read(&s->arena, path, &file, failure)
               ? failure->status
               : weights_load(&s->arena, s->model.net->graph, &file, failure);
}

/* The weights of a run that is done were there: another process has dropped them since, and they come again. */
static bool is_done(struct store *store, const char *hash, struct failure *failure)
{
    struct query *q =
        query_open(store, "SELECT 1 FROM run WHERE uuid = :uuid AND status = 'done'", failure);
    query_bind_text(q, ":uuid", hash);
    const bool done = query_next(q);
    query_close(q);
    return done;
}

static enum status start_from_run(struct train_session *s, struct failure *failure)
{
    struct cell source;
    struct checkpoint state;
    char hash[17];
    if (cell_source(&s->arena, &s->model.cell, &source, failure))
        return failure->status;
    hash_text(cell_json(&s->arena, &source, failure), hash);
    struct store *states = s->order->states ? s->order->states : s->store;
    if (store_run_state(states, &s->arena, hash, &state, failure))
        return failure->status;
    if (!state.data)
        return fail(failure, is_done(s->store, hash, failure) ? STATUS_BUSY : STATUS_FAILED,
                    "the run to start from (%s) is not finished, or has not kept its weights",
                    s->model.cell.start.from);
    const struct dataset *d = &s->model.data;
    const struct shape shape = {d->channels, d->height, d->width};
    struct network *from =
        network_build(&s->arena, &source.net, shape, d->classes, source.train.batch, failure);
    return from ? start_from(s->model.net, from, &state, s->model.cell.start.insert,
                             s->model.cell.start.noise, s->model.cell.seed, failure)
                : failure->status;
}

/* A run that goes on from a checkpoint has its weights. */
static enum status start_net(struct train_session *s, struct failure *failure)
{
    if (network_start(s->model.net, s->model.cell.seed) || s->resume.data)
        return failure->status;
    return s->model.cell.start.checksum  ? start_from_file(s, failure)
           : s->model.cell.start.from[0] ? start_from_run(s, failure)
                                         : STATUS_OK;
}

static enum status train_net(struct train_session *s, struct outcome *outcome,
                             struct failure *failure)
{
    s->recorder = store_recorder(s->store, s->order->run, failure);
    struct gradient_probe *gradient = gradient_probe(&s->arena, s->model.net);
    struct junction_probe *junction = junction_probe(&s->arena, s->model.net);
    struct reduction_probe *reduction = reduction_probe(&s->arena, s->model.net);
    if (!gradient || !junction || !reduction)
        return fail_memory(failure);
    struct instrument instrument[] = {gradient_instrument(gradient), junction_instrument(junction),
                                      reduction_instrument(reduction)};
    const struct recorder recorder = {s, record_row, record_checkpoint};
    struct train_spec *spec = &s->model.cell.train;
    if (s->order->keep_step > 0)
        spec->keep =
            arena_text(&s->arena, failure, "%s %lld", spec->keep, (long long)s->order->keep_step);
    struct training training = {
        .net = s->model.net,
        .data = &s->model.data,
        .spec = spec,
        .augment = s->model.cell.data.augment,
        .seed = s->model.cell.seed,
        .arena = &s->arena,
        .recorder = &recorder,
        .instruments = sizeof instrument / sizeof *instrument,
        .instrument = instrument,
        .tick = s->order->tick,
        .saver = &(struct saver){s, save_due},
    };
    s->saved = clock_elapsed();
    return train(&training, &s->resume, outcome, failure);
}

/* Where and why, in words, of a run that diverged. */
static const char *where(struct train_session *s, const struct outcome *o, struct failure *failure)
{
    const char *loss = isnan(o->loss) ? "not a number"
                       : o->loss > 0  ? "infinite"
                                      : "minus infinite";
    if (o->layer < 0)
        return arena_text(&s->arena, failure,
                          "loss %s after %lld updates; every layer's h was finite", loss,
                          (long long)o->steps);
    return arena_text(
        &s->arena, failure,
        "loss %s after %lld updates; layer %d (%s) is the first whose h is not finite", loss,
        (long long)o->steps, o->layer, s->model.net->layer[o->layer].name);
}

static enum status carry_out(struct train_session *s, enum run_status *end, struct failure *failure)
{
    struct provenance here = provenance_here(&s->arena, s->store, failure);
    here.threads = s->order->threads > 1 ? s->order->threads : 1;
    if (load(s, failure))
        return failure->status;
    const bool done = s->model.status == RUN_DONE || s->model.status == RUN_DIVERGED;
    if (done && !s->order->again) { /* by another process, since this one was ordered */
        *end = s->model.status;
        return STATUS_OK;
    }
    if (store_run_begin(s->store, &s->arena, s->order->run, &here, s->order->again, &s->resume,
                        failure))
        return failure->status;
    struct outcome outcome = {0};
    s->start = clock_processor() - seconds_before(s, failure);
    const double begun = clock_processor();
    enum status status = start_net(s, failure);
    if (!status)
        status = describe(s, failure);
    if (!status)
        status = train_net(s, &outcome, failure);
    *end = status == STATUS_BUSY ? RUN_UNFINISHED
           : status              ? RUN_FAILED
           : outcome.diverged    ? RUN_DIVERGED
                                 : RUN_DONE;
    const char *detail = status             ? failure->message
                         : outcome.diverged ? where(s, &outcome, failure)
                                            : "";
    struct failure late = {0};
    const bool ended = *end == RUN_DONE || *end == RUN_DIVERGED;
    if (ended && (s->order->keep != KEEP_FOR_OTHERS || is_dear(s)) &&
        store_states_keep(s->store, s->order->run, &late)) {
        *end = RUN_FAILED; /* its last saved state stays: the run goes on from there */
        status = fail(failure, late.status, "%s", late.message);
        detail = failure->message;
    }
    if (store_run_end(s->store, s->order->run, *end, detail, clock_processor() - begun, &late) &&
        !status)
        status = fail(failure, late.status, "%s", late.message);
    return status ? status : failure->status;
}

enum status train_run_execute(struct store *store, const struct train_run_order *order,
                              enum run_status *end, struct failure *failure)
{
    struct train_session s = {.store = store, .order = order};
    *end = RUN_FAILED;
    arena_open(&s.arena, SIZE_MAX);
    if (store_run_lock(store, order->run, failure))
        return failure->status;
    enum status status = carry_out(&s, end, failure);
    store_run_unlock(store, order->run);
    thread_pool_close(s.pool);
    arena_close(&s.arena);
    return status;
}

#include "lab/experiment/examine.h"
#include "lab/experiment/footprint.h"
#include "lab/train/checkpoint.h"
#include <time.h>

/* Address space, not memory. */
static const size_t RESERVED = (size_t)1 << 36;

struct table {
    struct store *store;
    const struct exam_order *order;
    struct arena arena;
    struct cell cell;
    struct dataset data;
    struct network *net;
    struct exam exam;
};

static enum status lay_out(struct table *t, struct failure *failure)
{
    const struct exam_order *o = t->order;
    const char *text;
    enum run_status status;
    if (store_run_cell(t->store, &t->arena, o->run, &text, &status, failure) ||
        cell_read(&t->arena, text, &t->cell, failure))
        return failure->status;
    t->cell.data.path = o->path;
    if (t->cell.checksum && !*o->path)
        return fail(failure, STATUS_USAGE,
                    "run %lld was trained on files (%s); --data PATH says where they are",
                    (long long)o->run, t->cell.data.name);
    if (data_load(&t->arena, &t->cell.data, &t->data, failure))
        return failure->status;
    if (t->data.checksum != t->cell.checksum)
        return fail(failure, STATUS_DATA, "%s: not the data of run %lld (checksum %08x, not %08x)",
                    o->path, (long long)o->run, t->data.checksum, t->cell.checksum);
    const struct shape shape = {t->data.channels, t->data.height, t->data.width};
    const int samples = o->samples < t->data.train.count ? o->samples : t->data.train.count;
    t->net = network_build(&t->arena, &t->cell.net, shape, t->data.classes, samples, failure);
    if (!t->net)
        return failure->status;
    t->exam = (struct exam){.net = t->net,
                            .data = &t->data,
                            .samples = samples,
                            .seed = o->seed,
                            .arena = &t->arena,
                            .failure = failure,
                            .watcher = o->watcher,
                            .watch = o->watch};
    const struct footprint need =
        footprint_of(t->net, &t->cell.train, (double)t->data.train.count + t->data.test.count);
    return footprint_check(&need, memory_here(), failure);
}

/* The seed says what step 0 was, unless the run began with other weights. */
static enum status start(struct table *t, struct failure *failure)
{
    if (t->cell.start.from[0] || t->cell.start.checksum)
        return fail(failure, STATUS_DATA,
                    "run %lld started from the weights of another run or a file, and has not kept "
                    "them",
                    (long long)t->order->run);
    t->exam.step = 0;
    return network_start(t->net, t->cell.seed);
}

static enum status put_weights(struct table *t, struct failure *failure)
{
    const struct exam_order *o = t->order;
    struct graph *g = t->net->graph;
    struct checkpoint state;
    if (store_run_state_at(t->store, &t->arena, o->run, o->step, &state, failure))
        return failure->status;
    if (!state.data && o->step == 0)
        return start(t, failure);
    if (!state.data)
        return fail(failure, STATUS_DATA,
                    "run %lld has kept no state after %lld updates, but after: 0 (its start) %s",
                    (long long)o->run, (long long)o->step,
                    store_run_states(t->store, &t->arena, o->run, failure));
    if (graph_allocate(g, t->net->loss) || state_load(g, &state, failure))
        return failure->status;
    t->exam.step = state.step;
    return STATUS_OK;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* One pass forward and backward, timed, tells how long the probe will take. */
static void estimate(struct table *t)
{
    if (!t->order->estimate)
        return;
    struct pass pass = exam_fill(&t->exam, MODE_MEASURE);
    const double start = now();
    graph_forward(t->net->graph, &pass);
    graph_backward(t->net->graph, &pass, NULL);
    graph_zero_grad(t->net->graph);
    t->order->estimate(t->order->watcher, (now() - start) * t->order->probe->passes(&t->exam));
}

static enum status look(struct table *t, struct failure *failure)
{
    if (store_exam_begin(t->store, t->order->run, failure))
        return failure->status;
    struct recorder recorder = store_recorder(t->store, t->order->run, failure);
    t->exam.recorder = &recorder;
    enum status status = t->order->probe->examine(&t->exam);
    store_exam_end(t->store, t->order->run, !status, failure);
    return failure->status;
}

enum status exam_run(struct store *store, const struct exam_order *order, int64_t *step,
                     struct failure *failure)
{
    struct table t = {.store = store, .order = order};
    if (arena_open(&t.arena, RESERVED, failure))
        return failure->status;
    if (!lay_out(&t, failure) && !put_weights(&t, failure)) {
        estimate(&t);
        look(&t, failure);
        *step = t.exam.step;
    }
    arena_close(&t.arena);
    return failure->status;
}

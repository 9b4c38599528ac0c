/* for s = 0, 1, ...:  batch s, forward, backward, log, w <- w - update(dL/dw) */
#include "lab/data/augment.h"
#include "lab/kernel/reduce.h"
#include "lab/train/checkpoint.h"
#include "lab/train/epoch.h"
#include "lab/train/evaluate.h"
#include "lab/train/optimizer.h"
#include "lab/train/schedule.h"
#include "lab/train/train.h"
#include <math.h>

struct trainer {
    const struct training *t;
    const struct optimizer *optimizer;
    struct training_state state;
    void *packed; /* room for a checkpoint */
    struct epochs epochs;
    int *order; /* this epoch's permutation of the training set */
    int64_t epoch;
};

/* Put the samples of update step + 1 into the network; returns their number. */
static int take_batch(struct trainer *r)
{
    const struct training *t = r->t;
    const int64_t batches = epoch_batches(&r->epochs);
    int64_t epoch = r->state.step / batches, place = r->state.step % batches;
    if (epoch != r->epoch) {
        epoch_order(&r->epochs, epoch, r->order);
        r->epoch = epoch;
    }
    int first = (int)place * t->spec->batch, count = t->spec->batch;
    if (count > t->data->train.count - first)
        count = t->data->train.count - first;
    augment_fill(t->data, t->augment, t->seed, epoch, r->order + first, count, t->net->input->value,
                 t->net->target->value);
    return count;
}

static struct score test_score(const struct training *t)
{
    return evaluate(t->net, &t->data->test, MODE_EVAL, t->arena);
}

static enum status write_curve(const struct trainer *r, struct score train,
                               const struct score *test)
{
    const struct training *t = r->t;
    double epoch = (double)r->state.step * t->spec->batch / t->data->train.count;
    double row[] = {epoch, train.loss, train.accuracy, test ? test->loss : 0,
                    test ? test->accuracy : 0};
    return t->recorder->row(t->recorder->self, &series_curve, r->state.step, 0, row,
                            test ? 0 : 1u << 3 | 1u << 4);
}

static enum status write_checkpoint(struct trainer *r, bool keep)
{
    const struct training *t = r->t;
    struct training_state state = r->state;
    if (keep)
        state.slot_reals = 0; /* nobody trains on from it */
    checkpoint_pack(&state, r->packed);
    struct checkpoint c = {state.step, r->packed, checkpoint_bytes(&state), keep};
    return t->recorder->checkpoint(t->recorder->self, &c);
}

static void diverge(const struct trainer *r, double loss, const struct pass *pass,
                    struct outcome *outcome)
{
    *outcome = (struct outcome){true, r->state.step,
                                evaluate_first_nonfinite_layer(r->t->net, pass), loss};
}

/* Show the instruments' observers each node of the backward pass. */
static void see_all(void *self, const struct node *n, const struct pass *pass)
{
    const struct training *t = self;
    for (int i = 0; i < t->instruments; i++)
        if (t->instrument[i].see)
            t->instrument[i].see(t->instrument[i].self, n, pass);
}

/* Cut the gradient to a norm of at most `most` (Pascanu et al. 2013). */
static void clip(struct graph *g, double most)
{
    double norm = sqrt(reduce_square_reals(g->grad, g->params.reals));
    if (norm <= most)
        return;
    real factor = (real)(most / norm);
    for (size_t i = 0; i < g->params.reals; i++)
        g->grad[i] *= factor;
}

static void update(struct trainer *r)
{
    const struct train_spec *t = r->t->spec;
    struct graph *g = r->t->net->graph;
    if (t->clip > 0)
        clip(g, t->clip);
    struct optimizer_spec rates = {schedule_rate(t, r->state.step),
                                   t->momentum,
                                   t->weight_decay,
                                   t->beta1,
                                   t->beta2,
                                   t->epsilon};
    r->state.step++;
    r->optimizer->step(&rates, r->state.step, g->params.reals, g->value, g->grad, r->state.slot);
}

/* One row of the log and, before the end, one update. */
static enum status step(struct trainer *r, struct outcome *outcome)
{
    const struct training *t = r->t;
    struct graph *g = t->net->graph;
    int64_t s = r->state.step;
    bool last = s == t->spec->steps, measured = t->instruments && schedule_layers_due(t->spec, s);
    struct score test;
    bool tested = t->spec->evaluate && s % t->spec->evaluate == 0;
    if (tested)
        test = test_score(t);
    struct pass pass = {.mode = last ? MODE_MEASURE : MODE_TRAIN,
                        .batch = take_batch(r),
                        .seed = t->seed,
                        .step = (uint64_t)s,
                        .label_smoothing = t->spec->label_smoothing};
    graph_forward(g, &pass);
    struct score score = evaluate_pass(t->net, &pass);
    if (schedule_curve_due(t->spec, s) || !isfinite(score.loss)) {
        enum status status = write_curve(r, score, tested ? &test : NULL);
        if (status)
            return status;
    }
    if (!isfinite(score.loss)) {
        diverge(r, score.loss, &pass, outcome);
        return STATUS_OK;
    }
    struct observer observer = {(void *)(uintptr_t)t, see_all};
    if (measured || !last)
        graph_backward(g, &pass, measured ? &observer : NULL);
    for (int i = 0; measured && i < t->instruments; i++)
        if (t->instrument[i].before_update)
            t->instrument[i].before_update(t->instrument[i].self, &pass);
    if (!last)
        update(r);
    for (int i = 0; measured && i < t->instruments; i++) {
        enum status status =
            t->instrument[i].after_update(t->instrument[i].self, t->recorder, s, !last);
        if (status)
            return status;
    }
    if (t->tick && !t->tick->step(t->tick->self, s, score.loss))
        return STATUS_BUSY;
    return STATUS_OK;
}

/* The scores of the trained net over whole sets, and the final state. A run that diverges here leaves
 * no final state, so its rows become visible together with its status. */
static enum status finish(struct trainer *r, struct outcome *outcome)
{
    const struct training *t = r->t;
    struct score train = evaluate(t->net, &t->data->train, MODE_MEASURE, t->arena);
    struct score eval = train; /* the two modes differ by the statistics that are kept alone */
    if (t->net->graph->statistics.first)
        eval = evaluate(t->net, &t->data->train, MODE_EVAL, t->arena);
    struct score test = test_score(t);
    double row[] = {train.loss, train.accuracy, test.loss, test.accuracy, eval.loss};
    enum status status = t->net->graph->failure->status;
    if (!status)
        status = t->recorder->row(t->recorder->self, &series_final, r->state.step, 0, row, 0);
    *outcome = (struct outcome){!status && !isfinite(train.loss), r->state.step, -1, train.loss};
    return status || outcome->diverged ? status : write_checkpoint(r, true);
}

static enum status prepare(struct trainer *r, const struct checkpoint *resume,
                           struct failure *failure)
{
    const struct training *t = r->t;
    struct graph *g = t->net->graph;
    const int samples = t->data->train.count, batch = t->spec->batch;
    if (network_check_batch(t->net, samples < batch ? samples : batch, failure))
        return failure->status;
    r->epochs = (struct epochs){t->seed, samples, batch, network_least_batch(t->net)};
    r->optimizer = optimizer_find(t->spec->optimizer);
    if (!r->optimizer)
        return fail(failure, STATUS_DATA, "no optimizer `%s`", t->spec->optimizer);
    if (!schedule_known(t->spec->schedule))
        return fail(failure, STATUS_DATA, "no schedule `%s`", t->spec->schedule);
    r->state = (struct training_state){.graph = g,
                                       .slot_reals = g->params.reals * (size_t)r->optimizer->slots};
    r->state.slot = arena_calloc(t->arena, r->state.slot_reals * sizeof(real));
    r->packed = arena_alloc(t->arena, checkpoint_bytes(&r->state));
    r->order = arena_alloc(t->arena, (size_t)t->data->train.count * sizeof *r->order);
    r->epoch = -1;
    if (!r->state.slot || !r->packed || !r->order)
        return fail_memory(failure);
    graph_zero_grad(g);
    if (resume->step > t->spec->steps)
        return fail(failure, STATUS_DATA,
                    "the checkpoint was made after %lld updates, the run has only %d",
                    (long long)resume->step, t->spec->steps);
    return resume->data ? checkpoint_unpack(&r->state, resume, failure) : STATUS_OK;
}

/* After an update, and before the last: keep the state where the spec says so, else save it where that is
 * due, or where the run is stopped. */
static enum status save(struct trainer *r, enum status status)
{
    const struct saver *s = r->t->saver;
    const bool stopped = status == STATUS_BUSY;
    enum status written = status && !stopped ? status : STATUS_OK;
    if (!written && schedule_keep_due(r->t->spec, r->state.step))
        written = write_checkpoint(r, true);
    if (!written && (stopped || (s && s->due(s->self, r->state.step))))
        written = write_checkpoint(r, false);
    return written ? written : status;
}

enum status train(const struct training *t, const struct checkpoint *resume,
                  struct outcome *outcome, struct failure *failure)
{
    struct trainer r = {.t = t};
    size_t mark = arena_mark(t->arena);
    enum status status = prepare(&r, resume, failure);
    *outcome = (struct outcome){.steps = r.state.step};
    bool last = false;
    while (!status && !last && !outcome->diverged) {
        last = r.state.step == t->spec->steps;
        status = step(&r, outcome);
        if (last && !status && !outcome->diverged)
            status = finish(&r, outcome);
        if (!last && !outcome->diverged && r.state.step < t->spec->steps)
            status = save(&r, status);
    }
    arena_rewind(t->arena, mark);
    return status;
}

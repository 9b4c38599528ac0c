/* Judged by a replay: the same updates made by hand, one call of the graph after another. */
#include "lab/data/augment.h"
#include "lab/train/checkpoint.h"
#include "lab/train/optimizer.h"
#include "lab/train/schedule.h"
#include "tests/support/small_training.h"

static const char *const blocks[] = {"plain", "residual", "preact"};

static struct net_spec with_norm(const char *block, const char *norm)
{
    struct net_spec spec = spec_of(block, 4, 8);
    spec.norm = norm;
    return spec;
}

/* Put these samples into the net, sample k into lane k. */
static void put(const struct network *net, const struct part *part, const int *index, int count)
{
    for (int k = 0; k < lane_groups(count) * LANES; k++) {
        const bool live = k < count;
        for (int f = 0; f < SMALL_FEATURES; f++)
            net->input->value[k / LANES * SMALL_FEATURES + f][k % LANES] =
                live ? part->x[index[k] * SMALL_FEATURES + f] : 0;
        net->target->value[k / LANES][k % LANES] = live ? (real)part->label[index[k]] : 0;
    }
}

/* The losses and hits of one pass over these samples, added to the sum. */
static void add_score(const struct network *net, const struct part *part, const int *index,
                      struct pass pass, struct score *sum)
{
    put(net, part, index, pass.batch);
    graph_forward(net->graph, &pass);
    for (int k = 0; k < pass.batch; k++) {
        int best = 0;
        for (int c = 1; c < SMALL_CLASSES; c++)
            if (number(net->logits, net->logits->value, k, c) >
                number(net->logits, net->logits->value, k, best))
                best = c;
        sum->loss += number(net->loss, net->loss->value, k, 0);
        sum->accuracy += best == part->label[index[k]];
    }
}

static struct score score_of_part(const struct network *net, const struct part *part, int batch,
                                  enum mode mode)
{
    struct score sum = {0};
    int index[SMALL_TRAIN];
    for (int i = 0; i < part->count; i++)
        index[i] = i;
    for (int i = 0; i < part->count; i += batch) {
        const int count = i + batch < part->count ? batch : part->count - i;
        add_score(net, part, index + i, (struct pass){.mode = mode, .batch = count}, &sum);
    }
    return (struct score){sum.loss / part->count, sum.accuracy / part->count};
}

/* The samples of update s + 1; returns how many. */
static int batch_of(const struct small_training *c, int s, int *index)
{
    const int N = c->spec.batch, batches = (SMALL_TRAIN + N - 1) / N, first = s % batches * N;
    int order[SMALL_TRAIN];
    stream_permutation(stream_of(9, PURPOSE_SHUFFLE, (uint64_t)(s / batches), 0), order,
                       SMALL_TRAIN);
    const int count = first + N < SMALL_TRAIN ? N : SMALL_TRAIN - first;
    memcpy(index, order + first, (size_t)count * sizeof *index);
    return count;
}

static void check_curve(const struct small_training *c, int s, struct score train,
                        const struct score *test)
{
    const struct entry *row = memory_recorder_find(&c->recorded, &series_curve, s, 0);
    assert_non_null(row);
    check_near(row->value[0], s * (double)c->spec.batch / SMALL_TRAIN, 1e-12);
    check_near(row->value[1], train.loss, 0);
    check_near(row->value[2], train.accuracy, 0);
    assert_int_equal(row->missing, test ? 0 : 1 << 3 | 1 << 4);
    check_near(row->value[3], test ? test->loss : 0, round_off);
    check_near(row->value[4], test ? test->accuracy : 0, 1e-12);
}

/* Row s is the state after s updates on the batch of update s + 1, to the last bit; the final row and
 * the final checkpoint are the state after the last update. */
static void check_by_replay(struct net_spec net_spec, struct train_spec spec)
{
    struct small_training c, by_hand;
    small_training_open(&c, net_spec, spec);
    small_training_open(&by_hand, net_spec, spec);
    assert_int_equal(small_training_run(&c, NULL), STATUS_OK);
    assert_false(c.outcome.diverged);
    assert_int_equal(c.outcome.steps, spec.steps);

    struct network *net = by_hand.net;
    struct graph *g = net->graph;
    const struct optimizer *optimizer = optimizer_find(spec.optimizer);
    real *slot =
        arena_calloc(&by_hand.arena, (size_t)optimizer->slots * g->params.reals * sizeof(real));
    for (int s = 0; s <= spec.steps; s++) {
        struct score test, train = {0};
        const bool tested = s % spec.evaluate == 0;
        if (tested)
            test = score_of_part(net, &c.data.test, spec.batch, MODE_EVAL);
        int index[SMALL_TRAIN];
        struct pass pass = {.mode = s < spec.steps ? MODE_TRAIN : MODE_MEASURE,
                            .batch = batch_of(&c, s, index),
                            .label_smoothing = spec.label_smoothing};
        add_score(net, &c.data.train, index, pass, &train);
        train.loss /= pass.batch;
        train.accuracy /= pass.batch;
        check_curve(&c, s, train, tested ? &test : NULL);
        if (s == spec.steps)
            break;
        graph_backward(g, &pass, NULL);
        const struct optimizer_spec rates = {schedule_rate(&spec, s),
                                             spec.momentum,
                                             spec.weight_decay,
                                             spec.beta1,
                                             spec.beta2,
                                             spec.epsilon};
        optimizer->step(&rates, s + 1, g->params.reals, g->value, g->grad, slot);
    }

    const struct entry *final = memory_recorder_find(&c.recorded, &series_final, spec.steps, 0);
    const struct score train = score_of_part(net, &c.data.train, spec.batch, MODE_MEASURE),
                       eval = score_of_part(net, &c.data.train, spec.batch, MODE_EVAL),
                       test = score_of_part(net, &c.data.test, spec.batch, MODE_EVAL);
    const double want[] = {train.loss, train.accuracy, test.loss, test.accuracy, eval.loss};
    assert_int_equal(final->missing, 0);
    for (int i = 0; i < 5; i++)
        check_near(final->value[i], want[i], round_off);
    check_near(c.outcome.loss, train.loss, round_off);

    struct training_state state = {g, NULL, 0, spec.steps};
    void *bytes = arena_alloc(&by_hand.arena, checkpoint_bytes(&state));
    checkpoint_pack(&state, bytes);
    const struct checkpoint *last = &c.recorded.save[c.recorded.saves - 1];
    assert_true(last->keep && last->step == spec.steps);
    assert_int_equal(last->bytes, checkpoint_bytes(&state));
    assert_memory_equal(last->data, bytes, last->bytes);
    small_training_close(&c);
    small_training_close(&by_hand);
}

static void row_s_is_the_state_after_s_updates_on_batch_s_plus_1(void **state)
{
    (void)state;
    for (int k = 0; k < 3; k++) {
        check_by_replay(with_norm(blocks[k], "none"), train_spec_of(11, 16));
        check_by_replay(with_norm(blocks[k], "batch"), train_spec_of(11, 16));
    }
    struct train_spec spec = train_spec_of(9, 20);
    spec.optimizer = "adam";
    spec.schedule = "cosine";
    spec.warmup = 3;
    check_by_replay(with_norm("preact", "layer"), spec);
    spec.label_smoothing = 0.3;
    check_by_replay(with_norm("plain", "none"), spec);
    check_by_replay(with_norm("plain", "none"), train_spec_of(0, 16));
    check_by_replay(with_norm("plain", "none"), train_spec_of(4, 100)); /* more than there are */
}

/* ---- batches ---- */

struct witness {
    const struct network *net;
    int batches, count[40], sample[40][SMALL_TRAIN];
};

/* Which samples are in the net: each carries its number. */
static void note_batch(void *self, const struct pass *pass)
{
    struct witness *w = self;
    w->count[w->batches] = pass->batch;
    for (int k = 0; k < pass->batch; k++)
        w->sample[w->batches][k] =
            (int)lrint(100 * number(w->net->input, w->net->input->value, k, 0));
    w->batches++;
}

static enum status nothing_to_write(void *self, const struct recorder *recorder, int64_t step,
                                    bool updated)
{
    (void)self, (void)recorder, (void)step, (void)updated;
    return STATUS_OK;
}

static void watch(struct witness *w, const char *block)
{
    struct train_spec spec = train_spec_of(11, 16);
    spec.log_layers = 1;
    struct small_training c;
    small_training_open(&c, spec_of(block, 4, 8), spec);
    *w = (struct witness){.net = c.net};
    c.instrument[2] = (struct instrument){w, NULL, note_batch, nothing_to_write};
    c.training.instruments = 3;
    assert_int_equal(small_training_run(&c, NULL), STATUS_OK);
    small_training_close(&c);
}

static void each_epoch_visits_each_sample_once_in_an_order_of_its_own(void **state)
{
    (void)state;
    struct witness w;
    watch(&w, "plain");
    assert_int_equal(w.batches, 12); /* eleven updates and the last row: four epochs of three */
    for (int e = 0; e < 4; e++) {
        int seen[SMALL_TRAIN] = {0};
        for (int k = 0; k < 3; k++) {
            assert_int_equal(w.count[3 * e + k], k < 2 ? 16 : 13);
            for (int i = 0; i < w.count[3 * e + k]; i++)
                seen[w.sample[3 * e + k][i]]++;
        }
        for (int i = 0; i < SMALL_TRAIN; i++)
            assert_int_equal(seen[i], 1);
        for (int other = 0; other < e; other++)
            assert_memory_not_equal(w.sample[3 * e], w.sample[3 * other], 16 * sizeof(int));
    }
}

static void twins_see_the_same_batches(void **state)
{
    (void)state;
    struct witness plain, twin;
    watch(&plain, "plain");
    for (int k = 1; k < 3; k++) {
        watch(&twin, blocks[k]);
        assert_memory_equal(plain.count, twin.count, sizeof twin.count);
        assert_memory_equal(plain.sample, twin.sample, sizeof twin.sample);
    }
}

/* ---- what must not disturb training ---- */

static void check_same_end(const struct memory_recorder *a, const struct memory_recorder *b)
{
    const struct checkpoint *x = &a->save[a->saves - 1], *y = &b->save[b->saves - 1];
    assert_int_equal(x->bytes, y->bytes);
    assert_memory_equal(x->data, y->data, x->bytes);
}

static void instruments_and_tests_on_the_way_change_nothing(void **state)
{
    (void)state;
    for (int k = 0; k < 3; k++) {
        struct train_spec spec = train_spec_of(12, 16);
        spec.log_layers = 1;
        struct small_training with, without;
        small_training_open(&with, with_norm(blocks[k], "batch"), spec);
        spec.evaluate = 0;
        spec.log_layers = 0;
        spec.log_curve = 1000;
        small_training_open(&without, with_norm(blocks[k], "batch"), spec);
        without.training.instruments = 0;
        without.training.saver = NULL;
        assert_int_equal(small_training_run(&with, NULL), STATUS_OK);
        assert_int_equal(small_training_run(&without, NULL), STATUS_OK);
        check_same_end(&with.recorded, &without.recorded);
        small_training_close(&with);
        small_training_close(&without);
    }
}

/* What lies in the gradients before the first update, from a check say, is not part of it. */
static void training_starts_from_cleared_gradients(void **state)
{
    (void)state;
    struct small_training clean, dirty;
    small_training_open(&clean, spec_of("plain", 4, 8), train_spec_of(5, 16));
    small_training_open(&dirty, spec_of("plain", 4, 8), train_spec_of(5, 16));
    for (size_t i = 0; i < dirty.net->graph->params.reals; i++)
        dirty.net->graph->grad[i] = 1;
    assert_int_equal(small_training_run(&clean, NULL), STATUS_OK);
    assert_int_equal(small_training_run(&dirty, NULL), STATUS_OK);
    check_same_end(&clean.recorded, &dirty.recorded);
    small_training_close(&clean);
    small_training_close(&dirty);
}

/* One update of plain sgd moves the weights by lr times the clipped norm, along the gradient; a limit
 * that is not reached changes no bit. */
static void clipping_cuts_the_norm_and_keeps_the_direction(void **state)
{
    (void)state;
    struct train_spec spec = train_spec_of(1, 16);
    spec.momentum = spec.weight_decay = 0;
    struct small_training free, cut, loose;
    small_training_open(&free, spec_of("plain", 4, 8), spec);
    spec.clip = .01;
    small_training_open(&cut, spec_of("plain", 4, 8), spec);
    spec.clip = 1e6;
    small_training_open(&loose, spec_of("plain", 4, 8), spec);
    const size_t n = cut.net->graph->params.reals;
    real *before = arena_alloc(&cut.arena, n * sizeof *before);
    memcpy(before, cut.net->graph->value, n * sizeof *before);
    assert_int_equal(small_training_run(&free, NULL), STATUS_OK);
    assert_int_equal(small_training_run(&cut, NULL), STATUS_OK);
    assert_int_equal(small_training_run(&loose, NULL), STATUS_OK);
    check_same_end(&free.recorded, &loose.recorded);
    double a = 0, b = 0, dot = 0;
    for (size_t i = 0; i < n; i++) {
        const double x = (double)cut.net->graph->value[i] - (double)before[i];
        const double y = (double)free.net->graph->value[i] - (double)before[i];
        a += x * x;
        b += y * y;
        dot += x * y;
    }
    check_near(sqrt(a), spec.lr * .01, spec.lr * .01 * (exact ? 1e-9 : 1e-3));
    check_near(dot / sqrt(a) / sqrt(b), 1, exact ? 1e-12 : 1e-4);
    assert_true(b > 4 * a);
    small_training_close(&free);
    small_training_close(&cut);
    small_training_close(&loose);
}

/* Six numbers taken for 2 x 3 pixels, moved by hand; nothing is learned, and a batch is an epoch. */
static void training_batches_are_augmented_and_evaluation_is_not(void **state)
{
    (void)state;
    enum { H = 2, W = 3 };
    struct train_spec spec = train_spec_of(3, SMALL_TRAIN);
    spec.lr = 0;
    real black = 7, moved[SMALL_TRAIN * SMALL_FEATURES];
    struct small_training still, c;
    small_training_open(&still, spec_of("plain", 4, 8), spec);
    small_training_open(&c, spec_of("plain", 4, 8), spec);
    c.data.channels = 1;
    c.data.height = H;
    c.data.width = W;
    c.data.black = &black;
    c.training.augment = (struct augment){1, 1};
    assert_int_equal(small_training_run(&still, NULL), STATUS_OK);
    assert_int_equal(small_training_run(&c, NULL), STATUS_OK);
    for (int s = 0; s <= spec.steps; s++) {
        for (int i = 0; i < SMALL_TRAIN; i++) {
            struct glimpse g = augment_glimpse(c.training.augment, 9, s, i);
            for (int p = 0; p < H * W; p++) {
                int y = p / W + g.down, x = (g.mirrored ? W - 1 - p % W : p % W) + g.right;
                moved[i * H * W + p] = y < 0 || y >= H || x < 0 || x >= W
                                           ? black
                                           : c.data.train.x[i * H * W + y * W + x];
            }
        }
        const struct part part = {SMALL_TRAIN, moved, c.data.train.label, NULL};
        const struct score want = score_of_part(still.net, &part, SMALL_TRAIN, MODE_TRAIN);
        const struct entry *row = memory_recorder_find(&c.recorded, &series_curve, s, 0),
                           *other = memory_recorder_find(&still.recorded, &series_curve, s, 0);
        check_near(row->value[1], want.loss, round_off);
        assert_true(fabs(row->value[1] - other->value[1]) > 1e-3);
        check_near(row->value[3], other->value[3], 0); /* the test part */
    }
    const struct entry *final = memory_recorder_find(&c.recorded, &series_final, spec.steps, 0),
                       *other = memory_recorder_find(&still.recorded, &series_final, spec.steps, 0);
    for (int i = 0; i < 5; i++)
        check_near(final->value[i], other->value[i], 0);
    small_training_close(&still);
    small_training_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(row_s_is_the_state_after_s_updates_on_batch_s_plus_1),
        cmocka_unit_test(each_epoch_visits_each_sample_once_in_an_order_of_its_own),
        cmocka_unit_test(twins_see_the_same_batches),
        cmocka_unit_test(instruments_and_tests_on_the_way_change_nothing),
        cmocka_unit_test(training_starts_from_cleared_gradients),
        cmocka_unit_test(clipping_cuts_the_norm_and_keeps_the_direction),
        cmocka_unit_test(training_batches_are_augmented_and_evaluation_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

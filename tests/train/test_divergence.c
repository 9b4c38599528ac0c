/* Not-a-number is data: it reaches the loss, whatever lies between, and the run ends there with the step
 * and the layer, counted from the input, where it began. */
#include "tests/support/small_training.h"

static const char *const blocks[] = {"plain", "residual", "preact"};

/* Nothing is written after the row of the loss that is not finite, and no state is kept. */
static void check_diverged(struct small_training *c, int64_t step)
{
    assert_true(c->outcome.diverged);
    assert_int_equal(c->outcome.steps, step);
    assert_true(!isfinite(c->outcome.loss));
    assert_int_equal(c->failure.status, STATUS_OK);
    const struct entry *last = &c->recorded.row[c->recorded.rows - 1];
    assert_ptr_equal(last->series, &series_curve);
    assert_int_equal(last->step, step);
    assert_int_equal(last->missing & 1 << 1, 0);
    assert_true(!isfinite(last->value[1]));
    assert_null(memory_recorder_find(&c->recorded, &series_final, step, 0));
    for (int i = 0; i < c->recorded.rows - 1; i++)
        if (c->recorded.row[i].series == &series_curve)
            assert_true(isfinite(c->recorded.row[i].value[1]));
    for (int i = 0; i < c->recorded.saves; i++)
        assert_false(c->recorded.save[i].keep);
}

/* One weight that is not a number, in any layer of any net: no activation, norm or sum heals it. */
static void nan_is_found_in_the_layer_where_it_began(void **state)
{
    (void)state;
    const char *const norms[] = {"none", "batch", "layer"};
    const char *const activations[] = {"relu", "tanh", "sigmoid", "linear"};
    const double values[] = {NAN, INFINITY, -INFINITY};
    for (int k = 0; k < 108; k++) {
        struct net_spec net = spec_of(blocks[k % 3], 4, 8);
        net.norm = norms[k / 3 % 3];
        net.activation = activations[k / 9 % 4];
        const double value = values[k / 36];
        for (int l = 0; l < 6; l++) {
            struct small_training c;
            small_training_open(&c, net, train_spec_of(3, 16));
            c.net->layer[l].w->value[2] = (real)value;
            assert_int_equal(small_training_run(&c, NULL), STATUS_OK);
            /* tanh and sigmoid of infinity are finite: the loss need not notice */
            if (isnan(value) || c.outcome.diverged) {
                check_diverged(&c, c.outcome.steps);
                if (c.outcome.steps == 0)
                    assert_int_equal(c.outcome.layer, l);
            }
            if (isnan(value))
                assert_int_equal(c.outcome.steps, 0);
            small_training_close(&c);
        }
    }
}

static void nan_in_a_sample_is_found_when_its_batch_comes(void **state)
{
    (void)state;
    int order[SMALL_TRAIN], place = 0;
    stream_permutation(stream_of(9, PURPOSE_SHUFFLE, 0, 0), order, SMALL_TRAIN);
    while (order[place] != 17)
        place++;
    for (int k = 0; k < 3; k++) {
        struct small_training c;
        small_training_open(&c, spec_of(blocks[k], 4, 8), train_spec_of(6, 16));
        c.data.train.x[17 * SMALL_FEATURES + 4] = (real)NAN;
        assert_int_equal(small_training_run(&c, NULL), STATUS_OK);
        check_diverged(&c, place / 16);
        assert_int_equal(c.outcome.layer, 0);
        small_training_close(&c);
    }
}

/* The first layer of the graph's last pass that holds a number that is not finite. */
static int first_bad_layer(const struct network *net, int batch)
{
    for (int l = 0; l < net->layers; l++)
        for (int n = 0; n < batch; n++)
            for (int i = 0; i < shape_size(net->layer[l].h->shape); i++)
                if (!isfinite(number(net->layer[l].h, net->layer[l].h->value, n, i)))
                    return l;
    return -1;
}

static void a_huge_learning_rate_diverges_and_is_reported(void **state)
{
    (void)state;
    for (int k = 0; k < 3; k++) {
        struct train_spec spec = train_spec_of(200, 16);
        spec.lr = exact ? 1e100 : 1e12;
        struct small_training c;
        small_training_open(&c, spec_of(blocks[k], 4, 8), spec);
        assert_int_equal(small_training_run(&c, NULL), STATUS_OK);
        assert_true(c.outcome.steps > 0 && c.outcome.steps < 200);
        check_diverged(&c, c.outcome.steps);
        const int batch = c.outcome.steps % 3 < 2 ? 16 : 13;
        assert_int_equal(c.outcome.layer, first_bad_layer(c.net, batch));
        small_training_close(&c);
    }
}

/* The batches were well, the whole set is not: the final row says so, and the net is not kept. */
static void a_net_that_fails_only_at_the_end_is_diverged_too(void **state)
{
    (void)state;
    struct train_spec spec = train_spec_of(1, 8);
    struct small_training c;
    small_training_open(&c, spec_of("plain", 4, 8), spec);
    int order[SMALL_TRAIN];
    stream_permutation(stream_of(9, PURPOSE_SHUFFLE, 0, 0), order, SMALL_TRAIN);
    c.data.train.x[order[30] * SMALL_FEATURES] = (real)NAN; /* in none of the two batches used */
    assert_int_equal(small_training_run(&c, NULL), STATUS_OK);
    assert_true(c.outcome.diverged);
    assert_int_equal(c.outcome.steps, 1);
    const struct entry *final = memory_recorder_find(&c.recorded, &series_final, 1, 0);
    assert_true(!isfinite(final->value[0]));
    assert_int_equal(final->missing, 0);
    assert_int_equal(c.recorded.saves, 0);
    small_training_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nan_is_found_in_the_layer_where_it_began),
        cmocka_unit_test(nan_in_a_sample_is_found_when_its_batch_comes),
        cmocka_unit_test(a_huge_learning_rate_diverges_and_is_reported),
        cmocka_unit_test(a_net_that_fails_only_at_the_end_is_diverged_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

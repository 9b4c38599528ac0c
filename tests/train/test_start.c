/* A net that starts where another ended: nothing is lost where nothing should change, and nets between
 * which nothing can be carried over are refused. */
#include "lab/train/start.h"
#include "tests/support/small_training.h"

/* A small training whose net has been trained for a while, and its last checkpoint. */
static const struct checkpoint *trained(struct small_training *c, struct net_spec net)
{
    struct train_spec spec = train_spec_of(12, 16);
    spec.log_layers = 0;
    small_training_open(c, net, spec);
    assert_int_equal(small_training_run(c, NULL), STATUS_OK);
    return &c->recorded.save[c->recorded.saves - 1];
}

static void pass_over(struct test_net *b)
{
    for (int i = 0; i < 19; i++)
        for (int f = 0; f < SMALL_FEATURES; f++)
            b->net->input->value[i / LANES * SMALL_FEATURES + f][i % LANES] = (real)stream_normal(
                stream_of(3, PURPOSE_TEST, 9, 0), (uint64_t)(i * SMALL_FEATURES + f));
    graph_forward(b->net->graph, &b->pass);
}

static bool same_losses(struct test_net *a, struct test_net *b)
{
    pass_over(a);
    pass_over(b);
    for (int n = 0; n < 19; n++)
        if (number(a->net->loss, a->net->loss->value, n, 0) !=
            number(b->net->loss, b->net->loss->value, n, 0))
            return false;
    return true;
}

static void open_net(struct test_net *b, struct net_spec spec)
{
    test_net_open(b, spec, SMALL_FEATURES, SMALL_CLASSES, 19);
}

enum { SEED = 5 };

static enum status start(struct test_net *b, const struct small_training *source,
                         const struct checkpoint *state, const char *insert, double noise)
{
    b->failure = (struct failure){0};
    return start_from(b->net, source->net, state, insert, noise, SEED, &b->failure);
}

static void identity_layers_behind_relu_change_no_bit_of_the_loss(void **state)
{
    (void)state;
    for (int k = 0; k < 4; k++) {
        struct net_spec spec = spec_of("plain", 4, 8);
        spec.activation = k % 2 ? "linear" : "relu";
        spec.span = 1 + k / 2;
        struct small_training source;
        const struct checkpoint *end = trained(&source, spec);
        struct test_net shallow, deep;
        open_net(&shallow, spec);
        assert_int_equal(start(&shallow, &source, end, "none", 0), STATUS_OK);
        spec.depth = 20;
        open_net(&deep, spec);
        assert_false(same_losses(&shallow, &deep));
        assert_int_equal(start(&deep, &source, end, "identity", 0), STATUS_OK);
        assert_true(same_losses(&shallow, &deep));
        assert_int_equal(start(&deep, &source, end, "identity", 1e-3), STATUS_OK);
        assert_false(same_losses(&shallow, &deep));
        test_net_close(&shallow);
        test_net_close(&deep);
        small_training_close(&source);
    }
}

/* W = I + noise z, z the layer's own draws, b = 0. */
static void noise_is_a_dose_of_the_layers_draws(void **state)
{
    (void)state;
    struct small_training source;
    const struct checkpoint *end = trained(&source, spec_of("plain", 4, 8));
    struct test_net deep;
    open_net(&deep, spec_of("plain", 6, 8));
    assert_int_equal(start(&deep, &source, end, "identity", .1), STATUS_OK);
    for (int l = 5; l <= 6; l++) {
        const struct layer *at = &deep.net->layer[l];
        for (uint64_t i = 0; i < 64; i++)
            check_near((double)at->w->value[i],
                       (i % 9 == 0) +
                           .1 * stream_normal(stream_of(SEED, PURPOSE_WEIGHT, (uint64_t)l, 0), i),
                       round_off);
        for (int i = 0; i < 8; i++)
            assert_true(at->b->value[i] == 0);
    }
    test_net_close(&deep);
    small_training_close(&source);
}

/* The same net goes on, kept statistics included. */
static void without_insertions_every_number_is_the_sources(void **state)
{
    (void)state;
    const char *const blocks[] = {"plain", "preact", "concat", "inception", "highway"};
    for (int k = 0; k < 5; k++) {
        struct net_spec spec = spec_of(blocks[k], 4, 8);
        spec.norm = "batch";
        struct small_training source;
        const struct checkpoint *end = trained(&source, spec);
        struct test_net b;
        open_net(&b, spec);
        assert_int_equal(start(&b, &source, end, "none", 0), STATUS_OK);
        const struct graph *g = b.net->graph, *s = source.net->graph;
        assert_memory_equal(g->value, s->value, g->params.reals * sizeof(real));
        assert_memory_equal(g->kept, s->kept, g->statistics.reals * sizeof(real));
        test_net_close(&b);
        small_training_close(&source);
    }
}

static void what_cannot_be_carried_over_is_refused(void **state)
{
    (void)state;
    struct small_training source;
    const struct checkpoint *end = trained(&source, spec_of("plain", 4, 8));
    struct net_spec wide = spec_of("plain", 4, 9), deep = spec_of("plain", 6, 8),
                    tanh = spec_of("plain", 6, 8), preact = spec_of("preact", 6, 8);
    tanh.activation = "tanh";
    const struct {
        struct net_spec spec;
        const char *insert, *message;
    } law[] = {
        {wide, "none", "whose stem.weight has 48 numbers instead of 54"},
        {deep, "none", "has no block3.layer1.weight; `insert: identity`"},
        {tanh, "identity", "this one is plain with norm none and tanh"},
        {preact, "identity", "this one is preact with norm none and relu"},
    };
    for (int i = 0; i < 4; i++) {
        struct test_net b;
        open_net(&b, law[i].spec);
        assert_int_equal(start(&b, &source, end, law[i].insert, 0), STATUS_DATA);
        if (!strstr(b.failure.message, law[i].message))
            fail_msg("`%s` does not contain `%s`", b.failure.message, law[i].message);
        test_net_close(&b);
    }
    small_training_close(&source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(identity_layers_behind_relu_change_no_bit_of_the_loss),
        cmocka_unit_test(noise_is_a_dose_of_the_layers_draws),
        cmocka_unit_test(without_insertions_every_number_is_the_sources),
        cmocka_unit_test(what_cannot_be_carried_over_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

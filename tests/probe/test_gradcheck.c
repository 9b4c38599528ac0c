/* It passes what is right and finds what is wrong, however small a part of the net that is. */
#include "lab/probe/gradcheck.h"
#include "tests/support/test_net.h"

static const char *const blocks[] = {"plain", "residual", "preact"};
static const char *const norms[] = {"none", "batch", "layer"};
static const char *const activations[] = {"relu", "tanh", "sigmoid", "linear"};
static const char *const branches[] = {"none", "1/sqrt(L)", "zero-last", "rezero"};

static struct gradcheck check(struct test_net *b, int most)
{
    return gradcheck_network(b->net, &b->pass, most);
}

static void every_kind_of_net_has_the_right_gradient(void **state)
{
    (void)state;
    for (int k = 0; k < 144; k++) {
        struct net_spec spec = spec_of(blocks[k % 3], 4, 6);
        spec.norm = norms[k / 3 % 3];
        spec.activation = activations[k / 9 % 4];
        spec.branch = branches[k / 36];
        struct test_net b;
        test_net_open(&b, spec, 5, 3, 19);
        test_net_stir(&b);
        const struct gradcheck c = check(&b, 10);
        if (exact && !(c.error < 1e-6))
            fail_msg("%s, norm %s, %s, branch %s: error %g in %s", spec.block, spec.norm,
                     spec.activation, spec.branch, c.error, c.param);
        test_net_close(&b);
    }
}

static void weights_statistics_and_batch_are_left_as_they_were(void **state)
{
    (void)state;
    struct net_spec spec = spec_of("residual", 4, 6);
    spec.norm = "batch";
    struct test_net b, untouched;
    test_net_open(&b, spec, 5, 3, 19);
    test_net_open(&untouched, spec, 5, 3, 19);
    check(&b, 10);
    const struct graph *g = b.net->graph, *u = untouched.net->graph;
    assert_memory_equal(g->value, u->value, g->params.reals * sizeof(real));
    assert_memory_equal(g->kept, u->kept, g->statistics.reals * sizeof(real));
    assert_memory_equal(b.net->input->value, untouched.net->input->value,
                        node_lanes(b.net->input, 19) * sizeof(lane));
    test_net_close(&b);
    test_net_close(&untouched);
}

/* All elements of small parameters, at most so many of large ones. */
static void numbers_are_counted(void **state)
{
    (void)state;
    struct test_net b;
    test_net_open(&b, spec_of("plain", 2, 6), 5, 3, 4);
    assert_int_equal(check(&b, 1000).numbers, 5 * 6 + 6 + 2 * (36 + 6) + 3 * 6 + 3);
    /* of 30, 36 and 18 elements every third, fourth and second; of 6 and 3 all */
    const int some = check(&b, 10).numbers;
    assert_in_range(some, 6 * 5, 8 * 10);
    assert_int_equal(some, 8 + 6 + 2 * (9 + 6) + 9 + 3);
    test_net_close(&b);
}

/* The error of a smooth loss is within what the differences say of themselves; of inputs so large that it lies in the
 * third derivative, and not in round-off. */
static void the_doubt_bounds_the_error(void **state)
{
    (void)state;
    if (!exact)
        skip();
    struct net_spec spec = spec_of("plain", 2, 6);
    spec.activation = "tanh";
    struct test_net b;
    test_net_open(&b, spec, 5, 3, 19);
    for (size_t i = 0; i < node_lanes(b.net->input, 19); i++)
        b.net->input->value[i] *= 10;
    const struct gradcheck c = check(&b, 1000);
    assert_true(c.error < c.doubt);
    test_net_close(&b);
}

/* The doubts of n numbers are sqrt(n) times one's: none is less than a loss's round-off over the step. */
static void the_doubt_is_of_all_numbers(void **state)
{
    (void)state;
    if (!exact)
        skip();
    struct test_net b;
    test_net_open(&b, spec_of("plain", 2, 6), 5, 3, 19);
    for (size_t i = 0; i < node_lanes(b.net->input, 19); i++)
        b.net->input->value[i] *= (real)0.03; /* round-off is all there is */
    const struct gradcheck c = check(&b, 1000);
    double least = 0, largest = 1;
    for (size_t i = 0; i < node_lanes(b.net->logits, 19); i++)
        for (int k = 0; k < 19 % LANES; k++)
            largest = fmax(largest, fabs((double)b.net->logits->value[i][k]));
    for (const struct param *p = b.net->graph->params.first; p; p = p->next) {
        double size = 0, step = 0;
        for (size_t i = 0; i < p->count; i++) {
            size += (double)(p->grad[i] * p->grad[i]);
            step = fmax(step, 2e-5 * (1 + fabs((double)p->value[i])));
        }
        least = fmax(least, sqrt((double)p->count / size) * 8 * 0x1p-53 * largest / step);
    }
    assert_true(c.doubt > least);
    test_net_close(&b);
}

/* Every step of a weight that leads to a pre-activation of 0 turns its unit on. */
static void a_number_at_a_kink_is_counted_and_not_compared(void **state)
{
    (void)state;
    struct test_net b;
    test_net_open(&b, spec_of("plain", 2, 6), 5, 3, 4);
    const struct param *w = b.net->layer[0].w, *bias = b.net->layer[0].b;
    memset(w->value, 0, w->count * sizeof *w->value);
    memset(bias->value, 0, bias->count * sizeof *bias->value);
    const struct gradcheck c = check(&b, 1000);
    assert_true(c.kinks >= 5 * 6 + 6);
    assert_int_equal(c.kinks + c.numbers, 5 * 6 + 6 + 2 * (36 + 6) + 3 * 6 + 3);
    test_net_close(&b);
}

/* ---- wrong gradients: an op whose backward goes on to spoil one number ---- */

static const struct op *honest;
static real spoiled;

static void spoil(struct node *y, struct pass *pass)
{
    honest->backward(y, pass);
    y->param[0]->grad[0] += spoiled;
}

/* Let layer l add `much` to one number of its weight's gradient. */
static void spoil_layer(struct test_net *b, struct op *liar, int l, double much)
{
    honest = b->net->layer[l].h->op;
    spoiled = (real)much;
    *liar = *honest;
    liar->backward = spoil;
    b->net->layer[l].h->op = liar;
}

static void a_wrong_gradient_is_found_and_named(void **state)
{
    (void)state;
    const char *const weights[] = {"stem.weight",          "block1.layer1.weight",
                                   "block1.layer2.weight", "block2.layer1.weight",
                                   "block2.layer2.weight", "head.weight"};
    for (int k = 0; k < 3; k++)
        for (int l = 0; l < 6; l++) {
            struct test_net b;
            struct op liar;
            test_net_open(&b, spec_of(blocks[k], 4, 6), 5, 3, 19);
            spoil_layer(&b, &liar, l, 1);
            struct gradcheck c = check(&b, 10);
            assert_true(c.error > .1);
            assert_string_equal(c.param, weights[l]);
            spoiled = (real)1e-3;
            c = check(&b, 10);
            assert_true(c.error > 1e-5);
            test_net_close(&b);
        }
}

/* A gradient that is not a number is the worst there is: no later tensor makes it good. */
static void nan_is_an_error(void **state)
{
    (void)state;
    for (int l = 0; l < 6; l++) {
        struct test_net b;
        struct op liar;
        test_net_open(&b, spec_of("preact", 4, 6), 5, 3, 19);
        spoil_layer(&b, &liar, l, NAN);
        const struct gradcheck c = check(&b, 10);
        assert_true(!(c.error < 1));
        assert_string_equal(c.param, b.net->layer[l].w->name);
        test_net_close(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_net_has_the_right_gradient),
        cmocka_unit_test(weights_statistics_and_batch_are_left_as_they_were),
        cmocka_unit_test(numbers_are_counted),
        cmocka_unit_test(the_doubt_bounds_the_error),
        cmocka_unit_test(the_doubt_is_of_all_numbers),
        cmocka_unit_test(a_number_at_a_kink_is_counted_and_not_compared),
        cmocka_unit_test(a_wrong_gradient_is_found_and_named),
        cmocka_unit_test(nan_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

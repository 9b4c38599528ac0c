/* Judged by nets whose constants are known by hand, and by pairs of points, which a promise must cover. */
#include "lab/probe/lipschitz.h"
#include "tests/support/probe_setup.h"

enum { WIDTH = 8 };

static struct net_spec linear_spec(const char *branch)
{
    struct net_spec spec = spec_of("preact", 8, 4);
    spec.activation = "linear";
    spec.branch = branch;
    return spec;
}

static void set_diagonal(const struct layer *l, double a, double b, double c, double d)
{
    const double value[] = {a, b, c, d};
    memset(l->w->value, 0, l->w->count * sizeof(real));
    for (int i = 0; i < 4; i++)
        l->w->value[5 * i] = (real)value[i];
}

static double local_of(struct probe_setup *t, int place)
{
    struct pass pass = probe_fill(&t->run, MODE_EVAL);
    pass.batch = t->run.samples < LANES ? t->run.samples : LANES;
    graph_forward(t->net->graph, &pass);
    return lipschitz_local(&t->run, &pass, place);
}

/* What one layer stretches most the other does not: 2 x 3 is promised, and 3 is so. Four blocks halve that. */
static void known_matrices_have_known_constants(void **state)
{
    (void)state;
    struct probe_setup t;
    for (int scaled = 0; scaled < 2; scaled++) {
        probe_setup_open(&t, linear_spec(scaled ? "1/sqrt(L)" : "none"), (struct shape){5, 1, 1}, 3,
                         9);
        set_diagonal(&t.net->layer[3], 2, 1, -.5, 0);
        set_diagonal(&t.net->layer[4], 1, -3, 0, 1);
        check_near(lipschitz_bound(&t.run, 2), scaled ? 3 : 6, 1e-6);
        check_near(local_of(&t, 2), scaled ? 1.5 : 3, 1e-5);
        assert_int_equal(t.failure.status, STATUS_OK);
        probe_setup_close(&t);
    }
}

/* Where no unit is on the block is the identity, dy/dx - I = 0; beside such a sample, before it or behind it, the other
 * one is the answer. */
static void the_sample_that_is_stretched_most_counts(void **state)
{
    (void)state;
    for (int on = 0; on < 2; on++) {
        struct probe_setup t;
        probe_setup_open(&t, spec_of("preact", 2, 4), (struct shape){4, 1, 1}, 3, 2);
        set_diagonal(&t.net->layer[0], 1, 1, 1, 1);
        set_diagonal(&t.net->layer[1], 3, 1, 1, 1);
        set_diagonal(&t.net->layer[2], 1, 1, 1, 1);
        for (int i = 0; i < 8; i++)
            t.data.train.x[i] = i / 4 == on ? 1 : -1;
        check_near(local_of(&t, 1), 3, 1e-5);
        probe_setup_close(&t);
    }
}

/* A trained factor and a slope of at most 1/4 count. */
static void factors_and_slopes_count(void **state)
{
    (void)state;
    struct probe_setup t;
    struct net_spec spec = linear_spec("rezero");
    spec.activation = "sigmoid";
    probe_setup_open(&t, spec, (struct shape){5, 1, 1}, 3, 9);
    set_diagonal(&t.net->layer[1], 2, 1, 1, 1);
    set_diagonal(&t.net->layer[2], 1, -3, 0, 1);
    check_near(lipschitz_bound(&t.run, 1), 0, 0);
    param_named(t.net, "block1.scale")->value[0] = (real)-.5;
    check_near(lipschitz_bound(&t.run, 1), .5 * 2 * 3 / 4 / 4, 1e-6);
    probe_setup_close(&t);
}

/* G = y - x of the block at sample s, by the block's own forward pass. */
static void pull(const struct probe_setup *t, int place, struct pass *pass)
{
    const struct node *x = probe_output(t->net, place - 1), *y = probe_output(t->net, place);
    graph_forward_between(y->graph, pass, x, y);
}

static void no_two_points_go_farther_apart_than_promised(void **state)
{
    (void)state;
    static const char *const activations[] = {"relu", "tanh", "sigmoid"};
    for (int k = 0; k < 6; k++) {
        struct probe_setup t;
        struct net_spec spec = spec_of("preact", 6, WIDTH);
        spec.activation = activations[k % 3];
        spec.branch = k < 3 ? "1/L" : "none";
        probe_setup_open(&t, spec, (struct shape){5, 1, 1}, 3, 40);
        struct pass pass = probe_fill(&t.run, MODE_EVAL);
        graph_forward(t.net->graph, &pass);
        for (int p = 1; p < probe_places(t.net); p++) {
            const double q = lipschitz_bound(&t.run, p), near = local_of(&t, p);
            assert_true(near > 0 && near < q);
            const struct node *x = probe_output(t.net, p - 1), *y = probe_output(t.net, p);
            const struct stream far = stream_of(8, PURPOSE_TEST, (uint64_t)p, 0);
            for (int i = 0; i < 3 * WIDTH; i++)
                x->value[i] += (real)stream_normal(far, (uint64_t)i);
            pull(&t, p, &pass);
            for (int s = 1; s < 40; s++) {
                double before = 0, apart = 0;
                for (int i = 0; i < WIDTH; i++) {
                    const double a = number(x, x->value, s - 1, i), b = number(x, x->value, s, i);
                    before += (a - b) * (a - b);
                    apart +=
                        pow(number(y, y->value, s - 1, i) - a - (number(y, y->value, s, i) - b), 2);
                }
                assert_true(sqrt(apart) <= q * sqrt(before) * (1 + round_off));
            }
        }
        probe_setup_close(&t);
    }
}

static void what_is_not_known_is_no_number(void **state)
{
    (void)state;
    struct probe_setup t;
    struct net_spec spec = spec_of("plain", 2, WIDTH);
    probe_setup_open(&t, spec, (struct shape){5, 1, 1}, 3, 9);
    assert_true(isnan(lipschitz_bound(&t.run, 1)));
    assert_true(local_of(&t, 1) >= 1); /* a unit that is off is undone by -1 */
    probe_setup_close(&t);
    for (int k = 0; k < 4;
         k++) { /* a norm, a ReLU behind the sum, convolutions, a way around of its own */
        spec = spec_of(k == 1 ? "residual" : "preact", k == 2 ? 8 : 2, k == 2 ? 4 : WIDTH);
        spec.norm = k ? "none" : "batch";
        spec.family = k == 2 ? "cifar" : "mlp";
        spec.shortcut = k == 3 ? "scaled(0.5)" : "identity";
        probe_setup_open(&t, spec, (struct shape){k == 2 ? 1 : 5, k == 2 ? 6 : 1, k == 2 ? 6 : 1},
                         3, 9);
        assert_true(isnan(lipschitz_bound(&t.run, 1)));
        assert_true(local_of(&t, 1) > 0);
        if (k == 2) {
            assert_false(lipschitz_keeps_shape(t.net, 2));
            assert_true(isnan(local_of(&t, 2)));
            assert_true(lipschitz_keeps_shape(t.net, 1));
        }
        probe_setup_close(&t);
    }
    probe_setup_open(&t, spec_of("preact", 2, 257), (struct shape){5, 1, 1}, 3, 9);
    assert_true(isnan(local_of(&t, 1)));
    assert_true(lipschitz_bound(&t.run, 1) > 0);
    check_near(lipschitz_flops(&t.run, 16, 1), 0, 0);
    probe_setup_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_matrices_have_known_constants),
        cmocka_unit_test(the_sample_that_is_stretched_most_counts),
        cmocka_unit_test(factors_and_slopes_count),
        cmocka_unit_test(no_two_points_go_farther_apart_than_promised),
        cmocka_unit_test(what_is_not_known_is_no_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Judged by maps of which the answer is known, and by Gauss elimination on any net's features. */
#include "lab/probe/reconstruct.h"
#include "lab/probe/ridge.h"
#include "tests/support/mirrored_net.h"
#include "tests/support/normal_equations.h"

enum { R2, FIT };

static void a_mirror_shows_the_whole_input(void **state)
{
    (void)state;
    struct probe_setup t;
    mirror_open(&t, 6, 3, 100);
    probe_setup_examine(&t, &probe_reconstruct);
    assert_int_equal(t.recorded.rows, 2);
    for (int p = 0; p < 2; p++) {
        assert_int_equal(t.recorded.row[p].place, p);
        check_near(t.recorded.row[p].value[R2], 1, 1e-5);
        check_near(t.recorded.row[p].value[FIT], 1, 1e-5);
        assert_true(t.recorded.row[p].value[R2] < 1); /* lambda takes its part */
    }
    probe_setup_close(&t);
}

/* The block's first layer lets k of 12 dimensions through: the stem shows all, the block k/12. The inputs
 * lie around 3: means are no variance. */
static void a_projection_shows_its_share(void **state)
{
    (void)state;
    for (int k = 1; k <= 12; k += 4) {
        struct probe_setup t;
        mirror_open(&t, 12, 3, 4000);
        for (int i = 0; i < 12 * 4000; i++)
            t.data.train.x[i] += 3;
        for (int i = k * 12; i < 144; i++)
            t.net->layer[1].w->value[i] = 0;
        probe_setup_examine(&t, &probe_reconstruct);
        check_near(t.recorded.row[0].value[R2], 1, 1e-5);
        check_near(t.recorded.row[1].value[R2], k / 12., .02);
        probe_setup_close(&t);
    }
}

/* Means of the half that fits are what is predicted: no better than the judging half's own. */
static void dead_layers_show_nothing(void **state)
{
    (void)state;
    struct probe_setup t;
    mirror_open(&t, 12, 3, 200);
    memset(t.net->layer[2].w->value, 0, 144 * sizeof(real));
    probe_setup_examine(&t, &probe_reconstruct);
    assert_int_equal(t.recorded.row[1].missing, 0);
    check_near(t.recorded.row[1].value[FIT], 0, 1e-9);
    check_near(t.recorded.row[1].value[R2], 0, .05);
    assert_true(t.recorded.row[1].value[R2] < 0);
    probe_setup_close(&t);
}

static double slow_r2(const double *x, const double *predicted, int from, int to, int F)
{
    double error = 0, variance = 0;
    for (int i = 0; i < F; i++)
        for (int s = from; s < to; s++) {
            error += pow(x[s * F + i] - predicted[s * F + i], 2);
            variance += pow(x[s * F + i] - column_mean(x + from * F, to - from, F, i), 2);
        }
    return 1 - error / variance;
}

static void shares_are_those_of_the_normal_equations(void **state)
{
    (void)state;
    enum { N = 61, MOST = 36 };
    for (int k = 0; k < 2; k++) {
        struct probe_setup t;
        struct net_spec spec = spec_of("residual", 8, k ? 1 : 9);
        spec.family = k ? "cifar" : "mlp";
        spec.norm = "batch";
        probe_setup_open(&t, spec, k ? (struct shape){1, 4, 3} : (struct shape){5, 1, 1}, 3, N);
        probe_setup_examine(&t, &probe_reconstruct);
        assert_int_equal(t.recorded.rows, probe_places(t.net));
        const struct node *in = t.net->input;
        const int inputs = shape_size(in->shape);
        for (int p = 0; p < probe_places(t.net); p++) {
            const struct node *n = probe_output(t.net, p);
            const int F = shape_size(n->shape);
            double h[N * MOST], x[N * MOST], predicted[N * MOST];
            for (int i = 0; i < N * F; i++)
                h[i] = number(n, n->value, i / F, i % F);
            for (int i = 0; i < N * inputs; i++)
                x[i] = number(in, in->value, i / inputs, i % inputs);
            normal_equations(h, x, N, N / 2, F, inputs, RIDGE, predicted);
            const struct entry *e = &t.recorded.row[p];
            assert_int_equal(e->missing, 0);
            check_near(e->value[R2], slow_r2(x, predicted, N / 2, N, inputs), 1e-8);
            check_near(e->value[FIT], slow_r2(x, predicted, 0, N / 2, inputs), 1e-8);
        }
        probe_setup_close(&t);
    }
}

static void features_that_are_not_finite_show_nothing(void **state)
{
    (void)state;
    struct probe_setup t;
    mirror_open(&t, 6, 4, 20);
    t.data.train.x[3] = NAN;
    probe_setup_examine(&t, &probe_reconstruct);
    assert_int_equal(t.recorded.row[1].missing, 1 << R2 | 1 << FIT);
    probe_setup_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mirror_shows_the_whole_input),
        cmocka_unit_test(a_projection_shows_its_share),
        cmocka_unit_test(dead_layers_show_nothing),
        cmocka_unit_test(shares_are_those_of_the_normal_equations),
        cmocka_unit_test(features_that_are_not_finite_show_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

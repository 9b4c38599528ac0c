/* Judged by classes that can be separated or cannot, and by Gauss elimination on any net's features. */
#include "lab/probe/linear_probe.h"
#include "lab/probe/ridge.h"
#include "tests/support/mirrored_net.h"
#include "tests/support/normal_equations.h"

enum { ACCURACY, FIT };

static void separable_classes_are_all_read(void **state)
{
    (void)state;
    struct probe_setup t;
    mirror_open(&t, 6, 4, 100);
    for (int i = 0; i < 600; i++)
        t.data.train.x[i] =
            (real)(.1 * (double)t.data.train.x[i] + (i % 6 == t.data.train.label[i / 6]));
    probe_setup_examine(&t, &probe_linear);
    assert_int_equal(t.recorded.rows, 2);
    for (int p = 0; p < 2; p++) {
        assert_int_equal(t.recorded.row[p].place, p);
        check_near(t.recorded.row[p].value[ACCURACY], 1, 0);
        check_near(t.recorded.row[p].value[FIT], 1, 0);
    }
    probe_setup_close(&t);
}

/* 1000 guesses among 4 classes: a quarter, to four standard deviations. The half that fits looks better. */
static void independent_classes_are_guessed(void **state)
{
    (void)state;
    struct probe_setup t;
    mirror_open(&t, 24, 4, 2000);
    probe_setup_examine(&t, &probe_linear);
    check_near(t.recorded.row[0].value[ACCURACY], .25, .055);
    assert_true(t.recorded.row[0].value[FIT] > t.recorded.row[0].value[ACCURACY]);
    probe_setup_close(&t);
}

static double slow_accuracy(const struct probe_setup *t, const double *predicted, int from, int to)
{
    const int T = t->data.classes;
    int right = 0;
    for (int s = from; s < to; s++) {
        bool best = true;
        for (int c = 0; c < T; c++)
            best &= predicted[s * T + c] <= predicted[s * T + t->data.train.label[s]];
        right += best;
    }
    return (double)right / (to - from);
}

static void accuracies_are_those_of_the_normal_equations(void **state)
{
    (void)state;
    enum { N = 61, T = 3, MOST = 36 };
    for (int k = 0; k < 2; k++) {
        struct probe_setup t;
        struct net_spec spec = spec_of("residual", 8, k ? 1 : 9);
        spec.family = k ? "cifar" : "mlp";
        spec.norm = "batch";
        probe_setup_open(&t, spec, k ? (struct shape){1, 6, 6} : (struct shape){5, 1, 1}, T, N);
        for (int s = 0; s < N; s++) /* something to be read */
            t.data.train.x[s * shape_size(t.net->input->shape)] += (real)t.data.train.label[s];
        probe_setup_examine(&t, &probe_linear);
        assert_int_equal(t.recorded.rows, probe_places(t.net));
        for (int p = 0; p < probe_places(t.net); p++) {
            const struct node *n = probe_output(t.net, p);
            const int F = shape_size(n->shape);
            double x[N * MOST], y[N * T] = {0}, predicted[N * T];
            for (int i = 0; i < N * F; i++)
                x[i] = number(n, n->value, i / F, i % F);
            for (int s = 0; s < N; s++)
                y[s * T + t.data.train.label[s]] = 1;
            normal_equations(x, y, N, N / 2, F, T, RIDGE, predicted);
            const struct entry *e = &t.recorded.row[p];
            assert_int_equal(e->missing, 0);
            check_near(e->value[ACCURACY], slow_accuracy(&t, predicted, N / 2, N), 1e-12);
            check_near(e->value[FIT], slow_accuracy(&t, predicted, 0, N / 2), 1e-12);
        }
        probe_setup_close(&t);
    }
}

static void features_that_are_not_finite_have_no_accuracy(void **state)
{
    (void)state;
    struct probe_setup t;
    mirror_open(&t, 6, 4, 20);
    t.data.train.x[3] = NAN;
    probe_setup_examine(&t, &probe_linear);
    assert_int_equal(t.recorded.rows, 2);
    assert_int_equal(t.recorded.row[1].missing, 1 << ACCURACY | 1 << FIT);
    probe_setup_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(separable_classes_are_all_read),
        cmocka_unit_test(independent_classes_are_guessed),
        cmocka_unit_test(accuracies_are_those_of_the_normal_equations),
        cmocka_unit_test(features_that_are_not_finite_have_no_accuracy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

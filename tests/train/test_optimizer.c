/* Judged by closed forms: on L = a w^2 / 2 momentum is a linear recurrence, whose solution is a sum of
 * two powers; adam's averages are sums that are written out. */
#include "lab/train/optimizer.h"
#include "tests/support/check.h"
#include <complex.h>

static const double tolerance = sizeof(real) == sizeof(double) ? 1e-12 : 1e-5;

enum { N = 37, STEPS = 40 }; /* N: no multiple of any vector's length */

static double start_of(int i)
{
    return 1 + .1 * i;
}

static double curvature_of(int i)
{
    return .05 + .2 * i;
}

/* Minimise a w^2 / 2 for N different a at once; w[t][i] is the weight after t updates. */
static void descend(const char *name, const struct optimizer_spec *spec, double w[STEPS + 1][N])
{
    const struct optimizer *o = optimizer_find(name);
    real now[N], dw[N], slot[2 * N] = {0};
    for (int i = 0; i < N; i++)
        w[0][i] = (double)(now[i] = (real)start_of(i));
    for (int t = 1; t <= STEPS; t++) {
        for (int i = 0; i < N; i++)
            dw[i] = (real)curvature_of(i) * now[i];
        o->step(spec, t, N, now, dw, slot);
        for (int i = 0; i < N; i++) {
            w[t][i] = (double)now[i];
            assert_true(dw[i] == 0); /* the gradient is used up */
        }
    }
}

/* The solution of w_t = p w_(t-1) - q w_(t-2). */
static double power_sum(double p, double q, double w0, double w1, int t)
{
    const double complex root = csqrt(p * p / 4 - q), r = p / 2 + root, s = p / 2 - root;
    const double complex a = (w1 - s * w0) / (r - s), b = w0 - a;
    return creal(a * cpow(r, t) + b * cpow(s, t));
}

static void momentum_is_a_linear_recurrence(void **state)
{
    (void)state;
    const struct optimizer_spec specs[] = {
        {.lr = .1, .momentum = .9, .weight_decay = .01}, /* mostly oscillating */
        {.lr = .1, .momentum = .3, .weight_decay = .5},
        {.lr = .02, .momentum = .05},
    };
    for (int k = 0; k < 6; k++) {
        const struct optimizer_spec *o = &specs[k / 2];
        const bool nesterov = k % 2;
        static double w[STEPS + 1][N];
        descend(nesterov ? "nesterov" : "sgd", o, w);
        for (int i = 0; i < N; i++) {
            const double rate = o->lr * (curvature_of(i) + o->weight_decay), u = o->momentum;
            const double w0 = start_of(i), ahead = nesterov ? 1 + u : 1;
            const double p = 1 + u - rate * ahead, q = nesterov ? u * (1 - rate) : u;
            for (int t = 0; t <= STEPS; t++)
                check_near(w[t][i], power_sum(p, q, w0, (1 - rate * ahead) * w0, t),
                           30 * w0 * tolerance);
        }
    }
}

static void without_momentum_it_is_gradient_descent(void **state)
{
    (void)state;
    const struct optimizer_spec spec = {.lr = .1, .weight_decay = .02};
    for (int k = 0; k < 2; k++) {
        static double w[STEPS + 1][N];
        descend(k ? "nesterov" : "sgd", &spec, w);
        for (int i = 0; i < N; i++)
            for (int t = 0; t <= STEPS; t++)
                check_near(w[t][i], start_of(i) * pow(1 - .1 * (curvature_of(i) + .02), t),
                           20 * tolerance);
    }
}

/* m^ and v^ are weighted means of all gradients so far, and of their squares. */
static void adam_divides_mean_by_root_mean_square(void **state)
{
    (void)state;
    const struct optimizer_spec o = {
        .lr = .03, .weight_decay = .1, .beta1 = .8, .beta2 = .95, .epsilon = 1e-3};
    for (int k = 0; k < 2; k++) {
        static double w[STEPS + 1][N];
        const double coupled = k ? 0 : o.weight_decay, decoupled = k ? o.weight_decay : 0;
        descend(k ? "adamw" : "adam", &o, w);
        for (int i = 0; i < N; i++)
            for (int t = 1; t <= STEPS; t++) {
                double mean = 0, square = 0, weights1 = 0, weights2 = 0;
                for (int j = 1; j <= t; j++) {
                    const double g = (curvature_of(i) + coupled) * w[j - 1][i];
                    mean += pow(o.beta1, t - j) * g;
                    square += pow(o.beta2, t - j) * g * g;
                    weights1 += pow(o.beta1, t - j);
                    weights2 += pow(o.beta2, t - j);
                }
                mean /= weights1;
                square /= weights2;
                const double want = w[t - 1][i] * (1 - o.lr * decoupled) -
                                    o.lr * mean / (sqrt(square) + o.epsilon);
                check_near(w[t][i], want, 10 * tolerance);
            }
    }
}

static void each_name_finds_its_optimizer(void **state)
{
    (void)state;
    const char *const names[] = {"sgd", "nesterov", "adam", "adamw"};
    for (int i = 0; i < 4; i++) {
        assert_string_equal(optimizer_name(i), names[i]);
        assert_string_equal(optimizer_find(names[i])->name, names[i]);
        assert_int_equal(optimizer_find(names[i])->slots, i < 2 ? 1 : 2);
    }
    assert_null(optimizer_name(4));
    assert_null(optimizer_find("SGD"));
    assert_null(optimizer_find(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(momentum_is_a_linear_recurrence),
        cmocka_unit_test(without_momentum_it_is_gradient_descent),
        cmocka_unit_test(adam_divides_mean_by_root_mean_square),
        cmocka_unit_test(each_name_finds_its_optimizer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

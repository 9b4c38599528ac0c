/* Judged by libm in double, over the whole range that matters. */
#include "lab/kernel/elementary.h"
#include "tests/support/check.h"
#include <float.h>

static const bool SINGLE = sizeof(real) == sizeof(float);

typedef vec function(vec);
static vec exp_(vec x)
{
    return vec_exp(x);
}
static vec tanh_(vec x)
{
    return vec_tanh(x);
}
static vec sigmoid_(vec x)
{
    return vec_sigmoid(x);
}

static double logistic(double x)
{
    return x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x));
}

/* One argument in one lane, other arguments in the others: no lane disturbs another. */
static double at(function *f, double x, int lane_of_x)
{
    vec v = {0};
    for (int i = 0; i < VEC; i++)
        v[i] = (real)(i == lane_of_x % VEC ? x : 80 * (i % 3 - 1));
    return (double)f(v)[lane_of_x % VEC];
}

/* The largest relative error over x = from, from + step, ... */
static double worst(function *f, double (*exact)(double), double from, double to, double step)
{
    double most = 0;
    int i = 0;
    for (double x = from; x <= to; x += step, i++) {
        const double argument = (double)(real)x, want = exact(argument);
        const double error = fabs(at(f, argument, i) - want) / fabs(want);
        if (!(error <= most))
            most = error;
    }
    return most;
}

static void exp_is_within_two_units(void **state)
{
    (void)state;
    const double unit = SINGLE ? FLT_EPSILON : DBL_EPSILON;
    assert_true(worst(exp_, exp, -87, 88.7, .00137) <= 2 * unit);
    assert_true(worst(exp_, exp, -1e-3, 1e-3, 1.37e-7) <= 2 * unit);
}

static void exp_is_right_at_the_edges(void **state)
{
    (void)state;
    for (int i = 0; i < VEC; i++) {
        check_near(at(exp_, 0, i), 1, 0);
        check_near(at(exp_, -INFINITY, i), 0, 0);
        assert_true(isinf(at(exp_, INFINITY, i)) && at(exp_, INFINITY, i) > 0);
        assert_true(isnan(at(exp_, NAN, i)));
        assert_true(isnan(at(exp_, -NAN, i)));
        assert_true(isinf(at(exp_, SINGLE ? 88.8 : 709.9, i)));
        assert_true(isinf(at(exp_, 1e30, i)));
        check_near(at(exp_, SINGLE ? -104 : -746, i), 0, 0);
        check_near(at(exp_, -1e30, i), 0, 0);
    }
    /* denormal results keep the bits that there are */
    if (SINGLE)
        for (double x = -103; x < -87; x += .01)
            check_near(at(exp_, (double)(float)x, 0), exp((double)(float)x), 0x1p-149);
}

static void tanh_and_sigmoid_keep_their_relative_error(void **state)
{
    (void)state;
    const double bound = SINGLE ? 1e-6 : 1e-15;
    assert_true(worst(tanh_, tanh, -20, 20, .00137) <= bound);
    assert_true(worst(tanh_, tanh, 1e-6, 1e-2, 1.37e-6) <= bound);
    assert_true(worst(tanh_, tanh, 1e-30, 1e-28, 1.37e-32) <= bound);
    assert_true(worst(sigmoid_, logistic, -87, 87, .00137) <= bound);
}

static void tanh_and_sigmoid_are_right_at_the_edges(void **state)
{
    (void)state;
    for (int i = 0; i < VEC; i++) {
        check_near(at(tanh_, 0, i), 0, 0);
        check_near(at(tanh_, INFINITY, i), 1, 0);
        check_near(at(tanh_, -INFINITY, i), -1, 0);
        assert_true(isnan(at(tanh_, NAN, i)));
        check_near(at(sigmoid_, 0, i), .5, 0);
        check_near(at(sigmoid_, INFINITY, i), 1, 0);
        check_near(at(sigmoid_, -INFINITY, i), 0, 0);
        assert_true(isnan(at(sigmoid_, NAN, i)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exp_is_within_two_units),
        cmocka_unit_test(exp_is_right_at_the_edges),
        cmocka_unit_test(tanh_and_sigmoid_keep_their_relative_error),
        cmocka_unit_test(tanh_and_sigmoid_are_right_at_the_edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Judged by libm with more bits, and at the edges. */
#include "lab/base/portable.h"
#include "tests/support/check.h"
#include <float.h>

typedef double function(double);
typedef long double exact(long double);

/* The largest error over x = from, from + step, ..., in units in the last place of what is exact. */
static double worst(function *f, exact *judge, double from, double to, double step)
{
    double most = 0;
    for (double x = from; x <= to; x += step) {
        const long double want = judge((long double)x);
        const double unit = scalbn(1, ilogb((double)want) - 52);
        const double error = (double)fabsl((long double)f(x) - want) / unit;
        if (!(error <= most))
            most = error;
    }
    return most;
}

static void errors_are_within_two_units_or_three(void **state)
{
    (void)state;
    const struct {
        const char *name;
        function *f;
        exact *judge;
        double from, to, step;
    } range[] = {
        {"exp", portable_exp, expl, -708, 709, .00137},
        {"exp", portable_exp, expl, -1e-3, 1e-3, 1.37e-8},
        {"log", portable_log, logl, .1, 10, 1.37e-5},
        {"log", portable_log, logl, 1e-300, 1e-298, 1.37e-304},
        {"log", portable_log, logl, 1e300, 1e302, 1.37e296},
        {"log", portable_log, logl, .999, 1.001, 1.37e-8},
        {"sin", portable_sin, sinl, -50, 50, 1.37e-4},
        {"cos", portable_cos, cosl, -50, 50, 1.37e-4},
        {"sin", portable_sin, sinl, 1e5 - 50, 1e5, 1.37e-4},
        {"cos", portable_cos, cosl, 1e5 - 50, 1e5, 1.37e-4},
        {"sin", portable_sin, sinl, 1e-9, 1e-6, 1.37e-12},
        {"tanh", portable_tanh, tanhl, -22, 22, 1.37e-4},
        {"tanh", portable_tanh, tanhl, 1e-3, 2e-2, 1.37e-7},
    };
    for (size_t i = 0; i < sizeof range / sizeof *range; i++) {
        const double most =
            worst(range[i].f, range[i].judge, range[i].from, range[i].to, range[i].step);
        if (!(most <= (range[i].f == portable_tanh ? 3 : 2)))
            fail_msg("%s from %g: %g units", range[i].name, range[i].from, most);
    }
}

static void edges_are_libms(void **state)
{
    (void)state;
    const double x[] = {0, -0., 1, -1, INFINITY, -INFINITY, NAN, 1e308, -1e308, 5e-324, -5e-324};
    function *const ours[] = {portable_exp, portable_log, portable_tanh}, *const theirs[] = {
                                                                              exp, log, tanh};
    for (int k = 0; k < 3; k++)
        for (size_t i = 0; i < sizeof x / sizeof *x; i++) {
            const double got = ours[k](x[i]), want = theirs[k](x[i]);
            if (isnan(want) ? !isnan(got)
                            : !(fabs(got - want) <= DBL_EPSILON * fabs(want) || got == want))
                fail_msg("function %d of %g is %.17g, not %.17g", k, x[i], got, want);
            assert_true(isnan(want) || signbit(got) == signbit(want));
        }
    check_near(portable_exp(-740), exp(-740), 5e-324);
    assert_true(isinf(portable_exp(709.8)) && portable_exp(-746) == 0);
    assert_true(portable_sin(0) == 0 && portable_cos(0) == 1);
    assert_true(isnan(portable_sin(INFINITY)) && isnan(portable_cos(NAN)));
}

static void powers_are_products(void **state)
{
    (void)state;
    assert_true(portable_power(3, 0) == 1 && portable_power(3, 5) == 243);
    check_near(portable_power(.999, 100000), pow(.999, 100000), 1e-12 * pow(.999, 100000));
}

/* FNV-1a (base/hash.h) */
static void hash(uint64_t *h, double x)
{
    unsigned char byte[sizeof x];
    memcpy(byte, &x, sizeof x);
    for (size_t i = 0; i < sizeof x; i++)
        *h = (*h ^ byte[i]) * UINT64_C(0x100000001b3);
}

static void bits_are_these(void **state)
{
    (void)state;
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    double x = .7;
    for (int i = 0; i < 10000; i++) {
        x = 3.9 * x * (1 - x);
        hash(&h, portable_exp(40 * x - 20));
        hash(&h, portable_log(x));
        hash(&h, portable_sin(40 * x));
        hash(&h, portable_cos(40 * x));
        hash(&h, portable_tanh(3 * x - 1));
    }
    if (strcmp(DEPTHLAB_ARITHMETIC, "fast"))
        assert_int_equal(h, UINT64_C(0x6c4a13e302867946));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_are_within_two_units_or_three),
        cmocka_unit_test(edges_are_libms),
        cmocka_unit_test(powers_are_products),
        cmocka_unit_test(bits_are_these),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

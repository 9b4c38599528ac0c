#include "lab/claim/metric.h"
#include "tests/support/check.h"

static double reduce(const char *name, int n, const double *x)
{
    int place[64];
    for (int i = 0; i < n; i++)
        place[i] = i;
    return aggregate_find(name)->of(n, place, x);
}

static void many_places_become_one_number(void **state)
{
    (void)state;
    const double x[] = {3, -1, 7, 5};
    check_near(reduce("max", 4, x), 7, 0);
    check_near(reduce("min", 4, x), -1, 0);
    check_near(reduce("mean", 4, x), 3.5, 0);
    check_near(reduce("first", 4, x), 3, 0);
    check_near(reduce("last", 4, x), 5, 0);
    check_near(reduce("fall", 4, x), 4, 0); /* from 3 to -1 */
    check_near(reduce("fall", 2, x + 1), 0, 0);
    check_near(reduce("fall", 1, x), 0, 0);
    assert_null(aggregate_find("median"));
}

static void a_place_without_a_value_leaves_none(void **state)
{
    (void)state;
    for (int hole = 0; hole < 3; hole++) {
        double x[] = {1, 2, 3};
        x[hole] = NAN;
        assert_true(isnan(reduce("max", 3, x)));
        assert_true(isnan(reduce("min", 3, x)));
        assert_true(isnan(reduce("mean", 3, x)));
        assert_true(isnan(reduce("fall", 3, x)));
    }
}

static void a_slope_is_positive_when_the_value_grows_toward_the_input(void **state)
{
    (void)state;
    enum { N = 26 };
    int place[N];
    double x[N];
    for (int i = 0; i < N; i++) {
        place[i] = i;
        x[i] = 7 * pow(10, .0416 * (N - 1 - i));
    }
    check_near(aggregate_slope.of(N, place, x), .0416, 1e-14);
    x[0] *= 100; /* stem and head are not hidden layers */
    x[N - 1] /= 1000;
    check_near(aggregate_slope.of(N, place, x), .0416, 1e-14);
}

static void a_slope_is_that_of_least_squares(void **state)
{
    (void)state;
    const int place[] = {0, 1, 2, 3, 4};
    const double x[] = {1, 10, 1000, 10, 1}; /* logs 1, 3, 1: level */
    check_near(aggregate_slope.of(5, place, x), 0, 1e-15);
    const double y[] = {1, 10, 10, 1000,
                        1}; /* logs 1, 1, 3: by hand (3 - 1) / 2 away from the input */
    check_near(aggregate_slope.of(5, place, y), -1, 1e-15);
}

static void no_slope_without_two_hidden_layers_or_with_a_zero(void **state)
{
    (void)state;
    const int place[] = {0, 1, 2, 3};
    const double x[] = {1, 2, 3, 4}, zero[] = {1, 0, 3, 4}, big[] = {1, INFINITY, 3, 4};
    for (int n = 1; n <= 3; n++)
        assert_true(isnan(aggregate_slope.of(n, place, x)));
    assert_true(isnan(aggregate_slope.of(4, place, zero)));
    assert_true(isnan(aggregate_slope.of(4, place, big)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_places_become_one_number),
        cmocka_unit_test(a_place_without_a_value_leaves_none),
        cmocka_unit_test(a_slope_is_positive_when_the_value_grows_toward_the_input),
        cmocka_unit_test(a_slope_is_that_of_least_squares),
        cmocka_unit_test(no_slope_without_two_hidden_layers_or_with_a_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

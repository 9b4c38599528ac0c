/* Judged by tabulated values, by libm in double over the whole range that matters, and at the edges. */
#include "lab/kernel/normal.h"
#include "tests/support/check.h"

static const bool SINGLE = sizeof(real) == sizeof(float);

/* One argument in one lane, other arguments in the others: no lane disturbs another. */
static struct vec_normal at(double x, int lane_of_x)
{
    vec v = {0};
    for (int i = 0; i < VEC; i++)
        v[i] = (real)(i == lane_of_x % VEC ? x : 9 * (i % 3 - 1));
    const struct vec_normal n = vec_normal(v);
    return (struct vec_normal){{n.below[lane_of_x % VEC]}, {n.density[lane_of_x % VEC]}};
}

static void agrees_with_the_tables(void **state)
{
    (void)state;
    const double table[][3] = {
        {-12, 1.77648211207767759e-33, 2.14638373566306032e-32},
        {-6, 9.8658764503769814e-10, 6.0758828498232862e-9},
        {-3, 1.34989803163009453e-3, 4.43184841193800718e-3},
        {-1, .158655253931457051, .241970724519143349},
        {0, .5, .398942280401432678},
        {.5, .691462461274013104, .352065326764299478},
        {1, .841344746068542949, .241970724519143349},
        {3, .998650101968369905, 4.43184841193800718e-3},
    };
    const double bound = SINGLE ? 6e-7 : 1e-13;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const struct vec_normal n = at(table[i][0], (int)i);
        check_near((double)n.below[0] / table[i][1], 1, bound);
        check_near((double)n.density[0] / table[i][2], 1, bound);
    }
}

/* Below -12.9 a float has no more bits for Phi, and above 13.1 none for phi. */
static void keeps_its_relative_error_far_into_the_tails(void **state)
{
    (void)state;
    const double bound = SINGLE ? 6e-7 : 1e-13;
    int i = 0;
    for (double x = -12.9; x < 13; x += .000137, i++) {
        const double v = (double)(real)x;
        const struct vec_normal n = at(v, i);
        check_near((double)n.below[0] / (.5 * erfc(-v * sqrt(.5))), 1, bound);
        check_near((double)n.density[0] * sqrt(2 * acos(-1)) / exp(-.5 * v * v), 1, bound);
    }
}

static void is_right_at_the_edges(void **state)
{
    (void)state;
    for (int i = 0; i < VEC; i++) {
        check_near((double)at(0, i).below[0], .5, 0);
        check_near((double)at(INFINITY, i).below[0], 1, 0);
        check_near((double)at(-INFINITY, i).below[0], 0, 0);
        check_near((double)at(1e30, i).below[0], 1, 0);
        check_near((double)at(-1e30, i).below[0], 0, 0);
        check_near((double)at(INFINITY, i).density[0], 0, 0);
        check_near((double)at(-1e30, i).density[0], 0, 0);
        assert_true(isnan((double)at(NAN, i).below[0]) && isnan((double)at(NAN, i).density[0]));
        assert_true(isnan((double)at(-NAN, i).below[0]) && isnan((double)at(-NAN, i).density[0]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_tables),
        cmocka_unit_test(keeps_its_relative_error_far_into_the_tails),
        cmocka_unit_test(is_right_at_the_edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "lab/base/paired.h"
#include "tests/support/check.h"

static struct paired compared(int n, const double *a, const double *b, enum scale scale)
{
    struct arena arena;
    struct failure failure = {0};
    struct paired pair;
    arena_open(&arena, SIZE_MAX);
    assert_int_equal(paired_compare(&arena, n, a, b, scale, &pair, &failure), STATUS_OK);
    arena_close(&arena);
    return pair;
}

static const double one[] = {1, 1, 1, 1, 1, 1}, two[] = {2, 4, 2, 4, 2, 4};

static void the_effect_is_a_difference_or_a_ratio(void **state)
{
    (void)state;
    struct paired p = compared(6, two, one, SCALE_BY_SIZE);
    assert_false(p.ratio);
    check_near(p.effect, 2, 0);
    check_near(p.within.low, 1, 0);
    check_near(p.within.high, 3, 0);
    p = compared(6, two, one, SCALE_RATIO);
    assert_true(p.ratio);
    check_near(p.effect, sqrt(8), 1e-12);
    check_near(p.within.low, 2, 1e-12);
    check_near(p.within.high, 4, 1e-12);
}

static void it_is_a_ratio_where_values_span_more_than_ten(void **state)
{
    (void)state;
    const double ten[] = {10, 10, 10, 10, 10, 10}, more[] = {10, 10, 10, 10, 10, 10.1};
    assert_false(compared(6, ten, one, SCALE_BY_SIZE).ratio);
    assert_true(compared(6, more, one, SCALE_BY_SIZE).ratio);
    assert_false(compared(6, more, one, SCALE_DIFFERENCE).ratio);
    const double zero[] = {0, 1, 1, 1, 1, 1};
    assert_false(compared(6, more, zero, SCALE_RATIO).ratio);
}

static void the_sign_is_of_p_either_way(void **state)
{
    (void)state;
    const double mixed[] = {2, 0, 2, 0, 2, 0};
    struct paired p = compared(6, two, one, SCALE_BY_SIZE);
    assert_int_equal(p.sign, 1);
    check_near(p.above, 1 / 64., 0);
    check_near(p.below, 1, 0);
    assert_int_equal(compared(6, one, two, SCALE_BY_SIZE).sign, -1);
    assert_int_equal(compared(6, mixed, one, SCALE_BY_SIZE).sign, 0);
    assert_int_equal(compared(4, two, one, SCALE_BY_SIZE).sign, 0);
    assert_int_equal(paired_sign(6, two, one, SCALE_BY_SIZE, .05), 1);
    assert_int_equal(paired_sign(6, two, one, SCALE_BY_SIZE, .01), 0);
    assert_int_equal(paired_sign(6, one, two, SCALE_BY_SIZE, .05), -1);
    assert_int_equal(paired_sign(6, mixed, one, SCALE_BY_SIZE, .05), 0);
}

static void an_infinity_opens_an_end_and_two_of_them_cancel(void **state)
{
    (void)state;
    const double lost[] = {2, 2, 2, 2, 2, INFINITY};
    struct paired p = compared(6, lost, one, SCALE_BY_SIZE);
    assert_true(p.ratio);
    check_near(p.effect, INFINITY, 0);
    check_near(p.within.low, 2, 1e-12);
    check_near(p.within.high, INFINITY, 0);
    p = compared(6, lost, lost, SCALE_BY_SIZE);
    check_near(p.effect, 1, 0);
    assert_int_equal(p.sign, 0);
}

static void of_many_seeds_the_first_are_tested(void **state)
{
    (void)state;
    double a[30], b[30] = {0};
    for (int i = 0; i < 30; i++)
        a[i] = i < SIGN_FLIP_MOST ? 1 : -9;
    const struct paired p = compared(30, a, b, SCALE_BY_SIZE);
    assert_int_equal(p.tested, SIGN_FLIP_MOST);
    check_near(p.effect, 1, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_effect_is_a_difference_or_a_ratio),
        cmocka_unit_test(it_is_a_ratio_where_values_span_more_than_ten),
        cmocka_unit_test(the_sign_is_of_p_either_way),
        cmocka_unit_test(an_infinity_opens_an_end_and_two_of_them_cancel),
        cmocka_unit_test(of_many_seeds_the_first_are_tested),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

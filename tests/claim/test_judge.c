#include "lab/claim/judge.h"
#include "tests/support/check.h"

static struct arena arena;
static struct failure failure;

static struct verdict judged_as(bool check, enum relation relation, int n, struct side a,
                                struct side b, const double *within)
{
    const struct sides sides = {relation, check, n, a, b, within};
    struct verdict v = judge(&arena, &sides, &failure);
    assert_non_null(v.statistic);
    assert_int_equal(v.seeds, n);
    return v;
}

static struct verdict judged(enum relation relation, int n, const double *a, const double *b,
                             const double *within)
{
    return judged_as(false, relation, n, (struct side){a, 1}, (struct side){b, 1}, within);
}

static struct verdict checked(enum relation relation, int n, const double *a, const double *b,
                              const double *within)
{
    return judged_as(true, relation, n, (struct side){a, 1}, (struct side){b, 1}, within);
}

static const double one[] = {1, 1, 1, 1, 1, 1}, two[] = {2, 2.1, 2.2, 2.3, 2.4, 2.5};

static void an_order_that_holds_for_five_seeds_is_supported(void **state)
{
    (void)state;
    struct verdict v = judged(RELATION_GREATER, 5, two, one, NULL);
    assert_string_equal(v.verdict, "supported");
    assert_string_equal(v.leaning, "");
    assert_int_equal(v.holds, 5);
    check_near(v.p, 1 / 32., 0);
    assert_true(isnan(v.low) && isnan(v.high));
    assert_string_equal(v.statistic, "2.2 against 1 (means of 5 seeds); paired difference 1.2; "
                                     "A > B in 5 of 5; p = 0.0312");
    v = judged(RELATION_LESS, 5, one, two, NULL);
    assert_string_equal(v.verdict, "supported");
    assert_non_null(strstr(v.statistic, "A < B in 5 of 5"));
}

static void from_six_seeds_on_the_effect_has_an_interval(void **state)
{
    (void)state;
    struct verdict v = judged(RELATION_GREATER, 6, two, one, NULL);
    assert_string_equal(v.scale, "difference");
    check_near(v.effect, 1.25, 1e-12);
    check_near(v.low, 1, 1e-12);
    check_near(v.high, 1.5, 1e-12);
    assert_non_null(strstr(v.statistic, "paired difference 1.25 (95 % interval 1 to 1.5); A > B"));
}

/* What is tested has the factors, what is estimated has not. */
static void sides_stand_as_they_are_written_and_their_ratio_without_factors(void **state)
{
    (void)state;
    const double four[] = {4, 4, 4, 4, 4, 4};
    struct verdict v =
        judged_as(false, RELATION_GREATER, 6, (struct side){four, 1}, (struct side){two, 2}, NULL);
    assert_string_equal(v.verdict, "supported");
    assert_string_equal(v.scale, "ratio");
    check_near(v.low, 2 * 4 / 2.5, 1e-12);
    check_near(v.high, 2 * 4 / 2., 1e-12);
    assert_string_equal(v.statistic,
                        "4 against 2 x 1.125 (means of 6 seeds); paired ratio 3.57 (95 % interval "
                        "3.2 to 4); A > B in 6 of 6; p = 0.0156");
    v = judged_as(false, RELATION_LESS, 6, (struct side){four, .5}, (struct side){two, 1}, NULL);
    assert_string_equal(v.verdict, "not supported");
    check_near(v.low, 8 / 2.5, 1e-12);
}

static void the_reverse_is_not_supported(void **state)
{
    (void)state;
    struct verdict v = judged(RELATION_LESS, 5, two, one, NULL);
    assert_string_equal(v.verdict, "not supported");
    assert_int_equal(v.holds, 0);
    check_near(v.p, 1, 0);
    assert_non_null(strstr(v.statistic, "p = 1, of the reverse 0.0312"));
}

static void neither_is_inconclusive_and_leans(void **state)
{
    (void)state;
    const double a[] = {3, 1, 3, 1, 3}, b[] = {2, 2, 2, 2, 2};
    struct verdict v = judged(RELATION_GREATER, 5, a, b, NULL);
    assert_string_equal(v.verdict, "inconclusive");
    assert_string_equal(v.leaning, "for");
    assert_int_equal(v.holds, 3);
    check_near(v.p, .5, 0);
    assert_string_equal(judged(RELATION_LESS, 5, a, b, NULL).leaning, "against");
    assert_string_equal(judged(RELATION_LESS, 4, a, b, NULL).leaning, "");
}

static void four_seeds_cannot_decide(void **state)
{
    (void)state;
    struct verdict v = judged(RELATION_GREATER, 4, two, one, NULL);
    assert_string_equal(v.verdict, "inconclusive");
    assert_int_equal(v.holds, 4);
    assert_non_null(strstr(v.statistic, "fewer than 5 seeds cannot decide"));
    v = judged(RELATION_GREATER, 2, two, one, NULL);
    assert_non_null(strstr(v.statistic, "2.05 against 1 (means of 2 seeds); "));
    v = judged(RELATION_GREATER, 1, two, one, NULL);
    assert_non_null(strstr(v.statistic, "2 against 1 (one seed); "));
}

static void two_that_diverged_do_not_differ(void **state)
{
    (void)state;
    const double a[] = {INFINITY, INFINITY, INFINITY, INFINITY, INFINITY, INFINITY};
    struct verdict v = judged(RELATION_GREATER, 5, a, a, NULL);
    assert_string_equal(v.verdict, "inconclusive");
    assert_int_equal(v.holds, 0);
    v = judged(RELATION_GREATER, 5, a, one, NULL);
    assert_string_equal(v.verdict, "supported");
    v = judged(RELATION_GREATER, 5, one, a, NULL);
    assert_string_equal(v.verdict, "not supported");
}

static void of_many_seeds_the_first_are_tested(void **state)
{
    (void)state;
    double a[30], b[30];
    for (int i = 0; i < 30; i++) {
        a[i] = i < 20;
        b[i] = 0;
    }
    struct verdict v = judged(RELATION_GREATER, 30, a, b, NULL);
    assert_string_equal(v.verdict, "supported");
    assert_int_equal(v.holds, 20);
    check_near(v.p, ldexp(1, -20), 0);
    assert_non_null(strstr(v.statistic, "tested over the first 20"));
}

static void near_holds_when_the_interval_lies_inside(void **state)
{
    (void)state;
    const double a[] = {1.5, .5, 1, 1, 1.25, .75}, wide[] = {.5, .5, .5, .5, .5, .5},
                 tight[] = {.5, .5, .5, .5, .5, .499}, far[] = {9, 8, 7, 8, 9, 9};
    struct verdict v = judged(RELATION_NEAR, 6, a, one, wide);
    assert_string_equal(v.verdict, "supported");
    assert_true(isnan(v.p));
    assert_string_equal(v.statistic, "1 near 1 within 0.5 (means of 6 seeds); paired difference 0 "
                                     "(95 % interval -0.5 to 0.5); within it in 6 of 6");
    const double off[] = {1.6, .5, 1, 1, 1.25, .75};
    v = judged(RELATION_NEAR, 6, off, one, wide);
    assert_string_equal(v.verdict, "inconclusive");
    assert_string_equal(v.leaning, "for");
    assert_int_equal(v.holds, 5);
    assert_string_equal(judged(RELATION_NEAR, 6, far, one, wide).verdict, "not supported");
    assert_string_equal(judged(RELATION_NEAR, 6, one, far, wide).verdict, "not supported");
    assert_string_equal(judged(RELATION_NEAR, 6, a, one, tight).verdict, "supported");
}

/* By which a value may be off goes with its seed. */
static void each_seed_has_its_tolerance(void **state)
{
    (void)state;
    const double low[] = {.4, 1, 1, 1, 1, 1}, high[] = {1.6, 1, 1, 1, 1, 1},
                 within[] = {.5, 2, 2, 2, 2, 2, 2}, wider[] = {.7, 2, 2, 2, 2, 2, 2};
    assert_string_equal(judged(RELATION_NEAR, 6, low, one, within).verdict, "inconclusive");
    assert_string_equal(judged(RELATION_NEAR, 6, high, one, within).verdict, "inconclusive");
    assert_string_equal(judged(RELATION_NEAR, 6, low, one, wider).verdict, "supported");
    assert_string_equal(judged(RELATION_NEAR, 6, high, one, wider).verdict, "supported");
}

static void near_stays_open_with_five_seeds(void **state)
{
    (void)state;
    struct verdict v = judged(RELATION_NEAR, 5, one, one, two);
    assert_string_equal(v.verdict, "inconclusive");
    assert_string_equal(v.leaning, "for");
    assert_non_null(strstr(v.statistic, "fewer than 6 seeds cannot decide"));
}

static void nothing_is_near_an_infinity(void **state)
{
    (void)state;
    const double a[] = {INFINITY, INFINITY, INFINITY, INFINITY, INFINITY, INFINITY};
    assert_string_equal(judged(RELATION_NEAR, 6, a, a, one).verdict, "not supported");
    assert_string_equal(judged(RELATION_NEAR, 6, a, one, one).verdict, "not supported");
    assert_string_equal(checked(RELATION_NEAR, 1, a, a, one).verdict, "not supported");
    assert_string_equal(checked(RELATION_EQUAL, 1, a, a, NULL).verdict, "not supported");
}

static void a_check_holds_for_every_seed_or_not(void **state)
{
    (void)state;
    const double a[] = {.1, 1, 2}, b[] = {.1, 1, nextafter(2, 3)}, within[] = {1, 1, 1};
    struct verdict v = checked(RELATION_EQUAL, 3, a, a, NULL);
    assert_string_equal(v.verdict, "supported");
    assert_int_equal(v.holds, 3);
    assert_true(isnan(v.p));
    assert_string_equal(v.scale, "");
    v = checked(RELATION_EQUAL, 3, a, b, NULL);
    assert_string_equal(v.verdict, "not supported");
    assert_non_null(strstr(v.statistic, "so in 2 of 3; at most 4.44e-16 apart"));
    assert_string_equal(checked(RELATION_NEAR, 3, a, b, within).verdict, "supported");
    assert_string_equal(checked(RELATION_LESS, 3, a, two, NULL).verdict, "supported");
    assert_string_equal(checked(RELATION_GREATER, 3, a, one, NULL).verdict, "not supported");
}

static void a_full_arena_is_a_failure(void **state)
{
    (void)state;
    struct arena none = {0};
    for (int i = 0; i < 4; i++) {
        struct failure full = {0};
        const struct sides sides = {
            i < 3 ? RELATION_LESS : RELATION_NEAR, i < 2, 5, {one, 1}, {two, 1}, one};
        assert_string_equal(judge(&none, &sides, &full).statistic, "");
        assert_string_equal(full.message, "out of memory");
    }
}

static int open_arena(void **state)
{
    (void)state;
    arena_open(&arena, 1 << 26);
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_order_that_holds_for_five_seeds_is_supported),
        cmocka_unit_test(from_six_seeds_on_the_effect_has_an_interval),
        cmocka_unit_test(sides_stand_as_they_are_written_and_their_ratio_without_factors),
        cmocka_unit_test(the_reverse_is_not_supported),
        cmocka_unit_test(neither_is_inconclusive_and_leans),
        cmocka_unit_test(four_seeds_cannot_decide),
        cmocka_unit_test(two_that_diverged_do_not_differ),
        cmocka_unit_test(of_many_seeds_the_first_are_tested),
        cmocka_unit_test(near_holds_when_the_interval_lies_inside),
        cmocka_unit_test(each_seed_has_its_tolerance),
        cmocka_unit_test(near_stays_open_with_five_seeds),
        cmocka_unit_test(nothing_is_near_an_infinity),
        cmocka_unit_test(a_check_holds_for_every_seed_or_not),
        cmocka_unit_test(a_full_arena_is_a_failure),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}

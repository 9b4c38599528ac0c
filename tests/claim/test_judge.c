#include "lab/claim/judge.h"
#include "tests/support/check.h"

static struct arena arena;
static struct failure failure;

static struct verdict judged(enum relation relation, int n, const double *a, const double *b,
                             const double *within)
{
    struct verdict v = judge(&arena, relation, n, a, b, within, &failure);
    assert_non_null(v.statistic);
    assert_int_equal(v.seeds, n);
    return v;
}

static const double one[] = {1, 1, 1, 1, 1}, two[] = {2, 2.1, 2.2, 2.3, 2.4};

static void an_order_that_holds_for_five_seeds_is_supported(void **state)
{
    (void)state;
    struct verdict v = judged(RELATION_GREATER, 5, two, one, NULL);
    assert_string_equal(v.verdict, "supported");
    assert_int_equal(v.holds, 5);
    check_near(v.p, 1 / 32., 0);
    assert_string_equal(v.statistic,
                        "A = 2.2, B = 1 (means of 5 seeds), A > B in 5 of 5; p = 0.0312");
    v = judged(RELATION_LESS, 5, one, two, NULL);
    assert_string_equal(v.verdict, "supported");
    assert_non_null(strstr(v.statistic, "A < B in 5 of 5"));
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

static void neither_is_inconclusive(void **state)
{
    (void)state;
    const double a[] = {3, 1, 3, 1, 3}, b[] = {2, 2, 2, 2, 2};
    struct verdict v = judged(RELATION_GREATER, 5, a, b, NULL);
    assert_string_equal(v.verdict, "inconclusive");
    assert_int_equal(v.holds, 3);
    check_near(v.p, .5, 0);
}

static void four_seeds_cannot_decide(void **state)
{
    (void)state;
    struct verdict v = judged(RELATION_GREATER, 4, two, one, NULL);
    assert_string_equal(v.verdict, "inconclusive");
    assert_int_equal(v.holds, 4);
    assert_non_null(strstr(v.statistic, "fewer than 5 seeds cannot decide"));
}

static void two_that_diverged_do_not_differ(void **state)
{
    (void)state;
    const double a[] = {INFINITY, INFINITY, INFINITY, INFINITY, INFINITY};
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
        a[i] = i < 24;
        b[i] = 0;
    }
    struct verdict v = judged(RELATION_GREATER, 30, a, b, NULL);
    assert_string_equal(v.verdict, "supported");
    assert_int_equal(v.holds, 24);
    check_near(v.p, ldexp(1, -24), 0);
    assert_non_null(strstr(v.statistic, "tested over the first 24"));
}

static void equality_is_to_the_last_bit(void **state)
{
    (void)state;
    const double a[] = {.1, 1, 2}, b[] = {.1, 1, nextafter(2, 3)};
    struct verdict v = judged(RELATION_EQUAL, 3, a, a, NULL);
    assert_string_equal(v.verdict, "supported");
    assert_int_equal(v.holds, 3);
    assert_true(isnan(v.p));
    v = judged(RELATION_EQUAL, 3, a, b, NULL);
    assert_string_equal(v.verdict, "not supported");
    assert_int_equal(v.holds, 2);
    assert_non_null(strstr(v.statistic, "equal to the last bit in 2 of 3; at most 4.44e-16 apart"));
}

static void two_that_diverged_are_not_equal(void **state)
{
    (void)state;
    const double a[] = {INFINITY};
    assert_string_equal(judged(RELATION_EQUAL, 1, a, a, NULL).verdict, "not supported");
    assert_string_equal(judged(RELATION_NEAR, 1, a, a, one).verdict, "not supported");
}

static void near_includes_the_edge_and_asks_every_seed(void **state)
{
    (void)state;
    const double a[] = {1.5, .5, 1}, b[] = {1, 1, 1}, within[] = {.5, .5, .5};
    struct verdict v = judged(RELATION_NEAR, 3, a, b, within);
    assert_string_equal(v.verdict, "supported");
    assert_int_equal(v.holds, 3);
    assert_true(isnan(v.p));
    assert_string_equal(v.statistic,
                        "A = 1 (mean of 3 seeds, 0.5 to 1.5), within 0.5 of 1 in 3 of 3");
    const double tight[] = {.5, .49, .5};
    v = judged(RELATION_NEAR, 3, a, b, tight);
    assert_string_equal(v.verdict, "not supported");
    assert_int_equal(v.holds, 2);
}

static void a_full_arena_is_a_failure(void **state)
{
    (void)state;
    struct arena none = {0};
    const enum relation relation[] = {RELATION_LESS, RELATION_EQUAL, RELATION_NEAR};
    for (int i = 0; i < 3; i++) {
        struct failure full = {0};
        assert_string_equal(judge(&none, relation[i], 5, one, two, one, &full).statistic, "");
        assert_string_equal(full.message, "out of memory");
    }
}

static int open_arena(void **state)
{
    (void)state;
    arena_open(&arena, 1 << 20);
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
        cmocka_unit_test(the_reverse_is_not_supported),
        cmocka_unit_test(neither_is_inconclusive),
        cmocka_unit_test(four_seeds_cannot_decide),
        cmocka_unit_test(two_that_diverged_do_not_differ),
        cmocka_unit_test(of_many_seeds_the_first_are_tested),
        cmocka_unit_test(equality_is_to_the_last_bit),
        cmocka_unit_test(two_that_diverged_are_not_equal),
        cmocka_unit_test(near_includes_the_edge_and_asks_every_seed),
        cmocka_unit_test(a_full_arena_is_a_failure),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}

#include "lab/base/rng.h"
#include "lab/base/sign_flip.h"
#include "tests/support/check.h"

/* The definition: every pattern of signs, in whole numbers, where sums are exact. */
static double by_definition(int n, const int *d)
{
    int sum = 0, count = 0;
    for (int i = 0; i < n; i++)
        sum += d[i];
    for (int pattern = 0; pattern < 1 << n; pattern++) {
        int other = 0;
        for (int i = 0; i < n; i++)
            other += pattern >> i & 1 ? -d[i] : d[i];
        count += other >= sum;
    }
    return count / (double)(1 << n);
}

static void agrees_with_the_definition(void **state)
{
    (void)state;
    struct stream s = stream_of(3, PURPOSE_TEST, 0, 0);
    for (uint64_t t = 0; t < 300; t++) {
        int n = 1 + (int)stream_below(s, 100 * t, 12), whole[12];
        double d[12], tenth[12];
        for (int i = 0; i < n; i++) { /* small numbers, so that ties and zeros abound */
            whole[i] = (int)stream_below(s, 100 * t + 1 + (uint64_t)i, 9) - 3;
            d[i] = whole[i];
            tenth[i] = whole[i] / 10.; /* these do not add up exactly */
        }
        check_near(sign_flip_test(n, d), by_definition(n, whole), 0);
        check_near(sign_flip_test(n, tenth), by_definition(n, whole), 0);
    }
}

static void n_differences_of_one_sign_have_p_of_one_in_two_to_the_n(void **state)
{
    (void)state;
    double d[SIGN_FLIP_MOST];
    for (int n = 1; n <= SIGN_FLIP_MOST; n += n < 8 ? 1 : 6) {
        for (int i = 0; i < n; i++)
            d[i] = .001 * (i + 1);
        check_near(sign_flip_test(n, d), ldexp(1, -n), 0);
        for (int i = 0; i < n; i++)
            d[i] = -d[i];
        check_near(sign_flip_test(n, d), 1, 0);
    }
}

static void the_two_directions_share_what_is_tied(void **state)
{
    (void)state;
    const double d[] = {3, 1, -2, 5}, reverse[] = {-3, -1, 2, -5};
    /* P(sum >= s) + P(sum <= s) = 1 + P(sum = s); only d itself and {3, 1, -2, 5} with no other
     * subset of sum 0 but {} */
    check_near(sign_flip_test(4, d) + sign_flip_test(4, reverse), 1 + 1 / 16., 0);
}

static void no_difference_says_nothing(void **state)
{
    (void)state;
    const double zero[5] = {0}, one[] = {0, 0, 0, 0, 1}, balanced[] = {2, -2, 1, -1};
    check_near(sign_flip_test(5, zero), 1, 0);
    check_near(sign_flip_test(5, one), .5, 0);
    check_near(sign_flip_test(4, balanced), 10 / 16., 0); /* 16 patterns: 6 above 0, 4 at it */
}

static void an_infinite_difference_outweighs_all_finite_ones(void **state)
{
    (void)state;
    const double all[] = {INFINITY, INFINITY, INFINITY, INFINITY, INFINITY};
    check_near(sign_flip_test(5, all), 1 / 32., 0);
    const double one[] = {INFINITY, -1e300, -1e300}, big[] = {100, -1, -2};
    check_near(sign_flip_test(3, one), sign_flip_test(3, big), 0);
    const double mixed[] = {INFINITY, -INFINITY, 1}, same[] = {100, -100, 1};
    check_near(sign_flip_test(3, mixed), sign_flip_test(3, same), 0);
    const double down[] = {-INFINITY, 5, 5, 5, 5};
    check_near(sign_flip_test(5, down), 17 / 32., 0);
}

/* ---- the interval ---- */

static struct interval interval_of(int n, const double *d)
{
    struct arena arena;
    struct failure failure = {0};
    arena_open(&arena, SIZE_MAX);
    const struct interval found = sign_flip_interval(&arena, n, d, &failure);
    assert_int_equal(failure.status, STATUS_OK);
    assert_int_equal(arena.used, 0);
    arena_close(&arena);
    return found;
}

/* Is t within, by the test itself? */
static bool stays(int n, const double *d, double t)
{
    double shifted[SIGN_FLIP_MOST], reverse[SIGN_FLIP_MOST];
    for (int i = 0; i < n; i++) {
        shifted[i] = d[i] - t;
        reverse[i] = t - d[i];
    }
    return sign_flip_test(n, shifted) > .025 && sign_flip_test(n, reverse) > .025;
}

static void the_interval_has_every_shift_that_the_test_cannot_exclude(void **state)
{
    (void)state;
    struct stream s = stream_of(4, PURPOSE_TEST, 0, 0);
    for (uint64_t k = 0; k < 60; k++) {
        const int n = 6 + (int)(k % 6);
        double d[SIGN_FLIP_MOST];
        for (int i = 0; i < n; i++)
            d[i] = (double)stream_below(s, 100 * k + (uint64_t)i, 1000000) / 1e5;
        const struct interval found = interval_of(n, d);
        assert_true(found.low < found.high);
        for (double t = -1; t < 11; t += .01)
            assert_int_equal(stays(n, d, t), t >= found.low && t <= found.high);
        assert_true(stays(n, d, found.low) && stays(n, d, found.high));
        assert_false(stays(n, d, found.low - 1e-9) || stays(n, d, found.high + 1e-9));
    }
}

static void of_six_the_interval_is_their_range(void **state)
{
    (void)state;
    const double d[] = {3, 1, -2, 5, 4, 0};
    check_near(interval_of(6, d).low, -2, 0);
    check_near(interval_of(6, d).high, 5, 0);
    check_near(interval_of(5, d).low, -INFINITY, 0);
    check_near(interval_of(5, d).high, INFINITY, 0);
}

static void an_infinite_difference_leaves_its_end_open(void **state)
{
    (void)state;
    double d[10] = {3, 1, -2, 5, 4, 0, INFINITY, 1, 1, 1};
    check_near(interval_of(7, d).high, INFINITY, 0);
    assert_true(interval_of(7, d).low >= -2);
    check_near(interval_of(10, d).high, INFINITY, 0);
    d[6] = -INFINITY;
    check_near(interval_of(10, d).low, -INFINITY, 0);
    assert_true(interval_of(10, d).high <= 5);
}

/* Two uniform numbers added lie symmetrically about 1: their interval has it 95 times in 100 or more, and not always. */
static void the_interval_covers_the_truth_as_often_as_it_says(void **state)
{
    (void)state;
    enum { CASES = 4000 };
    const int sizes[] = {6, 7, 10};
    struct stream s = stream_of(5, PURPOSE_TEST, 0, 0);
    uint64_t draw = 0;
    for (int k = 0; k < 3; k++) {
        int covered = 0;
        for (int c = 0; c < CASES; c++) {
            double d[10];
            for (int i = 0; i < sizes[k]; i++, draw += 2)
                d[i] =
                    (double)(stream_below(s, draw, 1000000) + stream_below(s, draw + 1, 1000000)) /
                    1e6;
            const struct interval found = interval_of(sizes[k], d);
            covered += found.low <= 1 && found.high >= 1;
        }
        const double bins = ldexp(1, sizes[k]), want = 1 - 2 * floor(.025 * bins) / bins;
        check_near((double)covered / CASES, want, 3 * sqrt(want * (1 - want) / CASES));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_definition),
        cmocka_unit_test(n_differences_of_one_sign_have_p_of_one_in_two_to_the_n),
        cmocka_unit_test(the_two_directions_share_what_is_tied),
        cmocka_unit_test(no_difference_says_nothing),
        cmocka_unit_test(an_infinite_difference_outweighs_all_finite_ones),
        cmocka_unit_test(the_interval_has_every_shift_that_the_test_cannot_exclude),
        cmocka_unit_test(of_six_the_interval_is_their_range),
        cmocka_unit_test(an_infinite_difference_leaves_its_end_open),
        cmocka_unit_test(the_interval_covers_the_truth_as_often_as_it_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

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
    for (int n = 1; n <= SIGN_FLIP_MOST; n += n < 8 ? 1 : 8) {
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_definition),
        cmocka_unit_test(n_differences_of_one_sign_have_p_of_one_in_two_to_the_n),
        cmocka_unit_test(the_two_directions_share_what_is_tied),
        cmocka_unit_test(no_difference_says_nothing),
        cmocka_unit_test(an_infinite_difference_outweighs_all_finite_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

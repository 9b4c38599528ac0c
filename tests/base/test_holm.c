#include "lab/base/holm.h"
#include "tests/support/check.h"

/* By hand: sorted .005 .01 .03 .04, times 4 3 2 1 = .02 .03 .06 .04, and none less than one before it. */
static void as_by_hand(void **state)
{
    (void)state;
    const double p[] = {0.01, 0.04, 0.03, 0.005}, want[] = {0.03, 0.06, 0.06, 0.02};
    double q[4];
    holm_adjust(4, p, q);
    for (int i = 0; i < 4; i++)
        check_near(q[i], want[i], 1e-15);
}

/* Eight statements at the floor of ten seeds: 8/1024, and equal p's stay equal. */
static void equals_are_adjusted_alike(void **state)
{
    (void)state;
    double p[9], q[9];
    for (int i = 0; i < 9; i++)
        p[i] = i < 8 ? 1 / 1024. : 0.5;
    holm_adjust(9, p, q);
    for (int i = 0; i < 8; i++)
        check_near(q[i], 9 / 1024., 1e-15);
    check_near(q[8], 0.5, 0);
}

static void what_was_not_tested_counts_as_1(void **state)
{
    (void)state;
    const double p[] = {NAN, 0.02, 0.9};
    double q[3];
    holm_adjust(3, p, q);
    assert_true(isnan(q[0]));
    check_near(q[1], 0.06, 1e-15);
    check_near(q[2], 1, 0);
    holm_adjust(0, NULL, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_by_hand),
        cmocka_unit_test(equals_are_adjusted_alike),
        cmocka_unit_test(what_was_not_tested_counts_as_1),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

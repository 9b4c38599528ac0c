/* Batch in lanes: every sample has one lane, dead lanes are masked, sums have one order. */
#include "lab/base/lane.h"
#include "tests/support/check.h"

static void a_lane_is_sixteen_reals_on_a_line(void **state)
{
    (void)state;
    assert_int_equal(sizeof(lane), 16 * sizeof(real));
    assert_int_equal(_Alignof(lane), 64);
    assert_int_equal(sizeof(whole), sizeof(real));
    assert_int_equal(LANE_VECS * VEC, LANES);
    assert_int_equal(sizeof(vec), VEC * sizeof(real));
}

static void groups_are_just_enough(void **state)
{
    (void)state;
    for (int n = 1; n <= 100; n++) {
        assert_true(lane_groups(n) * LANES >= n);
        assert_true((lane_groups(n) - 1) * LANES < n);
    }
}

static void each_sample_lives_in_exactly_one_lane(void **state)
{
    (void)state;
    for (int n = 1; n <= 50; n++) {
        int live = 0;
        for (int g = 0; g < lane_groups(n); g++) {
            lane_mask m = lane_live(n, g);
            for (int i = 0; i < LANES; i++) {
                assert_true(m[i] == (g * LANES + i < n ? -1 : 0));
                live -= (int)m[i];
            }
        }
        assert_int_equal(live, n);
    }
}

static void keep_drops_even_not_a_number(void **state)
{
    (void)state;
    lane v;
    for (int i = 0; i < LANES; i++)
        v[i] = i < 3 ? (real)(i + 1) : (real)NAN;
    lane kept = lane_keep(v, lane_live(3, 0));
    for (int i = 0; i < LANES; i++)
        assert_true(kept[i] == (i < 3 ? (real)(i + 1) : 0));
}

static void sum_is_accumulated_in_double(void **state)
{
    (void)state;
    lane v = {0};
    v[0] = (real)0x1p30;
    for (int i = 1; i < LANES; i++)
        v[i] = (real)0x1p-10;
    assert_true(lane_sum(v) == 0x1p30 + 15 * 0x1p-10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lane_is_sixteen_reals_on_a_line),
        cmocka_unit_test(groups_are_just_enough),
        cmocka_unit_test(each_sample_lives_in_exactly_one_lane),
        cmocka_unit_test(keep_drops_even_not_a_number),
        cmocka_unit_test(sum_is_accumulated_in_double),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

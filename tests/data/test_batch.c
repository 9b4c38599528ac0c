/* Each lane against the sample it must hold. */
#include "lab/data/batch.h"
#include "tests/support/check.h"

static void lane_l_of_group_g_is_sample_16g_plus_l(void **state)
{
    (void)state;
    enum { SAMPLES = 50, MOST = 40 };
    static real data[SAMPLES * MOST];
    static lane x[4 * MOST], target[4];
    int label[SAMPLES], index[SAMPLES];
    for (int i = 0; i < SAMPLES * MOST; i++)
        data[i] = (real)(i + 1);
    for (int i = 0; i < SAMPLES; i++) {
        label[i] = i % 7 + 1;
        index[i] = (i * 31 + 5) % SAMPLES;
    }
    struct part part = {SAMPLES, data, label, NULL};
    const int features[] = {1, 2, 15, 16, 17, 40};
    for (int k = 0; k < 6; k++)
        for (int count = 1; count <= SAMPLES; count++) {
            int F = features[k];
            memset(x, 0xFF, sizeof x); /* NaN everywhere */
            memset(target, 0xFF, sizeof target);
            batch_fill(&part, F, index, count, x, target);
            for (int n = 0; n < lane_groups(count) * LANES; n++) {
                int live = n < count, s = live ? index[n] : 0;
                check_near((double)target[n / LANES][n % LANES], live ? label[s] : 0, 0);
                for (int f = 0; f < F; f++)
                    check_near((double)x[n / LANES * F + f][n % LANES], live ? s * F + f + 1 : 0,
                               0);
            }
            if (lane_groups(count) < 4) /* nothing after the last group was touched */
                assert_true(isnan((double)target[lane_groups(count)][0]));
        }
}

static void a_dead_lane_is_zero_even_when_the_first_sample_is_not_finite(void **state)
{
    (void)state;
    real data[] = {(real)INFINITY};
    int label[] = {3}, index[] = {0};
    lane x, target;
    batch_fill(&(struct part){1, data, label, NULL}, 1, index, 1, &x, &target);
    for (int l = 1; l < LANES; l++) {
        check_near((double)x[l], 0, 0);
        check_near((double)target[l], 0, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lane_l_of_group_g_is_sample_16g_plus_l),
        cmocka_unit_test(a_dead_lane_is_zero_even_when_the_first_sample_is_not_finite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

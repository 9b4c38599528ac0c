/* Judged by plain loops in two passes: first the means, then the products. */
#include "lab/base/rng.h"
#include "lab/kernel/covariance.h"
#include "tests/support/check.h"

enum { GROUPS = 3, SIZE = 17 * 100 };
static lane x[GROUPS * SIZE], room[20 * 100];
static double c[17 * 17], total[17];

static const bool exact = sizeof(real) == sizeof(double);

/* Channels that go together, far from 0; NaN in dead lanes. */
static void draw(int batch, int channels, int area)
{
    const struct stream noise = stream_of(3, PURPOSE_TEST, 0, 0);
    for (int n = 0; n < lane_groups(batch) * LANES; n++)
        for (int i = 0; i < channels * area; i++) {
            const int at = i % area;
            const double own = stream_normal(noise, (uint64_t)(n * SIZE + i)),
                         shared = stream_normal(noise, (uint64_t)(n * SIZE + at));
            x[n / LANES * channels * area + i][n % LANES] =
                n < batch ? (real)(3 + own * (1 + i / area) + shared) : (real)NAN;
        }
}

static double slow(int batch, int channels, int area, int a, int b)
{
    double mean[2] = {0}, sum = 0;
    for (int pass = 0; pass < 2; pass++)
        for (int n = 0; n < batch; n++)
            for (int at = 0; at < area; at++) {
                const lane *group = x + n / LANES * channels * area;
                const double p = (double)group[a * area + at][n % LANES],
                             q = (double)group[b * area + at][n % LANES];
                sum += pass * (p - mean[0]) * (q - mean[1]);
                mean[0] += !pass * p / batch / area;
                mean[1] += !pass * q / batch / area;
            }
    return sum;
}

static void every_pair_is_that_of_plain_loops(void **state)
{
    (void)state;
    const int channels[] = {1, 3, 4, 17}, areas[] = {1, 4, 63, 64, 65, 100},
              batches[] = {1, 15, 16, 41};
    for (int k = 0; k < 96; k++) {
        const int n = channels[k % 4], area = areas[k / 4 % 6], batch = batches[k / 24];
        draw(batch, n, area);
        memset(room, 0xff, sizeof room);
        covariance(x, batch, n, area, c, total, room);
        for (int i = 0; i < n; i++)
            for (int j = 0; j <= i; j++) {
                const double size = (double)(batch * area * (i + 2) * (j + 2));
                check_near(c[i * n + j], slow(batch, n, area, i, j), (exact ? 1e-14 : 1e-5) * size);
            }
    }
}

static void what_does_not_vary_has_zeros(void **state)
{
    (void)state;
    draw(37, 5, 9);
    for (int g = 0; g < 3; g++)
        for (int i = 0; i < 9; i++)
            x[g * 45 + 2 * 9 + i] = (lane){0} + (real).1;
    covariance(x, 37, 5, 9, c, total, room);
    for (int j = 0; j < 5; j++)
        check_near(j < 2 ? c[2 * 5 + j] : c[j * 5 + 2], 0, 0);
    assert_true(c[0] > 0);
}

/* What is added to a channel, however much, is not seen. */
static void where_zero_lies_does_not_matter(void **state)
{
    (void)state;
    for (int i = 0; i < 3 * 4; i++)
        for (int k = 0; k < LANES; k++)
            x[i][k] = (real)((i * LANES + k) * 7 % 32);
    covariance(x, 16, 3, 4, c, total, room);
    double before[9];
    memcpy(before, c, sizeof before);
    for (int i = 0; i < 3 * 4; i++)
        x[i] += (real)(4096 * (1 + i / 4));
    covariance(x, 16, 3, 4, c, total, room);
    assert_memory_equal(before, c, sizeof before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair_is_that_of_plain_loops),
        cmocka_unit_test(what_does_not_vary_has_zeros),
        cmocka_unit_test(where_zero_lies_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

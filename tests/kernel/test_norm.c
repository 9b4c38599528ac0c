/* Each pass against plain loops over samples, channels and positions. */
#include "lab/base/rng.h"
#include "lab/kernel/norm.h"
#include "tests/support/check.h"

static const double TOLERANCE = sizeof(real) == 4 ? 2e-6 : 1e-14;

static const struct norm_size sizes[] = {
    {1, 1, 1},   {3, 5, 1}, {16, 16, 1}, {17, 33, 1},
    {64, 32, 1}, {5, 3, 4}, {40, 17, 9}, {300, 2, 70},
};
enum { SIZES = sizeof sizes / sizeof *sizes, CHANNELS = 33, LANES_MOST = 19 * 2 * 70 };

static struct arrays {
    lane x[LANES_MOST], dy[LANES_MOST], y[LANES_MOST];
    real mean[CHANNELS], scale[CHANNELS], slope[CHANNELS], offset[CHANNELS];
} a;

static size_t place(struct norm_size n, int sample, int c, int k)
{
    return ((size_t)(sample / LANES) * (size_t)n.channels + (size_t)c) * (size_t)n.area + (size_t)k;
}

static double get(const lane *x, struct norm_size n, int sample, int c, int k)
{
    return (double)x[place(n, sample, c, k)][sample % LANES];
}

/* x has mean about 2; its dead lanes hold 1000, those of dy 0. */
static void draw(struct norm_size n)
{
    const struct stream noise = stream_of(5, PURPOSE_TEST, 0, 0);
    uint64_t at = 0;
    for (int s = 0; s < lane_groups(n.batch) * LANES; s++)
        for (int c = 0; c < n.channels; c++)
            for (int k = 0; k < n.area; k++, at += 2) {
                const bool live = s < n.batch;
                const size_t i = place(n, s, c, k);
                a.x[i][s % LANES] = live ? (real)(2 + stream_normal(noise, at)) : 1000;
                a.dy[i][s % LANES] = live ? (real)stream_normal(noise, at + 1) : 0;
                a.y[i][s % LANES] = (real)(live ? .5 : 0);
            }
    for (int c = 0; c < n.channels; c++) {
        a.mean[c] = (real)(2 + .1 * stream_normal(noise, at++));
        a.scale[c] = (real)stream_normal(noise, at++);
        a.slope[c] = (real)stream_normal(noise, at++);
        a.offset[c] = (real)stream_normal(noise, at++);
    }
}

static void statistics_are_those_of_the_live(void **state)
{
    (void)state;
    for (int i = 0; i < SIZES; i++) {
        const struct norm_size n = sizes[i];
        real mean[CHANNELS], var[CHANNELS];
        draw(n);
        norm_statistics(n, a.x, mean, var);
        for (int c = 0; c < n.channels; c++) {
            const double count = (double)n.batch * n.area;
            double sum = 0, square = 0;
            for (int s = 0; s < n.batch; s++)
                for (int k = 0; k < n.area; k++)
                    sum += get(a.x, n, s, c, k);
            for (int s = 0; s < n.batch; s++)
                for (int k = 0; k < n.area; k++)
                    square += pow(get(a.x, n, s, c, k) - sum / count, 2);
            check_near((double)mean[c], sum / count, 4 * TOLERANCE);
            check_near((double)var[c], square / count, 4 * TOLERANCE);
        }
    }
}

static void apply_is_the_formula_and_silences_the_dead(void **state)
{
    (void)state;
    for (int i = 0; i < SIZES; i++) {
        const struct norm_size n = sizes[i];
        draw(n);
        norm_apply(n, a.x, a.mean, a.scale, a.offset, NULL, false, a.y);
        for (int s = 0; s < lane_groups(n.batch) * LANES; s++)
            for (int c = 0; c < n.channels; c++)
                for (int k = 0; k < n.area; k++) {
                    const double x = get(a.x, n, s, c, k) - (double)a.mean[c];
                    const double want = (double)a.scale[c] * x + (double)a.offset[c];
                    check_near(get(a.y, n, s, c, k), s < n.batch ? want : 0, 10 * TOLERANCE);
                }
    }
}

static void sums_are_the_sums(void **state)
{
    (void)state;
    for (int i = 0; i < SIZES; i++) {
        const struct norm_size n = sizes[i];
        real sum[CHANNELS], product[CHANNELS];
        draw(n);
        norm_sums(n, a.x, NULL, a.dy, a.mean, sum, product);
        for (int c = 0; c < n.channels; c++) {
            double s0 = 0, s1 = 0, of = 0;
            for (int s = 0; s < n.batch; s++)
                for (int k = 0; k < n.area; k++) {
                    const double d = get(a.dy, n, s, c, k);
                    s0 += d;
                    s1 += d * (get(a.x, n, s, c, k) - (double)a.mean[c]);
                    of += fabs(d);
                }
            check_near((double)sum[c], s0, TOLERANCE * of);
            check_near((double)product[c], s1, 4 * TOLERANCE * of);
        }
    }
}

static void backward_is_the_formula_or_adds_it_and_spares_the_dead(void **state)
{
    (void)state;
    for (int i = 0; i < 2 * SIZES; i++) {
        const struct norm_size n = sizes[i / 2];
        const bool add = i % 2;
        draw(n);
        norm_backward(n, a.x, a.dy, a.mean, a.scale, a.slope, a.offset, add, a.y);
        for (int s = 0; s < lane_groups(n.batch) * LANES; s++)
            for (int c = 0; c < n.channels; c++)
                for (int k = 0; k < n.area; k++) {
                    const double x = get(a.x, n, s, c, k) - (double)a.mean[c];
                    const double want = (add ? .5 : 0) +
                                        (double)a.scale[c] * get(a.dy, n, s, c, k) +
                                        (double)a.slope[c] * x + (double)a.offset[c];
                    check_near(get(a.y, n, s, c, k), s < n.batch ? want : 0, 10 * TOLERANCE);
                }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statistics_are_those_of_the_live),
        cmocka_unit_test(apply_is_the_formula_and_silences_the_dead),
        cmocka_unit_test(sums_are_the_sums),
        cmocka_unit_test(backward_is_the_formula_or_adds_it_and_spares_the_dead),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

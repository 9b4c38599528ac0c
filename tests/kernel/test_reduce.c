/* Judged by plain loops in long double, and by numbers whose squares a float cannot hold. */
#include "lab/base/rng.h"
#include "lab/kernel/reduce.h"
#include "tests/support/check.h"

static const int sizes[] = {1, 2, 7, 16, 33}, batches[] = {1, 5, 16, 17, 32, 47};
enum { SIZES = 5, BATCHES = 6, MOST = 3 * 33 };

struct arrays {
    lane a[MOST], b[MOST];
};

/* Draws times `scale`; dead lanes hold `dead`. */
static void draw(struct arrays *s, int batch, int size, double scale, real dead)
{
    const struct stream noise = stream_of(3, PURPOSE_TEST, 0, 0);
    for (int i = 0; i < lane_groups(batch) * size; i++)
        for (int k = 0; k < LANES; k++) {
            const bool live = i / size * LANES + k < batch;
            const uint64_t at = (uint64_t)(i * LANES + k) * 2;
            s->a[i][k] = live ? (real)(scale * stream_normal(noise, at)) : dead;
            s->b[i][k] = live ? (real)(scale * stream_normal(noise, at + 1)) : dead;
        }
}

static void close_to(double got, long double want, long double of)
{
    check_near(got, (double)want, 1e-13 * (double)of);
}

static void sums_see_live_lanes_only(void **state)
{
    static struct arrays s;
    (void)state;
    for (int b = 0; b < BATCHES; b++)
        for (int n = 0; n < SIZES; n++) {
            long double square = 0, dot = 0, of = 0;
            draw(&s, batches[b], sizes[n], 1, (real)NAN);
            for (int i = 0; i < batches[b]; i++)
                for (int f = 0; f < sizes[n]; f++) {
                    const int at = i / LANES * sizes[n] + f;
                    const long double p = s.a[at][i % LANES], q = s.b[at][i % LANES];
                    square += p * p;
                    dot += p * q;
                    of += fabsl(p * q);
                }
            close_to(reduce_square(s.a, batches[b], sizes[n]), square, square);
            close_to(reduce_dot(s.a, s.b, batches[b], sizes[n]), dot, of);
        }
}

static void tiny_and_huge_numbers_keep_their_norm(void **state)
{
    static struct arrays s;
    const double scales[] = {1e-30, 1e30};
    (void)state;
    for (int i = 0; i < 2; i++) {
        draw(&s, 40, 7, 1, 0);
        const double one = sqrt(reduce_square(s.a, 40, 7));
        draw(&s, 40, 7, scales[i], 0);
        check_near(sqrt(reduce_square(s.a, 40, 7)) / scales[i], one, 1e-6 * one);
    }
}

static void plain_reals_are_summed_to_the_last(void **state)
{
    real x[100];
    (void)state;
    for (int i = 0; i < 100; i++)
        x[i] = (real)(i + 1);
    for (size_t n = 0; n <= 99; n++)
        check_near(reduce_square_reals(x + 1, n), (double)((n + 1) * (n + 2) * (2 * n + 3)) / 6 - 1,
                   0);
}

static void one_bad_number_is_found_wherever_it_is(void **state)
{
    static struct arrays s;
    const double bad[] = {NAN, INFINITY, -INFINITY};
    (void)state;
    for (int b = 0; b < BATCHES; b++) {
        draw(&s, batches[b], 7, 1, (real)NAN);
        assert_false(reduce_nonfinite(s.a, batches[b], 7));
        for (int i = 0; i < batches[b]; i++) {
            real *x = &((real *)&s.a[i / LANES * 7 + i % 7])[i % LANES];
            const real kept = *x;
            *x = (real)bad[i % 3];
            assert_true(reduce_nonfinite(s.a, batches[b], 7));
            *x = kept;
        }
    }
    double d[70] = {0};
    for (size_t n = 0; n < 70; n++) {
        d[n] = bad[n % 3];
        assert_false(reduce_nonfinite_doubles(d, n));
        assert_true(reduce_nonfinite_doubles(d, n + 1));
        d[n] = 1e308;
    }
}

static void each_channel_gets_the_sum_of_its_own(void **state)
{
    static lane x[2 * 37 * 3];
    (void)state;
    for (int i = 0; i < 2 * 37 * 3; i++)
        for (int k = 0; k < LANES; k++)
            x[i][k] = (real)((i * 5 + k * 3) % 11);
    for (int channels = 1; channels <= 37; channels += 4)
        for (int area = 1; area <= 3; area += 2) {
            real sum[40];
            for (int c = 0; c < 40; c++)
                sum[c] = 1000;
            reduce_channels(x, 2, channels, area, sum);
            for (int c = 0; c < 40; c++) {
                double want = 1000;
                for (int i = 0; c < channels && i < 2 * area; i++)
                    for (int k = 0; k < LANES; k++)
                        want += (double)x[(i / area * channels + c) * area + i % area][k];
                check_near((double)sum[c], want, 0);
            }
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_see_live_lanes_only),
        cmocka_unit_test(tiny_and_huge_numbers_keep_their_norm),
        cmocka_unit_test(plain_reals_are_summed_to_the_last),
        cmocka_unit_test(one_bad_number_is_found_wherever_it_is),
        cmocka_unit_test(each_channel_gets_the_sum_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

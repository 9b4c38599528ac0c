/* Means and deviations worked out by hand. */
#include "lab/data/standardise.h"
#include "tests/support/check.h"

static const double tolerance = sizeof(real) == 8 ? 1e-14 : 1e-6;

static void the_test_part_is_moved_by_the_training_parts_numbers(void **state)
{
    (void)state;
    /* two channels of two pixels; mean 4, deviation 2 and mean -1, deviation 3 */
    real x[] = {2, 6, -4, 2, 6, 2, 2, -4}, y[] = {8, 4, -1, 5};
    struct dataset d = {.channels = 2, .height = 1, .width = 2, .train = {2, x, NULL, NULL}};
    d.test = (struct part){1, y, NULL, NULL};
    struct moments m[2];
    standardise_moments(&d, &d.train, 0, 2, m);
    check_near(m[0].mean, 4, tolerance);
    check_near(m[0].deviation, 2, tolerance);
    check_near(m[1].mean, -1, tolerance);
    check_near(m[1].deviation, 3, tolerance);
    standardise(&d);
    const double train[] = {-1, 1, -1, 1, 1, -1, 1, -1}, test[] = {2, 0, 0, 2};
    for (int i = 0; i < 8; i++)
        check_near((double)x[i], train[i], tolerance);
    for (int i = 0; i < 4; i++)
        check_near((double)y[i], test[i], tolerance);
}

static void a_constant_channel_becomes_zero(void **state)
{
    (void)state;
    enum { N = 1000 };
    static real x[2 * N];
    real y[] = {3, 3};
    for (int i = 0; i < N; i++) {
        x[2 * i] = (real).1;
        x[2 * i + 1] = (real)(i % 2);
    }
    struct dataset d = {.channels = 2, .height = 1, .width = 1, .train = {N, x, NULL, NULL}};
    d.test = (struct part){1, y, NULL, NULL};
    standardise(&d);
    for (int i = 0; i < N; i++) {
        check_near((double)x[2 * i], 0, 0);
        check_near((double)x[2 * i + 1], i % 2 ? 1 : -1, tolerance);
    }
    check_near((double)y[0], 0, 0);
    check_near((double)y[1], 5, 1e-5);
}

static void every_pixel_of_every_channel_counts_once(void **state)
{
    (void)state;
    /* planes on both sides of the sixteen partial sums, more channels than are taken at a time */
    const int channels[] = {1, 3, 130}, width[] = {1, 15, 16, 17, 50};
    static real x[7 * 130 * 50];
    for (int k = 0; k < 3; k++)
        for (int j = 0; j < 5; j++) {
            int C = channels[k], W = width[j], n = 7 * C * W;
            struct dataset d = {
                .channels = C, .height = 1, .width = W, .train = {7, x, NULL, NULL}};
            for (int i = 0; i < n; i++)
                x[i] = (real)((i * 37) % 101 + 1000 * (i / W % C));
            standardise(&d);
            for (int c = 0; c < C; c++) {
                double sum = 0, square = 0;
                for (int i = 0; i < n; i++)
                    if (i / W % C == c) {
                        sum += (double)x[i];
                        square += (double)x[i] * (double)x[i];
                    }
                check_near(sum / (7 * W), 0, 1e-6);
                check_near(square / (7 * W), 1, 1e-6);
            }
        }
}

static void tiny_numbers_are_scaled_like_any_others(void **state)
{
    (void)state;
    real x[] = {(real)0, (real)4e-40, (real)0, (real)4e-40};
    struct dataset d = {.channels = 1, .height = 1, .width = 1, .train = {4, x, NULL, NULL}};
    standardise(&d);
    for (int i = 0; i < 4; i++)
        check_near((double)x[i], i % 2 ? 1 : -1, 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_test_part_is_moved_by_the_training_parts_numbers),
        cmocka_unit_test(a_constant_channel_becomes_zero),
        cmocka_unit_test(every_pixel_of_every_channel_counts_once),
        cmocka_unit_test(tiny_numbers_are_scaled_like_any_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

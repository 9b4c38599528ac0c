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

/* Two channels of two pixels, one training sample, one test sample. */
static enum status by(const char *mean, const char *std, real *x, real *y, real *black,
                      struct failure *failure)
{
    const struct data_spec spec = {.mean = mean, .std = std};
    struct dataset d = {.channels = 2, .height = 1, .width = 2, .train = {.count = 1, .x = x}};
    d.test = (struct part){.count = 1, .x = y};
    d.black = black;
    *failure = (struct failure){0};
    return standardise_by(&spec, &d, failure);
}

static void given_moments_replace_the_training_parts(void **state)
{
    (void)state;
    struct failure failure;
    static const char *const mean[] = {"1 -2", "1,-2", "1, -2e0"};
    for (int k = 0; k < 3; k++) {
        real x[] = {1, 3, -2, 2}, y[] = {5, 0, 0, 6}, black[] = {0, 0};
        assert_int_equal(by(mean[k], "2 4", x, y, black, &failure), STATUS_OK);
        const double train[] = {0, 1, 0, 1}, test[] = {2, -.5, .5, 2}, dark[] = {-.5, .5};
        for (int i = 0; i < 4; i++) {
            check_near((double)x[i], train[i], tolerance);
            check_near((double)y[i], test[i], tolerance);
        }
        for (int i = 0; i < 2; i++)
            check_near((double)black[i], dark[i], tolerance);
    }
    real x[] = {1, 3, -2, 2}, y[] = {5, 0, 0, 6}, black[] = {0, 0};
    assert_int_equal(by("1", "2", x, y, black, &failure), STATUS_OK); /* one for all channels */
    const double train[] = {0, 1, -1.5, .5};
    for (int i = 0; i < 4; i++)
        check_near((double)x[i], train[i], tolerance);
}

static void moments_that_cannot_be_meant_are_refused(void **state)
{
    (void)state;
    static const char *const bad[][3] = {
        {"1 2 3", "1 2 3", "have 3 numbers; these samples have 2 channels"},
        {"1 2", "1", "go together, as many numbers of each; there are 2 and 1"},
        {"1 2", "", "go together, as many numbers of each; there are 2 and 0"},
        {"", "1 2", "go together, as many numbers of each; there are 0 and 2"},
        {"1 two", "1 2", "data.mean is a list of numbers, as \"0.485 0.456 0.406\", not `1 two`"},
        {"1 2", "1 0", "data.std is a list of numbers above 0"},
        {"1 2", "1 -1", "data.std is a list of numbers above 0"},
        {"nan 1", "1 1", "data.mean is a list"},
        {",1 2", "1 2", "data.mean is a list"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct failure failure;
        real x[] = {1, 3, -2, 2}, y[] = {5, 0, 0, 6}, black[] = {0, 0};
        assert_int_equal(by(bad[i][0], bad[i][1], x, y, black, &failure), STATUS_DATA);
        if (!strstr(failure.message, bad[i][2]))
            fail_msg("\"%s\" is not in \"%s\"", bad[i][2], failure.message);
        assert_true(x[1] == 3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_test_part_is_moved_by_the_training_parts_numbers),
        cmocka_unit_test(a_constant_channel_becomes_zero),
        cmocka_unit_test(every_pixel_of_every_channel_counts_once),
        cmocka_unit_test(given_moments_replace_the_training_parts),
        cmocka_unit_test(moments_that_cannot_be_meant_are_refused),
        cmocka_unit_test(tiny_numbers_are_scaled_like_any_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

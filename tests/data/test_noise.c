/* The fast normal draws against the scalar ones of lab/base/rng.h. */
#include "lab/data/noise.h"
#include "tests/support/check.h"

static void draws_are_those_of_the_stream(void **state)
{
    (void)state;
    enum { N = 20011 };
    static real y[N];
    double tolerance = sizeof(real) == 8 ? 1e-12 : 5e-7;
    struct stream s = stream_of(7, PURPOSE_TEST, 123456, 3);
    memset(y, 0, sizeof y);
    noise_add(s, 1, N, y);
    for (int i = 0; i < N; i++)
        check_near((double)y[i], stream_normal(s, (uint64_t)i), tolerance);
}

static void noise_is_added_and_scaled_and_stays_in_its_array(void **state)
{
    (void)state;
    struct stream s = stream_of(8, PURPOSE_TEST, 1, 2);
    for (int n = 0; n < 40; n++) {
        real y[41];
        for (int i = 0; i < 41; i++)
            y[i] = 5;
        noise_add(s, (real).25, n, y);
        for (int i = 0; i < 41; i++)
            check_near((double)y[i], i < n ? 5 + .25 * stream_normal(s, (uint64_t)i) : 5, 1e-6);
        assert_true(y[n] >= 5 && y[n] <= 5);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws_are_those_of_the_stream),
        cmocka_unit_test(noise_is_added_and_scaled_and_stays_in_its_array),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The weight gradient against plain loops, in every combination of awkward sizes. */
#include "tests/support/plain_conv.h"

static const double TOLERANCE = sizeof(real) == 4 ? 1e-6 : 1e-14;

/* Whatever finite number the dead lanes of x hold, it changes nothing. */
static void check_weight(struct conv_size n)
{
    const size_t scratch_size = conv_scratch(n), size = conv_number(n, CONV_W);
    double *x = conv_noise(n, CONV_X, 1), *dw = conv_noise(n, CONV_W, 2);
    double *dy = conv_noise(n, CONV_Y, 4), *got = malloc(size * sizeof *got);
    lane *in = conv_lay(n, CONV_X, x, (real)1e30), *out = conv_lay(n, CONV_Y, dy, 0);
    real *sum = conv_reals(n, CONV_W, dw);
    void *scratch = conv_memory(scratch_size);
    conv_backward_weight(n, in, out, sum, scratch);
    plain_conv(n, x, dw, dy, CONV_W);
    for (size_t i = 0; got && i < size; i++)
        got[i] = (double)sum[i];
    check_like(n, got, dw, size, TOLERANCE);
    conv_release(sum, size * sizeof *sum);
    conv_release(scratch, scratch_size);
    free(x);
    free(dw);
    free(dy);
    free(got);
    free(in);
    free(out);
}

static void weight_gradient_adds_the_plain_sum(void **state)
{
    (void)state;
    each_conv(check_weight);
}

/* Enough pixels, groups and channels for many parts of each. */
static void parts_of_a_batch_add_up(void **state)
{
    (void)state;
    static const struct conv_size large[] = {
        {40, 3, 32, 32, 6, 3, 1, 1},  {40, 5, 31, 20, 4, 5, 2, 2}, {130, 70, 4, 4, 9, 3, 1, 1},
        {200, 300, 1, 1, 9, 3, 1, 1}, {18, 2, 1, 300, 5, 3, 1, 1},
    };
    for (size_t i = 0; i < sizeof large / sizeof *large; i++)
        check_weight(large[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weight_gradient_adds_the_plain_sum),
        cmocka_unit_test(parts_of_a_batch_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

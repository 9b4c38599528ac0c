/* The convolution and its data gradient against plain loops, in every combination of awkward sizes. */
#include "tests/support/plain_conv.h"

static const double TOLERANCE = sizeof(real) == 4 ? 1e-6 : 1e-14;

enum { FORWARD, BACK, BACK_ADD };

/* Lays out, packs, calls; `y` goes in and out in the forward direction, x in the other. */
static void call(struct conv_size n, int what, const real *w, const real *b, lane *x, lane *y)
{
    const size_t packed_size = conv_packed(n) * sizeof(real), scratch_size = conv_scratch(n);
    real *packed = conv_memory(packed_size);
    void *scratch = conv_memory(scratch_size);
    if (what == FORWARD) {
        conv_pack(n, w, packed);
        conv_forward(n, packed, b, x, y, scratch);
    } else {
        conv_pack_back(n, w, packed);
        conv_backward_data(n, packed, y, x, what == BACK_ADD, scratch);
    }
    conv_release(packed, packed_size);
    conv_release(scratch, scratch_size);
}

static void check_forward(struct conv_size n)
{
    const size_t area = (size_t)(conv_out_height(n) * conv_out_width(n));
    const bool bias = n.in != 3;
    double *x = conv_noise(n, CONV_X, 1), *w = conv_noise(n, CONV_W, 2),
           *b = conv_noise(n, CONV_B, 3);
    double *y = conv_noise(n, CONV_Y, 4);
    real *weights = conv_reals(n, CONV_W, w), *biases = conv_reals(n, CONV_B, b);
    lane *in = conv_lay(n, CONV_X, x, 3), *out = conv_lay(n, CONV_Y, y, 5);
    call(n, FORWARD, weights, bias ? biases : NULL, in, out);
    for (size_t i = 0; i < conv_number(n, CONV_Y); i++)
        y[i] = bias ? b[i / area % (size_t)n.out] : 0;
    plain_conv(n, x, w, y, CONV_Y);
    double *got = conv_lift(n, CONV_Y, out);
    check_like(n, got, y, conv_number(n, CONV_Y), TOLERANCE);
    conv_release(in, lanes_of(n, CONV_X) * sizeof *in);
    conv_release(out, lanes_of(n, CONV_Y) * sizeof *out);
    free(x);
    free(w);
    free(b);
    free(y);
    free(weights);
    free(biases);
    free(got);
}

static void check_data(struct conv_size n, int what)
{
    double *dx = conv_noise(n, CONV_X, 1), *w = conv_noise(n, CONV_W, 2);
    double *dy = conv_noise(n, CONV_Y, 4);
    real *weights = conv_reals(n, CONV_W, w);
    lane *in = conv_lay(n, CONV_X, dx, 3), *out = conv_lay(n, CONV_Y, dy, 0);
    call(n, what, weights, NULL, in, out);
    for (size_t i = 0; what == BACK && i < conv_number(n, CONV_X); i++)
        dx[i] = 0;
    plain_conv(n, dx, w, dy, CONV_X);
    double *got = conv_lift(n, CONV_X, in);
    check_like(n, got, dx, conv_number(n, CONV_X), TOLERANCE);
    conv_release(in, lanes_of(n, CONV_X) * sizeof *in);
    conv_release(out, lanes_of(n, CONV_Y) * sizeof *out);
    free(dx);
    free(w);
    free(dy);
    free(weights);
    free(got);
}

static void check_data_both_ways(struct conv_size n)
{
    check_data(n, BACK);
    check_data(n, BACK_ADD);
}

/* Many channels are read a block at a time, and sums rest in the result between blocks. */
static const struct conv_size deep[] = {
    {16, 200, 3, 3, 9, 3, 1, 1},  {70, 300, 1, 1, 7, 1, 1, 0}, {64, 90, 1, 1, 90, 3, 1, 1},
    {130, 80, 2, 2, 70, 3, 2, 1}, {20, 40, 4, 4, 40, 5, 2, 2},
};
enum { DEEP = sizeof deep / sizeof *deep };

static void forward_is_the_plain_sum(void **state)
{
    (void)state;
    each_conv(check_forward);
    for (int i = 0; i < DEEP; i++)
        check_forward(deep[i]);
}

static void data_gradient_is_stored_or_added(void **state)
{
    (void)state;
    each_conv(check_data_both_ways);
    for (int i = 0; i < DEEP; i++)
        check_data_both_ways(deep[i]);
}

/* A group's numbers do not depend on the company it keeps, though groups share tiles in planes of
 * one or two columns. */
static void alone(struct conv_size n)
{
    struct conv_size one = n;
    one.batch = LANES;
    n.batch = 6 * LANES;
    double *x = conv_noise(n, CONV_X, 1), *w = conv_noise(n, CONV_W, 2),
           *y = conv_noise(n, CONV_Y, 3);
    real *weights = conv_reals(n, CONV_W, w);
    const size_t in = lanes_of(one, CONV_X), out = lanes_of(one, CONV_Y);
    for (int what = FORWARD; what <= BACK_ADD; what++) {
        lane *x6 = conv_lay(n, CONV_X, x, 0), *y6 = conv_lay(n, CONV_Y, y, 0);
        lane *x1 = conv_lay(n, CONV_X, x, 0), *y1 = conv_lay(n, CONV_Y, y, 0);
        call(n, what, weights, NULL, x6, y6);
        for (size_t g = 0; g < 6; g++)
            call(one, what, weights, NULL, x1 + g * in, y1 + g * out);
        for (size_t i = 0; i < 6 * in * LANES; i++)
            assert_true(((real *)x6)[i] == ((real *)x1)[i]);
        for (size_t i = 0; i < 6 * out * LANES; i++)
            assert_true(((real *)y6)[i] == ((real *)y1)[i]);
        free(x6);
        free(y6);
        free(x1);
        free(y1);
    }
    free(x);
    free(w);
    free(y);
    free(weights);
}

static void a_group_gives_the_same_bits_alone(void **state)
{
    (void)state;
    static const struct conv_size narrow[] = {
        {96, 9, 2, 2, 5, 3, 1, 1}, {96, 5, 4, 3, 6, 3, 2, 1},   {96, 20, 9, 1, 8, 5, 1, 2},
        {96, 3, 8, 8, 4, 2, 3, 0}, {96, 200, 1, 1, 6, 3, 1, 1},
    };
    for (size_t i = 0; i < sizeof narrow / sizeof *narrow; i++)
        alone(narrow[i]);
}

static void scratch_serves_a_smaller_batch(void **state)
{
    (void)state;
    for (int i = 0; i < DEEP; i++)
        for (struct conv_size n = deep[i], less = n; less.batch > 0; less.batch--)
            assert_true(conv_scratch(less) <= conv_scratch(n));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forward_is_the_plain_sum),
        cmocka_unit_test(data_gradient_is_stored_or_added),
        cmocka_unit_test(a_group_gives_the_same_bits_alone),
        cmocka_unit_test(scratch_serves_a_smaller_batch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

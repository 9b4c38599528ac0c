/* Winograd's forward pass and data gradient against plain loops in double, on awkward sizes. */
#include "tests/kernel/plain_conv.h"

static void forward_is_the_convolution(void **state)
{
    (void)state;
    LOOP (k, AWKWARD) {
        struct trial t = trial_begin(awkward[k]);
        const bool biased = k % 2;
        winograd_pack(t.n, t.w, t.u);
        winograd_forward(t.n, t.u, biased ? t.b : NULL, t.x, t.y, t.scratch);
        struct error e = {0};
        LOOP (s, t.n.batch)
            LOOP (o, t.n.out)
                LOOP (h, t.n.height)
                    LOOP (w, t.n.width)
                        error_add(&e, pixel(t.n, t.y, t.n.out, s, o, h, w),
                                  plain_y(&t, s, o, h, w) + (biased ? (double)t.b[o] : 0));
        check_error(e, t.n);
        trial_end(&t);
    }
}

static void data_gradient_is_stored_or_added(void **state)
{
    (void)state;
    LOOP (k, AWKWARD) {
        struct trial t = trial_begin(awkward[k]);
        winograd_pack_back(t.n, t.w, t.u);
        lane *stored = (lane *)room(t.x_reals), *before = (lane *)copy(t.x, t.x_reals);
        winograd_backward_data(t.n, t.u, t.y, stored, false, t.scratch);
        winograd_backward_data(t.n, t.u, t.y, t.x, true, t.scratch);
        struct error e = {0};
        LOOP (s, t.n.batch)
            LOOP (i, t.n.in)
                LOOP (h, t.n.height)
                    LOOP (w, t.n.width)
                        error_add(&e, pixel(t.n, stored, t.n.in, s, i, h, w),
                                  plain_dx(&t, s, i, h, w));
        check_error(e, t.n);
        for (size_t q = 0; q < t.x_reals; q++)
            assert_true(((real *)t.x)[q] == ((real *)before)[q] + ((real *)stored)[q]);
        check_fence(stored, t.x_reals);
        free(stored);
        free(before);
        trial_end(&t);
    }
}

static void a_group_gives_the_same_bits_alone_and_among_others(void **state)
{
    (void)state;
    LOOP (k, AWKWARD) {
        struct winograd_size n = awkward[k];
        n.batch = 5 * LANES;
        struct trial t = trial_begin(n);
        real *together = room(t.y_reals);
        winograd_pack(n, t.w, t.u);
        winograd_forward(n, t.u, t.b, t.x, (lane *)together, t.scratch);
        n.batch = LANES;
        LOOP (g, 5)
            winograd_forward(n, t.u, t.b, t.x + (size_t)(g * n.in) * t.area,
                             t.y + (size_t)(g * n.out) * t.area, t.scratch);
        assert_memory_equal(t.y, together, t.y_reals * sizeof(real));
        free(together);
        trial_end(&t);
    }
}

/* Of a picture that is 0 as its border is, nothing remains, however large the weights. */
static void the_border_is_exactly_0(void **state)
{
    (void)state;
    LOOP (k, AWKWARD) {
        struct trial t = trial_begin(awkward[k]);
        const struct winograd_size n = t.n;
        memset(t.x, 0, t.x_reals * sizeof(real));
        LOOP (q, n.out * n.in * 9)
            t.w[q] = (real)1e6;
        winograd_pack(n, t.w, t.u);
        winograd_forward(n, t.u, NULL, t.x, t.y, t.scratch);
        LOOP (q, (int)t.y_reals)
            assert_true(((const real *)t.y)[q] == 0);
        trial_end(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forward_is_the_convolution),
        cmocka_unit_test(data_gradient_is_stored_or_added),
        cmocka_unit_test(the_border_is_exactly_0),
        cmocka_unit_test(a_group_gives_the_same_bits_alone_and_among_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Winograd's weight gradient against plain loops in double, on awkward sizes. */
#include "tests/kernel/plain_conv.h"
#include "tests/support/exact.h"

static void weight_gradient_adds_the_correlation(void **state)
{
    (void)state;
    LOOP (k, AWKWARD) {
        struct trial t = trial_begin(awkward[k]);
        real *dw = copy(t.w, t.w_reals);
        winograd_backward_weight(t.n, t.x, t.y, dw, t.scratch);
        struct error e = {0};
        LOOP (o, t.n.out)
            LOOP (i, t.n.in)
                LOOP (a, 3)
                    LOOP (b, 3) {
                        const double want = plain_dw(&t, o, i, a, b) + tap(&t, o, i, a, b);
                        error_add(&e, (double)dw[((o * t.n.in + i) * 3 + a) * 3 + b], want);
                    }
        check_error(e, t.n);
        check_fence(dw, t.w_reals);
        free(dw);
        trial_end(&t);
    }
}

/* Whatever an earlier call left in the scratch. */
static void the_same_inputs_give_the_same_bits(void **state)
{
    (void)state;
    LOOP (k, AWKWARD) {
        struct trial t = trial_begin(awkward[k]);
        real *dw = copy(t.w, t.w_reals);
        winograd_backward_weight(t.n, t.x, t.y, dw, t.scratch);
        winograd_backward_weight(t.n, t.x, t.y, t.w, t.scratch);
        assert_memory_equal(dw, t.w, t.w_reals * sizeof(real));
        free(dw);
        trial_end(&t);
    }
}

/* Beside inputs as small as can be reckoned with, anything but 0 would show. */
static void outside_the_plane_is_zero(void **state)
{
    (void)state;
    const int down = exact ? -960 : -103, up = 40;
    LOOP (k, AWKWARD) {
        struct trial t = trial_begin(awkward[k]);
        real *dw = copy(t.w, t.w_reals), *x = (real *)t.x, *y = (real *)t.y;
        memset(dw, 0, t.w_reals * sizeof *dw);
        memset(t.w, 0, t.w_reals * sizeof *dw);
        winograd_backward_weight(t.n, t.x, t.y, dw, t.scratch);
        for (size_t i = 0; i < t.x_reals; i++)
            x[i] = (real)ldexp((double)x[i], down);
        for (size_t i = 0; i < t.y_reals; i++)
            y[i] = (real)ldexp((double)y[i], up);
        winograd_backward_weight(t.n, t.x, t.y, t.w, t.scratch);
        for (size_t i = 0; i < t.w_reals; i++)
            assert_true((double)t.w[i] == ldexp((double)dw[i], down + up));
        free(dw);
        trial_end(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weight_gradient_adds_the_correlation),
        cmocka_unit_test(the_same_inputs_give_the_same_bits),
        cmocka_unit_test(outside_the_plane_is_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

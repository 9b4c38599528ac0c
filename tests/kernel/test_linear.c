/* The fast products against plain loops over samples, in every combination of awkward sizes. */
#include "lab/base/rng.h"
#include "lab/kernel/linear.h"
#include "tests/support/check.h"

static const double TOLERANCE = sizeof(real) == 4 ? 1e-5 : 1e-14;
/* Room after each array that nobody may touch, and what it holds. */
#ifdef __SANITIZE_ADDRESS__
enum { FENCE = 0 }; /* the sanitizer keeps watch, and sees even the adding of a 0 */
#else
enum { FENCE = 32 };
#endif
static const real UNTOUCHED = (real)12345;

static const int sizes[] = {1, 2, 3, 5, 8, 13, 16, 17, 31, 32, 33, 70};
static const int batches[] = {1, 2, 15, 16, 17, 32, 40, 48, 130, 300};
enum { SIZES = sizeof sizes / sizeof *sizes, BATCHES = sizeof batches / sizeof *batches };

static uint64_t drawn;

static real *reals(size_t n)
{
    real *p = NULL;
    if (posix_memalign((void **)&p, 64, (n + FENCE) * sizeof *p))
        fail_msg("out of memory");
    struct stream noise = stream_of(7, PURPOSE_TEST, 0, 0);
    for (size_t i = 0; i < n + FENCE; i++)
        p[i] = i < n ? (real)stream_normal(noise, drawn++) : UNTOUCHED;
    return p;
}

/* Activations of a batch; the dead lanes hold `dead`. */
static lane *activations(struct linear_size n, int features, real dead)
{
    size_t lanes = (size_t)lane_groups(n.batch) * (size_t)features;
    lane *x = (lane *)reals(lanes * LANES);
    for (size_t i = 0; i < lanes; i++)
        for (int s = 0; s < LANES; s++)
            if ((int)(i / (size_t)features) * LANES + s >= n.batch)
                x[i][s] = dead;
    return x;
}

static real *copy(const void *p, size_t n)
{
    real *q = reals(n);
    memcpy(q, p, n * sizeof *q);
    return q;
}

static real at(const lane *x, int features, int sample, int f)
{
    return x[(size_t)(sample / LANES) * (size_t)features + (size_t)f][sample % LANES];
}

static void check_fence(const void *p, size_t n)
{
    for (size_t i = n; i < n + FENCE; i++)
        if (((const real *)p)[i] != UNTOUCHED)
            fail_msg("written %zu reals after the end", i - n + 1);
}

static void check_close(double got, double want, double scale, struct linear_size n)
{
    if (!(fabs(got - want) <= TOLERANCE * scale))
        fail_msg("batch %d, in %d, out %d: %.17g is not %.17g", n.batch, n.in, n.out, got, want);
}

static void forward_is_the_sum(struct linear_size n, bool bias)
{
    real *w = reals((size_t)(n.in * n.out)), *b = reals((size_t)n.out);
    lane *x = activations(n, n.in, 3), *y = activations(n, n.out, 0);
    linear_forward(n, w, bias ? b : NULL, x, y);
    for (int s = 0; s < n.batch; s++)
        for (int o = 0; o < n.out; o++) {
            double sum = bias ? (double)b[o] : 0, size = fabs(sum);
            for (int i = 0; i < n.in; i++) {
                double term = (double)w[o * n.in + i] * (double)at(x, n.in, s, i);
                sum += term;
                size += fabs(term);
            }
            check_close((double)at(y, n.out, s, o), sum, size, n);
        }
    check_fence(y, (size_t)(lane_groups(n.batch) * n.out) * LANES);
    free(w);
    free(b);
    free(x);
    free(y);
}

static void data_gradient_adds_the_sum(struct linear_size n)
{
    size_t reals_in_dx = (size_t)(lane_groups(n.batch) * n.in) * LANES;
    real *w = reals((size_t)(n.in * n.out));
    lane *dy = activations(n, n.out, 0), *dx = activations(n, n.in, 0);
    lane *before = (lane *)copy(dx, reals_in_dx);
    linear_backward_data(n, w, dy, dx, true);
    for (int s = 0; s < lane_groups(n.batch) * LANES; s++)
        for (int i = 0; i < n.in; i++) {
            double sum = (double)at(before, n.in, s, i), size = fabs(sum);
            for (int o = 0; o < n.out; o++) {
                double term = (double)w[o * n.in + i] * (double)at(dy, n.out, s, o);
                sum += term;
                size += fabs(term);
            }
            if (s < n.batch)
                check_close((double)at(dx, n.in, s, i), sum, size, n);
            else
                assert_true(at(dx, n.in, s, i) == 0);
        }
    check_fence(dx, reals_in_dx);
    free(w);
    free(dy);
    free(dx);
    free(before);
}

static void weight_gradient_adds_the_sum(struct linear_size n)
{
    real *dw = reals((size_t)(n.in * n.out)), *db = reals((size_t)n.out);
    real *dw0 = copy(dw, (size_t)(n.in * n.out)), *db0 = copy(db, (size_t)n.out);
    lane *x = activations(n, n.in, (real)NAN), *dy = activations(n, n.out, 0);
    linear_backward_weight(n, x, dy, dw);
    linear_backward_bias(n, dy, db);
    for (int o = 0; o < n.out; o++)
        for (int i = -1; i < n.in; i++) { /* -1 is the bias, whose x is 1 */
            double sum = (double)(i < 0 ? db0[o] : dw0[o * n.in + i]), size = fabs(sum);
            for (int s = 0; s < n.batch; s++) {
                double term = (double)at(dy, n.out, s, o) * (i < 0 ? 1 : (double)at(x, n.in, s, i));
                sum += term;
                size += fabs(term);
            }
            check_close((double)(i < 0 ? db[o] : dw[o * n.in + i]), sum, size, n);
        }
    check_fence(dw, (size_t)(n.in * n.out));
    check_fence(db, (size_t)n.out);
    free(dw);
    free(db);
    free(dw0);
    free(db0);
    free(x);
    free(dy);
}

static void each_product_is_the_plain_sum(void **state)
{
    (void)state;
    for (int b = 0; b < BATCHES; b++)
        for (int i = 0; i < SIZES; i++)
            for (int o = 0; o < SIZES; o++) {
                struct linear_size n = {batches[b], sizes[i], sizes[o]};
                forward_is_the_sum(n, (i + o) % 2);
                data_gradient_adds_the_sum(n);
                weight_gradient_adds_the_sum(n);
            }
}

/* A sample's numbers do not depend on the company it keeps: not on the batch, nor on its place. */
static void a_sample_gives_the_same_bits_in_any_batch(void **state)
{
    (void)state;
    const struct linear_size many = {40, 19, 23}, one = {1, 19, 23};
    real *w = reals(19 * 23), *b = reals(23);
    lane *x = activations(many, 19, 0), *y = activations(many, 23, 0);
    lane *x1 = activations(one, 19, 0), *y1 = activations(one, 23, 0);
    linear_forward(many, w, b, x, y);
    for (int s = 0; s < many.batch; s++) {
        for (int i = 0; i < 19; i++)
            x1[i][0] = at(x, 19, s, i);
        linear_forward(one, w, b, x1, y1);
        for (int o = 0; o < 23; o++)
            assert_true(y1[o][0] == at(y, 23, s, o));
    }
    free(w);
    free(b);
    free(x);
    free(y);
    free(x1);
    free(y1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_product_is_the_plain_sum),
        cmocka_unit_test(a_sample_gives_the_same_bits_in_any_batch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Each pass against plain loops over samples and features. */
#include "lab/base/rng.h"
#include "lab/kernel/layernorm.h"
#include "tests/support/check.h"

static const double TOLERANCE = sizeof(real) == 4 ? 4e-6 : 1e-13, EPS = 1e-5;

static const struct layernorm_size sizes[] = {{1, 1}, {3, 5}, {16, 16}, {17, 33}, {47, 40}};
enum { SIZES = sizeof sizes / sizeof *sizes, FEATURES = 40, GROUPS = 3 };

static struct arrays {
    lane x[GROUPS * FEATURES], dy[GROUPS * FEATURES], y[GROUPS * FEATURES], dx[GROUPS * FEATURES];
    real gain[FEATURES], shift[FEATURES], dgain[FEATURES], dshift[FEATURES];
    struct layernorm_group group[GROUPS];
} a;

static double get(const lane *x, int size, int sample, int f)
{
    return (double)x[sample / LANES * size + f][sample % LANES];
}

static void draw(struct layernorm_size n)
{
    const struct stream noise = stream_of(6, PURPOSE_TEST, 0, 0);
    uint64_t at = 0;
    for (int i = 0; i < lane_groups(n.batch) * n.size; i++)
        for (int k = 0; k < LANES; k++, at += 2) {
            const bool live = i / n.size * LANES + k < n.batch;
            a.x[i][k] = live ? (real)(2 + stream_normal(noise, at)) : 1000;
            a.dy[i][k] = live ? (real)stream_normal(noise, at + 1) : 0;
            a.dx[i][k] = (real)(live ? .5 : 0);
        }
    for (int f = 0; f < n.size; f++) {
        a.gain[f] = (real)stream_normal(noise, at++);
        a.shift[f] = (real)stream_normal(noise, at++);
        a.dgain[f] = a.dshift[f] = (real).5;
    }
}

/* The mean, and 1 / sqrt(var + eps), of one sample. */
static double mean_of(int size, int sample)
{
    double sum = 0;
    for (int f = 0; f < size; f++)
        sum += get(a.x, size, sample, f);
    return sum / size;
}

static double inverse_of(int size, int sample)
{
    double square = 0;
    for (int f = 0; f < size; f++)
        square += pow(get(a.x, size, sample, f) - mean_of(size, sample), 2);
    return 1 / sqrt(square / size + EPS);
}

static double z_of(int size, int sample, int f)
{
    return (get(a.x, size, sample, f) - mean_of(size, sample)) * inverse_of(size, sample);
}

static void every_pass_is_the_plain_loop(void **state)
{
    (void)state;
    for (int i = 0; i < SIZES; i++) {
        const struct layernorm_size n = sizes[i];
        draw(n);
        layernorm_forward(n, EPS, a.x, a.gain, a.shift, a.group, a.y);
        layernorm_backward_data(n, a.x, a.group, a.dy, a.gain, a.dx);
        layernorm_backward_params(n, a.x, a.group, a.dy, a.dgain, a.dshift);
        double dgain[FEATURES] = {0}, dshift[FEATURES] = {0};
        for (int s = 0; s < n.batch; s++) {
            double sum = 0, product = 0;
            for (int f = 0; f < n.size; f++) {
                const double z = z_of(n.size, s, f), dy = get(a.dy, n.size, s, f);
                check_near(get(a.y, n.size, s, f), (double)a.gain[f] * z + (double)a.shift[f],
                           TOLERANCE);
                dgain[f] += dy * z;
                dshift[f] += dy;
                sum += (double)a.gain[f] * dy / n.size;
                product += (double)a.gain[f] * dy * z / n.size;
            }
            const double inverse = inverse_of(n.size, s);
            for (int f = 0; f < n.size; f++) {
                const double d = (double)a.gain[f] * get(a.dy, n.size, s, f);
                check_near(get(a.dx, n.size, s, f),
                           .5 + inverse * (d - sum - z_of(n.size, s, f) * product),
                           TOLERANCE * (1 + inverse));
            }
        }
        for (int f = 0; f < n.size; f++) {
            check_near((double)a.dgain[f], .5 + dgain[f], TOLERANCE * n.batch);
            check_near((double)a.dshift[f], .5 + dshift[f], TOLERANCE * n.batch);
        }
        for (int s = n.batch; s < lane_groups(n.batch) * LANES; s++)
            for (int f = 0; f < n.size; f++)
                check_near(get(a.dx, n.size, s, f), 0, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_pass_is_the_plain_loop)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

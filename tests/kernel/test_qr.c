/* Judged by what Q and R are: Q'Q = 1, Q R = A with R upper triangular and its diagonal positive. */
#include "lab/base/rng.h"
#include "lab/kernel/qr.h"
#include "tests/support/check.h"

enum { MOST = 80 };

static void draw(int m, int n, double *a)
{
    for (int i = 0; i < m * n; i++)
        a[i] = stream_normal(stream_of(4, PURPOSE_TEST, (uint64_t)m, (uint64_t)n), (uint64_t)i);
}

static double dot(int m, const double *a, const double *b)
{
    double sum = 0;
    for (int i = 0; i < m; i++)
        sum += a[i] * b[i];
    return sum;
}

static void check_orthonormal(int m, int n, const double *q)
{
    for (int i = 0; i < n; i++)
        for (int j = 0; j <= i; j++)
            check_near(dot(m, q + i * m, q + j * m), i == j, 1e-13);
}

static void q_is_orthonormal_and_r_a_triangle(void **state)
{
    (void)state;
    static double a[MOST * MOST], q[MOST * MOST], factor[MOST];
    const int size[][2] = {{1, 1}, {2, 2}, {7, 3}, {16, 16}, {33, 20}, {80, 1}, {79, 65}};
    for (size_t s = 0; s < sizeof size / sizeof *size; s++) {
        const int m = size[s][0], n = size[s][1];
        draw(m, n, a);
        memcpy(q, a, sizeof q);
        qr_orthogonal(m, n, q, factor);
        check_orthonormal(m, n, q);
        for (int j = 0; j < n; j++) /* R = Q'A */
            for (int i = 0; i < n; i++) {
                const double r = dot(m, q + i * m, a + j * m);
                if (i > j)
                    check_near(r, 0, 1e-12);
                else if (i == j)
                    assert_true(r > 0);
            }
    }
}

static void columns_that_depend_on_each_other_are_no_harm(void **state)
{
    (void)state;
    double factor[3], zeros[5 * 3] = {0}, twice[5 * 2];
    qr_orthogonal(5, 3, zeros, factor);
    check_orthonormal(5, 3, zeros);
    draw(5, 1, twice);
    for (int i = 0; i < 5; i++)
        twice[5 + i] = 2 * twice[i];
    qr_orthogonal(5, 2, twice, factor);
    check_orthonormal(5, 2, twice);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(q_is_orthonormal_and_r_a_triangle),
        cmocka_unit_test(columns_that_depend_on_each_other_are_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Judged by one-sided Jacobi rotations and by spectra that are known beforehand. */
#include "lab/base/rng.h"
#include "lab/probe/spectrum.h"
#include "tests/support/check.h"

static void draw(double *a, int count, uint64_t which)
{
    for (int i = 0; i < count; i++)
        a[i] = stream_normal(stream_of(7, PURPOSE_TEST, which, 0), (uint64_t)i);
}

static double row_dot(const double *a, int columns, int i, int k)
{
    double sum = 0;
    for (int c = 0; c < columns; c++)
        sum += a[i * columns + c] * a[k * columns + c];
    return sum;
}

static void rotate(double *a, int columns, int i, int k)
{
    const double ii = row_dot(a, columns, i, i), kk = row_dot(a, columns, k, k);
    const double angle = .5 * atan2(2 * row_dot(a, columns, i, k), ii - kk);
    for (int c = 0; c < columns; c++) {
        const double x = a[i * columns + c], y = a[k * columns + c];
        a[i * columns + c] = cos(angle) * x + sin(angle) * y;
        a[k * columns + c] = cos(angle) * y - sin(angle) * x;
    }
}

/* What a failure says is in `failure`; scratch is given back. */
static bool find_in(size_t bytes, double *a, int rows, int columns, double *sigma,
                    struct failure *failure)
{
    struct arena arena;
    *failure = (struct failure){0};
    arena_open(&arena, 1 << 20);
    arena.size = bytes;
    const bool found = spectrum_singular_values(&arena, a, rows, columns, sigma, failure);
    assert_int_equal(arena_mark(&arena), 0);
    arena_close(&arena);
    return found;
}

static void find(double *a, int rows, int columns, double *sigma)
{
    struct failure failure;
    if (!find_in(1 << 20, a, rows, columns, sigma, &failure))
        fail_msg("not finite, or %s", failure.message);
}

static int falling(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

/* Rows are turned in pairs until all are orthogonal: their norms are the singular values. */
static void jacobi(double *a, int rows, int columns, double *sigma)
{
    for (int sweep = 0; sweep < 30; sweep++)
        for (int i = 0; i < rows; i++)
            for (int k = i + 1; k < rows; k++)
                rotate(a, columns, i, k);
    for (int i = 0; i < rows; i++)
        sigma[i] = sqrt(row_dot(a, columns, i, i));
    qsort(sigma, (size_t)rows, sizeof *sigma, falling);
}

static void singular_values_are_those_of_jacobis_rotations(void **state)
{
    (void)state;
    const int sizes[][2] = {{1, 1}, {7, 7}, {5, 12}, {12, 5}, {20, 300}};
    for (int k = 0; k < 5; k++) {
        const int rows = sizes[k][0], columns = sizes[k][1], n = rows < columns ? rows : columns;
        double a[20 * 300], b[20 * 300], got[20], want[20];
        draw(a, rows * columns, (uint64_t)k);
        memcpy(b, a, sizeof b);
        find(a, rows, columns, got);
        jacobi(b, rows, columns, want);
        for (int i = 0; i < n; i++)
            check_near(got[i], want[i], 1e-12 * want[0]);
    }
}

static void equal_values_are_counted(void **state)
{
    (void)state;
    const double sigma[] = {3, 3, 3, 3, 0, 0};
    for (int k = 1; k <= 4; k++) {
        check_near(spectrum_entropy_rank(sigma + 4 - k, k + 2), k, 1e-12);
        check_near(spectrum_stable_rank(sigma + 4 - k, k + 2), k, 1e-12);
    }
}

/* p = 2/3, 1/3: exp(entropy) = 3 / 2^(2/3); squares 4 + 1 over 4. A factor changes neither. */
static void shares_are_of_sigma_and_not_of_its_square(void **state)
{
    (void)state;
    for (double c = 1e-200; c < 1e200; c *= 1e50) {
        check_near(spectrum_entropy_rank((double[]){2 * c, c}, 2), 3 / pow(2, 2. / 3), 1e-12);
        check_near(spectrum_stable_rank((double[]){2 * c, c}, 2), 1.25, 1e-12);
    }
}

static void what_is_not_finite_has_no_spectrum(void **state)
{
    (void)state;
    double sigma[2];
    struct failure failure;
    assert_false(find_in(1 << 20, (double[]){1, 2, NAN, 4}, 2, 2, sigma, &failure));
    assert_int_equal(failure.status, STATUS_OK);
    assert_false(find_in(1 << 20, (double[]){1, INFINITY, 3, 4}, 2, 2, sigma, &failure));
    assert_int_equal(failure.status, STATUS_OK);
}

static void without_room_there_is_a_failure_and_no_spectrum(void **state)
{
    (void)state;
    enum { ROWS = 12, COLUMNS = 30, N = ROWS * COLUMNS };
    double a[N], want[ROWS], got[ROWS];
    struct failure failure;
    draw(a, N, 1);
    find(a, ROWS, COLUMNS, want);
    size_t bytes = 0;
    for (;; bytes += 64) {
        draw(a, N, 1);
        if (find_in(bytes, a, ROWS, COLUMNS, got, &failure))
            break;
        assert_int_equal(failure.status, STATUS_FAILED);
        assert_string_equal(failure.message, "out of memory");
    }
    assert_memory_equal(got, want, sizeof want);
    assert_true(bytes > ROWS * ROWS * sizeof(double)); /* R, at least */
}

/* Householder's reflections for R, then for its square: n^2 (m + n) products and sums, and twice for their slowness. */
static void its_cost_is_that_of_qr_and_a_square(void **state)
{
    (void)state;
    check_near(spectrum_flops(3, 5), 4 * 9 * 8, 0);
    check_near(spectrum_flops(5, 3), 4 * 9 * 8, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(singular_values_are_those_of_jacobis_rotations),
        cmocka_unit_test(equal_values_are_counted),
        cmocka_unit_test(shares_are_of_sigma_and_not_of_its_square),
        cmocka_unit_test(what_is_not_finite_has_no_spectrum),
        cmocka_unit_test(its_cost_is_that_of_qr_and_a_square),
        cmocka_unit_test(without_room_there_is_a_failure_and_no_spectrum),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

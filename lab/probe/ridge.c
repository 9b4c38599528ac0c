/* y(x) = mean y + k(x) (K + lambda I)^-1 (Y - mean y),  k(x)_s = (x - mean x) (x_s - mean x),  K the fitting half's k */
#include "lab/probe/ridge.h"
#include "lab/kernel/algebra.h"
#include "lab/kernel/reduce.h"
#include "lab/probe/places.h"
#include <cblas.h>
#include <lapacke.h>
#include <string.h>

const double RIDGE = 1e-3;

int ridge_fits(int samples)
{
    return samples / 2;
}

/* a minus the mean of its first `fits` rows, and that mean behind it. */
static double *centered(struct arena *arena, const double *a, int rows, int columns, int fits,
                        struct failure *failure)
{
    const size_t n = (size_t)rows * (size_t)columns;
    double *c = arena_take(arena, failure, (n + (size_t)columns) * sizeof *c),
           *mean = c ? c + n : NULL;
    if (!c)
        return NULL;
    memset(mean, 0, (size_t)columns * sizeof *mean);
    for (size_t i = 0; i < (size_t)fits * (size_t)columns; i++)
        mean[i % (size_t)columns] += a[i];
    for (int i = 0; i < columns; i++)
        mean[i] /= fits;
    for (size_t i = 0; i < n; i++)
        c[i] = a[i] - mean[i % (size_t)columns];
    return c;
}

/* y [n][m] becomes k^-1 y. LAPACK reads columns where we have rows: k's lower half is copied to where it
 * looks for one, and y is turned into `columns` [m][n] and back. */
static bool divide(int n, int m, double *k, double *y, double *columns)
{
    for (int s = 0; s < n; s++)
        for (int t = 0; t < s; t++)
            k[(size_t)t * (size_t)n + (size_t)s] = k[(size_t)s * (size_t)n + (size_t)t];
    for (int s = 0; s < n; s++)
        for (int t = 0; t < m; t++)
            columns[(size_t)t * (size_t)n + (size_t)s] = y[(size_t)s * (size_t)m + (size_t)t];
    const bool done = !LAPACKE_dposv_work(LAPACK_COL_MAJOR, 'L', n, m, k, n, columns, n);
    for (int s = 0; s < n; s++)
        for (int t = 0; t < m; t++)
            y[(size_t)s * (size_t)m + (size_t)t] = columns[(size_t)t * (size_t)n + (size_t)s];
    return done;
}

/* y becomes (K + lambda I)^-1 y; 0 where the samples do not differ. False when y is not finite, or with
 * a failure. */
static bool solve(const struct regression *r, double *k, double *y, double *columns,
                  struct failure *failure)
{
    const int fits = ridge_fits(r->samples);
    const size_t size = (size_t)fits * (size_t)r->targets;
    double scatter = 0, square = 0;
    for (int s = 0; s < fits; s++)
        scatter += k[(size_t)s * (size_t)(fits + 1)];
    for (size_t i = 0; i < (size_t)fits * (size_t)r->features; i++)
        square += r->x[i] * r->x[i];
    if (scatter <= ROUND_OFF * ROUND_OFF * square) {
        memset(y, 0, size * sizeof *y);
        return true;
    }
    if (reduce_nonfinite_doubles(y, size))
        return false;
    for (int s = 0; s < fits; s++)
        k[(size_t)s * (size_t)(fits + 1)] += RIDGE * scatter / r->features;
    if (!divide(fits, r->targets, k, y, columns))
        fail(failure, STATUS_FAILED, "LAPACK cannot solve a regression on %d features",
             r->features);
    return !failure->status;
}

bool ridge(const struct regression *r, struct arena *arena, struct failure *failure)
{
    const int n = r->samples, fits = ridge_fits(n), F = r->features, T = r->targets;
    const size_t mark = arena_mark(arena), size = (size_t)n * (size_t)T;
    double *x = centered(arena, r->x, n, F, fits, failure),
           *y = centered(arena, r->y, n, T, fits, failure);
    double *k = arena_take(arena, failure, (size_t)n * (size_t)fits * sizeof *k);
    double *factor = arena_take(arena, failure, (size_t)fits * (size_t)fits * sizeof *factor);
    double *columns = arena_take(arena, failure, (size_t)fits * (size_t)T * sizeof *columns);
    bool solved = false;
    if (x && y && k && factor && columns && algebra_begin(failure)) {
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, n, fits, F, 1, x, F, x, F, 0, k, fits);
        memcpy(factor, k, (size_t)fits * (size_t)fits * sizeof *factor);
        solved = fits > 0 && !reduce_nonfinite_doubles(k, (size_t)n * (size_t)fits) &&
                 solve(r, factor, y, columns, failure);
    }
    for (size_t i = 0; solved && i < size; i++)
        r->predicted[i] = y[size + i % (size_t)T];
    if (solved)
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, T, fits, 1, k, fits, y, T, 1,
                    r->predicted, T);
    arena_rewind(arena, mark);
    return solved;
}

double ridge_flops(int samples, int features, int targets)
{
    const double n = samples, m = ridge_fits(samples);
    return 2 * n * m * features + m * m * m / 3 + 2 * (m + n) * m * targets;
}

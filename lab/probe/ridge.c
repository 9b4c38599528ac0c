/* y(x) = mean y + k(x) (K + lambda I)^-1 (Y - mean y),  k(x)_s = (x - mean x) (x_s - mean x),  K the fitting half's k */
#include "lab/probe/ridge.h"
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
static double *centered(struct arena *arena, const double *a, int rows, int columns, int fits)
{
    const size_t n = (size_t)rows * (size_t)columns;
    double *c = arena_alloc(arena, (n + (size_t)columns) * sizeof *c), *mean = c ? c + n : NULL;
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

static bool is_finite(const double *a, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * 0;
    return sum == 0;
}

/* y becomes (K + lambda I)^-1 y; 0 where the samples do not differ. */
static bool solve(const struct regression *r, double *k, double *y)
{
    const int fits = ridge_fits(r->samples);
    double scatter = 0, square = 0;
    for (int s = 0; s < fits; s++)
        scatter += k[(size_t)s * (size_t)(fits + 1)];
    for (size_t i = 0; i < (size_t)fits * (size_t)r->features; i++)
        square += r->x[i] * r->x[i];
    if (scatter <= ROUND_OFF * ROUND_OFF * square) {
        memset(y, 0, (size_t)fits * (size_t)r->targets * sizeof *y);
        return true;
    }
    for (int s = 0; s < fits; s++)
        k[(size_t)s * (size_t)(fits + 1)] += RIDGE * scatter / r->features;
    return !LAPACKE_dposv(LAPACK_ROW_MAJOR, 'L', fits, r->targets, k, fits, y, r->targets);
}

bool ridge(const struct regression *r, struct arena *arena, struct failure *failure)
{
    const int n = r->samples, fits = ridge_fits(n), F = r->features, T = r->targets;
    const size_t mark = arena_mark(arena), size = (size_t)n * (size_t)T;
    double *x = centered(arena, r->x, n, F, fits), *y = centered(arena, r->y, n, T, fits);
    double *k = arena_alloc(arena, (size_t)n * (size_t)fits * sizeof *k);
    double *factor = arena_alloc(arena, (size_t)fits * (size_t)fits * sizeof *factor);
    bool solved = false;
    if (!x || !y || !k || !factor) {
        fail(failure, STATUS_FAILED, "out of memory for a regression on %d features", F);
    } else {
        openblas_set_num_threads(1); /* on several, OpenBLAS sums in another order */
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, n, fits, F, 1, x, F, x, F, 0, k, fits);
        memcpy(factor, k, (size_t)fits * (size_t)fits * sizeof *factor);
        solved = fits > 0 && is_finite(k, (size_t)n * (size_t)fits) && solve(r, factor, y);
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

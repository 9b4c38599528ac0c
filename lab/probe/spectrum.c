/* A = U diag(sigma) V^T */
#include "lab/probe/spectrum.h"
#include <cblas.h>
#include <lapacke.h>
#include <math.h>

static bool is_finite(const double *a, long n)
{
    double sum = 0;
    for (long i = 0; i < n; i++)
        sum += a[i] * 0;
    return sum == 0;
}

/* LAPACK reads the columns of A^T where A has its rows, and the singular values are the same. */
bool spectrum_singular_values(double *a, int rows, int columns, double *sigma)
{
    if (!is_finite(a, (long)rows * columns))
        return false;
    openblas_set_num_threads(1); /* on several, OpenBLAS sums in another order */
    return !LAPACKE_dgesdd(LAPACK_COL_MAJOR, 'N', columns, rows, a, columns, sigma, NULL, 1, NULL,
                           1);
}

double spectrum_flops(int rows, int columns)
{
    const double n = rows < columns ? rows : columns, m = rows < columns ? columns : rows;
    return 2 * (2 * n * n * (m + n)); /* reflections are slow: they count twice */
}

double spectrum_entropy_rank(const double *sigma, int n)
{
    double sum = 0, entropy = 0;
    for (int i = 0; i < n; i++)
        sum += sigma[i];
    for (int i = 0; i < n; i++)
        if (sigma[i] > 0)
            entropy -= sigma[i] / sum * log(sigma[i] / sum);
    return exp(entropy);
}

double spectrum_stable_rank(const double *sigma, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += sigma[i] / sigma[0] * (sigma[i] / sigma[0]);
    return sum;
}

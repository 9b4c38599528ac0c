/* A = U diag(sigma) V^T */
#include "lab/probe/spectrum.h"
#include "lab/base/portable.h"
#include "lab/kernel/algebra.h"
#include "lab/kernel/reduce.h"
#include <lapacke.h>
#include <math.h>

/* LAPACK reads the columns of A^T where A has its rows, and the singular values are the same. With -1 for
 * the room, work[0] receives how much there must be. */
static bool svd(double *a, int rows, int columns, double *sigma, double *work, int room, int *index)
{
    return !LAPACKE_dgesdd_work(LAPACK_COL_MAJOR, 'N', columns, rows, a, columns, sigma, NULL, 1,
                                NULL, 1, work, room, index);
}

bool spectrum_singular_values(struct arena *arena, double *a, int rows, int columns, double *sigma,
                              struct failure *failure)
{
    const size_t mark = arena_mark(arena);
    if (reduce_nonfinite_doubles(a, (size_t)rows * (size_t)columns))
        return false;
    if (!algebra_begin(failure))
        return false;
    int *index =
        arena_take(arena, failure, 8 * (size_t)(rows < columns ? rows : columns) * sizeof *index);
    double room = 0;
    bool done = svd(a, rows, columns, sigma, &room, -1, index);
    double *work = arena_take(arena, failure, (size_t)room * sizeof *work);
    if (index && work && (!done || !svd(a, rows, columns, sigma, work, (int)room, index)))
        fail(failure, STATUS_FAILED, "LAPACK cannot find the singular values of %d by %d numbers",
             rows, columns);
    arena_rewind(arena, mark);
    return !failure->status;
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
            entropy -= sigma[i] / sum * portable_log(sigma[i] / sum);
    return portable_exp(entropy);
}

double spectrum_stable_rank(const double *sigma, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += sigma[i] / sigma[0] * (sigma[i] / sigma[0]);
    return sum;
}

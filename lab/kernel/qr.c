/* v = x + sign(x_1) |x| e_1,   t = 2 / v'v,   (1 - t v v') y = y - t (v'y) v */
#include "lab/kernel/qr.h"
#include "lab/kernel/reduce.h"
#include <math.h>

/* y -= c v; 16 at a time, which compilers turn into vectors. */
static void subtract(double c, const double *restrict v, double *restrict y, int n)
{
    int i = 0;
    for (; n - i >= LANES; i += LANES)
        for (int k = i; k < i + LANES; k++)
            y[k] -= c * v[k];
    for (; i < n; i++)
        y[i] -= c * v[i];
}

static void reflect(double t, const double *v, double *y, int n)
{
    subtract(t * reduce_dot_doubles(v, y, (size_t)n), v, y, n);
}

void qr_orthogonal(int m, int n, double *a, double *factor)
{
    for (int k = 0; k < n; k++) {
        double *x = a + (size_t)k * (size_t)m + k;
        const double length = sqrt(reduce_dot_doubles(x, x, (size_t)(m - k)));
        x[0] += x[0] < 0 ? -length : length;
        const double square = reduce_dot_doubles(x, x, (size_t)(m - k));
        factor[k] = square > 0 ? 2 / square : 0;
        for (int j = k + 1; j < n; j++)
            reflect(factor[k], x, x + (size_t)(j - k) * (size_t)m, m - k);
    }
    /* From the last reflection to the first, v_k gives way to column k of Q, whose first k rows are 0 still.
     * R's diagonal entry is -sign(v_1) |x|: the column turns round where that is negative. */
    for (int k = n - 1; k >= 0; k--) {
        double *v = a + (size_t)k * (size_t)m + k;
        for (int j = k + 1; j < n; j++)
            reflect(factor[k], v, v + (size_t)(j - k) * (size_t)m, m - k);
        const double first = v[0], sign = first > 0 ? -1 : 1;
        for (int i = 0; i < m - k; i++)
            v[i] = sign * ((i == 0) - factor[k] * first * v[i]);
        for (int i = 0; i < k; i++)
            v[i - k] = 0;
    }
}

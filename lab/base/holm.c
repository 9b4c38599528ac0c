#include "lab/base/holm.h"
#include <math.h>

/* How many stand before p[i] in ascending order; of equals those that come first. */
static int rank_of(int n, const double *p, int i)
{
    int before = 0;
    for (int k = 0; k < n; k++)
        before += p[k] < p[i] || (p[k] == p[i] && k < i);
    return before;
}

void holm_adjust(int n, const double *p, double *adjusted)
{
    for (int i = 0; i < n; i++) {
        adjusted[i] = isnan(p[i]) ? NAN : 0;
        for (int k = 0; k < n; k++)
            if (p[k] <= p[i])
                adjusted[i] = fmax(adjusted[i], fmin(1, (n - rank_of(n, p, k)) * p[k]));
    }
}

/* Ridge regression as the textbook writes it, in the space of features, by Gauss elimination: the judge
 * of lab/probe/ridge.c, which solves it in the space of samples.
 *
 *     B = (X^T X + lambda I)^-1 X^T Y,   X and Y less the means of the fitting half */
#pragma once
#include "tests/support/check.h"

enum { EQUATIONS_SIZE = 48 }; /* features and targets together, at most */

static inline double column_mean(const double *a, int rows, int columns, int c)
{
    double sum = 0;
    for (int s = 0; s < rows; s++)
        sum += a[s * columns + c];
    return sum / rows;
}

/* Reduce [A | R] to [1 | A^-1 R], the largest pivot first. */
static inline void eliminate(double m[][EQUATIONS_SIZE], int n, int columns)
{
    for (int p = 0; p < n; p++) {
        int best = p;
        for (int i = p; i < n; i++)
            best = fabs(m[i][p]) > fabs(m[best][p]) ? i : best;
        for (int c = 0; c < columns; c++) {
            const double swap = m[p][c];
            m[p][c] = m[best][c];
            m[best][c] = swap;
        }
        for (int c = columns - 1; c >= p; c--)
            m[p][c] /= m[p][p];
        for (int i = 0; i < n; i++)
            for (int c = columns - 1; c >= p && i != p; c--)
                m[i][c] -= m[i][p] * m[p][c];
    }
}

/* x is [samples][F], y and predicted are [samples][T]; the first `fits` samples fit. */
static inline void normal_equations(const double *x, const double *y, int samples, int fits, int F,
                                    int T, double ridge, double *predicted)
{
    double m[EQUATIONS_SIZE][EQUATIONS_SIZE] = {{0}}, trace = 0;
    for (int i = 0; i < F; i++)
        for (int s = 0; s < fits; s++) {
            const double d = x[s * F + i] - column_mean(x, fits, F, i);
            for (int k = 0; k < F; k++)
                m[i][k] += d * (x[s * F + k] - column_mean(x, fits, F, k));
            for (int k = 0; k < T; k++)
                m[i][F + k] += d * (y[s * T + k] - column_mean(y, fits, T, k));
        }
    for (int i = 0; i < F; i++)
        trace += m[i][i];
    for (int i = 0; i < F; i++)
        m[i][i] += ridge * trace / F;
    eliminate(m, F, F + T);
    for (int s = 0; s < samples; s++)
        for (int k = 0; k < T; k++) {
            double *to = &predicted[s * T + k];
            *to = column_mean(y, fits, T, k);
            for (int i = 0; i < F; i++)
                *to += (x[s * F + i] - column_mean(x, fits, F, i)) * m[i][F + k];
        }
}

#include "lab/net/init.h"
#include "lab/net/names.h"
#include "lab/net/word.h"
#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>

static void scaled_normal(struct stream s, double deviation, int out, int in, real *w)
{
    for (size_t i = 0; i < (size_t)out * (size_t)in; i++)
        w[i] = (real)(deviation * stream_normal(s, i));
}

static void he(struct stream s, double unused, int out, int in, real *w)
{
    (void)unused;
    scaled_normal(s, sqrt(2.0 / in), out, in, w);
}

static void xavier(struct stream s, double unused, int out, int in, real *w)
{
    (void)unused;
    scaled_normal(s, sqrt(2.0 / (in + out)), out, in, w);
}

static void lecun(struct stream s, double unused, int out, int in, real *w)
{
    (void)unused;
    scaled_normal(s, sqrt(1.0 / in), out, in, w);
}

static void uniform(struct stream s, double bound, size_t count, real *w)
{
    for (size_t i = 0; i < count; i++)
        w[i] = (real)(bound * (2 * stream_uniform(s, i) - 1));
}

static void torch_uniform(struct stream s, double unused, int out, int in, real *w)
{
    (void)unused;
    uniform(s, 1 / sqrt(in), (size_t)out * (size_t)in, w);
}

static void torch_uniform_bias(struct stream s, int out, int in, real *b)
{
    uniform(s, 1 / sqrt(in), (size_t)out, b);
}

/* Orthonormal rows, or columns where there are more rows: Q of the QR of the longer side, with the
 * signs that make R's diagonal positive, so that Q is uniform (Mezzadri 2007). */
static void orthogonal(struct stream s, double unused, int out, int in, real *w)
{
    (void)unused;
    int m = out > in ? out : in, n = out > in ? in : out;
    double *a = malloc((size_t)m * (size_t)n * sizeof *a), *tau = malloc((size_t)n * sizeof *tau);
    double *sign = malloc((size_t)n * sizeof *sign);
    if (a && tau && sign) {
        openblas_set_num_threads(1); /* on several, OpenBLAS sums in another order */
        for (int i = 0; i < m; i++)
            for (int j = 0; j < n; j++) {
                int index = out > in ? i * n + j : j * m + i;
                a[j * m + i] = stream_normal(s, (uint64_t)index);
            }
        LAPACKE_dgeqrf(LAPACK_COL_MAJOR, m, n, a, m, tau);
        for (int j = 0; j < n; j++)
            sign[j] = a[j * m + j] < 0 ? -1 : 1;
        LAPACKE_dorgqr(LAPACK_COL_MAJOR, m, n, n, a, m, tau);
        for (int i = 0; i < m; i++)
            for (int j = 0; j < n; j++)
                w[out > in ? i * n + j : j * m + i] = (real)(sign[j] * a[j * m + i]);
    }
    free(a);
    free(tau);
    free(sign);
}

/* Q (rows x columns) into the corner of w that `signs` mirrors: w = (Q, -Q; -Q, Q) where both sides
 * are mirrored. An odd number of units leaves the last one at 0. */
static void mirrored(struct stream s, int out, int in, bool rows, bool columns, real *w)
{
    int m = rows ? out / 2 : out, n = columns ? in / 2 : in;
    real *q = malloc((size_t)m * (size_t)n * sizeof *q + 1);
    for (size_t i = 0; i < (size_t)out * (size_t)in; i++)
        w[i] = 0;
    if (q && m && n) {
        orthogonal(s, 0, m, n, q);
        for (int i = 0; i < (rows ? 2 * m : m); i++)
            for (int j = 0; j < (columns ? 2 * n : n); j++) {
                real sign = (i < m) == (j < n) ? 1 : -1;
                w[i * in + j] = sign * q[i % m * n + j % n];
            }
    }
    free(q);
}

static void looks_linear(struct stream s, double unused, int out, int in, real *w)
{
    (void)unused;
    mirrored(s, out, in, true, true, w);
}

static void looks_linear_stem(struct stream s, double unused, int out, int in, real *w)
{
    (void)unused;
    mirrored(s, out, in, true, false, w);
}

static void looks_linear_head(struct stream s, double unused, int out, int in, real *w)
{
    (void)unused;
    mirrored(s, out, in, false, true, w);
}

static const struct init inits[] = {
    {"he", false, he, NULL, NULL, NULL},
    {"xavier", false, xavier, NULL, NULL, NULL},
    {"lecun", false, lecun, NULL, NULL, NULL},
    {"orthogonal", false, orthogonal, NULL, NULL, NULL},
    {"looks-linear", false, looks_linear, NULL, looks_linear_stem, looks_linear_head},
    {"torch-uniform", false, torch_uniform, torch_uniform_bias, NULL, NULL},
    {"normal", true, scaled_normal, NULL, NULL, NULL},
};
enum { INITS = sizeof inits / sizeof *inits };

const char *init_name(int i)
{
    return i < INITS ? inits[i].name : NULL;
}

const struct init *init_find(const char *text, double *number, struct failure *failure)
{
    for (int i = 0; i < INITS; i++)
        if (word_is(text, inits[i].name, inits[i].takes_number, number) && *number >= 0)
            return &inits[i];
    fail(failure, STATUS_DATA,
         "no init `%s`; a number from 0 goes with normal alone, as in normal(0.1)", text);
    return NULL;
}

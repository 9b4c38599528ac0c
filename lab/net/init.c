#include "lab/net/init.h"
#include "lab/net/names.h"
#include "lab/net/word.h"
#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void scaled_normal(struct stream s, double deviation, struct fan f, real *w)
{
    for (size_t i = 0; i < fan_count(f); i++)
        w[i] = (real)(deviation * stream_normal(s, i));
}

static void he(struct stream s, double unused, struct fan f, real *w)
{
    (void)unused;
    scaled_normal(s, sqrt(2.0 / f.in), f, w);
}

static void xavier(struct stream s, double unused, struct fan f, real *w)
{
    (void)unused;
    scaled_normal(s, sqrt(2.0 / (f.in + (double)f.out * f.area)), f, w);
}

static void lecun(struct stream s, double unused, struct fan f, real *w)
{
    (void)unused;
    scaled_normal(s, sqrt(1.0 / f.in), f, w);
}

static void uniform(struct stream s, double bound, size_t count, real *w)
{
    for (size_t i = 0; i < count; i++)
        w[i] = (real)(bound * (2 * stream_uniform(s, i) - 1));
}

static void torch_uniform(struct stream s, double unused, struct fan f, real *w)
{
    (void)unused;
    uniform(s, 1 / sqrt(f.in), fan_count(f), w);
}

static void torch_uniform_bias(struct stream s, struct fan f, real *b)
{
    uniform(s, 1 / sqrt(f.in), (size_t)f.out, b);
}

/* Orthonormal rows, or columns where there are more rows: Q of the QR of the longer side, with the
 * signs that make R's diagonal positive, so that Q is uniform (Mezzadri 2007). */
static void orthogonal(struct stream s, double unused, struct fan f, real *w)
{
    (void)unused;
    const int out = f.out, in = f.in, m = out > in ? out : in, n = out > in ? in : out;
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

/* The middle pixel of each filter, from an orthogonal matrix of the channels; 0 around it. */
static void delta_orthogonal(struct stream s, double unused, struct fan f, real *w)
{
    const int in = f.in / f.area, middle = f.area / 2;
    real *q = malloc((size_t)f.out * (size_t)in * sizeof *q);
    memset(w, 0, fan_count(f) * sizeof *w);
    if (q) {
        orthogonal(s, unused, (struct fan){f.out, in, 1}, q);
        for (int i = 0; i < f.out * in; i++)
            w[(size_t)i * (size_t)f.area + (size_t)middle] = q[i];
    }
    free(q);
}

/* Q (rows x columns) into the corner of w that `signs` mirrors: w = (Q, -Q; -Q, Q) where both sides
 * are mirrored. An odd number of units or channels leaves the last one at 0. */
static void mirrored(struct stream s, struct fan f, bool rows, bool columns, real *w)
{
    const int channels = f.in / f.area;
    const int m = rows ? f.out / 2 : f.out, n = (columns ? channels / 2 : channels) * f.area;
    real *q = malloc((size_t)m * (size_t)n * sizeof *q + 1);
    memset(w, 0, fan_count(f) * sizeof *w);
    if (q && m && n) {
        orthogonal(s, 0, (struct fan){m, n, f.area}, q);
        for (int i = 0; i < (rows ? 2 * m : m); i++)
            for (int j = 0; j < (columns ? 2 * n : n); j++) {
                real sign = (i < m) == (j < n) ? 1 : -1;
                w[i * f.in + j] = sign * q[i % m * n + j % n];
            }
    }
    free(q);
}

static void looks_linear(struct stream s, double unused, struct fan f, real *w)
{
    (void)unused;
    mirrored(s, f, true, true, w);
}

static void looks_linear_stem(struct stream s, double unused, struct fan f, real *w)
{
    (void)unused;
    mirrored(s, f, true, false, w);
}

static void looks_linear_head(struct stream s, double unused, struct fan f, real *w)
{
    (void)unused;
    mirrored(s, f, false, true, w);
}

static const struct init inits[] = {
    {"he", false, he, NULL, NULL, NULL},
    {"xavier", false, xavier, NULL, NULL, NULL},
    {"lecun", false, lecun, NULL, NULL, NULL},
    {"orthogonal", false, orthogonal, NULL, NULL, NULL},
    {"delta-orthogonal", false, delta_orthogonal, NULL, NULL, NULL},
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

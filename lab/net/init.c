#include "lab/net/init.h"
#include "lab/kernel/qr.h"
#include "lab/net/names.h"
#include "lab/net/word.h"
#include <math.h>
#include <string.h>

static enum status scaled_normal(const struct draw *d, double deviation, real *w)
{
    for (size_t i = 0; i < fan_count(d->fan); i++)
        w[i] = (real)(deviation * stream_normal(d->stream, i));
    return STATUS_OK;
}

static enum status he(const struct draw *d, real *w)
{
    return scaled_normal(d, sqrt(2.0 / d->fan.in), w);
}

static enum status xavier(const struct draw *d, real *w)
{
    return scaled_normal(d, sqrt(2.0 / (d->fan.in + (double)d->fan.out * d->fan.area)), w);
}

static enum status lecun(const struct draw *d, real *w)
{
    return scaled_normal(d, sqrt(1.0 / d->fan.in), w);
}

static enum status normal(const struct draw *d, real *w)
{
    return scaled_normal(d, d->number, w);
}

static void uniform(struct stream s, double bound, size_t count, real *w)
{
    for (size_t i = 0; i < count; i++)
        w[i] = (real)(bound * (2 * stream_uniform(s, i) - 1));
}

static enum status torch_uniform(const struct draw *d, real *w)
{
    uniform(d->stream, 1 / sqrt(d->fan.in), fan_count(d->fan), w);
    return STATUS_OK;
}

static void torch_uniform_bias(struct stream s, struct fan f, real *b)
{
    uniform(s, 1 / sqrt(f.in), (size_t)f.out, b);
}

/* Orthonormal rows, or columns where there are more rows: Q of the QR of the longer side. R's diagonal is
 * positive, so Q is uniform (Mezzadri 2007). */
static enum status orthogonal(const struct draw *d, real *w)
{
    const int out = d->fan.out, in = d->fan.in, m = out > in ? out : in, n = out > in ? in : out;
    const size_t mark = arena_mark(d->arena);
    double *a = arena_alloc(d->arena, (size_t)m * (size_t)n * sizeof *a);
    double *factor = arena_alloc(d->arena, (size_t)n * sizeof *factor);
    if (!a || !factor)
        fail_memory(d->failure);
    for (int i = 0; !d->failure->status && i < m; i++)
        for (int j = 0; j < n; j++) {
            int index = out > in ? i * n + j : j * m + i;
            a[j * m + i] = stream_normal(d->stream, (uint64_t)index);
        }
    if (!d->failure->status) {
        qr_orthogonal(m, n, a, factor);
        for (int i = 0; i < m; i++)
            for (int j = 0; j < n; j++)
                w[out > in ? i * n + j : j * m + i] = (real)a[j * m + i];
    }
    arena_rewind(d->arena, mark);
    return d->failure->status;
}

/* The orthogonal matrix of another size, from the arena; NULL with a failure. */
static real *orthogonal_of(const struct draw *d, struct fan f)
{
    struct draw part = *d;
    part.fan = f;
    real *q = arena_take(d->arena, d->failure, fan_count(f) * sizeof *q);
    return q && !orthogonal(&part, q) ? q : NULL;
}

/* The middle pixel of each filter, from an orthogonal matrix of the channels; 0 around it. */
static enum status delta_orthogonal(const struct draw *d, real *w)
{
    const struct fan f = d->fan;
    const int in = f.in / f.area, middle = f.area / 2;
    const size_t mark = arena_mark(d->arena);
    const real *q = orthogonal_of(d, (struct fan){f.out, in, 1});
    memset(w, 0, fan_count(f) * sizeof *w);
    for (int i = 0; q && i < f.out * in; i++)
        w[(size_t)i * (size_t)f.area + (size_t)middle] = q[i];
    arena_rewind(d->arena, mark);
    return d->failure->status;
}

/* Q (rows x columns) into the corner of w that `signs` mirrors: w = (Q, -Q; -Q, Q) where both sides
 * are mirrored. An odd number of units or channels leaves the last one at 0. */
static enum status mirrored(const struct draw *d, bool rows, bool columns, real *w)
{
    const struct fan f = d->fan;
    const int channels = f.in / f.area;
    const int m = rows ? f.out / 2 : f.out, n = (columns ? channels / 2 : channels) * f.area;
    const size_t mark = arena_mark(d->arena);
    const real *q = m && n ? orthogonal_of(d, (struct fan){m, n, f.area}) : NULL;
    memset(w, 0, fan_count(f) * sizeof *w);
    for (int i = 0; q && i < (rows ? 2 * m : m); i++)
        for (int j = 0; j < (columns ? 2 * n : n); j++) {
            real sign = (i < m) == (j < n) ? 1 : -1;
            w[i * f.in + j] = sign * q[i % m * n + j % n];
        }
    arena_rewind(d->arena, mark);
    return d->failure->status;
}

static enum status looks_linear(const struct draw *d, real *w)
{
    return mirrored(d, true, true, w);
}

static enum status looks_linear_stem(const struct draw *d, real *w)
{
    return mirrored(d, true, false, w);
}

static enum status looks_linear_head(const struct draw *d, real *w)
{
    return mirrored(d, false, true, w);
}

static const struct init inits[] = {
    {"he", false, he, NULL, NULL, NULL},
    {"xavier", false, xavier, NULL, NULL, NULL},
    {"lecun", false, lecun, NULL, NULL, NULL},
    {"orthogonal", false, orthogonal, NULL, NULL, NULL},
    {"delta-orthogonal", false, delta_orthogonal, NULL, NULL, NULL},
    {"looks-linear", false, looks_linear, NULL, looks_linear_stem, looks_linear_head},
    {"torch-uniform", false, torch_uniform, torch_uniform_bias, NULL, NULL},
    {"normal", true, normal, NULL, NULL, NULL},
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

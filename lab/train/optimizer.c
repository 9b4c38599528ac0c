#include "lab/train/optimizer.h"
#include "lab/base/portable.h"
#include <math.h>
#include <string.h>

/* The numbers of a spec at update t. */
struct rates {
    real lr, momentum, decay, keep, beta1, beta2, epsilon;
    real unbias1, unbias2; /* lr / (1 - beta1^t), 1 / sqrt(1 - beta2^t) */
};

/* `coupled` weight decay is part of the gradient; `decoupled` shrinks the weight directly. */
static struct rates rates_of(const struct optimizer_spec *o, int64_t t, double coupled,
                             double decoupled)
{
    return (struct rates){
        .lr = (real)o->lr,
        .momentum = (real)o->momentum,
        .decay = (real)coupled,
        .keep = (real)(1 - o->lr * decoupled),
        .beta1 = (real)o->beta1,
        .beta2 = (real)o->beta2,
        .epsilon = (real)o->epsilon,
        .unbias1 = (real)(o->lr / (1 - portable_power(o->beta1, t))),
        .unbias2 = (real)(1 / sqrt(1 - portable_power(o->beta2, t))),
    };
}

/* A rule moves n weights; m and v are their slots. */
typedef void rule(const struct rates *, size_t n, real *restrict w, real *restrict dw,
                  real *restrict m, real *restrict v);

INLINE void by_momentum(const struct rates *r, const size_t n, real *restrict w, real *restrict dw,
                        real *restrict m, real *restrict v)
{
    (void)v;
    for (size_t i = 0; i < n; i++) {
        m[i] = r->momentum * m[i] + (dw[i] + r->decay * w[i]);
        w[i] -= r->lr * m[i];
        dw[i] = 0;
    }
}

INLINE void looking_ahead(const struct rates *r, const size_t n, real *restrict w,
                          real *restrict dw, real *restrict m, real *restrict v)
{
    (void)v;
    for (size_t i = 0; i < n; i++) {
        real g = dw[i] + r->decay * w[i];
        m[i] = r->momentum * m[i] + g;
        w[i] -= r->lr * (g + r->momentum * m[i]);
        dw[i] = 0;
    }
}

INLINE void by_moments(const struct rates *r, const size_t n, real *restrict w, real *restrict dw,
                       real *restrict m, real *restrict v)
{
    for (size_t i = 0; i < n; i++) {
        real g = dw[i] + r->decay * w[i];
        m[i] = r->beta1 * m[i] + (1 - r->beta1) * g;
        v[i] = r->beta2 * v[i] + (1 - r->beta2) * g * g;
        real size = (real)(sizeof(real) == sizeof(float) ? sqrtf((float)v[i]) : sqrt((double)v[i]));
        w[i] = r->keep * w[i] - r->unbias1 * m[i] / (size * r->unbias2 + r->epsilon);
        dw[i] = 0;
    }
}

/* 16 at a time, which compilers turn into vectors, and then the rest. */
INLINE void sweep(rule *move, struct rates r, size_t count, real *w, real *dw, real *m, real *v)
{
    size_t i = 0;
    for (; count - i >= LANES; i += LANES)
        move(&r, LANES, w + i, dw + i, m + i, v + i);
    move(&r, count - i, w + i, dw + i, m + i, v + i);
}

static void sgd(const struct optimizer_spec *o, int64_t t, size_t count, real *w, real *dw,
                real *slot)
{
    sweep(by_momentum, rates_of(o, t, o->weight_decay, 0), count, w, dw, slot, slot);
}

static void nesterov(const struct optimizer_spec *o, int64_t t, size_t count, real *w, real *dw,
                     real *slot)
{
    sweep(looking_ahead, rates_of(o, t, o->weight_decay, 0), count, w, dw, slot, slot);
}

static void adam(const struct optimizer_spec *o, int64_t t, size_t count, real *w, real *dw,
                 real *slot)
{
    sweep(by_moments, rates_of(o, t, o->weight_decay, 0), count, w, dw, slot, slot + count);
}

static void adamw(const struct optimizer_spec *o, int64_t t, size_t count, real *w, real *dw,
                  real *slot)
{
    sweep(by_moments, rates_of(o, t, 0, o->weight_decay), count, w, dw, slot, slot + count);
}

static const struct optimizer optimizers[] = {
    {"sgd", 1, sgd},
    {"nesterov", 1, nesterov},
    {"adam", 2, adam},
    {"adamw", 2, adamw},
};
enum { OPTIMIZERS = sizeof optimizers / sizeof *optimizers };

const struct optimizer *optimizer_find(const char *name)
{
    for (int i = 0; i < OPTIMIZERS; i++)
        if (!strcmp(optimizers[i].name, name))
            return &optimizers[i];
    return NULL;
}

const char *optimizer_name(int i)
{
    return i < OPTIMIZERS ? optimizers[i].name : NULL;
}

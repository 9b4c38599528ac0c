#include "lab/train/optimizer.h"
#include <math.h>
#include <string.h>

static void sgd(const struct optimizer_spec *o, int64_t t, size_t count, real *restrict w,
                real *restrict dw, real *restrict m)
{
    (void)t;
    real lr = (real)o->lr, momentum = (real)o->momentum, decay = (real)o->weight_decay;
    for (size_t i = 0; i < count; i++) {
        m[i] = momentum * m[i] + (dw[i] + decay * w[i]);
        w[i] -= lr * m[i];
        dw[i] = 0;
    }
}

static void nesterov(const struct optimizer_spec *o, int64_t t, size_t count, real *restrict w,
                     real *restrict dw, real *restrict m)
{
    (void)t;
    real lr = (real)o->lr, momentum = (real)o->momentum, decay = (real)o->weight_decay;
    for (size_t i = 0; i < count; i++) {
        real g = dw[i] + decay * w[i];
        m[i] = momentum * m[i] + g;
        w[i] -= lr * (g + momentum * m[i]);
        dw[i] = 0;
    }
}

/* `coupled` weight decay is part of the gradient; `decoupled` shrinks the weight directly. */
static void adam_step(const struct optimizer_spec *o, int64_t t, size_t count, real *restrict w,
                      real *restrict dw, real *restrict slot, double coupled, double decoupled)
{
    real *restrict m = slot, *restrict v = slot + count;
    double unbias1 = 1 - pow(o->beta1, (double)t), unbias2 = 1 - pow(o->beta2, (double)t);
    real b1 = (real)o->beta1, b2 = (real)o->beta2, rate = (real)(o->lr / unbias1);
    real root = (real)(1 / sqrt(unbias2)), epsilon = (real)o->epsilon;
    real decay = (real)coupled, keep = (real)(1 - o->lr * decoupled);
    for (size_t i = 0; i < count; i++) {
        real g = dw[i] + decay * w[i];
        m[i] = b1 * m[i] + (1 - b1) * g;
        v[i] = b2 * v[i] + (1 - b2) * g * g;
        real size = (real)(sizeof(real) == sizeof(float) ? sqrtf((float)v[i]) : sqrt((double)v[i]));
        w[i] = keep * w[i] - rate * m[i] / (size * root + epsilon);
        dw[i] = 0;
    }
}

static void adam(const struct optimizer_spec *o, int64_t t, size_t count, real *w, real *dw,
                 real *slot)
{
    adam_step(o, t, count, w, dw, slot, o->weight_decay, 0);
}

static void adamw(const struct optimizer_spec *o, int64_t t, size_t count, real *w, real *dw,
                  real *slot)
{
    adam_step(o, t, count, w, dw, slot, 0, o->weight_decay);
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

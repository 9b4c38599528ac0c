#include "lab/train/optimizer.h"
#include <string.h>

static void sgd(const struct optimizer_spec *o, size_t count, real *restrict w, real *restrict dw,
                real *restrict m)
{
    real lr = (real)o->lr, momentum = (real)o->momentum, decay = (real)o->weight_decay;
    for (size_t i = 0; i < count; i++) {
        m[i] = momentum * m[i] + (dw[i] + decay * w[i]);
        w[i] -= lr * m[i];
        dw[i] = 0;
    }
}

static const struct optimizer optimizers[] = {
    {"sgd", 1, sgd},
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

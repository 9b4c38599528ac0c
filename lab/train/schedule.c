/* Rows are dense early, when everything happens, and even later: 0, 1, 2, 5, 10, 20, k, 2k, ... */
#include "lab/train/train.h"

bool layers_due(const struct train_spec *t, int64_t step)
{
    bool early = step <= 2 || step == 5 || step == 10 || step == 20;
    return t->log_layers && (early || step % t->log_layers == 0 || step == t->steps);
}

bool curve_due(const struct train_spec *t, int64_t step)
{
    return step % t->log_curve == 0 || step == t->steps || layers_due(t, step);
}

#include "lab/train/epoch.h"
#include "lab/base/rng.h"

int64_t epoch_batches(const struct epochs *e)
{
    return e->samples / e->batch + (e->samples % e->batch >= e->least);
}

void epoch_order(const struct epochs *e, int64_t epoch, int *order)
{
    stream_permutation(stream_of(e->seed, PURPOSE_SHUFFLE, (uint64_t)epoch, 0), order, e->samples);
}

#include "lab/data/guess.h"
#include <math.h>

enum status guess_measure(struct arena *arena, struct dataset *d, struct failure *failure)
{
    const size_t mark = arena_mark(arena);
    int *count = arena_take(arena, failure, (size_t)d->classes * sizeof *count), most = 0;
    if (!count)
        return failure->status;
    for (int c = 0; c < d->classes; c++)
        count[c] = 0;
    for (int i = 0; i < d->train.count; i++)
        count[d->train.label[i]]++;
    d->guess = (struct guess){0};
    for (int c = 0; c < d->classes; c++) {
        const double p = (double)count[c] / d->train.count;
        d->guess.loss += p > 0 && p < 1 ? -p * log(p) : 0;
        most = count[c] > most ? count[c] : most;
    }
    d->guess.error = 1 - (double)most / d->train.count;
    arena_rewind(arena, mark);
    return STATUS_OK;
}

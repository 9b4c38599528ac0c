/* x[group][feature][lane] = sample[16 group + lane][feature]: a transposition, group by group. */
#include "lab/data/batch.h"

void batch_fill(const struct part *part, int features, const int *index, int count, lane *x,
                lane *target)
{
    for (int g = 0; g < lane_groups(count); g++, x += features, target++) {
        int live = count - g * LANES < LANES ? count - g * LANES : LANES;
        const real *sample[LANES];
        *target = (lane){0};
        for (int l = 0; l < LANES; l++) {
            int i = index[g * LANES + (l < live ? l : 0)]; /* a dead lane is read, then masked */
            sample[l] = part->x + (size_t)i * (size_t)features;
            if (l < live)
                (*target)[l] = (real)part->label[i];
        }
        lane_mask mask = lane_live(count, g);
        for (int f = 0; f < features; f++) {
            lane v;
            for (int l = 0; l < LANES; l++)
                v[l] = sample[l][f];
            x[f] = lane_keep(v, mask);
        }
    }
}

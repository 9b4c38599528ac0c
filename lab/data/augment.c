/* x'[c][i][j] = x[c][i + down][j + right], or black outside;  mirrored: x'[c][i][W-1-j]. */
#include "lab/data/augment.h"
#include "lab/base/rng.h"
#include "lab/data/batch.h"
#include "lab/data/source.h"

struct glimpse augment_glimpse(struct augment how, uint64_t seed, int64_t epoch, int sample)
{
    uint32_t word[4];
    uint64_t places = 2 * (uint64_t)how.crop + 1;
    stream_block(stream_of(seed, PURPOSE_AUGMENT, (uint64_t)sample, 0), (uint64_t)epoch, word);
    return (struct glimpse){
        .down = (int)(word[0] * places >> 32) - how.crop,
        .right = (int)(word[1] * places >> 32) - how.crop,
        .mirrored = how.flip && word[2] >> 31,
    };
}

/* Row y of the glimpse of one plane into lane l of to[0 .. W-1]. */
INLINE void fill_row(const real *plane, int H, int W, real black, struct glimpse see, int y, int l,
                     lane *to)
{
    int i = y + see.down, step = see.mirrored ? -1 : 1, j = see.right + (see.mirrored ? W - 1 : 0);
    bool inside = i >= 0 && i < H;
    const real *row = plane + (inside ? i * W : 0);
    for (int x = 0; x < W; x++, j += step)
        to[x][l] = inside && j >= 0 && j < W ? row[j] : black;
}

void augment_fill(const struct dataset *d, struct augment how, uint64_t seed, int64_t epoch,
                  const int *index, int count, lane *x, lane *target)
{
    int C = d->channels, H = d->height, W = d->width, features = dataset_features(d);
    if (!how.crop && !how.flip) {
        batch_fill(&d->train, features, index, count, x, target);
        return;
    }
    for (int g = 0; g < lane_groups(count); g++, x += features, target++) {
        int live = count - g * LANES < LANES ? count - g * LANES : LANES;
        const real *sample[LANES];
        struct glimpse see[LANES];
        *target = (lane){0};
        for (int l = 0; l < live; l++) {
            int i = index[g * LANES + l];
            sample[l] = d->train.x + (size_t)i * (size_t)features;
            see[l] = augment_glimpse(how, seed, epoch, i);
            (*target)[l] = (real)d->train.label[i];
        }
        for (int f = 0; live < LANES && f < features; f++)
            x[f] = (lane){0};
        /* row by row through all lanes: the row's lanes stay in the nearest cache */
        for (int c = 0; c < C; c++)
            for (int y = 0; y < H; y++)
                for (int l = 0; l < live; l++)
                    fill_row(sample[l] + c * H * W, H, W, d->black[c], see[l], y, l,
                             x + (c * H + y) * W);
    }
}

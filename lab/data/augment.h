/* Augmentation: every time that a training image is seen, it is shifted and mirrored at random.
 *
 * As in He et al. (2016): the raw image gets a border of `crop` black pixels, a window of its old
 * size is cut out anywhere, and half of the windows are mirrored. Black is what a raw 0 has become
 * by standardisation, which differs from channel to channel.
 *
 * A sample's draw is a function of (seed, epoch, sample) alone: neither the batch it falls into nor
 * a resume changes it, and a plain net and its residual twin see the same pixels. */
#pragma once
#include "lab/data/data.h"

/* Row and column of the window, -crop .. crop from where the image lies, and whether the window is
 * mirrored. */
struct glimpse {
    int down, right;
    bool mirrored;
};
struct glimpse augment_glimpse(struct augment, uint64_t seed, int64_t epoch, int sample);

/* batch_fill from the training part, each sample seen as its glimpse in that epoch. */
void augment_fill(const struct dataset *, struct augment, uint64_t seed, int64_t epoch,
                  const int *index, int count, lane *x, lane *target);

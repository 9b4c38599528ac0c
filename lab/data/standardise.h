/* x <- (x - mean) / deviation, channel by channel, both numbers taken from the TRAINING part, or given: a net
 * that was trained elsewhere wants the moments that it was trained with.
 *
 * The test part is shifted and scaled by the training part's numbers: nothing about the test set
 * may leak into what the net is trained on. A channel that is constant in the training part becomes
 * 0 in both. */
#pragma once
#include "lab/data/data.h"

/* Mean and standard deviation over all samples and pixels of a part, for `count` channels from
 * `first` on. */
struct moments {
    double mean, deviation;
};
void standardise_moments(const struct dataset *, const struct part *, int first, int count,
                         struct moments *);

/* The set's black pixel, where it has one, moves with the others. */
void standardise(struct dataset *);

/* By data.mean and data.std: as many numbers as channels, or one for all. */
enum status standardise_by(const struct data_spec *, struct dataset *, struct failure *);

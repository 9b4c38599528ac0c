/* What is right without looking: the best that one answer, the same for every sample, does on the training
 * part. Its probabilities are the shares p of the classes, so its loss is their entropy, - sum p ln p (ln 10
 * of ten equal classes), and the class it names is the largest, so its error is 1 - max p. */
#pragma once
#include "lab/data/data.h"

/* Of d->train, into d->guess. The arena is left as it was. */
enum status guess_measure(struct arena *, struct dataset *d, struct failure *);

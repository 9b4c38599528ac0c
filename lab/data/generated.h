/* What the generated sets share: every number is drawn by (seed, part, sample, role), so a larger
 * training set begins with the smaller one, and the test set does not depend on it. */
#pragma once
#include "lab/base/rng.h"
#include "lab/data/source.h"

enum { PART_TRAIN, PART_TEST };

/* The draws for sample i < 2^31 of a part; role < 2^24 says what they are for. */
INLINE struct stream sample_stream(const struct data_spec *spec, int part, int i, uint64_t role)
{
    uint64_t sample = (uint64_t)part << 31 | (uint64_t)i;
    return stream_of((uint64_t)spec->seed, PURPOSE_DATA, sample, role);
}

/* Memory for both parts, as large as the spec says; the set's shape is known. */
enum status generated_allocate(const struct loading *);

/* Name the classes 0, 1, 2, ... */
enum status generated_number_classes(const struct loading *);

/* data.noise of the sets that have noise. */
enum status generated_check_noise(const struct data_spec *, struct failure *);

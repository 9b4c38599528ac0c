/* The data set that was loaded last, for many runs on the same one. */
#pragma once
#include "lab/data/data.h"

struct data_cache {
    struct arena arena;
    struct data_spec spec; /* of `data`, in the arena; name NULL: nothing is loaded */
    struct dataset data;
};

void data_cache_open(struct data_cache *);
void data_cache_close(struct data_cache *);

/* The set of this spec, good until the next call; NULL on failure. */
const struct dataset *data_cache_load(struct data_cache *, const struct data_spec *,
                                      struct failure *);

/* Do two specs mean the same set? What augments a batch does not change it. */
bool data_cache_same(const struct data_spec *, const struct data_spec *);

/* Which runs are meant, in the words of a command:
 *
 *     17                                 the run of this number
 *     3fa9                               the only run whose hash begins like this
 *     degradation block=plain depth=32   of an experiment's current sweep those with these settings
 *
 * A key is that of a setting, with or without its section; a value is read as strictly as in a spec,
 * and lr=1e-2 is lr=0.01. */
#pragma once
#include "lab/spec/cell.h"
#include "lab/store/store.h"

struct selection {
    const char *words;      /* as they were given */
    const char *experiment; /* "" for a run by number or hash */
    int runs;               /* at least one */
    int64_t *run;           /* in the order of the sweep */
};

enum status select_runs(struct arena *, struct store *, int words, const char *const *word,
                        struct selection *, struct failure *);

/* Refuse a selection whose runs differ in a setting, naming which and in what; they may differ in the seed
 * where `seeds` says so. */
enum status select_settled(struct arena *, struct store *, const struct selection *, bool seeds,
                           struct failure *);

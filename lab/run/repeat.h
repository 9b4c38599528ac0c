/* A run trained again: same settings, same bits.
 *
 * So the database need not keep what training gives: the weights of a run whose states are gone come from
 * training it once more, in a database of its own in memory, and the rows that come out must be those that are
 * stored. */
#pragma once
#include "lab/run/train_run.h"

struct repeat_order {
    int64_t run;
    const char *path, *weights; /* as in train_run_order */
    int threads;
    int64_t
        keep_step; /* a state to keep besides those that the run lists and the last; <= 0: none */
    const struct tick *tick;
    struct data_cache *cache;
    /* Before it begins: how long it took before. May be NULL. */
    void *watcher;
    void (*notice)(void *watcher, int64_t run, double seconds);
};

struct repetition {
    struct store *store; /* in memory */
    int64_t run;         /* there and here */
    enum run_status status;
    double seconds;  /* that it took, of the processor */
    int64_t numbers; /* that were compared */
    char difference
        [200]; /* where the first number is another: "gradient.dh, step 10, layer 3: ..."; "" : none */
};

/* Train a finished run again, and compare every number that training measured, and the last weights where they
 * are kept, bit by bit. To be closed in any case. */
enum status repeat_run(struct arena *, struct store *, const struct repeat_order *,
                       struct repetition *, struct failure *);
void repeat_close(struct repetition *);

/* In what the run was made otherwise than it would be here, "this; here that": build, processor or libraries.
 * NULL: in nothing. */
const char *repeat_made_elsewhere(struct arena *, struct store *, int64_t run, struct failure *);

/* Refuse a repetition that came out with other numbers, and say why that may be: another build, another
 * machine. */
enum status repeat_must_agree(struct arena *, struct store *, int64_t run,
                              const struct repetition *, struct failure *);

/* Put its rows in place of those that are stored. */
enum status repeat_replace(struct arena *, struct store *, int64_t run, const struct repetition *,
                           enum keep, struct failure *);

/* Put states that lack back, until store_states_drop. */
enum status repeat_restore(struct arena *, struct store *, const struct repeat_order *,
                           struct failure *);

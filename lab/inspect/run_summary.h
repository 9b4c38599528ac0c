/* All that the database holds of one run, read at once. */
#pragma once
#include "lab/spec/cell.h"
#include "lab/store/store.h"

/* One step, layer by layer from the input; NaN where there is no value. */
struct profile {
    int64_t step;
    int layers; /* 0 when no layer was ever logged */
    const char **name;
    double *h, *dh, *update; /* norms, and the update's over the weight's */
};

struct curve {
    int points;
    int64_t *step;
    double *train_loss, *test_loss; /* NaN where it was not evaluated, or is no number */
};

enum { LOSSES = 5 };
extern const char *const run_summary_loss_name[LOSSES]; /* columns of the table final_row */

struct run_summary {
    int64_t run, seed, steps, params;
    const char *hash, *status, *detail;
    const char *experiments; /* "degradation, first": whose current sweep has it */
    bool running;            /* some process trains it now */
    const char *cell_json;
    struct cell cell;
    const char *revision, *host, *processor, *build, *libraries, *started, *ended;
    int threads;
    double seconds;
    double loss[LOSSES]; /* NaN where there is none */
    struct curve curve;
    struct profile first, last; /* the first and the last step at which layers were logged */
};

enum status run_summary_read(struct arena *, struct store *, int64_t run, struct run_summary *,
                             struct failure *);

/* Why a diverged run went wrong, as far as its last rows show: sentences, one a line, that name the
 * numbers which were out of the ordinary before it did. */
const char *run_summary_why(struct arena *, const struct run_summary *, struct failure *);

/* What a run will cost, read off its network before any of it is allocated.
 *
 *     seconds = BEGIN + 3 * forward FLOPs * samples / rate + LAYER * layers * steps
 *
 * where a pass forward and backward over one sample counts as three forward ones (shape_table.h), one forward
 * as one. The rate is that of the runs of such nets which this build has finished on this machine, as far as the
 * database has any; else a constant of the family's (cost.c). */
#pragma once
#include "lab/run/footprint.h"
#include "lab/spec/spec.h"
#include "lab/store/store.h"

struct cost {
    double begin, step,
        probe;             /* processor seconds: of a run besides its updates; of one update; of the
                                * spec's probes */
    double bytes;          /* that the run's rows and weights will take in the database */
    struct footprint need; /* of memory while it is trained */
};

/* Of the whole run without its probes. */
double cost_seconds(const struct cost *, const struct cell *);

/* How much faster or slower than the constant this machine trains a kind of net. */
struct cost_rates {
    int kinds;
    struct cost_kind {
        const char *family, *block, *form;
        double measured, expected; /* seconds, of all such runs */
    } * kind;
};

/* From the finished runs of the store; none when it is NULL. */
enum status cost_rates_read(struct arena *, struct store *, struct cost_rates *, struct failure *);

/* Of a cell of the spec, on this data. */
enum status cost_of(const struct cost_rates *, const struct spec *, const struct cell *,
                    const struct dataset *, struct cost *, struct failure *);

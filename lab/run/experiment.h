/* From a name to runs: spec -> grid -> rows of the table run, and the sweep that holds them. */
#pragma once
#include "lab/spec/grid.h"
#include "lab/spec/spec.h"
#include "lab/store/store.h"

struct request {
    const char *name;   /* "degradation" or a path that ends in .yaml; NULL: the defaults alone */
    const char *folder; /* where names are looked up: "experiments" */
    bool full;
    const char *data; /* a folder or file that replaces the spec's data; NULL: as the spec says */
    int overrides;
    const struct override *override;
};

struct experiment {
    struct spec spec;
    struct grid grid;
    const char *words; /* of the request, behind `depthlab run NAME`; PATH in place of paths */
    const int *
        place; /* of a part of the grid: where in the whole one each cell stands; NULL: it is whole */
    int64_t *run; /* the run of each cell of the grid */
    int sources;  /* runs that cells start from, and that must be trained first */
    int64_t *source;
    int *source_cell; /* a cell that starts from it */
};

/* Read, expand and check the experiment; nothing is written. */
enum status experiment_read(struct arena *, const struct request *, struct experiment *,
                            struct failure *);

/* What may not be meant in the tables that it trains on; none where there are no tables. */
enum status experiment_remarks(struct arena *, const struct experiment *, struct remarks *,
                               struct failure *);

/* Find or make its runs and make them its current sweep. */
enum status experiment_plan(struct arena *, struct store *, struct experiment *, struct failure *);

/* A few words that tell this cell from its neighbours: the values of the axes, "preact depth 64 batch". */
const char *experiment_cell_name(struct arena *, const struct experiment *, int cell,
                                 struct failure *);

/* What an experiment is called of which this is the name or the file: "first" of "experiments/first.yaml" and of
 * "first". */
const char *experiment_name(struct arena *, const char *word, struct failure *);

/* The names of all experiments in a folder, sorted; NULL ends the list. */
const char **experiment_names(struct arena *, const char *folder, struct failure *);

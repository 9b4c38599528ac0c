/* The one loader: run -> cell -> data -> net, and the weights that go with it. Training, probes, `eval`,
 * `export` and `import` all begin here.
 *
 * A file that `depthlab export --weights` wrote carries its cell in a note, so nothing more need be
 * given. Any other file does not describe its net: the defaults hold, and the caller's overrides. */
#pragma once
#include "lab/data/cache.h"
#include "lab/run/experiment.h"
#include "lab/run/footprint.h"
#include "lab/weights/match.h"

#define NOTE_CELL "depthlab.cell" /* the note in a file that has the cell's JSON */

struct loaded_model {
    struct cell cell;
    const char *json;       /* the run's cell as the database has it; NULL for a file's */
    enum run_status status; /* of the run */
    struct dataset data;
    struct network *net; /* built; it has no memory yet */
    struct footprint need;
    struct safetensors weights; /* of a finished run or a file */
};

struct model_order {
    int64_t run;
    const char *path;         /* where its data lie; "" for a generated set */
    int batch;                /* the net's; 0: that of its training */
    bool shape_only;          /* of a generated set load only as much as tells the data's shape */
    struct data_cache *cache; /* of the data; NULL: load them into the arena */
    struct thread_pool *pool; /* that the net computes with; NULL: the caller's thread alone */
};

/* A run's net and data, without weights. Other data than the run's own are refused. */
enum status loaded_model_read(struct arena *, struct store *, const struct model_order *,
                              struct loaded_model *, struct failure *);

/* A file and the net of its note with the request's changes, which must leave one net. */
enum status loaded_model_of_file(struct arena *, const char *file, const struct request *,
                                 bool samples, struct loaded_model *, struct failure *);

/* Set what the net needs, and refuse it where this machine has less. */
enum status loaded_model_fits(struct loaded_model *, struct failure *);

/* Give the net its memory and the weights, which must fit it. */
enum status loaded_model_load(struct arena *, struct loaded_model *, struct failure *);

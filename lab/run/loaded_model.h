/* A trained net and its data, laid out to be looked at: those of a finished run, or those that a file
 * of weights belongs to.
 *
 * A file that `depthlab export --weights` wrote carries its cell in a note, so it needs no more words.
 * Any other file says nothing about its net: the defaults hold, and the caller's overrides. */
#pragma once
#include "lab/run/experiment.h"
#include "lab/run/weights_match.h"

struct loaded_model {
    struct cell cell;
    struct dataset data;
    struct network *net; /* built; loaded_model_load gives it memory and the weights */
    struct safetensors weights;
};

/* What a run ended with. `path` is where its data lie, NULL for a generated set; another set than the
 * run's own is refused. Without `samples` the data are only as many as tell their shape. */
enum status loaded_model_of_run(struct arena *, struct store *, int64_t run, const char *path,
                                bool samples, struct loaded_model *, struct failure *);

/* A file and the net of its note with the request's changes, which must leave one net. */
enum status loaded_model_of_file(struct arena *, const char *file, const struct request *,
                                 bool samples, struct loaded_model *, struct failure *);

/* Refuses a net that this machine has no memory for, and weights that do not fit it. */
enum status loaded_model_load(struct arena *, struct loaded_model *, struct failure *);

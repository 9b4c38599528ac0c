/* A network's parameters and statistics beside a file's tensors, matched by name.
 *
 * Names and shapes are PyTorch's: weights are [out, in], row major. A file fits when it has every
 * parameter and every statistic, each in its shape, and nothing else; only the counters
 * *.num_batches_tracked, which PyTorch keeps with a batch norm and this program does not need, are
 * passed over. What PyTorch's wrappers put before all names, as `module.`, is taken off. Nothing is
 * copied from a file that does not fit. */
#pragma once
#include "lab/grad/graph.h"
#include "lab/store/safetensors.h"

/* All parameters, then all statistics, in order of creation. Their numbers lie in `value` and `kept`,
 * which are laid out as the graph's own arrays are: those, or a checkpoint's. */
struct tensor *weights_tensors(struct arena *, const struct graph *, const real *value,
                               const real *kept, int *count, struct failure *);

enum fit { FIT_GOOD, FIT_IGNORED, FIT_MISSING, FIT_EXTRA, FIT_SHAPE, FITS };
extern const char
    *const weights_fit_name[FITS]; /* "fits", "ignored", "missing", "extra", "other shape" */

struct match {
    enum fit fit;
    const char *name;
    const struct param *param;   /* NULL: the net has none of this name */
    const struct tensor *tensor; /* NULL: the file has none */
};

struct matching {
    const char *prefix; /* taken off the file's names, as "module."; "" where there is none */
    int matches, count[FITS];
    struct match *match; /* the net's in its order, then the file's others in theirs */
};

/* Only names and shapes are read: the graph need not be allocated. */
enum status weights_match(struct arena *, const struct graph *, const struct safetensors *,
                          struct matching *, struct failure *);

/* How many of its numbers are NaN or infinite, and which is the first. */
size_t weights_not_finite(const struct tensor *, size_t *first);

/* Number i's place in each dimension: "[3, 2]". */
const char *weights_index(struct arena *, const struct tensor *, size_t i, struct failure *);

/* "F32 [10, 32]", and what the net wants: "[10, 32]". */
const char *weights_shape(struct arena *, const struct tensor *, struct failure *);
const char *weights_wanted(struct arena *, const struct param *, struct failure *);

/* Copy a file's numbers into the allocated graph, without the factors that weights_fold put in. The message of a refusal lists what does not fit, as
 * far as it has room. */
enum status weights_load(struct arena *, const struct graph *, const struct safetensors *,
                         struct failure *);

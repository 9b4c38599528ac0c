/* All that can be known of experiments without training them: `check` prints it, and `run` does the same before it
 * trains. What is wrong with several of them is printed at once. */
#pragma once
#include "lab/cli/cli.h"
#include "lab/cli/overrides.h"
#include "lab/run/plan.h"

/* Both commands have these, so that `check` takes the words that will be given to `run`. */
struct arguments {
    struct overrides overrides;
    int width, threads; /* width 0: not given */
    bool all, full, confirm, again, quiet, keep_weights;
    const char *cell; /* of `run`: train these runs alone (lab/run/cells.h) */
    bool elsewhere;   /* planned for other machines: this one's memory does not matter */
    bool left;        /* of `cells` */
    int cores, nodes; /* of `plan`; cores also of `slurm`, as are the next */
    int minutes, tasks;
    const char *folder, *partition;
    bool submit;
};

#define PREPARE_OPTIONS                                                                            \
    OPTION_WHOLE("jobs", "N", width, 1, 0,                                                         \
                 "runs at a time, each in a process of its own (cores / threads)", .letter = 'j'), \
        OPTION_WHOLE("threads", "N", threads, 1, 256,                                              \
                     "threads in each run, up to 4; the numbers are the same for any",             \
                     .preset = "1"),                                                               \
        OPTION_FLAG("all", all, "every experiment of the folder experiments/"),                    \
        OPTION_FLAG("confirm", confirm,                                                            \
                    "and the nets that its statements name on 10 further seeds and data, where "   \
                    "they are judged again"),                                                      \
        OPTION_FLAG("again", again,                                                                \
                    "train again what is done; where numbers come out otherwise they replace the " \
                    "old"),                                                                        \
        OPTION_FLAG("keep-weights", keep_weights,                                                  \
                    "keep what each run ends with; otherwise only of runs of more than a minute "  \
                    "or on files, for training again gives the same bits"),                        \
        PREPARE_SWEEP

/* Which sweep is meant. */
#define PREPARE_SWEEP                                                                              \
    OPTION_FLAG("full", full, "with the spec's `full:` section: more seeds, depths, steps"),       \
        OPTION_DATA("train on this folder or file instead (IDX as MNIST has it, CIFAR, or CSV)"),  \
        OPTION_SETTING("weights", "FILE",                                                          \
                       "start from this safetensors file (the setting start.weights); it must "    \
                       "fit"),                                                                     \
        OPTION_SET("override a setting; a list (4,8,16 or 1..5) makes an axis of the sweep"),      \
        OPTION_KEY("--depth 4,8,16 --seed 1..5"), OPTION_DB

struct prepared {
    struct experiment e;
    struct plan plan;
    const char *notes; /* lines on expectations and figures that these runs cannot serve; "" */
    int unjudged;      /* expectations that an override took away the runs of */
    /* with --confirm, what that takes; while the seen runs are not all there, about */
    struct experiment confirm;
    struct plan confirm_plan;
};

/* The experiments that the words name, by a store that is only read; an empty one stands in where the file is not there.
 * The exit code: 0 when all is well. The width becomes what the cores allow where none was given, and what the
 * machine's memory allows. */
int prepare(struct cli *, struct arguments *, const char *command, struct prepared **, int *count);

/* Once the seen runs are there, which say what the best rates are: what confirms their statements, planned in the open
 * store. No cells where there is nothing to confirm. */
void prepare_confirm(struct cli *, const struct arguments *, struct prepared *);

/* "0.5 s", "40 s", "3 min", "2 h 10 min" */
const char *prepare_time(struct cli *, double seconds);

/* One experiment for machines that need not be this one; false when something is wrong, and *code is the exit code. */
bool prepare_elsewhere(struct cli *, struct arguments *, const char *command, struct prepared **,
                       int *code);

/* "glyphs, 4000 training and ..."; and what is left to do. */
const char *prepare_data(struct cli *, const struct prepared *);
const char *prepare_plan(struct cli *, const struct arguments *, const struct plan *);

/* Both to stderr, and what these runs cannot serve. */
void prepare_say(struct cli *, const struct arguments *, const struct prepared *);

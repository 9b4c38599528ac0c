/* experiments/NAME.yaml: one question, read with libyaml, every value with its line and column.
 *
 *     question, claim, source     texts
 *     lecture:                    what a lecturer says beside the figures (lecture.h)
 *     data:, net:, train:, start: settings (lab/spec/cell.h)
 *     sweep:                      a list is an axis; runs are the product of the axes
 *     zip:                        axes of equal length that move together
 *     full:                       replaces axes or settings under --full
 *     probe:                      instruments on demand, each with the steps at which it runs:
 *                                 {rank: [0, 100, final]}; `samples: 2000` says at how many
 *     expect:                     statements that the runs support or not (lab/claim/claim.h)
 *     figures:                    names of plots/NAME.sql + NAME.gp
 *
 * An error reads `file:line:col: what is wrong`, then the line and a caret under the place, then the
 * nearest valid name where a name was wrong. */
#pragma once
#include "lab/probe/probe.h"
#include "lab/spec/cell.h"

struct axis {
    const struct setting *setting;
    int values, zip; /* axes with the same zip > 0 move together; 0 is an axis of its own */
    const char **value;
    int line, column;
};

enum { PROBE_STEPS = 16, STEP_FINAL = -1 };

struct probe_schedule {
    const struct probe *probe;
    int steps;
    int64_t step[PROBE_STEPS]; /* STEP_FINAL: the last one */
};

/* At least so much of a setting. */
struct need {
    const struct setting *setting;
    double least;
};

struct expectation {
    const char *say;  /* the sentence that the verdict is about */
    const char *kind; /* "compare", "near" or "check" */
    const char *text; /* the statement, in the grammar of lab/claim/parser.h */
    int line, column; /* where the text begins */
    int needs;        /* what runs must have before it can be judged */
    struct need *need;
    bool exploratory; /* written or changed after its numbers were seen */
    bool seen_alone;  /* `confirm: no`: the seen runs alone judge it */
    const char *why;  /* why it fails, in a line; NULL: there is none */
};

struct word_list {
    int words;
    const char **word;
};

/* What a lecturer says of it (lecture.h); a text that is not there is NULL. */
struct lecture {
    const char *predict, *seen, *point, *misread, *limit;
    struct word_list after, terms;
};

struct spec {
    const char *name; /* the file's name without folder and ending */
    const char *file;
    const char *text; /* the whole file, for error messages and the database */
    const char *question, *claim, *source;
    struct lecture lecture;
    struct cell base; /* before the sweep */
    int axes, probes, expectations, figures;
    struct axis *axis;
    struct probe_schedule *probe;
    int samples; /* that probes use; 0: as many as usual */
    struct expectation *expectation;
    const char **figure;
};

struct override {
    const char *key, *value; /* --set key=value; the value is YAML, a list makes an axis */
};

/* The defaults, with the overrides in order: a spec without a file. */
enum status spec_preset(struct arena *, int overrides, const struct override *, struct spec *,
                        struct failure *);

/* Read the file; with `full`, its `full:` section applies; then the overrides in order. */
enum status spec_read(struct arena *, const char *file, bool full, int overrides,
                      const struct override *, struct spec *, struct failure *);

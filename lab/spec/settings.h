/* The settings of a run: one table says of each key its name, type, range, default, allowed words and
 * meaning. Reading a spec, --set, the canonical text, --help and the database all go through it: to
 * add a setting, add a member to struct cell and a row to the table. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum setting_type { SETTING_INT, SETTING_SEED, SETTING_REAL, SETTING_TEXT };

struct setting {
    const char *key; /* dotted: "net.width" */
    enum setting_type type;
    size_t offset;              /* in struct cell */
    double low, high;           /* allowed range of a number, inclusive */
    const char *preset;         /* the default, as text; NULL: the family's own */
    const char *(*word)(int i); /* the i-th allowed word, NULL past the last; NULL: any text */
    const char *meaning;        /* one line, for --help and the docs */
    bool
        numbered; /* a word may carry a number, as normal(0.1); which ones, their own tables tell */
    bool silent;  /* at its default it is not part of a run's identity: runs are older than it */
};

extern const struct setting settings[]; /* ends with key NULL */

/* The setting with this key. A key may be given without its section when that is unambiguous, as
 * the axes of a sweep are: "depth" is "net.depth"; but "train" is the section. NULL when there is none. */
const struct setting *setting_find(const char *key);
/* The same where no sections are: --train is data.train. */
const struct setting *setting_option(const char *word);

/* Why there is no setting of this key any more: runs and exported weights of earlier programs name it, and no
 * number depended on it. NULL for any other. */
const char *setting_retired(const char *key);

/* The shortest that setting_find takes for it: "depth" of net.depth, "data.seed" of data.seed, since "seed" is another. */
const char *setting_word(const struct setting *);
/* Where its section is known: "depth" of net.depth, "seed" of data.seed. */
const char *setting_in_section(const struct setting *);

/* What the readers of a spec's parts share (private to lab/experiment). */
#pragma once
#include "lab/experiment/spec.h"
#include "lab/experiment/tree.h"

struct reading {
    struct arena *arena;
    const struct source *source;
    struct spec *spec;
    bool again; /* in `full:` and --set: replace what is there already */
    struct failure *failure;
};

/* Fail at the place of `t`. */
__attribute__((format(printf, 4, 5))) enum status
complain(struct reading *, const struct tree *t, const char *hint, const char *format, ...);
enum status complain_memory(struct reading *);

/* Refuse a key: `known` are the names allowed beside the settings of `section`; with section NULL
 * any setting, short or dotted, is allowed. */
enum status complain_key(struct reading *, const struct tree *key, const char *section,
                         const char *(*known)(int i));

/* Refuse a value that is not of this kind. */
enum status expect_kind(struct reading *, const struct tree *value, enum tree_kind);

/* Give one setting of the cell its value. */
enum status read_setting(struct reading *, struct cell *, const struct setting *,
                         const struct tree *value);

/* Does the value make an axis: [4, 8], 1..5, or 4,8 ? */
bool is_axis(const struct setting *, const struct tree *value);
/* Make the axis. `zip` 0 is an axis of its own. */
enum status read_axis(struct reading *, const struct setting *, const struct tree *value, int zip);
/* Take the setting's axis away, if there is one: it has a single value now. */
enum status drop_axis(struct reading *, const struct setting *);

/* `sweep:` and `zip:` */
enum status read_sweep(struct reading *, const struct tree *value);
enum status read_zip(struct reading *, const struct tree *value);

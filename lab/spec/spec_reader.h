/* What the readers of specs, courses and other YAML files share. */
#pragma once
#include "lab/spec/spec.h"
#include "lab/spec/yaml_tree.h"

struct spec_reader {
    struct arena *arena;
    const struct source_text *source;
    struct spec *spec;
    bool again; /* in `full:` and --set: replace what is there already */
    struct failure *failure;
};

/* Make the reader of a file, and read the file into a tree; NULL and a failure where it cannot be. The source stays the
 * reader's. */
const struct yaml_tree *spec_reader_file(struct spec_reader *, struct arena *, const char *file,
                                         struct source_text *, struct failure *);

/* Fail at the place of the tree t: spec_reader_refuse(r, t, hint, format, ...). */
#define spec_reader_refuse(r, t, hint, ...)                                                        \
    diagnostic_at((r)->source, (t)->line, (t)->column, hint, (r)->failure, __VA_ARGS__)

/* Refuse a key: `known` are the names allowed beside the settings of `section`; with section NULL
 * any setting, short or dotted, is allowed. */
enum status spec_reader_refuse_key(struct spec_reader *, const struct yaml_tree *key,
                                   const char *section, const char *(*known)(int i));

/* Refuse a value that is not of this kind. */
enum status spec_reader_want(struct spec_reader *, const struct yaml_tree *value, enum tree_kind);

/* Give one setting of the cell its value. */
enum status spec_reader_setting(struct spec_reader *, struct cell *, const struct setting *,
                                const struct yaml_tree *value);

/* A text that is there and can be shown. */
enum status spec_reader_text(struct spec_reader *, const struct yaml_tree *value,
                             const char **text);

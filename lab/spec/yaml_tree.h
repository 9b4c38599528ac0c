/* A YAML text as a tree in which every value has its line and column.
 *
 * Only what a spec needs: texts, lists and mappings. Anchors, tags and several documents are
 * refused, as are duplicate keys, more than 1 MiB, and nesting deeper than a person would write. */
#pragma once
#include "lab/base/arena.h"
#include "lab/spec/diagnostic.h"

enum tree_kind { TREE_TEXT, TREE_LIST, TREE_MAP };

struct yaml_tree {
    enum tree_kind kind;
    int line, column;               /* of its first character, a quote not counted */
    const char *text;               /* of a TREE_TEXT */
    bool quoted;                    /* "3" is a text, 3 a number */
    struct yaml_tree *key;          /* in a mapping: the key before this value */
    struct yaml_tree *first, *next; /* items of a list, values of a mapping */
    int items;
};

enum { TREE_BYTES = 1 << 20 };

/* Read the source's text from its byte `skip` on, which is on the first line. NULL on failure. */
struct yaml_tree *yaml_tree_read(struct arena *, const struct source_text *, size_t skip,
                                 struct failure *);

/* The value under this key of a mapping, or NULL. */
struct yaml_tree *yaml_tree_get(const struct yaml_tree *map, const char *key);

/* Is it nothing: no text, ~ or null, as YAML 1.2 has them? In quotes they are texts. */
bool yaml_tree_is_null(const struct yaml_tree *);

/* "a text", "a list", "a mapping" */
const char *yaml_tree_kind_name(const struct yaml_tree *);

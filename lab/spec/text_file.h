/* The whole of a text file, as readers of YAML get it. */
#pragma once
#include "lab/base/arena.h"

/* The bytes as a text, in the arena; NULL and a failure where the file cannot be read, or is none of texts. One
 * that is too long for a tree (yaml_tree.h) is cut behind what makes it so. */
const char *text_file_read(struct arena *, const char *file, struct failure *);

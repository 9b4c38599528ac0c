#include "lab/spec/text_file.h"
#include "lab/base/regular_file.h"
#include "lab/spec/yaml_tree.h"
#include <string.h>

const char *text_file_read(struct arena *arena, const char *file, struct failure *failure)
{
    size_t bytes;
    const char *text = regular_file_read(arena, file, TREE_BYTES + 1, &bytes, failure);
    if (!text || !memchr(text, 0, bytes))
        return text;
    fail(failure, STATUS_DATA, "%.400s: this is not a text file", file);
    return NULL;
}

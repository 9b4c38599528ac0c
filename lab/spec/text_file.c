#include "lab/spec/text_file.h"
#include "lab/base/regular_file.h"
#include "lab/spec/yaml_tree.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

const char *text_file_read(struct arena *arena, const char *file, struct failure *failure)
{
    uint64_t size;
    const int fd = regular_file_open(file, &size, failure);
    FILE *in = fd < 0 ? NULL : fdopen(fd, "rb");
    if (!in) {
        fail(failure, STATUS_DATA, "%.400s: %s", file, strerror(errno));
        return NULL;
    }
    char *text = arena_alloc(arena, TREE_BYTES + 2);
    size_t bytes = text ? fread(text, 1, TREE_BYTES + 1, in) : 0;
    if (!text)
        fail_memory(failure);
    else if (ferror(in))
        fail(failure, STATUS_DATA, "%.400s: %s", file, strerror(errno));
    else if (memchr(text, 0, bytes))
        fail(failure, STATUS_DATA, "%.400s: this is not a text file", file);
    else
        text[bytes] = 0;
    fclose(in);
    return failure->status ? NULL : text;
}

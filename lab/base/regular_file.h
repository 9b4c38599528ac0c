/* Files that somebody else wrote are opened here, for reading, by every reader. Only regular files are: a pipe
 * may never be written to, a device may never end, and what is read twice must be the same twice. */
#pragma once
#include "lab/base/arena.h"
#include <stdint.h>

/* A descriptor, closed on exec, and the file's size; -1 on failure. Never waits. */
int regular_file_open(const char *path, uint64_t *bytes, struct failure *);

/* All of it, `most` bytes at most, in the arena; a 0 stands behind. NULL on failure. */
char *regular_file_read(struct arena *, const char *path, size_t most, size_t *bytes,
                        struct failure *);

/* A result that goes to a file or, where none is named, to stdout. A file is written under another
 * name beside it and renamed at the end: no reader ever sees half of it, and a failure leaves what was
 * there before. What is no ordinary file (/dev/null, a pipe, a link) is written as it is. */
#pragma once
#include "lab/base/arena.h"
#include <stdbool.h>
#include <stdio.h>

struct output {
    const char *path;      /* NULL: stdout */
    const char *temporary; /* NULL: written as it is */
    FILE *file;
};

enum status output_open(struct arena *, const char *path, struct output *, struct failure *);
/* Rename, or after a failure remove. */
enum status output_close(struct output *, struct failure *);

/* A result that goes to a file (lab/base/atomic_file.h) or, where none is named, to stdout. */
#pragma once
#include "lab/base/atomic_file.h"

struct output {
    struct atomic_file named; /* path NULL: stdout */
    FILE *file;
};

enum status output_open(struct arena *, const char *path, struct output *, struct failure *);
enum status output_close(struct output *, struct failure *);

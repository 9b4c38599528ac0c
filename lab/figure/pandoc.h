/* pandoc, as a child without a shell, and what it makes brought to the same bytes whenever it is made. */
#pragma once
#include "lab/base/arena.h"
#include <stdbool.h>
#include <stdio.h>

struct pandoc_order {
    const char *to;     /* pptx, beamer, dzslides, html */
    const char *folder; /* pictures are looked for from here, */
    const char *file;   /* and this is written into it */
    FILE *in;           /* the Markdown, read from its beginning */
};

/* STATUS_FAILED, with what to install, when a program is not there. */
enum status pandoc_run(struct arena *, const struct pandoc_order *, struct failure *);

/* The times in an archive's entries become the first that there is. False when it is no archive. */
bool pandoc_settle_times(unsigned char *zip, size_t size);

/* What a function writes, as a text: paper_begin gives a file, paper_end what is on it. */
#pragma once
#include "tests/support/check.h"

struct paper {
    FILE *file;
    char *text;
    size_t size;
};

static inline FILE *paper_begin(struct paper *p)
{
    p->file = open_memstream(&p->text, &p->size);
    return p->file;
}

/* Freed by the next paper_end, or never. */
static inline const char *paper_end(struct paper *p)
{
    static char *before;
    free(before);
    fclose(p->file);
    return before = p->text;
}

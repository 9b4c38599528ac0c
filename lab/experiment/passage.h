/* A text of a spec that knows where in the file it stands, so that a part of it can be pointed at. */
#pragma once
#include "lab/experiment/source.h"

struct passage {
    struct source source;
    int line, column; /* of the text's first character, or of the `>` or `|` before it */
    const char *text; /* as the source has it, but for its line breaks */
};

/* Fail at a place of the text; the hint may be NULL. */
__attribute__((format(printf, 5, 6))) enum status passage_fail(const struct passage *,
                                                               const char *at, const char *hint,
                                                               struct failure *, const char *format,
                                                               ...);

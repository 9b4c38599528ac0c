/* Where an error is:
 *
 *     experiments/x.yaml:7:3: there is no `widht` in `net:`
 *         widht: 32
 *         ^
 *     did you mean `width`?
 *
 * Every message about a place in a text is made here. Lines and columns count from 1, columns in
 * characters, not bytes. */
#pragma once
#include "lab/base/status.h"
#include <stdbool.h>

struct source_text {
    const char *name; /* "experiments/x.yaml", "--set" */
    const char *text;
    bool argument; /* one line of a command: the message has no line and column, only the caret */
};

/* Fail at a place, with STATUS_DATA, or STATUS_USAGE in an argument. `hint` is the last line, or
 * NULL for none. */
__attribute__((format(printf, 6, 7))) enum status diagnostic_at(const struct source_text *,
                                                                int line, int column,
                                                                const char *hint, struct failure *,
                                                                const char *format, ...);

struct source_span {
    struct source_text source;
    int line, column; /* of the text's first character, or of the `>` or `|` before it */
    const char *text; /* as the source has it, but for its line breaks */
};

/* Fail at a place of the text; the hint may be NULL. */
__attribute__((format(printf, 5, 6))) enum status
diagnostic_within(const struct source_span *, const char *at, const char *hint, struct failure *,
                  const char *format, ...);

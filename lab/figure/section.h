/* The parts of a figure's .sql, each from the comment line that introduces it (the format: series.h) to
 * the next one. */
#pragma once
#include "lab/base/status.h"
#include <stdbool.h>

enum section_kind {
    SECTION_WITH,
    SECTION_ONCE,
    SECTION_LACK,
    SECTION_TEXT,
    SECTION_NUMBER,
    SECTION_TABLE,
    SECTION_SERIES
};

struct section {
    enum section_kind kind;
    char name[32]; /* a name in gnuplot: letters, digits and _ */
    int keys;
    int line;                /* of its first line, counted from 1 */
    const char *begin, *end; /* its SQL, within the file */
};

/* The next section from *at on; *at and *line (which starts as 1) move behind it. False when there is
 * none, or when a line begins like a section and is not one: then with a failure. */
bool section_next(const char **at, int *line, struct section *, struct failure *);

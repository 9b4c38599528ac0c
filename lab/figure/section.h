/* The parts of a figure's .sql. Each begins with a comment that says what it is:
 *
 *     -- with                named queries, `NAME AS (SELECT ..), ..`, that later parts may use
 *     -- text NAME           one value, shown as it is
 *     -- number NAME         one value
 *     -- table NAME          rows
 *     -- series NAME K       rows that fall into curves wherever the first K columns change
 *
 * Other comments are prose, and so is what stands before the first part. */
#pragma once
#include "lab/base/status.h"
#include <stdbool.h>

enum section_kind { SECTION_WITH, SECTION_TEXT, SECTION_NUMBER, SECTION_TABLE, SECTION_SERIES };

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

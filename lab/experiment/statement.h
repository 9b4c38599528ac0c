/* statement := sum ("<" | ">") sum          kind `compare`
 *            |  sum "==" sum                kind `equal`
 *            |  sum "near" sum "within" sum kind `near`
 *
 * The text of an expectation, read but not yet understood. */
#pragma once
#include "lab/experiment/expression.h"
#include "lab/experiment/spec.h"

enum relation { RELATION_GREATER, RELATION_LESS, RELATION_EQUAL, RELATION_NEAR };

struct statement {
    struct passage passage;
    enum relation relation;
    const struct expression *a, *b, *within;
    struct quantity *quantity; /* all of them, in the order of the text */
};

enum status statement_read(struct arena *, const struct spec *, const struct expectation *,
                           struct statement *, struct failure *);

/* What a sweep lacks before a statement can be judged: of `needs:`, so much of a setting (lab/spec/expect.h); and
 * every value that the statement's quantities name. */
#pragma once
#include "lab/claim/parser.h"
#include "lab/run/sweep.h"

/* "needs depth 4, 128: --depth 2,4,8,32,128"; NULL when nothing lacks. Values of settings that move together
 * come without the option. */
const char *needs_unmet(struct arena *, const struct spec *, const struct sweep *,
                        const struct expectation *, const struct statement *, struct failure *);

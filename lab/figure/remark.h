/* The comment that opens a spec: its author's remarks, paragraph by paragraph.
 *
 *     # The depths share everything else.
 *     #
 *     # What it does not show: that plain nets cannot.
 *     question: ... */
#pragma once
#include "lab/base/arena.h"

/* The next paragraph as one line, *at moving behind it; NULL when there is none. *at starts at the
 * text's beginning. */
const char *remark_next(struct arena *, const char **at, struct failure *);

/* Where the paragraph begins behind "What it does not show:", or "Seen:", which is of the default sweep; NULL when
 * it does not begin so. */
const char *remark_limit(const char *paragraph);
const char *remark_seen(const char *paragraph);

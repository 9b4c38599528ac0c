/* Reading a text from left to right. Blanks never matter.
 *
 * After the first failure a scan says no to everything, so that a rule of a grammar may be written
 * as if nothing could go wrong. */
#pragma once
#include "lab/base/arena.h"
#include "lab/experiment/passage.h"

struct scan {
    const struct passage *passage;
    const char *at;
    struct arena *arena; /* names are copied there */
    struct failure *failure;
};

bool scan_ok(const struct scan *);
void scan_blanks(struct scan *);

/* If the next thing is this sign, or this whole word, step over it. */
bool scan_sign(struct scan *, const char *sign);
bool scan_word(struct scan *, const char *word);

/* The same, but it must be there. */
void scan_must(struct scan *, const char *sign);

/* A name: a letter, then letters, digits, `_` and `.`. Says where it stands; "" when there is none,
 * which is a failure. */
const char *scan_name(struct scan *, const char *what, const char **at);

/* A number without sign, or a failure. */
double scan_number(struct scan *);

/* "... is wanted here". */
void scan_wanted(struct scan *, const char *what);

/* Memory from the arena, cleared; a copy of n characters. NULL and "" when there is no more. */
void *scan_keep(struct scan *, size_t bytes);
const char *scan_text(struct scan *, const char *from, size_t n);

/* Texts as HTML, in the arena; "" and a failure where there is no memory for them. */
#pragma once
#include "lab/base/arena.h"
#include "lab/book/lexicon.h"

/* A text, what stands between backticks being code; its first letter is made a capital. */
const char *prose_paragraph(struct arena *, const char *text, struct failure *);

/* A formula: _ and ^ behind a name of one or two letters, and ^ behind a bracket, lower and raise what follows them, a
 * word or a pair of brackets. */
const char *prose_formula(struct arena *, const char *text, struct failure *);

/* A text in which each word of the bibliography is a link to its entry. */
const char *prose_cited(struct arena *, const char *text, const struct lexicon *, struct failure *);

/* The id of an entry in the page: "term:zero-last". */
const char *prose_id(struct arena *, enum lexicon_kind, const char *word, struct failure *);

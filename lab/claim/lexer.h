/* Reading a text from left to right. Blanks never matter.
 *
 * After the first failure every scan returns false, so that a rule of a grammar may be written
 * as if nothing could go wrong. */
#pragma once
#include "lab/base/arena.h"
#include "lab/spec/diagnostic.h"

struct lexer {
    const struct source_span *span;
    const char *at;
    struct arena *arena; /* names are copied there */
    struct failure *failure;
};

bool lexer_ok(const struct lexer *);
void lexer_blanks(struct lexer *);

/* If the next thing is this sign, or this whole word, step over it. */
bool lexer_sign(struct lexer *, const char *sign);
bool lexer_word(struct lexer *, const char *word);

/* The same, but it must be there. */
void lexer_must(struct lexer *, const char *sign);

/* A name: a letter, then letters, digits, `_` and `.`. Says where it stands; "" when there is none,
 * which is a failure. */
const char *lexer_name(struct lexer *, const char *what, const char **at);

/* A number without sign, or a failure. */
double lexer_number(struct lexer *);

/* "... is wanted here". */
void lexer_wanted(struct lexer *, const char *what);

/* A copy of n characters; "" when there is no memory for it, which is a failure. */
const char *lexer_text(struct lexer *, const char *from, size_t n);

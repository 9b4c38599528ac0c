/* What is looked up beside the experiments: experiments/glossary.yaml explains the words of the field,
 * experiments/bibliography.yaml has the whole reference to what a `source:` cites.
 *
 *     zero-last:
 *       means: The last weights of each branch start at 0.
 *       formula: F(x) = 0 at the start            may be left out
 *
 *     He et al. 2015:
 *       reference: K. He, X. Zhang, S. Ren, J. Sun. Deep residual learning ...
 *       link: https://arxiv.org/abs/1512.03385    may be left out */
#pragma once
#include "lab/base/arena.h"

struct lexicon_entry {
    const char *word, *text;
    const char *more; /* the formula or the link; "" where there is none */
};

struct lexicon {
    int entries;
    struct lexicon_entry *entry; /* as they stand in the file */
};

enum lexicon_kind { LEXICON_GLOSSARY, LEXICON_BIBLIOGRAPHY };

/* The file glossary.yaml or bibliography.yaml of the folder; one that is not there has no entries. */
enum status lexicon_read(struct arena *, const char *folder, enum lexicon_kind, struct lexicon *,
                         struct failure *);

/* The entry of this word, or NULL. */
const struct lexicon_entry *lexicon_find(const struct lexicon *, const char *word);

/* The first place of the text, from `at` on, that is an entry's word and no part of a longer one: the entry, NULL where
 * there is none. *at moves to the place, of *length bytes. */
const struct lexicon_entry *lexicon_next(const struct lexicon *, const char **at, size_t *length);

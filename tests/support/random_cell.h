/* A run's settings drawn at random, from the settings' own table: a word that is added there is drawn, too. */
#pragma once
#include "lab/base/rng.h"
#include "lab/spec/cell.h"

struct draws {
    struct stream stream;
    uint64_t used;
};

/* 0 to n - 1. */
int draw_below(struct draws *, int n);

/* Begins with the family's own settings; each setting of these sections ("net. train.") is drawn a few times, and
 * what the rules refuse is taken back. Numbers stay small. */
void random_cell(struct arena *, struct draws *, const char *family, const char *sections,
                 struct cell *);

/* The settings that are not the family's own, for a message. */
const char *random_cell_words(struct arena *, const struct cell *);

/* Units that are off, and units that switch together.
 *
 * A unit's pattern over a batch is one bit a sample (and position): on where its activation is not
 * 0. A unit is dead when it is off everywhere, always on when it is off nowhere; two units are indistinct
 * when they switch together. When few patterns are left, a wide layer carries little (Orhan and Pitkow
 * 2018). */
#pragma once
#include "lab/grad/graph.h"

struct unit_counts {
    int dead, always_on, distinct;
    double active; /* the share of units and samples that are on: 1 - the sparsity */
};

/* 64-bit words that units_count needs for a value of `units` units and `batch` samples. */
size_t units_pattern_words(int units, int batch);

/* Count over one pass's value of `n`, one unit per channel, height and width. */
struct unit_counts units_count(const struct node *n, int batch, uint64_t *words);

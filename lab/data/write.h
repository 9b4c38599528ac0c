/* A data set as files that other programs read.
 *
 * CSV: a line of names (x1, x2, ..., label), then a sample a line, its class by name; numbers read back equal.
 * IDX: numbers [count][height][width], [count][channels][height][width], or of tables [count][columns]; as bytes
 * p where every number of the set is p / 255, as those of photographs are, else as floats (type 13), from which an origin (data.h) stays taken off: they could not hold it. Labels are
 * bytes. `data_load` reads both. */
#pragma once
#include "lab/data/data.h"
#include <stdio.h>

/* Which samples, in which order; one may be there more than once. */
struct picks {
    int64_t count;
    const int *sample;
};

void data_write_csv(FILE *, const struct dataset *, const struct part *, const struct picks *);

/* Whether the numbers of both parts are p / 255. */
bool data_is_bytes(const struct dataset *);
int data_idx_rank(const struct dataset *);
void data_write_idx_numbers(FILE *, const struct dataset *, const struct part *,
                            const struct picks *, bool bytes);
void data_write_idx_labels(FILE *, const struct part *, const struct picks *);

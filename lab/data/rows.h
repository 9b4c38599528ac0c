/* Rows of a file in an order that is not the file's.
 *
 * A file may be sorted by class, so its first rows are no sample of it. What a file holds is used in the order
 * of random numbers that belong to the rows themselves,
 *
 *     key of a row = draw (data.seed, CRC-32 of its numbers and its label, k)
 *
 * where k counts the rows of the same CRC before it, by their bytes: copies of a row are spread as others are.
 * So a permuted file is the same set, to the bit. The split of one file, --take, the samples of probes,
 * batches and evaluation all take rows in this order. Generated sets, which are drawn at random, keep theirs. */
#pragma once
#include "lab/base/status.h"
#include <stddef.h>
#include <stdint.h>

/* Another rule has another number: it is part of a set's checksum, and so of the identity of runs. */
enum { ROWS_RULE = 1 };

struct rows {
    int count;
    size_t bytes;     /* of a row */
    const void *row;  /* [count][bytes], as read: what is made of them differs with `real` */
    const int *label; /* [count]; NULL where the label is among the bytes */
};

/* order[0 .. count-1]: which row is used first, second, ... `crc` runs on over what the rows hold, whatever
 * their order. */
enum status rows_order(const struct rows *, int seed, int *order, uint32_t *crc, struct failure *);

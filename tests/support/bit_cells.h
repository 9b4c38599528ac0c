/* Twenty small trainings whose every bit is known: each block, norm, optimizer, schedule and generated set,
 * convolutions, dropout, crops. A hash runs over all logged rows and then the final weights.
 *
 * Portable arithmetic gives these hashes on every processor, from every compiler. */
#pragma once
#include <stdint.h>

enum { BIT_CELLS = 20 };

/* What the cell is about, for people. */
const char *bit_cell_name(int i);
/* Train it: the hash; 0 where it cannot be trained. */
uint64_t bit_cell_train(int i);
/* The hash that `real` has. */
uint64_t bit_cell_hash(int i);

/* How large are the numbers of a layer, one by one? (Glorot and Bengio 2010)
 *
 * Norms say how long a vector is; a histogram says whether that is many small numbers, a few large ones,
 * or mostly zeros. Bins are powers of two: bin e counts the numbers with 2^e <= |x| < 2^(e+1), so sizes
 * that differ by factors stay apart, and no range has to be chosen. Zeros have no logarithm and are
 * counted by themselves, as is what is not finite. */
#pragma once
#include "lab/probe/probe.h"

extern const struct probe probe_histogram;

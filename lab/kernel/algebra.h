/* Before OpenBLAS is used: what makes its sums the same on any machine, and memory for it. */
#pragma once
#include "lab/base/status.h"
#include <stdbool.h>

/* On one thread, as several sum in another order. False, with a failure, where there is no room for what it works
 * in: it would ask for that again and again, for ever. */
bool algebra_begin(struct failure *);

/* Words of a spec that may carry a number: "he", "normal(0.1)". */
#pragma once
#include <stdbool.h>

/* Is `text` this name, with a finite number in parentheses exactly where it takes one? *number is 0
 * where there is none. */
bool word_is(const char *text, const char *name, bool takes_number, double *number);

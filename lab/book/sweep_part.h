/* The sweep behind a question: what varied, what did not, which runs diverged, who made them, how to make them again
 * (private to lab/book). */
#pragma once
#include "lab/book/chapter.h"

void sweep_part_write(struct chapter *);

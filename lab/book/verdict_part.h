/* What the runs say of each statement (private to lab/book). */
#pragma once
#include "lab/book/chapter.h"

/* The folded table of the question's statements; nothing where it has none. */
void verdict_part_write(struct chapter *);

/* A sign for each statement, and how the claim stands; "" where there are no verdicts. */
const char *verdict_part_glance(struct book_writer *, const char *experiment);

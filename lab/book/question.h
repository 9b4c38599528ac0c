/* A question of the page: what to predict, the figures, the finding, what a lecturer says of them, verdicts, sweep
 * (private to lab/book). */
#pragma once
#include "lab/book/chapter.h"

/* Write the i-th question, which has runs. */
enum status question_write(struct book_writer *, int i);

/* The question of this name that is in the page with its runs, or NULL. */
const struct book_question *question_find(const struct book *, const char *experiment);

/* The page's first part: its questions in the order of the course, each with a small picture and its verdicts at a
 * glance (private to lab/book). */
#pragma once
#include "lab/book/chapter.h"

void overview_write(struct book_writer *);

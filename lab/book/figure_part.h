/* A figure of the page: its picture, what it found, and what a reader may take along (private to lab/book). */
#pragma once
#include "lab/book/chapter.h"

/* The i-th figure of the question, large or beside others. */
void figure_part_write(struct chapter *, int i, bool large);

/* The id of the picture in the page, "lesion:1:svg", in the arena. */
const char *figure_part_id(struct book_writer *, const struct book_question *, int i);

/* What the i-th figure found, in a sentence; "" where it could not be drawn. */
const char *figure_part_finding(struct chapter *, int i);

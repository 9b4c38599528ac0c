/* The page's last part: words and references (private to lab/book). */
#pragma once
#include "lab/book/chapter.h"

/* Of a page of one question only what it names. */
void back_write(struct book_writer *);

/* What the parts of a page share (private to lab/book). */
#pragma once
#include "lab/book/book.h"
#include "lab/book/inline_svg.h"
#include "lab/book/template.h"
#include "lab/store/query.h"

struct book_writer {
    struct arena *arena;
    struct store *store;
    const struct book *book;
    FILE *out;
    struct palette palette;
    struct failure *failure;
};

/* A question's part of the page. */
struct chapter {
    struct book_writer *w;
    const struct book_question *q;
    const char *text; /* the spec as it was read when the sweep was planned */
    bool usual;       /* the sweep is the one that the spec describes, and whole */
    int64_t runs, seeds, opened, diverged; /* opened: neither done nor diverged */
    const char *level, *sub;               /* its heading, and those within: "h2", "h3" */
};

/* A query of the chapter's experiment, :experiment. */
struct query *chapter_query(struct chapter *, const char *sql);

/* A piece of the page as a text, in the arena. */
#define PIECE(w, piece, ...) TEMPLATE_TEXT((w)->arena, (w)->failure, piece, __VA_ARGS__)
#define chapter_text(w, ...) arena_text((w)->arena, (w)->failure, __VA_ARGS__)

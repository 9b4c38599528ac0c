#include "lab/book/book.h"
#include "lab/book/back.h"
#include "lab/book/overview.h"
#include "lab/book/question.h"
#include <stdlib.h>

static enum status write_body(struct book_writer *w)
{
    const struct book *book = w->book;
    if (book->questions > 1)
        overview_write(w);
    for (int i = 0; i < book->questions && !w->failure->status; i++)
        if (book->question[i].command || book->questions == 1)
            question_write(w, i);
    back_write(w);
    return w->failure->status;
}

/* The colours of dark paper stand in the head, and are known when the figures are written. */
enum status book_write(struct arena *arena, struct store *store, const struct book *book, FILE *out,
                       struct failure *failure)
{
    char *body = NULL, *dark = NULL;
    size_t size = 0;
    struct book_writer w = {.arena = arena, .store = store, .book = book, .failure = failure};
    if (!(w.out = open_memstream(&body, &size)))
        return fail_memory(failure);
    write_body(&w);
    if (fclose(w.out))
        fail_memory(failure);
    FILE *colors = open_memstream(&dark, &size);
    if (colors)
        palette_write(colors, &w.palette);
    if (!colors || fclose(colors))
        fail_memory(failure);
    if (!failure->status) {
        const char *title = book->questions == 1   ? book->question[0].spec->question
                            : *book->course->title ? book->course->title
                                                   : "depthlab";
        TEMPLATE(out, "head", {"title", title}, {"style", template_style()}, {"dark", dark});
        fputs(body, out);
        TEMPLATE(out, "foot", {"script", template_script()});
    }
    free(body);
    free(dark);
    return failure->status;
}

#include "lab/book/template.h"
#include "build/gen/book.h"
#include "lab/figure/html.h"
#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const char opening[] = "<!-- piece: ";

const char *template_style(void)
{
    return book_css;
}

const char *template_script(void)
{
    return book_js;
}

const char *template_find(const char *piece, int *length)
{
    const size_t n = strlen(piece);
    for (const char *at = pieces_html; (at = strstr(at, opening));) {
        at += sizeof opening - 1;
        if (strncmp(at, piece, n) || strncmp(at + n, " -->\n", 5))
            continue;
        const char *begin = at + n + 5, *end = strstr(begin, opening);
        *length = (int)(end ? (size_t)(end - begin) : strlen(begin)) - 1;
        return begin;
    }
    return NULL;
}

/* The hole whose name stands at `name`. */
static const struct hole *hole_at(const struct hole *hole, const char *name, size_t length)
{
    while (hole->name && (strlen(hole->name) != length || strncmp(hole->name, name, length)))
        hole++;
    assert(hole->name);
    return hole;
}

static void fill(FILE *out, const char *piece, const struct hole *hole)
{
    int length = 0;
    const char *at = template_find(piece, &length), *end = at + length;
    assert(at);
    while (at < end) {
        const char *open = strstr(at, "{{");
        if (!open || open >= end)
            open = end;
        fwrite(at, 1, (size_t)(open - at), out);
        if (open == end)
            return;
        const bool is_html = open[2] == '&';
        const char *name = open + 2 + is_html, *close = strstr(name, "}}");
        const struct hole *h = hole_at(hole, name, (size_t)(close - name));
        is_html ? (void)fputs(h->text, out) : html_text(out, h->text);
        at = close + 2;
    }
}

void template_write(FILE *out, const char *piece, const struct hole *hole)
{
    fill(out, piece, hole);
    fputc('\n', out);
}

const char *template_text(struct arena *arena, struct failure *failure, const char *piece,
                          const struct hole *hole)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = failure->status ? NULL : open_memstream(&text, &size);
    if (out)
        fill(out, piece, hole);
    const char *kept = out && !fclose(out) ? arena_strdup(arena, text) : NULL;
    free(text);
    if (!kept)
        fail_memory(failure);
    return kept ? kept : "";
}

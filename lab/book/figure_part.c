#include "lab/book/figure_part.h"
#include "lab/base/regular_file.h"
#include "lab/figure/finding.h"
#include "lab/figure/html.h"
#include <string.h>

static const char *base64(struct book_writer *w, const char *bytes, size_t n)
{
    static const char sign[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *text = arena_take(w->arena, w->failure, (n + 2) / 3 * 4 + 1), *t = text;
    const unsigned char *b = (const unsigned char *)bytes;
    for (size_t i = 0; text && i < n; i += 3) {
        const unsigned three = (unsigned)b[i] << 16 | (i + 1 < n ? (unsigned)b[i + 1] << 8 : 0u) |
                               (i + 2 < n ? (unsigned)b[i + 2] : 0u);
        *t++ = sign[three >> 18];
        *t++ = sign[three >> 12 & 63];
        *t++ = i + 1 < n ? sign[three >> 6 & 63] : '=';
        *t++ = i + 2 < n ? sign[three & 63] : '=';
    }
    return text ? text : "";
}

/* The hour at which it was drawn is none of its content: the same runs make the same page. */
static void remove_clock(char *bytes, size_t n)
{
    static const char word[] = "/CreationDate (D:";
    char *date = memmem(bytes, n, word, sizeof word - 1);
    for (char *c = date ? date + sizeof word - 1 : NULL;
         c && c < bytes + n && *c >= '0' && *c <= '9'; c++)
        *c = "20000101000000"[c - date - (long)(sizeof word - 1)];
}

static const char *pdf_link(struct book_writer *w, const struct book_figure *f, const char *file)
{
    size_t n;
    char *bytes = f->pdf ? regular_file_read(w->arena, f->pdf, SIZE_MAX, &n, w->failure) : NULL;
    if (!bytes)
        return "";
    remove_clock(bytes, n);
    return PIECE(w, "pdf", {"file", file}, {"bytes", base64(w, bytes, n)});
}

const char *figure_part_id(struct book_writer *w, const struct book_question *q, int i)
{
    return chapter_text(w, "%s:%d:svg", q->spec->name, i + 1);
}

const char *figure_part_finding(struct chapter *s, int i)
{
    const struct book_figure *f = &s->q->figure[i];
    return f->light ? finding_of(s->w->arena, f->light, f->name, s->w->failure) : "";
}

/* What gnuplot loads: the drawn file lies beside it. */
static const char *numbers_of(struct book_writer *w, const struct book_figure *f)
{
    size_t n;
    const char *slash = strrchr(f->light, '/');
    const char *dat =
        chapter_text(w, "%.*s%s.dat", slash ? (int)(slash + 1 - f->light) : 0, f->light, f->name);
    const char *text = regular_file_read(w->arena, dat, SIZE_MAX, &n, w->failure);
    return text ? text : "";
}

void figure_part_write(struct chapter *s, int i, bool large)
{
    struct book_writer *w = s->w;
    const struct book_figure *f = &s->q->figure[i];
    const char *name = s->q->spec->name, *id = chapter_text(w, "%s:%d", name, i + 1);
    if (!f->light) {
        TEMPLATE(w->out, "missing", {"id", id}, {"lack", f->lack ? f->lack : ""},
                 {"name", f->name});
        return;
    }
    const char *finding = figure_part_finding(s, i),
               *file = chapter_text(w, "%s-%s", name, f->name);
    const struct inline_svg picture = {.light = f->light,
                                       .dark = f->dark,
                                       .prefix = chapter_text(w, "%s:", id),
                                       .label = *finding ? finding : f->name};
    const char *svg = inline_svg(w->arena, &picture, &w->palette, w->failure);
    TEMPLATE(w->out, "figure", {"id", id}, {"size", large ? "large" : "small"},
             {"svg", svg ? svg : ""}, {"file", file}, {"pdf", pdf_link(w, f, file)},
             {"numbers", numbers_of(w, f)},
             {"finding", *finding ? PIECE(w, "finding", {"finding", finding}) : ""});
}

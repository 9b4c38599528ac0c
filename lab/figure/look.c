#include "lab/figure/look.h"
#include "lab/figure/quote.h"
#include <stdlib.h>
#include <string.h>

static const char *const formats[] = {"png", "svg", "pdf", "gif", "txt", NULL};

enum { LEAST_MM = 60, MOST_MM = 1000 };
static const double mm_of_px = 25.4 / 96; /* CSS's pixel, and gnuplot's of SVG */

/* In mm, or 0 when it is no width. */
static double width_mm(const char *text)
{
    char *end;
    const double number = strtod(text, &end);
    const double mm = !strcmp(end, "mm") ? number : !strcmp(end, "px") ? number * mm_of_px : 0;
    return mm >= LEAST_MM && mm <= MOST_MM ? mm : 0;
}

enum status look_check(const struct figure_style *style, struct failure *failure)
{
    int i = 0;
    while (formats[i] && strcmp(formats[i], style->format) != 0)
        i++;
    if (!formats[i])
        return fail(failure, STATUS_USAGE, "'%s' is not a format: png, svg, pdf, gif or txt",
                    style->format);
    if (style->width && width_mm(style->width) <= 0)
        return fail(failure, STATUS_USAGE, "'%s' is not a width: 120mm or 640px, from %d to %d mm",
                    style->width, LEAST_MM, MOST_MM);
    return STATUS_OK;
}

const char *look_words(struct arena *arena, const struct figure_style *style,
                       struct failure *failure)
{
    const char *words = arena_text(arena, failure, "term=%s; dark=%d; mono=%d; ratio='%s'",
                                   quote_string(arena, style->format, failure), style->dark,
                                   style->mono, style->four_by_three ? "4:3" : "16:9");
    if (style->title)
        words = arena_text(
            arena, failure, "%s; title=%s", words,
            !strcmp(style->title, "none")
                ? "''"
                : quote_string(arena, quote_plain(arena, style->title, failure), failure));
    return style->width ? arena_text(arena, failure, "%s; mm=%.6g", words, width_mm(style->width))
                        : words;
}

const char *look_suffix(struct arena *arena, const struct figure_style *style,
                        struct failure *failure)
{
    return arena_text(arena, failure, "%s%s%s%s.%s", style->four_by_three ? "-4x3" : "",
                      style->dark ? "-dark" : "", style->width ? "-" : "",
                      style->width ? style->width : "", style->format);
}

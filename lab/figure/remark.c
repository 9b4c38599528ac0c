#include "lab/figure/remark.h"
#include <string.h>
#include <strings.h>

static const char *line_end(const char *line)
{
    return line + strcspn(line, "\r\n");
}

static const char *next_line(const char *line)
{
    const char *end = line_end(line);
    return *end == '\r' && end[1] == '\n' ? end + 2 : *end ? end + 1 : end;
}

/* The text of a line of the comment, without # and blanks; "" ends a paragraph. */
static const char *words_of(const char *line, int *length)
{
    const char *end = line_end(line);
    line += strspn(line, "#");
    line += strspn(line, " \t");
    while (end > line && strchr(" \t", end[-1]))
        end--;
    *length = end > line ? (int)(end - line) : 0;
    return line;
}

const char *remark_next(struct arena *arena, const char **at, struct failure *failure)
{
    const char *paragraph = NULL;
    for (int length; **at == '#' || (!paragraph && strchr("\r\n", **at) && **at);) {
        const char *words = words_of(*at, &length);
        *at = next_line(*at);
        if (!length && paragraph)
            break;
        if (length)
            paragraph = arena_text(arena, failure, "%s%s%.*s", paragraph ? paragraph : "",
                                   paragraph ? " " : "", length, words);
    }
    return paragraph;
}

static const char *behind(const char *paragraph, const char *opening)
{
    const size_t n = strlen(opening);
    const char *rest = paragraph + n;
    return strncasecmp(paragraph, opening, n) ? NULL : rest + strspn(rest, " ");
}

const char *remark_limit(const char *paragraph)
{
    return behind(paragraph, "What it does not show:");
}

const char *remark_seen(const char *paragraph)
{
    return behind(paragraph, "Seen:");
}

#include "lab/figure/finding.h"
#include "lab/base/regular_file.h"
#include <stdint.h>
#include <string.h>
#include <unistd.h>

/* Up to the closing quote, undoing quote_string and quote_plain (quote.h). */
static void unquote(char *text)
{
    static const char joined[] = "'.\"'\".'"; /* a quote within quotes */
    char *to = text;
    for (const char *p = text; *p; p++) {
        if (*p == '\'' && strncmp(p, joined, sizeof joined - 1))
            break;
        if (*p == '\'')
            p += sizeof joined - 2;
        else if (*p == '\\' && p[1])
            p++;
        *to++ = *p;
    }
    *to = 0;
}

const char *finding_of(struct arena *arena, const char *drawn, const char *figure,
                       struct failure *failure)
{
    static const char opening[] = "finding = '";
    const char *slash = strrchr(drawn, '/');
    const char *name = arena_text(arena, failure, "%.*s%s.dat",
                                  slash ? (int)(slash + 1 - drawn) : 0, drawn, figure);
    size_t bytes;
    char *text = access(name, F_OK) ? NULL
                                    : regular_file_read(arena, name, SIZE_MAX, &bytes, failure);
    char *at = text ? strstr(text, opening) : NULL;
    while (at && at > text && at[-1] != '\n')
        at = strstr(at + 1, opening);
    if (!at)
        return "";
    unquote(at + strlen(opening));
    return at + strlen(opening);
}

#include "lab/figure/finding.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    const char *slash = strrchr(drawn, '/'), *found = "";
    const char *name = arena_text(arena, failure, "%.*s%s.dat",
                                  slash ? (int)(slash + 1 - drawn) : 0, drawn, figure);
    char *line = NULL;
    size_t size = 0;
    FILE *file = fopen(name, "re");
    while (file && !*found && getline(&line, &size, file) >= 0)
        if (!strncmp(line, opening, sizeof opening - 1)) {
            unquote(line + sizeof opening - 1);
            found = arena_text(arena, failure, "%s", line + sizeof opening - 1);
        }
    if (file)
        fclose(file);
    free(line);
    return found;
}

#include "lab/figure/quote.h"
#include <string.h>

static char clean(char c)
{
    return (unsigned char)c < ' ' || c == 127 ? ' ' : c;
}

const char *quote_plain(struct arena *arena, const char *text, struct failure *failure)
{
    char *quoted = arena_take(arena, failure, 2 * strlen(text) + 1), *q = quoted;
    if (!quoted)
        return "";
    for (const char *t = text; *t; t++) {
        if (strchr("{}^_@&~\\", *t))
            *q++ = '\\';
        *q++ = *t;
    }
    *q = 0;
    return quoted;
}

const char *quote_string(struct arena *arena, const char *text, struct failure *failure)
{
    static const char joined[] = "'.\"'\".'";
    char *quoted = arena_take(arena, failure, strlen(joined) * strlen(text) + 3), *q = quoted;
    if (!quoted)
        return "";
    *q++ = '\'';
    for (const char *t = text; *t; t++)
        if (*t == '\'')
            q = stpcpy(q, joined);
        else
            *q++ = clean(*t);
    *q++ = '\'';
    *q = 0;
    return quoted;
}

const char *quote_field(struct arena *arena, const char *text, struct failure *failure)
{
    char *quoted = arena_take(arena, failure, 3 * strlen(text) + 3), *q = quoted;
    if (!quoted)
        return "";
    *q++ = '"';
    for (const char *t = text; *t; t++)
        if (*t == '"' || *t == '|') {
            q = stpcpy(q, *t == '|' ? "¦" : "”");
        } else {
            *q++ = clean(*t);
            if (*t == '\\')
                *q++ = '\\';
        }
    *q++ = '"';
    *q = 0;
    return quoted;
}

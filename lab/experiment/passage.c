#include "lab/experiment/passage.h"
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>

static bool blank(char c)
{
    return isspace((unsigned char)c);
}

struct cursor {
    const char *at;
    int line, column;
};

static void step(struct cursor *c)
{
    bool inside = ((unsigned char)*c->at & 0xc0) == 0x80; /* a character of several bytes */
    if (c->at[0] == '\n' || (c->at[0] == '\r' && c->at[1] != '\n'))
        c->line++, c->column = 1;
    else if (!inside)
        c->column++;
    c->at++;
}

/* Walk along the text and the file together; YAML may break a line where the text has a blank. Where
 * the two part (quotes, escapes) the place is the text's beginning. */
static struct cursor locate(const struct passage *p, const char *at)
{
    struct cursor c = {p->source.text, 1, 1}, start;
    while (*c.at && (c.line < p->line || (c.line == p->line && c.column < p->column)))
        step(&c);
    start = c;
    if (*c.at == '>' || *c.at == '|') { /* a block of YAML: the text begins in the next line */
        while (*c.at && *c.at != '\n')
            step(&c);
        while (blank(*c.at))
            step(&c);
    }
    for (const char *t = p->text; t < at;) {
        if (blank(*t) && blank(*c.at)) {
            while (t < at && blank(*t))
                t++;
            while (blank(*c.at))
                step(&c);
        } else if (*t++ == *c.at) {
            step(&c);
        } else {
            return start;
        }
    }
    return c;
}

enum status passage_fail(const struct passage *p, const char *at, const char *hint,
                         struct failure *failure, const char *format, ...)
{
    struct cursor c = locate(p, at);
    char what[600];
    va_list list;
    va_start(list, format);
    vsnprintf(what, sizeof what, format, list);
    va_end(list);
    return source_fail(&p->source, c.line, c.column, hint, failure, "%s", what);
}

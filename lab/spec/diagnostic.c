#include "lab/spec/diagnostic.h"
#include "lab/base/utf8.h"
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { BEFORE = 60, WIDTH = 90 }; /* characters shown left of the caret, and in all */

static const char *find_line(const char *p, int line)
{
    while (--line > 0) {
        p += strcspn(p, "\r\n");
        if (!*p)
            break;
        p += p[0] == '\r' && p[1] == '\n' ? 2 : 1;
    }
    return p;
}

/* Bytes of the character at p; 0 when it is none, or must not reach a terminal. */
static int printable(const char *p)
{
    uint32_t c;
    int bytes = utf8_decode(p, UTF8_MOST, &c);
    return bytes && c >= 0x20 && (c < 0x7f || c >= 0xa0) ? bytes : 0;
}

/* The line without its indent, cut down to what surrounds the column, and a caret below it. */
static void excerpt(const struct source_text *source, int line, int column, char *out, size_t size)
{
    const char *p = find_line(source->text, line);
    int at = 1, indent = (int)strspn(p, " \t");
    int first = column - BEFORE > indent ? column - BEFORE : indent + 1;
    if (first > column)
        first = column;
    size_t used = (size_t)snprintf(out, size, "\n    ");
    for (; *p && *p != '\r' && *p != '\n' && at < first + WIDTH; at++) {
        int bytes = printable(p);
        if (at >= first && used + 5 < size) {
            memcpy(out + used, bytes ? p : *p == '\t' ? " " : "?", bytes ? (size_t)bytes : 1);
            used += bytes ? (size_t)bytes : 1;
        }
        p += bytes ? bytes : 1;
    }
    out[used] = 0;
    snprintf(out + used, size - used, "\n    %*s", column - first + 1, "^");
}

enum status diagnostic_at(const struct source_text *source, int line, int column, const char *hint,
                          struct failure *failure, const char *format, ...)
{
    char what[600], place[40] = "", around[600];
    va_list list;
    va_start(list, format);
    vsnprintf(what, sizeof what, format, list);
    va_end(list);
    if (!source->argument)
        snprintf(place, sizeof place, "%d:%d: ", line, column);
    excerpt(source, line, column, around, sizeof around);
    return fail(failure, source->argument ? STATUS_USAGE : STATUS_DATA, "%.200s:%s%s%s%s%s%s",
                source->name, source->argument ? " " : "", place, what, around, hint ? "\n" : "",
                hint ? hint : "");
}

/* ---- a place within a span ---- */

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
    if (c->at[0] == '\n' || (c->at[0] == '\r' && c->at[1] != '\n')) {
        c->line++;
        c->column = 1;
    } else if (!utf8_continues(*c->at)) {
        c->column++;
    }
    c->at++;
}

/* Walk along the text and the file together; YAML may break a line where the text has a blank. Where
 * the two part (quotes, escapes) the place is the text's beginning. */
static struct cursor locate(const struct source_span *p, const char *at)
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

enum status diagnostic_within(const struct source_span *p, const char *at, const char *hint,
                              struct failure *failure, const char *format, ...)
{
    struct cursor c = locate(p, at);
    char what[600];
    va_list list;
    va_start(list, format);
    vsnprintf(what, sizeof what, format, list);
    va_end(list);
    return diagnostic_at(&p->source, c.line, c.column, hint, failure, "%s", what);
}

#include "lab/figure/html.h"
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void html_text(FILE *out, const char *text)
{
    static const char sign[] = "&<>\"'";
    static const char *const name[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
    for (const char *at; *text; text++)
        if ((at = strchr(sign, *text)))
            fputs(name[at - sign], out);
        else if ((unsigned char)*text >= ' ' || *text == '\n' || *text == '\t')
            fputc(*text, out);
}

static char *read_file(const char *name, struct failure *failure)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = fopen(name, "re");
    if (!file) {
        fail(failure, STATUS_DATA, "%s: %s", name, strerror(errno));
        return NULL;
    }
    bool some = getdelim(&text, &size, 0, file) > 0;
    fclose(file);
    if (some)
        return text;
    free(text);
    fail(failure, STATUS_DATA, "%s: cannot be read, or is empty", name);
    return NULL;
}

static bool begins(const char *text, const char *word)
{
    return !strncmp(text, word, strlen(word));
}

/* Behind `id="`, `href="#` or `url(#` an id begins. Bytes of that opening, 0 where there is none. */
static size_t id_opening(const char *p)
{
    static const char *const opening[] = {" id=\"", " id='", "href=\"#", "href='#", "url(#"};
    for (size_t i = 0; i < sizeof opening / sizeof *opening; i++)
        if (begins(p, opening[i]))
            return strlen(opening[i]);
    return 0;
}

/* One tag, from < to >. */
static const char *copy_tag(FILE *out, const char *p, const char *prefix)
{
    while (*p && *p != '>') {
        size_t n = id_opening(p);
        fwrite(p, 1, n ? n : 1, out);
        fputs(n ? prefix : "", out);
        p += n ? n : 1;
    }
    if (*p)
        fputc(*p++, out);
    return p;
}

/* The whole element is left out, a title or a description of the program that drew. */
static const char *skip_element(const char *p, const char *end)
{
    const char *behind = strstr(p, end);
    return behind ? behind + strlen(end) : p + strlen(p);
}

/* The root's tag, of which only the coordinates are kept. */
static const char *open_root(FILE *out, const char *p, const char *label)
{
    const char *end = strchr(p, '>'), *box = strstr(p, "viewBox=\"");
    fputs("<svg role=\"img\" xmlns=\"http://www.w3.org/2000/svg\""
          " xmlns:xlink=\"http://www.w3.org/1999/xlink\"",
          out);
    if (box && end && box < end)
        fprintf(out, " viewBox=\"%.*s\"", (int)strcspn(box + 9, "\""), box + 9);
    fputs(" aria-label=\"", out);
    html_text(out, label);
    fputs("\">", out);
    return end ? end + 1 : p + strlen(p);
}

static void copy_svg(FILE *out, const char *p, const char *prefix, const char *label)
{
    p = open_root(out, p, label);
    while (*p)
        if (begins(p, "<title>"))
            p = skip_element(p, "</title>");
        else if (begins(p, "<desc>"))
            p = skip_element(p, "</desc>");
        else if (*p == '<')
            p = copy_tag(out, p, prefix);
        else
            fputc(*p++, out);
}

enum status html_svg(FILE *out, const char *file, const char *prefix, const char *label,
                     struct failure *failure)
{
    char *text = read_file(file, failure);
    const char *svg = text ? strstr(text, "<svg") : NULL;
    if (text && (!svg || strcasestr(text, "<script")))
        fail(failure, STATUS_DATA, "%s: %s", file, svg ? "scripts are refused" : "this is no SVG");
    if (!failure->status)
        copy_svg(out, svg, prefix, label);
    free(text);
    return failure->status;
}

#include "lab/book/inline_svg.h"
#include "lab/base/regular_file.h"
#include "lab/figure/html.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct copy {
    struct arena *arena;
    FILE *out;
    const char *prefix;
    struct palette *palette;
    struct failure *failure;
    const char *p, *q; /* where the light and the dark drawing are read; q NULL: there is none */
};

/* ---- colours ---- */

static int color_of(struct copy *c, const char *light, size_t n, const char *dark, size_t m)
{
    struct palette *l = c->palette;
    for (int i = 0; i < l->colors; i++)
        if (strlen(l->color[i].light) == n && !strncmp(l->color[i].light, light, n) &&
            strlen(l->color[i].dark) == m && !strncmp(l->color[i].dark, dark, m))
            return i;
    if (l->colors == l->room) {
        const int room = l->room ? 2 * l->room : 64;
        struct palette_color *more = arena_take(c->arena, c->failure, (size_t)room * sizeof *more);
        if (!more)
            return 0;
        if (l->colors)
            memcpy(more, l->color, (size_t)l->colors * sizeof *more);
        l->color = more;
        l->room = room;
    }
    l->color[l->colors] =
        (struct palette_color){arena_text(c->arena, c->failure, "%.*s", (int)n, light),
                               arena_text(c->arena, c->failure, "%.*s", (int)m, dark)};
    return l->colors++;
}

void palette_write(FILE *out, const struct palette *l)
{
    for (int i = 0; i < l->colors; i++)
        fprintf(out, "--k%d:%s;", i, l->color[i].dark);
}

/* ---- the copy ---- */

static bool begins(const char *text, const char *word)
{
    return !strncmp(text, word, strlen(word));
}

/* Is `word` the end of the attribute's name whose value's quote is here? */
static bool is_named(const char *quote, const char *word)
{
    const size_t n = strlen(word);
    while (strchr(" =", quote[-1]))
        quote--;
    return !strncmp(quote - n, word, n) && strchr(" \t\n:", quote[-(long)n - 1]);
}

/* A value as it stands, the prefix before the id that it is or refers to. */
static void copy_value(struct copy *c, const char *quote, const char *value, size_t n)
{
    const char *url = memmem(value, n, "url(#", 5);
    const size_t before = is_named(quote, "id")                      ? 0
                          : is_named(quote, "href") && *value == '#' ? 1
                          : url                                      ? (size_t)(url + 5 - value)
                                                                     : n;
    fwrite(value, 1, before, c->out);
    fputs(before < n ? c->prefix : "", c->out);
    fwrite(value + before, 1, n - before, c->out);
}

/* One tag, from < to >. False where the dark drawing has another. */
static bool copy_tag(struct copy *c)
{
    while (*c->p && *c->p != '>') {
        const char sign = *c->p;
        if (c->q && *c->q++ != sign)
            return false;
        fputc(*c->p++, c->out);
        if (sign != '"' && sign != '\'')
            continue;
        const char ends[] = {sign, 0};
        const size_t n = strcspn(c->p, ends), m = c->q ? strcspn(c->q, ends) : n;
        if (!c->q || (n == m && !strncmp(c->p, c->q, n)))
            copy_value(c, c->p - 1, c->p, n);
        else
            fprintf(c->out, "var(--k%d,%.*s)", color_of(c, c->p, n, c->q, m), (int)n, c->p);
        c->p += n;
        c->q = c->q ? c->q + m : NULL;
        if (!*c->p || (c->q && !*c->q))
            return !*c->p && !(c->q && *c->q);
        fputc(*c->p++, c->out);
        c->q = c->q ? c->q + 1 : NULL;
    }
    return true;
}

/* Whole elements are left out, a title or a description of the program that drew. */
static const char *skip_element(const char *p)
{
    static const char *const element[][2] = {{"<title>", "</title>"}, {"<desc>", "</desc>"}};
    for (int i = 0; i < 2; i++)
        if (begins(p, element[i][0])) {
            const char *end = strstr(p, element[i][1]);
            return end ? end + strlen(element[i][1]) : p + strlen(p);
        }
    return NULL;
}

/* The root's tag, of which only the coordinates are kept; what stands behind it. */
static const char *root_end(const char *p)
{
    const char *end = strchr(p, '>');
    return end ? end + 1 : p + strlen(p);
}

static void open_root(struct copy *c, const char *label)
{
    const char *end = root_end(c->p), *box = strstr(c->p, "viewBox=\"");
    fputs("<svg role=\"img\" xmlns=\"http://www.w3.org/2000/svg\""
          " xmlns:xlink=\"http://www.w3.org/1999/xlink\"",
          c->out);
    fprintf(c->out, " id=\"%ssvg\"", c->prefix);
    if (box && box < end)
        fprintf(c->out, " viewBox=\"%.*s\"", (int)strcspn(box + 9, "\""), box + 9);
    fputs(" aria-label=\"", c->out);
    html_text(c->out, label);
    fputs("\">", c->out);
    c->p = end;
    c->q = c->q ? root_end(c->q) : NULL;
}

static bool copy_svg(struct copy *c, const char *label)
{
    open_root(c, label);
    while (*c->p) {
        const char *behind = skip_element(c->p);
        if (behind) {
            c->p = behind;
            c->q = c->q ? skip_element(c->q) : NULL;
        } else if (*c->p == '<') {
            if (!copy_tag(c))
                return false;
        } else {
            if (c->q && *c->q++ != *c->p)
                return false;
            fputc(*c->p++, c->out);
        }
    }
    return !c->q || !*c->q;
}

/* ---- files ---- */

/* From <svg on. */
static const char *read_svg(struct arena *arena, const char *name, struct failure *failure)
{
    size_t bytes;
    const char *text = regular_file_read(arena, name, SIZE_MAX, &bytes, failure);
    const char *svg = text ? strstr(text, "<svg") : NULL;
    if (text && (!svg || strcasestr(svg, "<script")))
        fail(failure, STATUS_DATA, "%s: %s", name, svg ? "scripts are refused" : "this is no SVG");
    return failure->status ? NULL : svg;
}

/* NULL where the drawings differ in more than colours. */
static const char *try_copy(struct copy c, const char *light, const char *dark, const char *label)
{
    char *text = NULL;
    size_t size = 0;
    if (!(c.out = open_memstream(&text, &size))) {
        fail_memory(c.failure);
        return NULL;
    }
    c.p = light;
    c.q = dark;
    const bool whole = copy_svg(&c, label);
    const char *kept = !fclose(c.out) && whole ? arena_strdup(c.arena, text) : NULL;
    if (whole && !kept)
        fail_memory(c.failure);
    free(text);
    return kept;
}

/* Both drawings, of which the page's style shows one. */
static const char *both(struct copy c, const char *light, const char *dark, const char *label)
{
    const char *first = try_copy(c, light, NULL, label);
    c.prefix = arena_text(c.arena, c.failure, "%sdark:", c.prefix);
    const char *second = try_copy(c, dark, NULL, label);
    return first && second
               ? arena_text(
                     c.arena, c.failure,
                     "<div class=\"light-paper\">%s</div>\n<div class=\"dark-paper\">%s</div>",
                     first, second)
               : NULL;
}

const char *inline_svg(struct arena *arena, const struct inline_svg *svg, struct palette *palette,
                       struct failure *failure)
{
    const struct copy c = {
        .arena = arena, .prefix = svg->prefix, .palette = palette, .failure = failure};
    const char *light = read_svg(arena, svg->light, failure);
    const char *dark = light && svg->dark ? read_svg(arena, svg->dark, failure) : NULL;
    if (failure->status)
        return NULL;
    const char *text = try_copy(c, light, dark, svg->label);
    return text || !dark || failure->status ? text : both(c, light, dark, svg->label);
}

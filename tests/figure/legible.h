/* Can a drawn figure be read? Judged by the texts of its SVG: where each stands, and how wide its letters are in
 * DejaVu Sans. Each check returns "" or what is wrong. */
#pragma once
#include "tests/support/check.h"
#include <ctype.h>

struct legible_text {
    char words[512];
    double x0, y0, x1, y1, size;
    bool bold;
};
struct legible {
    struct legible_text texts[400];
    int n;
    double wide; /* the paper */
};

/* In parts of the letters' size; from below, since a name that only may touch another is no fault. */
static inline double legible_width(char letter)
{
    return strchr("il.,:;|'!", letter)         ? 0.3
           : strchr("fjrt-() ", letter)        ? 0.37
           : strchr("mwMW%", letter)           ? 0.88
           : isupper((unsigned char)letter)    ? 0.68
           : ((unsigned char)letter >> 6) == 2 ? 0 /* the rest of a character of several bytes */
                                               : 0.59;
}

static inline void legible_read(const char *svg, struct legible *out)
{
    const char *group = "<g transform=\"translate(", *at = svg;
    memset(out, 0, sizeof *out);
    sscanf(strstr(svg, "viewBox=\"") + strlen("viewBox=\""), "%*f %*f %lf", &out->wide);
    while ((at = strstr(at, group)) && out->n < 400) {
        struct legible_text *t = &out->texts[out->n];
        const char *text = strstr(at, "<text>"), *close = strstr(at, "</text>");
        if (!text || !close || text > strstr(at, "</g>")) {
            at += strlen(group);
            continue;
        }
        double x, y, width = 0;
        sscanf(at + strlen(group), "%lf,%lf", &x, &y);
        sscanf(strstr(at, "font-size=\"") + strlen("font-size=\""), "%lf", &t->size);
        const char *anchor = strstr(at, "text-anchor=\"") + strlen("text-anchor=\"");
        const char *rotated = strstr(at, "rotate("), *bold = strstr(at, "font-weight=\"bold\"");
        t->bold = bold && bold < close;
        size_t n = 0;
        double size = t->size; /* smaller in an exponent */
        for (const char *c = text; c < close && n + 1 < sizeof t->words; c++) {
            if (*c == '<') {
                const char *end = strchr(c, '>'), *other = strstr(c, "font-size=\"");
                if (other && other < end)
                    sscanf(other + strlen("font-size=\""), "%lf", &size);
                c = end;
                continue;
            }
            t->words[n] = *c;
            if (*c == '&') { /* &lt; is one letter */
                c = strchr(c, ';');
                t->words[n] = '<';
            }
            width += legible_width(t->words[n++]) * size * (t->bold ? 1.1 : 1);
        }
        const double left = *anchor == 'e' ? 1 : *anchor == 'm' ? 0.5 : 0;
        const double high = 0.72 * t->size;
        if (rotated && rotated < text) {
            t->x0 = x - high, t->x1 = x, t->y0 = y - (1 - left) * width, t->y1 = y + left * width;
        } else {
            t->x0 = x - left * width, t->x1 = t->x0 + width, t->y0 = y - high, t->y1 = y;
        }
        out->n += strspn(t->words, " ") < n;
        at = close;
    }
}

/* What the title is written in: the largest of the bold letters. */
static inline double legible_title_size(const struct legible *l)
{
    double size = 0;
    for (int i = 0; i < l->n; i++)
        size = fmax(size, l->texts[i].bold ? l->texts[i].size : 0);
    return size;
}

/* The note's lines: small, they begin where the title's do, at the paper's left edge. */
static inline int legible_notes(const struct legible *l)
{
    const double small = 0.65 * legible_title_size(l);
    int lines = 0;
    for (int i = 0; i < l->n; i++)
        lines += l->texts[i].size < small && fabs(l->texts[i].x0 - 0.03 * l->wide) < 0.5;
    return lines;
}

/* Numbers that a title states. What says which net is meant is none of them: 32 layers, of 8 blocks, 3×3, rank 1, a factor
 * of 10. */
static inline int legible_numbers(const char *title)
{
    static const char *const counted[] = {"layers",   "plain layers", "residual layers",
                                          "blocks",   "branches",     "steps",
                                          "remedies", "residual)",    "plain)"};
    static const char *const names[] = {"rank ", "factor of ", "CIFAR-"};
    int numbers = 0;
    for (const char *c = title; *c;) {
        const bool begins = c == title || strchr(" (+-", c[-1]) || !strncmp(c - 1, "\x93", 1);
        if (!isdigit((unsigned char)*c) || !begins) {
            c++;
            continue;
        }
        bool of = false;
        for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
            const size_t n = strlen(names[k]);
            of |= (size_t)(c - title) >= n && !strncmp(c - n, names[k], n);
        }
        while (isdigit((unsigned char)*c) ||
               ((*c == '.' || *c == ',') && isdigit((unsigned char)c[1])) ||
               (*c == 'e' && strchr("+-", c[1]) && isdigit((unsigned char)c[2])) || /* 8e+23 */
               (c[-1] == 'e' && strchr("+-", *c)) ||
               (!strncmp(c, "\u00a0", 2) && isdigit((unsigned char)c[2])))
            c += !strncmp(c, "\u00a0", 2) ? 2 : 1;
        of |= !strncmp(c, "×", strlen("×")) || !strncmp(c, "/", 1);
        for (size_t k = 0; *c == ' ' && k < sizeof counted / sizeof *counted; k++)
            of |= !strncmp(c + 1, counted[k], strlen(counted[k]));
        numbers += !of;
    }
    return numbers;
}

static inline const char *legible_fault(const struct legible *l, int note_lines, char *words,
                                        size_t size)
{
    *words = 0;
    char title[1024] = "";
    int lines = 0;
    for (int i = 0; i < l->n; i++)
        if (l->texts[i].bold && l->texts[i].size == legible_title_size(l)) {
            snprintf(title + strlen(title), sizeof title - strlen(title), "%s ", l->texts[i].words);
            lines++;
        }
    const int notes = legible_notes(l);
    const int numbers = legible_numbers(title);
    if (lines < 1 || lines > 2 || notes > note_lines || numbers > 2)
        snprintf(words, size, "a title of %d lines with %d numbers, a note of %d lines: %s", lines,
                 numbers, notes, title);
    for (int i = 0; i < l->n; i++) {
        const struct legible_text *a = &l->texts[i];
        if (a->x0 < -1 || a->x1 > l->wide + 1)
            snprintf(words, size, "`%s` leaves the paper", a->words);
        for (int k = 0; k < i; k++) {
            const struct legible_text *b = &l->texts[k];
            const double across = fmin(a->x1, b->x1) - fmax(a->x0, b->x0);
            const double down = fmin(a->y1, b->y1) - fmax(a->y0, b->y0);
            if (across > 2 && down > 0.15 * fmin(a->size, b->size))
                snprintf(words, size, "`%s` lies over `%s`", a->words, b->words);
        }
    }
    return words;
}

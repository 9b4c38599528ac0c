#include "lab/inspect/deck.h"
#include <ctype.h>
#include <string.h>

/* What pdflatex has no letter for, and what stands in its place. */
static const struct {
    const char *sign, *latex;
} signs[] = {{"‖", "\\ensuremath{\\|}"},
             {"−", "\\ensuremath{-}"},
             {"×", "\\ensuremath{\\times}"},
             {"·", "\\ensuremath{\\cdot}"},
             {"→", "\\ensuremath{\\to}"},
             {"←", "\\ensuremath{\\leftarrow}"},
             {"≤", "\\ensuremath{\\le}"},
             {"≥", "\\ensuremath{\\ge}"},
             {"≈", "\\ensuremath{\\approx}"},
             {"≠", "\\ensuremath{\\ne}"},
             {"√", "\\ensuremath{\\surd}"},
             {"∞", "\\ensuremath{\\infty}"},
             {"²", "\\ensuremath{^2}"},
             {"³", "\\ensuremath{^3}"},
             {"✕", "\\ensuremath{\\times}"},
             {"½", "\\ensuremath{\\frac12}"},
             {"\u00a0", "~"},
             {"\u2009", "~"}};

/* Signs beyond Latin are commands of LaTeX there, or a question mark. */
static const char *put_sign(struct deck *d, const char *p)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        const size_t length = strlen(signs[i].sign);
        if (strncmp(p, signs[i].sign, length))
            continue;
        fprintf(d->out, "`%s`{=latex}", signs[i].latex);
        return p + length;
    }
    const bool latin = (unsigned char)*p < 0xc6 || !strncmp(p, "–", 3) || !strncmp(p, "—", 3) ||
                       !strncmp(p, "…", 3) || !strncmp(p, "’", 3) || !strncmp(p, "“", 3) ||
                       !strncmp(p, "”", 3);
    int length = 1;
    while (((unsigned char)p[length] & 0xc0) == 0x80)
        length++;
    fprintf(d->out, "%.*s", latin ? length : 1, latin ? p : "?");
    return p + length;
}

/* How far the number or letter of a list's item goes: 1. 1) (1) a. iv) */
static size_t item_mark(const char *text)
{
    const size_t digits = strspn(text, "0123456789"), roman = strspn(text, "ivxlcdmIVXLCDM");
    const size_t length = digits ? digits : roman ? roman : !!isalpha((unsigned char)*text);
    const bool marked = length && strchr(".)", text[length]) && text[length];
    return marked && (!text[length + 1] || isspace((unsigned char)text[length + 1])) ? length : 0;
}

/* What would begin a list, a rule or a fence has its first sign escaped; what is left of the text. */
static const char *put_beginning(struct deck *d, const char *text)
{
    text += strspn(text, " \t\n");
    const size_t mark = item_mark(text);
    if (mark)
        fprintf(d->out, "%.*s", (int)mark, text);
    text += mark;
    if (mark || (*text && strchr("-+=:%(", *text)))
        fprintf(d->out, "\\%c", *text++);
    return text;
}

void deck_text(struct deck *d, const char *text)
{
    for (const char *p = put_beginning(d, text); *p;) {
        if ((unsigned char)*p >= 0x80 && d->dialect == DECK_BEAMER) {
            p = put_sign(d, p);
            continue;
        }
        if (strchr("\\`*_[]<>&#$^~@|{}", *p))
            fputc('\\', d->out);
        fputc(*p == '\n' ? ' ' : *p, d->out);
        p++;
    }
}

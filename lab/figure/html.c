#include "lab/figure/html.h"
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

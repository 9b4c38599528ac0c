#include "lab/figure/page.h"
#include "lab/figure/html.h"

/* Verdicts are blue, vermilion and grey, which every kind of colour vision tells apart; each has its
 * word and its sign as well. Wide figures scroll in their own box, so that their words stay legible
 * on a phone. */
static const char style[] =
    ":root{color-scheme:light;--ink:#16191d;--pale:#5b6470;--rule:#d5dae0;--wash:#f4f6f8}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0 auto;padding:1rem;max-width:62rem;color:var(--ink);background:#fff;"
    "font:1rem/1.55 system-ui,sans-serif;overflow-wrap:break-word}\n"
    "h1{font-size:clamp(1.45rem,5vw,2.1rem);line-height:1.2;margin:.6rem 0}\n"
    "h2{font-size:1.2rem;margin:2.2rem 0 .6rem;padding-top:.6rem;border-top:1px solid "
    "var(--rule)}\n"
    "p{margin:.5rem 0}\n"
    ".claim{font-size:1.1rem}\n"
    ".pale{color:var(--pale);font-size:.92rem}\n"
    "article+article{margin-top:4rem;border-top:4px solid var(--ink)}\n"
    "nav ul{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;list-style:none;padding:0}\n"
    "a{color:#0059a1}\n"
    "table{border-collapse:collapse;width:100%}\n"
    "th,td{text-align:left;vertical-align:top;padding:.45rem .8rem .45rem 0;"
    "border-bottom:1px solid var(--rule)}\n"
    "th{font-weight:600}\n"
    "td:last-child{padding-right:0}\n"
    ".key{white-space:nowrap;font-family:ui-monospace,monospace;font-size:.9rem}\n"
    ".verdict{white-space:nowrap;font-weight:700;border:2px solid;border-radius:.3rem;"
    "padding:.1rem .45rem;display:inline-block}\n"
    ".supported{color:#005b94}\n"
    ".refuted{color:#b34700}\n"
    ".open{color:#5b6470;border-style:dashed}\n"
    ".say{display:block}\n"
    "figure{margin:1.4rem 0}\n"
    ".sheet{overflow-x:auto;border:1px solid var(--rule)}\n"
    ".sheet svg{display:block;width:100%;min-width:40rem;height:auto}\n"
    "figcaption{color:var(--pale);font-size:.9rem;margin-top:.3rem}\n"
    ".missing{border:2px dashed #b34700;padding:.6rem .8rem;white-space:pre-wrap}\n"
    "pre{background:var(--wash);padding:.8rem;overflow-x:auto;font-size:.86rem;line-height:1.45}\n"
    "ul.fixed{columns:17rem;padding:0;list-style:none;margin:.5rem 0}\n"
    ".fixed li{break-inside:avoid}\n"
    "code{font-family:ui-monospace,monospace;font-size:.9em}\n"
    "@media(max-width:36rem){\n"
    "  .stack tr,.stack td{display:block;width:auto}\n"
    "  .stack thead{display:none}\n"
    "  .stack td{border:0;padding:.15rem 0}\n"
    "  .stack tr{border-bottom:1px solid var(--rule);padding:.5rem 0}\n"
    "}\n"
    "@media print{\n"
    "  @page{margin:15mm}\n"
    "  body{max-width:none;padding:0;font-size:10pt}\n"
    "  nav{display:none}\n"
    "  h2{break-after:avoid}\n"
    "  figure,tr,.missing{break-inside:avoid}\n"
    "  article+article{break-before:page;border:0}\n"
    "  .sheet{overflow:visible;border:0}\n"
    "  .sheet svg{min-width:0;max-height:10cm}\n"
    "  pre{white-space:pre-wrap;background:none;border:1px solid var(--rule)}\n"
    "}\n";

void page_begin(FILE *out, const char *title)
{
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"
          " style-src 'unsafe-inline'; img-src data:\">\n<title>",
          out);
    html_text(out, title);
    fprintf(out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n", style);
}

void page_contents(FILE *out, int parts, const char *const *name)
{
    fputs("<nav aria-label=\"Experiments\"><ul>\n", out);
    for (int i = 0; i < parts; i++) {
        fputs("<li><a href=\"#", out);
        html_text(out, name[i]);
        fputs("\">", out);
        html_text(out, name[i]);
        fputs("</a></li>\n", out);
    }
    fputs("</ul></nav>\n", out);
}

void page_end(FILE *out)
{
    fputs("</body>\n</html>\n", out);
}

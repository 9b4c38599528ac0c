/* Texts and pictures from outside, put into a page so that they cannot be markup or script of their own. */
#pragma once
#include "lab/base/status.h"
#include <stdio.h>

/* The text as HTML, in an element or a quoted attribute: no sign of it is markup. */
void html_text(FILE *, const char *text);

/* Put an SVG file into the page. Every id in it, and every reference to one, gets the prefix, since a
 * page's ids are all in one space; width and height go, so that the page's style decides. The label
 * is what a screen reader reads. A file with scripts is refused. */
enum status html_svg(FILE *, const char *file, const char *prefix, const char *label,
                     struct failure *);

/* Texts from outside, put into a page so that they cannot be markup or script of their own. */
#pragma once
#include <stdio.h>

/* The text as HTML, in an element or a quoted attribute: no sign of it is markup. */
void html_text(FILE *, const char *text);

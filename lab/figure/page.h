/* A page that needs nothing else: no script, no font, no picture from elsewhere. It is read on a
 * lecture's screen, on a phone of 360 pixels and on paper; no meaning rests on a colour alone. */
#pragma once
#include <stdio.h>

void page_begin(FILE *, const char *title);
void page_end(FILE *);

/* A row of links to the parts of a page that has several; `name` are their ids too. */
void page_contents(FILE *, int parts, const char *const *name);

/* One experiment as a part of a page (page.h): question, claim and source, verdicts, figures, what it
 * does not show, its sweep, diverged runs, who made the numbers, and how to make them again. All but
 * the figures and the command is read from the database. */
#pragma once
#include "lab/store/store.h"
#include <stdio.h>

struct report_figure {
    const char *name;
    const char *svg;  /* the drawn file; NULL when it could not be drawn, */
    const char *lack; /* and why */
};

struct report {
    const char *experiment;
    const char *words; /* what a command calls it: its name, or its file */
    int figures;
    const struct report_figure *figure;
    const char *command; /* makes the sweep again */
    const char *page;    /* two of its nets in a page that trains them, as a link; "": none */
};

enum status report_write(struct arena *, struct store *, const struct report *, FILE *,
                         struct failure *);

/* How a figure is drawn: the format, the paper, its width, and whose title; as assignments for
 * plots/style.gp, which turns them into a terminal. */
#pragma once
#include "lab/base/arena.h"
#include <stdbool.h>

struct figure_style {
    const char *format; /* png, svg, pdf, gif; txt: letters, for a terminal */
    bool dark, four_by_three;
    bool mono;         /* txt: without colours */
    const char *title; /* in place of the finding; "none": no title; NULL: the finding */
    const char *width; /* "120mm" or "640px": type stays legible at that width; NULL: a slide */
};

/* Is there such a format and width? */
enum status look_check(const struct figure_style *, struct failure *);

/* Assignments, "term='png'; dark=0; ..". */
const char *look_words(struct arena *, const struct figure_style *, struct failure *);

/* What the name of a drawn file has behind the figure's, so that no look overwrites another one:
 * "-4x3-dark.png". */
const char *look_suffix(struct arena *, const struct figure_style *, struct failure *);

/* A drawn figure inside a page, in the colours of light paper and of dark.
 *
 * The two drawings of a figure differ in colours alone, so one is written, each colour that differs as
 *
 *     stroke="var(--k7,rgb(51,51,51))"
 *
 * that is, as on light paper unless the page gives --k7 another value (palette_write does, for dark screens). Every id,
 * and every reference to one, gets a prefix, since a page's ids are all in one space; width and height go, so
 * that the page decides. */
#pragma once
#include "lab/base/arena.h"
#include <stdio.h>

struct palette {
    int colors, room;
    struct palette_color {
        const char *light, *dark;
    } * color;
};

struct inline_svg {
    const char *light, *dark; /* the drawn files; dark may be NULL: it stays as on light paper */
    const char *prefix;       /* of its ids */
    const char *label;        /* what a screen reader reads */
};

/* The figure as HTML, in the arena; NULL and a failure where a file is no picture, or has a script. Drawings that differ in
 * more than colours are both there, in elements of the classes light-paper and dark-paper. */
const char *inline_svg(struct arena *, const struct inline_svg *, struct palette *,
                       struct failure *);

/* The declarations that give each colour its dark value. */
void palette_write(FILE *, const struct palette *);

/* The page's HTML, in pieces with holes (pieces.html, compiled in):
 *
 *     <!-- piece: term -->
 *     <dt id="{{id}}">{{word}}</dt><dd>{{&means}}</dd>
 *
 * A {{hole}} takes a text, no sign of which is markup; a {{&hole}} takes HTML. */
#pragma once
#include "lab/base/arena.h"
#include <stdio.h>

struct hole {
    const char *name, *text;
};

/* Write a piece as lines; the holes end with name NULL. A piece or a hole that is not there is our own mistake. */
void template_write(FILE *, const char *piece, const struct hole *);

/* TEMPLATE(out, "term", {"word", word}, {"means", html}) */
#define TEMPLATE(out, piece, ...)                                                                  \
    template_write(out, piece, (const struct hole[]){__VA_ARGS__, {0}})

/* The piece as a text in the arena; "" and a failure where there is no memory. */
const char *template_text(struct arena *, struct failure *, const char *piece, const struct hole *);
#define TEMPLATE_TEXT(arena, failure, piece, ...)                                                  \
    template_text(arena, failure, piece, (const struct hole[]){__VA_ARGS__, {0}})

/* Where a piece's text begins, and its length without the last newline; NULL where there is no such piece. */
const char *template_find(const char *piece, int *length);

/* The page's style sheet, and its script. */
const char *template_style(void);
const char *template_script(void);

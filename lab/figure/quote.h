/* Texts from outside, quoted so that gnuplot reads them as strings and nothing else.
 *
 * gnuplot runs backticks and expands escapes inside "..." but not inside '...', so a text is always
 * single-quoted. A line of gnuplot ends at a newline: control characters become spaces. */
#pragma once
#include "lab/base/arena.h"

/* A backslash before each sign that enhanced text would read as markup: { } ^ _ @ & ~ \ */
const char *quote_plain(struct arena *, const char *text, struct failure *);

/* 'text', as an expression. Its own single quotes are joined in, 'it'."'".'s': gnuplot 5.4 does not
 * read a doubled one at a string's beginning. */
const char *quote_string(struct arena *, const char *text, struct failure *);

/* "text", as a field of a datablock, where a backslash escapes. A double quote and a bar cannot stand
 * there: they become ” and ¦. */
const char *quote_field(struct arena *, const char *text, struct failure *);

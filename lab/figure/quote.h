/* Words from outside become gnuplot strings that cannot be anything else.
 *
 * gnuplot runs backticks and expands escapes inside "..." but not inside '...', so a text always
 * travels single-quoted, with its own quotes doubled. A line of gnuplot ends at a newline: control
 * characters become spaces. */
#pragma once
#include "lab/base/arena.h"

/* A backslash before each sign that enhanced text would read as markup: { } ^ _ @ & ~ \ */
char *quote_plain(struct arena *, const char *text);

/* 'text', as a string of the language. */
char *quote_string(struct arena *, const char *text);

/* "text", as a field of a datablock, where a backslash escapes and a double quote cannot be: it is
 * replaced by a typographic one. */
char *quote_field(struct arena *, const char *text);

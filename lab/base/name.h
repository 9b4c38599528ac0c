/* Names of experiments and figures. They become parts of paths, of commands and of titles, so one rule
 * serves all: ASCII letters, digits, - _ and . ; the first is neither - nor . */
#pragma once
#include <stdbool.h>

bool name_is_plain(const char *text);
/* The rule in words, for messages. */
#define NAME_RULE "letters, digits, -, _ and . , and begins with a letter, a digit or _"

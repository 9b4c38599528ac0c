/* UTF-8, as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The character at p, of n bytes at most, and how many bytes it has; 0 where none begins. In a
 * string that ends in 0 n may be UTF8_MOST, since no character contains a 0. */
enum { UTF8_MOST = 4 };
int utf8_decode(const char *p, size_t n, uint32_t *character);

/* Is this a byte after a character's first? */
bool utf8_continues(char byte);

/* Does this byte go on with the word before it? Those of characters beyond ASCII do. */
bool utf8_is_letter(char byte);

/* Characters, not bytes. */
int utf8_length(const char *text);

/* No control character, but for the end of a line and the tab. */
bool utf8_is_printable(uint32_t character);

/* In place: each character that is not printable, and each byte that belongs to no character, becomes a
 * question mark. What a terminal is shown must not command it. */
void utf8_make_printable(char *text);

/* Numbers, strictly: the whole text is one decimal number or it is refused.
 *
 * No hexadecimal, no leading zero (YAML 1.1 would read 010 as eight), no 0.1x, no infinity, and
 * nothing that is too large or too small to be kept. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

bool number_whole(const char *text, int64_t *n);
bool number_real(const char *text, double *x);

/* x in decimal digits that read back as x. number_text is for settings, whose texts are compared: the
 * fewest digits, and -0 is 0. number_measured is for measured values: it keeps the sign of -0, and
 * prints 15 digits even of numbers below 2.3e-308, which need fewer. */
enum { NUMBER_BYTES = 32 };
void number_text(double x, char text[NUMBER_BYTES]);
void number_measured(double x, char text[NUMBER_BYTES]);

/* x - y, where two infinities of one sign differ by nothing. */
double number_difference(double x, double y);

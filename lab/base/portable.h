/* exp, log, sin, cos, tanh of doubles, with the same bits on every machine.
 *
 * IEEE 754 promises the bits of + - * / and sqrt alone; libm's functions differ from library to library.
 * These are sums and products in a fixed order. Within 2 units in the last place, tanh within 3, sin and cos
 * up to arguments of 1e5; right at 0, infinity and NaN. */
#pragma once
#include <stdint.h>

double portable_exp(double x);
double portable_log(double x);
double portable_sin(double x);
double portable_cos(double x);
double portable_tanh(double x);
/* x^n, n from 0 */
double portable_power(double x, int64_t n);

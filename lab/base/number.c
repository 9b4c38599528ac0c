#include "lab/base/number.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *digits(const char *p)
{
    return p + strspn(p, "0123456789");
}

static const char *unsign(const char *p)
{
    return p + (*p == '-' || *p == '+');
}

bool number_whole(const char *text, int64_t *n)
{
    const char *first = unsign(text), *end = digits(first);
    if (end == first || *end || (*first == '0' && end - first > 1))
        return false;
    errno = 0;
    *n = strtoll(text, NULL, 10);
    return !errno;
}

bool number_real(const char *text, double *x)
{
    const char *first = unsign(text), *p = digits(first);
    if (*first == '0' && p - first > 1)
        return false;
    long figures = p - first;
    if (*p == '.') {
        const char *fraction = p + 1;
        p = digits(fraction);
        figures += p - fraction;
    }
    if (!figures)
        return false;
    const char *mantissa = p;
    if (*p == 'e' || *p == 'E') {
        const char *exponent = unsign(p + 1);
        p = digits(exponent);
        if (p == exponent)
            return false;
    }
    if (*p)
        return false;
    *x = strtod(text, NULL);
    bool zero = strcspn(first, "123456789") >= (size_t)(mantissa - first);
    return isfinite(*x) && (zero || *x != 0);
}

/* The first count of digits, from `digits` on, that reads back as x; 17 always does. */
static void print(double x, int digits, char text[NUMBER_BYTES])
{
    do
        snprintf(text, NUMBER_BYTES, "%.*g", digits, x);
    while (strtod(text, NULL) != x && digits++ < 17);
}

void number_text(double x, char text[NUMBER_BYTES])
{
    bool whole = fabs(x) < 1e15 && x == trunc(x); /* 400, not 4e+02 */
    if (x == 0)
        strcpy(text, "0"); /* -0 is the same number */
    else if (whole)
        snprintf(text, NUMBER_BYTES, "%.0f", x);
    else
        print(x, 1, text);
}

void number_measured(double x, char text[NUMBER_BYTES])
{
    print(x, 15, text);
}

double number_difference(double x, double y)
{
    return isinf(x) && x == y ? 0 : x - y;
}

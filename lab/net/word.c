#include "lab/net/word.h"
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool word_is(const char *text, const char *name, bool takes_number, double *number)
{
    size_t length = strlen(name);
    *number = 0;
    if (strncmp(text, name, length))
        return false;
    text += length;
    if (!takes_number)
        return !*text;
    const char *digits = text + 1 + (*text && text[1] == '-');
    if (*text != '(' || !(isdigit((unsigned char)*digits) || *digits == '.'))
        return false;
    char *end;
    *number = strtod(text + 1, &end);
    return end > digits && end[0] == ')' && !end[1] && isfinite(*number);
}

#include "lab/net/word.h"
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
    char *end;
    if (*text != '(' || (*number = strtod(text + 1, &end), end == text + 1))
        return false;
    return end[0] == ')' && !end[1] && isfinite(*number);
}

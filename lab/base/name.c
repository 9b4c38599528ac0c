#include "lab/base/name.h"
#include <string.h>

bool name_is_plain(const char *text)
{
    return *text && *text != '-' && *text != '.' &&
           !text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.")];
}

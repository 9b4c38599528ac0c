#include "lab/base/utf8.h"
#include <ctype.h>

bool utf8_continues(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

bool utf8_is_letter(char byte)
{
    return isalnum((unsigned char)byte) || (unsigned char)byte >= 0x80;
}

int utf8_decode(const char *p, size_t n, uint32_t *character)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000}; /* that needs so many bytes */
    const unsigned char first = n ? (unsigned char)*p : 0xff;
    const int bytes = first < 0x80   ? 1
                      : first < 0xc0 ? 0
                      : first < 0xe0 ? 2
                      : first < 0xf0 ? 3
                      : first < 0xf8 ? 4
                                     : 0;
    if (!bytes || (size_t)bytes > n)
        return 0;
    uint32_t c = bytes == 1 ? first : first & (0x7fu >> bytes);
    for (int i = 1; i < bytes; i++) {
        if (!utf8_continues(p[i]))
            return 0;
        c = c << 6 | ((unsigned char)p[i] & 0x3fu);
    }
    if (c < least[bytes] || (c >= 0xd800 && c < 0xe000) || c > 0x10ffff)
        return 0;
    *character = c;
    return bytes;
}

int utf8_length(const char *text)
{
    int length = 0;
    for (; *text; text++)
        length += !utf8_continues(*text);
    return length;
}

bool utf8_is_printable(uint32_t c)
{
    return c >= 0xa0 || (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\t';
}

void utf8_make_printable(char *text)
{
    char *to = text;
    for (int bytes; *text; text += bytes) {
        uint32_t c = 0;
        bytes = utf8_decode(text, UTF8_MOST, &c);
        const bool shown = bytes && utf8_is_printable(c);
        bytes += !bytes;
        for (int i = 0; i < (shown ? bytes : 1); i++)
            *to++ = shown ? text[i] : '?';
    }
    *to = 0;
}

/* Bytes that are nearly what they were: what a slip of a hand, a disk or a stranger makes of a file. */
#pragma once
#include "lab/base/rng.h"
#include <string.h>

static const char *const pieces[] = {
    "[",      "]",     "{",       "}",        ":",     ": ",    ",",     "-",
    "\n",     "\n  ",  "\t",      "\"",       "'",     "#",     "&a",    "*a",
    "!t",     "|",     ">",       "%",        "@",     "..",    "1..5",  "0",
    "-1",     "1e9",   "\xff",    "\xc3\xa4", "---\n", "...\n", "depth", "seed: ",
    "full: ", "zip: ", "sweep: ", "~",        "\\",    "\x01",  "  ",    "expect:\n  - "};

/* Change a few places: one byte, a piece put in, a stretch taken out or doubled. */
static inline size_t mutate(char *text, size_t length, size_t room, struct stream s, uint64_t *i)
{
    for (uint64_t n = 1 + stream_below(s, (*i)++, 4); n > 0; n--) {
        size_t at = (size_t)stream_below(s, (*i)++, length + 1), left = length - at;
        size_t cut = (size_t)stream_below(s, (*i)++, (left < 30 ? left : 30) + 1);
        const char *piece = pieces[stream_below(s, (*i)++, sizeof pieces / sizeof *pieces)];
        size_t more = strlen(piece);
        switch (stream_below(s, (*i)++, 4)) {
        case 0:
            if (left)
                text[at] = (char)stream_below(s, (*i)++, 256);
            break;
        case 1:
            memmove(text + at, text + at + cut, left - cut);
            length -= cut;
            break;
        case 2:
            if (length + cut < room) {
                memmove(text + at + cut, text + at, left);
                length += cut;
            }
            break;
        default:
            if (length + more < room) {
                memmove(text + at + more, text + at, left);
                memcpy(text + at, piece, more);
                length += more;
            }
        }
    }
    return length;
}

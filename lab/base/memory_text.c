/* bytes / 1024^u, with the u that leaves three digits */
#include "lab/base/memory.h"
#include <stdio.h>

void memory_text(double bytes, char text[MEMORY_TEXT])
{
    static const char *const unit[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    int u = 0;
    while (bytes >= 999.5 && u < 5) {
        bytes /= 1024;
        u++;
    }
    snprintf(text, MEMORY_TEXT, "%.*f %s", u && bytes < 99.95, bytes, unit[u]);
}

/* h <- (h xor byte) * prime */
#include "lab/base/hash.h"
#include <inttypes.h>
#include <stdio.h>

void hash_text(const char *text, char hash[HASH_BYTES])
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (; *text; text++)
        h = (h ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    snprintf(hash, HASH_BYTES, "%016" PRIx64, h);
}

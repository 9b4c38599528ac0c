/* h <- (h xor byte) * prime */
#include "lab/base/hash.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void hash_bytes(uint64_t *hash, const void *data, size_t bytes)
{
    for (const unsigned char *b = data; bytes > 0; bytes--, b++)
        *hash = (*hash ^ *b) * UINT64_C(0x100000001b3);
}

void hash_text(const char *text, char hash[HASH_BYTES])
{
    uint64_t h = HASH_START;
    hash_bytes(&h, text, strlen(text));
    snprintf(hash, HASH_BYTES, "%016" PRIx64, h);
}

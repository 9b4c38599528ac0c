/* Names of texts and of other bytes: 16 hexadecimal digits, FNV-1a with 64 bits (Fowler, Noll and Vo). */
#pragma once
#include <stddef.h>
#include <stdint.h>

enum { HASH_BYTES = 17 };
void hash_text(const char *text, char hash[HASH_BYTES]);

/* Of bytes that lie in several places: begin with HASH_START and go from one to the next. */
#define HASH_START UINT64_C(0xcbf29ce484222325)
void hash_bytes(uint64_t *hash, const void *data, size_t bytes);

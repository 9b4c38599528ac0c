/* A text's name: 16 hexadecimal digits, FNV-1a with 64 bits (Fowler, Noll and Vo). */
#pragma once

enum { HASH_BYTES = 17 };
void hash_text(const char *text, char hash[HASH_BYTES]);

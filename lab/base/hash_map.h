/* A map from 64-bit keys, that are hashes already, to numbers. It grows in an arena and is never emptied. */
#pragma once
#include "lab/base/arena.h"
#include <stdint.h>

struct hash_map {
    int64_t used, room; /* room: a power of two; all zero is an empty map */
    struct hash_map_entry {
        uint64_t key;
        int64_t value;
        int64_t there; /* 0: the place is free */
    } * entry;
};

/* The key's value, NULL where it is not there. */
int64_t *hash_map_find(const struct hash_map *, uint64_t key);
/* The same, and where it is not there it comes, as `value`. Good until the next one comes; NULL without memory. */
int64_t *hash_map_put(struct arena *, struct hash_map *, uint64_t key, int64_t value,
                      struct failure *);

/* The key of a hash in hexadecimal digits (hash.h). */
uint64_t hash_map_key(const char *hash);

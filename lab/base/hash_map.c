/* Open addressing: a key stands at its place or behind it, and at most half of the places are taken. */
#include "lab/base/hash_map.h"
#include <stdlib.h>

static struct hash_map_entry *place_of(const struct hash_map *m, uint64_t key)
{
    uint64_t i = key & (uint64_t)(m->room - 1);
    while (m->entry[i].there && m->entry[i].key != key)
        i = (i + 1) & (uint64_t)(m->room - 1);
    return &m->entry[i];
}

int64_t *hash_map_find(const struct hash_map *m, uint64_t key)
{
    struct hash_map_entry *e = m->room ? place_of(m, key) : NULL;
    return e && e->there ? &e->value : NULL;
}

static enum status grow(struct arena *arena, struct hash_map *m, struct failure *failure)
{
    struct hash_map more = {.used = m->used, .room = m->room ? 2 * m->room : 64};
    more.entry = arena_take(arena, failure, (size_t)more.room * sizeof *more.entry);
    if (!more.entry)
        return failure->status;
    for (int64_t i = 0; i < m->room; i++)
        if (m->entry[i].there)
            *place_of(&more, m->entry[i].key) = m->entry[i];
    *m = more;
    return STATUS_OK;
}

int64_t *hash_map_put(struct arena *arena, struct hash_map *m, uint64_t key, int64_t value,
                      struct failure *failure)
{
    if (2 * (m->used + 1) > m->room && grow(arena, m, failure))
        return NULL;
    struct hash_map_entry *e = place_of(m, key);
    if (!e->there) {
        *e = (struct hash_map_entry){key, value, 1};
        m->used++;
    }
    return &e->value;
}

uint64_t hash_map_key(const char *hash)
{
    return strtoull(hash, NULL, 16);
}

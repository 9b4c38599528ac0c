/* pattern of unit u = (value(u, sample 1) != 0, value(u, sample 2) != 0, ...) */
#include "lab/probe/units.h"
#include <string.h>

static size_t words_of(int batch)
{
    return ((size_t)lane_groups(batch) * LANES + 63) / 64;
}

/* Of a hash table that is at most half full. */
static size_t places_of(int units)
{
    size_t places = 2;
    while (places < 2 * (size_t)units)
        places *= 2;
    return places;
}

size_t units_pattern_words(int units, int batch)
{
    return (size_t)units * words_of(batch) + places_of(units);
}

static uint64_t live_bits(lane v, int live)
{
    uint64_t bits = 0;
    for (int i = 0; i < live; i++)
        bits |= (uint64_t)(v[i] != 0) << i;
    return bits;
}

static uint64_t hash(const uint64_t *pattern, size_t words)
{
    uint64_t h = 0;
    for (size_t i = 0; i < words; i++) {
        h = (h ^ pattern[i]) * UINT64_C(0x9E3779B97F4A7C15);
        h ^= h >> 32;
    }
    return h;
}

static int count_bits(const uint64_t *pattern, size_t words)
{
    int bits = 0;
    for (size_t i = 0; i < words; i++)
        bits += __builtin_popcountll(pattern[i]);
    return bits;
}

/* Whether no earlier unit had the pattern of unit u. The table holds unit numbers from 1, each at its
 * hash or in the next free place; qsort would allocate, and a training step must not. */
static bool is_new(const uint64_t *pattern, size_t words, int u, uint64_t *table, size_t places)
{
    const uint64_t *mine = pattern + (size_t)u * words;
    size_t i = hash(mine, words) % places;
    while (table[i] && memcmp(pattern + (table[i] - 1) * words, mine, words * sizeof *mine) != 0)
        i = (i + 1) % places;
    bool new = !table[i];
    table[i] = (uint64_t)u + 1;
    return new;
}

struct unit_counts units_count(const struct node *n, int batch, uint64_t *words)
{
    struct unit_counts c = {0};
    int units = shape_size(n->shape), groups = lane_groups(batch);
    size_t length = words_of(batch);
    uint64_t *table = words + (size_t)units * length;
    memset(words, 0, units_pattern_words(units, batch) * sizeof *words);
    for (int g = 0; g < groups; g++) {
        int live = batch - g * LANES < LANES ? batch - g * LANES : LANES;
        for (int u = 0; u < units; u++)
            words[(size_t)u * length + (size_t)g / 4] |=
                live_bits(n->value[(size_t)g * (size_t)units + (size_t)u], live) << (g % 4 * LANES);
    }
    double on = 0;
    for (int u = 0; u < units; u++) {
        const uint64_t *pattern = words + (size_t)u * length;
        int bits = count_bits(pattern, length);
        on += bits;
        c.dead += !bits;
        c.always_on += bits == batch;
        c.distinct += is_new(words, length, u, table, places_of(units));
    }
    c.active = on / units / batch;
    return c;
}

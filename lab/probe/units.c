/* pattern of unit u = (value(u, sample 1) != 0, value(u, sample 2) != 0, ...) */
#include "lab/probe/units.h"
#include <stdlib.h>
#include <string.h>

static size_t words_of(int batch)
{
    return ((size_t)lane_groups(batch) * LANES + 63) / 64;
}

size_t unit_pattern_words(int units, int batch)
{
    /* one more word in front of each pattern says how long it is, for the comparison */
    return (size_t)units * (words_of(batch) + 1);
}

static int compare(const void *a, const void *b)
{
    const uint64_t *p = a, *q = b;
    for (uint64_t i = 1; i <= p[0]; i++)
        if (p[i] != q[i])
            return p[i] < q[i] ? -1 : 1;
    return 0;
}

static uint64_t live_bits(lane v, int live)
{
    uint64_t bits = 0;
    for (int i = 0; i < live; i++)
        bits |= (uint64_t)(v[i] != 0) << i;
    return bits;
}

struct unit_counts count_units(const struct node *n, int batch, uint64_t *words)
{
    struct unit_counts c = {0};
    int units = shape_size(n->shape), groups = lane_groups(batch);
    size_t stride = words_of(batch) + 1;
    memset(words, 0, unit_pattern_words(units, batch) * sizeof *words);
    for (int g = 0; g < groups; g++) {
        int live = batch - g * LANES < LANES ? batch - g * LANES : LANES;
        for (int u = 0; u < units; u++)
            words[(size_t)u * stride + 1 + (size_t)g / 4] |=
                live_bits(n->value[(size_t)g * (size_t)units + (size_t)u], live) << (g % 4 * LANES);
    }
    for (int u = 0; u < units; u++) {
        uint64_t *p = words + (size_t)u * stride, any = 0;
        p[0] = stride - 1;
        for (size_t i = 1; i < stride; i++)
            any |= p[i];
        c.dead += !any;
    }
    qsort(words, (size_t)units, stride * sizeof *words, compare);
    for (int u = 0; u < units; u++)
        c.distinct += !u || compare(words + (size_t)u * stride, words + (size_t)(u - 1) * stride);
    return c;
}

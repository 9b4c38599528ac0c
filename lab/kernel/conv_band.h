/* A band: some rows of some channels of some groups of planes, copied to where they are fast to read.
 *
 * [groups][channels][rows][pitch] of lane. The slots of rows may be taken in turn, so that a band
 * moves down its planes and copies each row once. A row has zeros at both ends, so a kernel may
 * reach over them. A channel takes an odd number of lanes: at one pixel, the channels lie in
 * different sets of the caches. */
#pragma once
#include "lab/kernel/conv.h"
#include <string.h>

INLINE int fewer(int a, int b)
{
    return a < b ? a : b;
}

struct band {
    lane *at; /* column 0 of slot 0 of the first channel and group */
    int groups, channels, rows, left, pitch;
    size_t channel, group; /* lanes from one to the next */
};

/* Columns -left .. last of planes `width` wide. */
INLINE struct band band_of(int groups, int channels, int rows, int left, int width, int last)
{
    struct band b = {.groups = groups, .channels = channels, .rows = rows, .left = left};
    b.pitch = left + (last >= width ? last + 1 : width);
    b.channel = ((size_t)rows * (size_t)b.pitch) | 1;
    b.group = (size_t)channels * b.channel;
    return b;
}

INLINE size_t band_lanes(struct band b)
{
    return (size_t)b.groups * b.group;
}

INLINE void band_place(struct band *b, lane *memory)
{
    memset(memory, 0, band_lanes(*b) * sizeof *memory);
    b->at = memory + b->left;
}

/* Row h of `channels` planes in each of `groups` groups goes to a slot; x is the first plane. */
INLINE void band_row(const struct band *b, int slot, const lane *x, int h, int width, int groups,
                     size_t group, int channels, size_t plane)
{
    lane *to = b->at + (size_t)slot * (size_t)b->pitch;
    const lane *from = x + (size_t)h * (size_t)width;
    for (int g = 0; g < groups; g++)
        for (int c = 0; c < channels; c++)
            memcpy(to + (size_t)g * b->group + (size_t)c * b->channel,
                   from + (size_t)g * group + (size_t)c * plane, (size_t)width * sizeof *to);
}

/* Bytes that conv_backward_weight needs. */
size_t conv_weight_scratch(struct conv_size);

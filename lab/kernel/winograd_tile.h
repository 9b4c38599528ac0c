/* The tiles of a convolution, and B' d B for a run of them; see winograd.h.
 *
 * Row i of a tile's 6 x 6 values belongs to the i-th of the points 0, 1, -1, 2, -2, infinity, and
 * column j to the j-th. Values are made two rows at a time, those of 1 and -1, of 2 and -2, of 0
 * and infinity: a pair shares its partial sums, and its twice six vectors fit the registers.
 *
 * Tiles are numbered through groups, rows of tiles, and along a row. A strip is a run of tiles in
 * one row, so that a tile takes over the two columns which it shares with the one before. */
#pragma once
#include "lab/kernel/shuffle.h"
#include "lab/kernel/winograd.h"

enum { POINTS = 6, VALUES = POINTS * POINTS, EDGE = 4 /* outputs along a tile's edge */ };

/* The points of each pair. */
static const int pair_points[3][2] = {{1, 2}, {3, 4}, {0, 5}};

struct strip {
    int group, h, w; /* of its first output */
    int tiles, slot; /* how many, and the place of the first in its block */
};

INLINE int tiles_along(int length)
{
    return (length + EDGE - 1) / EDGE;
}

INLINE int tiles_of(struct winograd_size n)
{
    return lane_groups(n.batch) * tiles_along(n.height) * tiles_along(n.width);
}

/* Cuts the block of at most `tiles` tiles from `from` on; returns how many strips it makes. */
INLINE int strips_of(struct winograd_size n, int from, int tiles, struct strip *s)
{
    const int across = tiles_along(n.width), down = tiles_along(n.height), all = tiles_of(n);
    int strips = 0;
    for (int slot = 0; slot < tiles && from + slot < all; strips++) {
        const int row = (from + slot) / across, column = (from + slot) % across;
        const int run = across - column < tiles - slot ? across - column : tiles - slot;
        s[strips] = (struct strip){row / down, row % down * EDGE, column * EDGE, run, slot};
        slot += run;
    }
    return strips;
}

INLINE size_t plane_of(struct winograd_size n, int channels, int group, int c)
{
    return ((size_t)group * (size_t)channels + (size_t)c) * (size_t)n.height * (size_t)n.width;
}

/* B' d at a pair of points. */
INLINE void input_pair(const int pair, const vec *d, vec *a, vec *b)
{
    if (pair == 2) {
        *a = 4 * d[0] + (d[4] - 5 * d[2]);
        *b = 4 * d[1] + (d[5] - 5 * d[3]);
    } else {
        const vec even = pair == 0 ? d[4] - 4 * d[2] : d[4] - d[2];
        const vec odd = pair == 0 ? d[3] - 4 * d[1] : 2 * (d[3] - d[1]);
        *a = even + odd;
        *b = even - odd;
    }
}

/* The same for column w of six rows; 0 outside the plane. */
INLINE void input_column(const int pair, const vec *const *row, int w, int width, vec *a, vec *b)
{
    *a = *b = (vec){0};
    if (w < 0 || w >= width)
        return;
    vec d[POINTS];
    UNROLL (i, POINTS)
        d[i] = row[i][(size_t)w * LANE_VECS];
    input_pair(pair, d, a, b);
}

/* B' d B of the tiles of a strip of the plane x, a pair of its rows: column j of row i of the tile
 * in slot t goes to v[i][j * point + t]. `zeros` is a row of zeros, for rows outside the plane. */
INLINE void input_strip(const int pair, struct winograd_size n, struct strip s, const lane *x,
                        const lane *zeros, lane *const v[2], size_t point)
{
    enum { L = LANE_VECS };
    for (int l = 0; l < L; l++) {
        const vec *row[POINTS];
        UNROLL (i, POINTS) {
            const int h = s.h + i - 1;
            row[i] = (const vec *)(h < 0 || h >= n.height ? zeros : x + h * n.width) + l;
        }
        vec c[2][POINTS];
        UNROLL (j, 2)
            input_column(pair, row, s.w + j - 1, n.width, &c[0][EDGE + j], &c[1][EDGE + j]);
        for (int t = 0; t < s.tiles; t++) {
            UNROLL (j, POINTS)
                if (j < 2) {
                    c[0][j] = c[0][EDGE + j];
                    c[1][j] = c[1][EDGE + j];
                } else
                    input_column(pair, row, s.w + t * EDGE + j - 1, n.width, &c[0][j], &c[1][j]);
            UNROLL (i, 2) {
                vec *to = (vec *)(v[i] + s.slot + t) + l;
                UNROLL (q, 3)
                    input_pair(q, c[i], to + (size_t)pair_points[q][0] * point * L,
                               to + (size_t)pair_points[q][1] * point * L);
            }
        }
    }
}

/* Lanes of scratch that the weight gradient needs. */
size_t winograd_weight_scratch(struct winograd_size);

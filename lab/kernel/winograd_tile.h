/* B' d B, A' m A and A dy A' for tiles of Winograd's F(4 x 4, 3 x 3); see winograd.h.
 *
 * Row i of the 6 x 6 values belongs to the i-th of the points 0, 1, -1, 2, -2, infinity, and so does
 * column j. Rows are made in pairs, those of 1 and -1, of 2 and -2, of 0 and infinity: a pair shares
 * its partial sums, and its two rows of six fit the registers.
 *
 * Tiles are numbered through a call: groups, rows of tiles, tiles in a row. A strip is a run of them
 * in one row of tiles, so that neighbours share the columns in which they overlap. */
#pragma once
#include "lab/kernel/shuffle.h"
#include "lab/kernel/winograd.h"

enum { POINTS = 6, VALUES = POINTS * POINTS, EDGE = 4 /* outputs along a tile's edge */ };

static const int pair_rows[3][2] = {{1, 2}, {3, 4}, {0, 5}};

struct strip {
    int group, h, w; /* of the first output */
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

/* The strips of tiles from .. from + tiles; returns how many. */
INLINE int strips_of(struct winograd_size n, int from, int tiles, struct strip *s)
{
    const int across = tiles_along(n.width), down = tiles_along(n.height);
    int strips = 0;
    for (int t = 0; t < tiles; strips++) {
        const int row = (from + t) / across, column = (from + t) % across;
        const int run = across - column < tiles - t ? across - column : tiles - t;
        s[strips] = (struct strip){row / down, row % down * EDGE, column * EDGE, run, t};
        t += run;
    }
    return strips;
}

/* B' d, two rows of it. */
INLINE void values_pair(const int pair, const vec *d, vec *v)
{
    if (pair == 0) {
        const vec even = d[4] - 4 * d[2], odd = d[3] - 4 * d[1];
        v[0] = even + odd;
        v[1] = even - odd;
    } else if (pair == 1) {
        const vec even = d[4] - d[2], odd = d[3] - d[1];
        v[0] = even + 2 * odd;
        v[1] = even - 2 * odd;
    } else {
        v[0] = 4 * d[0] + (d[4] - 5 * d[2]);
        v[1] = 4 * d[1] + (d[5] - 5 * d[3]);
    }
}

/* B' d B of the tiles of strip s in one plane, a pair of rows of it: value j of row i of the tile in
 * slot t goes to v[i][j * point + t]. `zeros` is a row of zeros, for those outside the plane. */
INLINE void input_strip(const int pair, struct winograd_size n, struct strip s, const lane *x,
                        const lane *zeros, lane *const v[2], size_t point)
{
    enum { L = LANE_VECS };
    const vec *row[POINTS];
    UNROLL (i, POINTS) {
        const int h = s.h - 1 + i;
        row[i] = (const vec *)(h >= 0 && h < n.height ? x + (size_t)h * (size_t)n.width : zeros);
    }
    for (int l = 0; l < L; l++) {
        vec c[2][POINTS]; /* the two rows, six columns */
        UNROLL (j, 2)
            c[0][EDGE + j] = c[1][EDGE + j] = (vec){0};
        for (int w = s.w - 1, t = -1; t < s.tiles; t++) {
            UNROLL (j, 2) {
                c[0][j] = c[0][EDGE + j];
                c[1][j] = c[1][EDGE + j];
            }
            /* before the first tile only the two columns that it will find */
            UNROLL (j, EDGE) {
                if (t < 0 && j < 2)
                    continue;
                vec d[POINTS], r[2] = {{0}};
                if (w >= 0 && w < n.width) {
                    UNROLL (i, POINTS)
                        if (pair == 2 || (i > 0 && i < 5))
                            d[i] = row[i][(size_t)w * L + (size_t)l];
                    values_pair(pair, d, r);
                }
                c[0][2 + j] = r[0];
                c[1][2 + j] = r[1];
                w++;
            }
            if (t < 0)
                continue;
            UNROLL (i, 2) {
                vec *at = (vec *)(v[i] + s.slot + t) + l;
                UNROLL (q, 3) {
                    vec r[2];
                    values_pair(q, c[i], r);
                    at[(size_t)pair_rows[q][0] * point * L] = r[0];
                    at[(size_t)pair_rows[q][1] * point * L] = r[1];
                }
            }
        }
    }
}

/* A' m: from values at the points to 4 outputs. */
INLINE void outputs_of(const vec *m, vec *y)
{
    const vec even1 = m[1] + m[2], odd1 = m[1] - m[2], even2 = m[3] + m[4], odd2 = m[3] - m[4];
    y[0] = m[0] + (even1 + even2);
    y[1] = odd1 + 2 * odd2;
    y[2] = even1 + 4 * even2;
    y[3] = (odd1 + 8 * odd2) + m[5];
}

/* A dy, two rows of it. */
INLINE void spread_pair(const int pair, const vec *y, vec *d)
{
    if (pair == 2) {
        d[0] = y[0];
        d[1] = y[3];
    } else {
        const vec even = pair == 0 ? y[0] + y[2] : y[0] + 4 * y[2];
        const vec odd = pair == 0 ? y[1] + y[3] : 2 * y[1] + 8 * y[3];
        d[0] = even + odd;
        d[1] = even - odd;
    }
}

/* Bytes of scratch of the weight gradient. */
size_t winograd_weight_scratch(struct winograd_size);

/* c = sum z z' - (sum z) (sum z)' / count,   z = x less its first number, which changes nothing */
#include "lab/kernel/covariance.h"
#include "lab/kernel/shuffle.h"
#include <string.h>

enum { TILE = 4, MOST = 64 }; /* channels by channels; positions summed as reals */

size_t covariance_room(int channels, int area)
{
    return (size_t)((channels + TILE - 1) / TILE * TILE) * (size_t)area;
}

/* z of one group, 0 in dead lanes, and its sums. */
static void shift(const lane *x, const lane *first, int channels, int area, lane_mask live,
                  double *total, lane *z)
{
    for (int c = 0; c < channels; c++) {
        const real origin = first[c * area][0];
        lane sum = {0};
        for (int i = 0; i < area; i++) {
            z[c * area + i] = lane_keep(x[c * area + i] - origin, live);
            sum += z[c * area + i];
        }
        total[c] += lane_sum(sum);
    }
}

/* sum[4 r + s] = the sum of a_r b_s over `area` of a channel's `pitch` positions, and over the lanes. */
INLINE void tile(const lane *a, const lane *b, int area, int pitch, lane *sum)
{
    lane s[LANES];
    for (int j = 0; j < LANE_VECS; j++) {
        const vec *p = (const vec *)a + j, *q = (const vec *)b + j;
        vec t[LANES] = {{0}};
        for (int i = 0; i < area; i++, p += LANE_VECS, q += LANE_VECS)
            UNROLL (k, LANES)
                t[k] += p[k / TILE * pitch * LANE_VECS] * q[k % TILE * pitch * LANE_VECS];
        UNROLL (k, LANES)
            ((vec *)&s[k])[j] = t[k];
    }
    shuffle_sums(s, sum);
}

static void add_products(const lane *z, int channels, int area, double *c)
{
    for (int i = 0; i < channels; i += TILE)
        for (int j = 0; j <= i; j += TILE)
            for (int at = 0; at < area; at += MOST) {
                lane sum;
                tile(z + i * area + at, z + j * area + at, area - at < MOST ? area - at : MOST,
                     area, &sum);
                for (int k = 0; k < LANES; k++)
                    if (i + k / TILE < channels && j + k % TILE < channels)
                        c[(i + k / TILE) * channels + j + k % TILE] += (double)sum[k];
            }
}

void covariance(const lane *x, int batch, int channels, int area, double *c, double *total,
                lane *room)
{
    memset(c, 0, (size_t)channels * (size_t)channels * sizeof *c);
    memset(total, 0, (size_t)channels * sizeof *total);
    memset(room, 0, covariance_room(channels, area) * sizeof *room);
    for (int g = 0; g < lane_groups(batch); g++) {
        shift(x + (size_t)g * (size_t)(channels * area), x, channels, area, lane_live(batch, g),
              total, room);
        add_products(room, channels, area, c);
    }
    for (int i = 0; i < channels; i++)
        for (int j = 0; j <= i; j++)
            c[i * channels + j] -= total[i] * total[j] / batch / area;
}

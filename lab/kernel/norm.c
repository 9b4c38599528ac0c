/* mean, var, y = scale (x - mean) + shift and the way back, per channel over batch and positions. */
#include "lab/kernel/norm.h"
#include "lab/kernel/shuffle.h"

/* Masks of a group that is full and of the last one. */
struct masks {
    lane_mask of[2];
};

INLINE struct masks masks_of(int batch)
{
    struct masks m;
    m.of[0] = lane_live(LANES, 0);
    m.of[1] = lane_live(batch, lane_groups(batch) - 1);
    return m;
}

INLINE const vec_mask *mask_of(const struct masks *m, int batch, int g)
{
    return (const vec_mask *)&m->of[g == lane_groups(batch) - 1];
}

/* Where channel c of group g begins, in native vectors. `area` is an argument of its own, so that
 * callers can say 1 and the loop over positions vanishes. */
INLINE size_t start(struct norm_size n, int g, int c, const int area)
{
    return ((size_t)g * (size_t)n.channels + (size_t)c) * (size_t)area * LANE_VECS;
}

/* Sums of up to 16 channels from c, by lanes: of x, or of (x - mean)^2 when mean is given. A group is
 * summed on its own before it joins the rest, which keeps long sums exact. */
INLINE void moments(struct norm_size n, const lane *x, int c, int some, const real *mean,
                    const int area, lane *all)
{
    const struct masks masks = masks_of(n.batch);
    lane s[LANES] = {{0}};
    for (int g = 0; g < lane_groups(n.batch); g++) {
        const vec_mask *live = mask_of(&masks, n.batch, g);
        const vec *v = (const vec *)x + start(n, g, c, area);
        UNROLL (i, LANES)
            if (i < some) {
                vec t[LANE_VECS] = {{0}}, *to = (vec *)&s[i];
                for (int k = 0; k < area; k++)
                    UNROLL (j, LANE_VECS) {
                        vec d = v[(i * area + k) * LANE_VECS + j];
                        if (mean)
                            d = (d - mean[c + i]) * (d - mean[c + i]);
                        t[j] += vec_keep(d, live[j]);
                    }
                UNROLL (j, LANE_VECS)
                    to[j] += t[j];
            }
    }
    shuffle_sums(s, all);
}

void norm_statistics(struct norm_size n, const lane *x, real *mean, real *var)
{
    const real count = (real)n.batch * (real)n.area;
    for (int c = 0; c < n.channels; c += LANES) {
        const int some = n.channels - c < LANES ? n.channels - c : LANES;
        lane sum;
        n.area == 1 ? moments(n, x, c, some, NULL, 1, &sum)
                    : moments(n, x, c, some, NULL, n.area, &sum);
        for (int i = 0; i < some; i++)
            mean[c + i] = sum[i] / count;
        n.area == 1 ? moments(n, x, c, some, mean, 1, &sum)
                    : moments(n, x, c, some, mean, n.area, &sum);
        for (int i = 0; i < some; i++)
            var[c + i] = sum[i] / count;
    }
}

INLINE void apply(struct norm_size n, const lane *x, const real *mean, const real *scale,
                  const real *shift, lane *y, const int area)
{
    const struct masks masks = masks_of(n.batch);
    for (int g = 0; g < lane_groups(n.batch); g++) {
        const vec_mask *live = mask_of(&masks, n.batch, g);
        for (int c = 0; c < n.channels; c++) {
            const vec *v = (const vec *)x + start(n, g, c, area);
            vec *to = (vec *)y + start(n, g, c, area);
            for (int k = 0; k < area; k++)
                UNROLL (j, LANE_VECS) {
                    const int at = k * LANE_VECS + j;
                    to[at] = vec_keep((v[at] - mean[c]) * scale[c] + shift[c], live[j]);
                }
        }
    }
}

void norm_apply(struct norm_size n, const lane *x, const real *mean, const real *scale,
                const real *shift, lane *y)
{
    n.area == 1 ? apply(n, x, mean, scale, shift, y, 1)
                : apply(n, x, mean, scale, shift, y, n.area);
}

INLINE void sums(struct norm_size n, const lane *x, const lane *dy, const real *mean, real *sum,
                 real *product, const int area)
{
    for (int c = 0; c < n.channels; c += LANES) {
        const int some = n.channels - c < LANES ? n.channels - c : LANES;
        lane s[LANES] = {{0}}, p[LANES] = {{0}};
        for (int g = 0; g < lane_groups(n.batch); g++) {
            const vec *v = (const vec *)x + start(n, g, c, area);
            const vec *d = (const vec *)dy + start(n, g, c, area);
            UNROLL (i, LANES)
                if (i < some) {
                    vec t[LANE_VECS] = {{0}}, u[LANE_VECS] = {{0}};
                    for (int k = 0; k < area; k++)
                        UNROLL (j, LANE_VECS) {
                            const int at = (i * area + k) * LANE_VECS + j;
                            t[j] += d[at];
                            u[j] += d[at] * (v[at] - mean[c + i]);
                        }
                    UNROLL (j, LANE_VECS) {
                        ((vec *)&s[i])[j] += t[j];
                        ((vec *)&p[i])[j] += u[j];
                    }
                }
        }
        lane all_s, all_p;
        shuffle_sums(s, &all_s);
        shuffle_sums(p, &all_p);
        for (int i = 0; i < some; i++) {
            sum[c + i] = all_s[i];
            product[c + i] = all_p[i];
        }
    }
}

void norm_sums(struct norm_size n, const lane *x, const lane *dy, const real *mean, real *sum,
               real *product)
{
    n.area == 1 ? sums(n, x, dy, mean, sum, product, 1)
                : sums(n, x, dy, mean, sum, product, n.area);
}

INLINE void backward(struct norm_size n, const lane *x, const lane *dy, const real *mean,
                     const real *scale, const real *slope, const real *offset, lane *dx,
                     const int area)
{
    const struct masks masks = masks_of(n.batch);
    for (int g = 0; g < lane_groups(n.batch); g++) {
        const vec_mask *live = mask_of(&masks, n.batch, g);
        for (int c = 0; c < n.channels; c++) {
            const vec *v = (const vec *)x + start(n, g, c, area);
            const vec *d = (const vec *)dy + start(n, g, c, area);
            vec *to = (vec *)dx + start(n, g, c, area);
            for (int k = 0; k < area; k++)
                UNROLL (j, LANE_VECS) {
                    const vec centred = v[k * LANE_VECS + j] - mean[c];
                    to[k * LANE_VECS + j] +=
                        vec_keep(d[k * LANE_VECS + j] * scale[c] + (centred * slope[c] + offset[c]),
                                 live[j]);
                }
        }
    }
}

void norm_backward(struct norm_size n, const lane *x, const lane *dy, const real *mean,
                   const real *scale, const real *slope, const real *offset, lane *dx)
{
    n.area == 1 ? backward(n, x, dy, mean, scale, slope, offset, dx, 1)
                : backward(n, x, dy, mean, scale, slope, offset, dx, n.area);
}

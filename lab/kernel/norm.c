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
 * callers can pass 1 and the loop over positions vanishes. */
INLINE size_t start(struct norm_size n, int g, int c, const int area)
{
    return ((size_t)g * (size_t)n.channels + (size_t)c) * (size_t)area * LANE_VECS;
}

/* ---- features: 16 channels side by side, one number each in a group ---- */

/* Sums of up to 16 channels from c, by lanes: of x, or of (x - mean)^2 when mean is given. */
INLINE void moments(struct norm_size n, const lane *x, int c, int some, const real *mean, lane *all)
{
    const struct masks masks = masks_of(n.batch);
    lane s[LANES] = {{0}};
    for (int g = 0; g < lane_groups(n.batch); g++) {
        const vec_mask *live = mask_of(&masks, n.batch, g);
        const vec *v = (const vec *)x + start(n, g, c, 1);
        UNROLL (i, LANES)
            if (i < some)
                UNROLL (j, LANE_VECS) {
                    vec d = v[i * LANE_VECS + j];
                    if (mean)
                        d = (d - mean[c + i]) * (d - mean[c + i]);
                    ((vec *)&s[i])[j] += vec_keep(d, live[j]);
                }
    }
    shuffle_sums(s, all);
}

static void feature_statistics(struct norm_size n, const lane *x, real *mean, real *var)
{
    for (int c = 0; c < n.channels; c += LANES) {
        const int some = n.channels - c < LANES ? n.channels - c : LANES;
        lane sum;
        moments(n, x, c, some, NULL, &sum);
        for (int i = 0; i < some; i++)
            mean[c + i] = sum[i] / (real)n.batch;
        moments(n, x, c, some, mean, &sum);
        for (int i = 0; i < some; i++)
            var[c + i] = sum[i] / (real)n.batch;
    }
}

static void feature_sums(struct norm_size n, const lane *x, const lane *y, lane *dy,
                         const real *mean, real *sum, real *product)
{
    for (int c = 0; c < n.channels; c += LANES) {
        const int some = n.channels - c < LANES ? n.channels - c : LANES;
        lane s[LANES] = {{0}}, p[LANES] = {{0}}, all_s, all_p;
        for (int g = 0; g < lane_groups(n.batch); g++) {
            const size_t at = start(n, g, c, 1);
            const vec *v = (const vec *)x + at, *out = (const vec *)y + (y ? at : 0);
            vec *d = (vec *)dy + at;
            UNROLL (i, LANES)
                if (i < some)
                    UNROLL (j, LANE_VECS) {
                        const int k = i * LANE_VECS + j;
                        if (y)
                            d[k] = vec_keep(d[k], ~(out[k] <= 0));
                        ((vec *)&s[i])[j] += d[k];
                        ((vec *)&p[i])[j] += d[k] * (v[k] - mean[c + i]);
                    }
        }
        shuffle_sums(s, &all_s);
        shuffle_sums(p, &all_p);
        for (int i = 0; i < some; i++) {
            sum[c + i] = all_s[i];
            product[c + i] = all_p[i];
        }
    }
}

/* ---- planes: a channel at a time, in several sums to hide the latency of adding ---- */

enum { SUMS = 4 }; /* sum q takes the positions p with p mod 4 = q */

INLINE vec together(const vec s[SUMS])
{
    return (s[0] + s[1]) + (s[2] + s[3]);
}

INLINE vec power(vec x, const bool centred, real mean)
{
    if (centred)
        return (x - mean) * (x - mean);
    return x;
}

/* Of channel c the sum of x, or of (x - mean)^2. */
INLINE real plane_moment(struct norm_size n, const lane *x, int c, const bool centred, real mean)
{
    const struct masks masks = masks_of(n.batch);
    lane all = {0};
    for (int g = 0; g < lane_groups(n.batch); g++) {
        const vec_mask *live = mask_of(&masks, n.batch, g);
        for (int j = 0; j < LANE_VECS; j++) {
            const vec *v = (const vec *)x + start(n, g, c, n.area) + j;
            vec t[SUMS] = {{0}};
            int k = 0;
            for (; k + SUMS <= n.area; k += SUMS, v += SUMS * LANE_VECS)
                UNROLL (q, SUMS)
                    t[q] += power(v[q * LANE_VECS], centred, mean);
            UNROLL (q, SUMS)
                if (k + q < n.area)
                    t[q] += power(v[q * LANE_VECS], centred, mean);
            ((vec *)&all)[j] += vec_keep(together(t), live[j]);
        }
    }
    return (real)lane_sum(all);
}

static void plane_statistics(struct norm_size n, const lane *x, real *mean, real *var)
{
    const real count = (real)n.batch * (real)n.area;
    for (int c = 0; c < n.channels; c++) {
        mean[c] = plane_moment(n, x, c, false, 0) / count;
        var[c] = plane_moment(n, x, c, true, mean[c]) / count;
    }
}

/* e = dy, cut to where y lets it through. */
INLINE vec cut(vec *dy, const vec *y, int i, const bool relu)
{
    if (relu)
        dy[i] = vec_keep(dy[i], ~(y[i] <= 0));
    return dy[i];
}

INLINE void plane_sums(struct norm_size n, const lane *x, const lane *y, lane *dy, const real *mean,
                       real *sum, real *product, const bool relu)
{
    for (int c = 0; c < n.channels; c++) {
        const real m = mean[c];
        lane all = {0}, all_p = {0};
        for (int g = 0; g < lane_groups(n.batch); g++)
            for (int j = 0; j < LANE_VECS; j++) {
                const size_t at = start(n, g, c, n.area) + (size_t)j;
                const vec *v = (const vec *)x + at, *out = relu ? (const vec *)y + at : NULL;
                vec *d = (vec *)dy + at, s[SUMS] = {{0}}, p[SUMS] = {{0}};
                int k = 0;
                for (; k + SUMS <= n.area; k += SUMS)
                    UNROLL (q, SUMS) {
                        const int i = (k + q) * LANE_VECS;
                        const vec e = cut(d, out, i, relu);
                        s[q] += e;
                        p[q] += e * (v[i] - m);
                    }
                UNROLL (q, SUMS)
                    if (k + q < n.area) {
                        const int i = (k + q) * LANE_VECS;
                        const vec e = cut(d, out, i, relu);
                        s[q] += e;
                        p[q] += e * (v[i] - m);
                    }
                ((vec *)&all)[j] += together(s);
                ((vec *)&all_p)[j] += together(p);
            }
        sum[c] = (real)lane_sum(all);
        product[c] = (real)lane_sum(all_p);
    }
}

/* ---- the four passes ---- */

void norm_statistics(struct norm_size n, const lane *x, real *mean, real *var)
{
    n.area == 1 ? feature_statistics(n, x, mean, var) : plane_statistics(n, x, mean, var);
}

void norm_sums(struct norm_size n, const lane *x, const lane *y, lane *dy, const real *mean,
               real *sum, real *product)
{
    if (n.area == 1)
        feature_sums(n, x, y, dy, mean, sum, product);
    else if (y)
        plane_sums(n, x, y, dy, mean, sum, product, true);
    else
        plane_sums(n, x, NULL, dy, mean, sum, product, false);
}

INLINE void apply(struct norm_size n, const lane *x, const real *mean, const real *scale,
                  const real *shift, const lane *skip, lane *y, const int area, const bool add,
                  const bool relu)
{
    const struct masks masks = masks_of(n.batch);
    for (int g = 0; g < lane_groups(n.batch); g++) {
        const vec_mask *live = mask_of(&masks, n.batch, g);
        for (int c = 0; c < n.channels; c++) {
            const size_t at = start(n, g, c, area);
            const vec *v = (const vec *)x + at, *more = add ? (const vec *)skip + at : NULL;
            const real m = mean[c], a = scale[c], b = shift[c];
            vec *to = (vec *)y + at;
            for (int k = 0; k < area; k++)
                UNROLL (j, LANE_VECS) {
                    const int i = k * LANE_VECS + j;
                    vec z = (v[i] - m) * a + b;
                    if (add)
                        z += more[i];
                    if (relu)
                        z = vec_keep(z, ~(z <= 0));
                    to[i] = vec_keep(z, live[j]);
                }
        }
    }
}

void norm_apply(struct norm_size n, const lane *x, const real *mean, const real *scale,
                const real *shift, const lane *skip, bool relu, lane *y)
{
    if (n.area == 1 && !skip && !relu)
        apply(n, x, mean, scale, shift, NULL, y, 1, false, false);
    else if (n.area == 1 && !skip)
        apply(n, x, mean, scale, shift, NULL, y, 1, false, true);
    else if (skip && relu)
        apply(n, x, mean, scale, shift, skip, y, n.area, true, true);
    else if (skip)
        apply(n, x, mean, scale, shift, skip, y, n.area, true, false);
    else if (relu)
        apply(n, x, mean, scale, shift, NULL, y, n.area, false, true);
    else
        apply(n, x, mean, scale, shift, NULL, y, n.area, false, false);
}

INLINE void backward(struct norm_size n, const lane *x, const lane *dy, const real *mean,
                     const real *scale, const real *slope, const real *offset, lane *dx,
                     const int area, const bool add)
{
    const struct masks masks = masks_of(n.batch);
    for (int g = 0; g < lane_groups(n.batch); g++) {
        const vec_mask *live = mask_of(&masks, n.batch, g);
        for (int c = 0; c < n.channels; c++) {
            const size_t at = start(n, g, c, area);
            const vec *v = (const vec *)x + at, *d = (const vec *)dy + at;
            const real m = mean[c], a = scale[c], s = slope[c], b = offset[c];
            vec *to = (vec *)dx + at;
            for (int k = 0; k < area; k++)
                UNROLL (j, LANE_VECS) {
                    const int i = k * LANE_VECS + j;
                    const vec z = vec_keep(d[i] * a + ((v[i] - m) * s + b), live[j]);
                    if (add)
                        to[i] += z;
                    else
                        to[i] = z;
                }
        }
    }
}

void norm_backward(struct norm_size n, const lane *x, const lane *dy, const real *mean,
                   const real *scale, const real *slope, const real *offset, bool add, lane *dx)
{
    if (n.area == 1 && add)
        backward(n, x, dy, mean, scale, slope, offset, dx, 1, true);
    else if (n.area == 1)
        backward(n, x, dy, mean, scale, slope, offset, dx, 1, false);
    else if (add)
        backward(n, x, dy, mean, scale, slope, offset, dx, n.area, true);
    else
        backward(n, x, dy, mean, scale, slope, offset, dx, n.area, false);
}

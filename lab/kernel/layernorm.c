/* y = gain (x - mean) / sqrt(var + eps) + shift over the features of each sample, and the way back. */
#include "lab/kernel/layernorm.h"
#include "lab/kernel/shuffle.h"
#include <math.h>

void layernorm_forward(struct layernorm_size n, double eps, const lane *x, const real *gain,
                       const real *shift, struct layernorm_group *group, lane *y)
{
    for (int g = 0; g < lane_groups(n.batch); g++)
        for (int j = 0; j < LANE_VECS; j++) {
            const vec *v = (const vec *)(x + (size_t)g * (size_t)n.size) + j;
            vec *to = (vec *)(y + (size_t)g * (size_t)n.size) + j;
            vec mean = {0}, var = {0}, inverse;
            for (int f = 0; f < n.size; f++)
                mean += v[f * LANE_VECS];
            mean /= (real)n.size;
            for (int f = 0; f < n.size; f++)
                var += (v[f * LANE_VECS] - mean) * (v[f * LANE_VECS] - mean);
            for (int i = 0; i < VEC; i++)
                inverse[i] = (real)(1 / sqrt((double)var[i] / n.size + eps));
            for (int f = 0; f < n.size; f++)
                to[f * LANE_VECS] = (v[f * LANE_VECS] - mean) * inverse * gain[f] + shift[f];
            ((vec *)&group[g].mean)[j] = mean;
            ((vec *)&group[g].inverse)[j] = inverse;
        }
}

void layernorm_backward_data(struct layernorm_size n, const lane *x,
                             const struct layernorm_group *group, const lane *dy, const real *gain,
                             lane *dx)
{
    for (int g = 0; g < lane_groups(n.batch); g++)
        for (int j = 0; j < LANE_VECS; j++) {
            const vec *v = (const vec *)(x + (size_t)g * (size_t)n.size) + j;
            const vec *dv = (const vec *)(dy + (size_t)g * (size_t)n.size) + j;
            vec *to = (vec *)(dx + (size_t)g * (size_t)n.size) + j;
            const vec mean = ((const vec *)&group[g].mean)[j];
            const vec inverse = ((const vec *)&group[g].inverse)[j];
            vec sum = {0}, product = {0};
            for (int f = 0; f < n.size; f++) {
                const vec d = dv[f * LANE_VECS] * gain[f];
                sum += d;
                product += d * (v[f * LANE_VECS] - mean);
            }
            const vec offset = -sum / (real)n.size;
            const vec slope = -product * inverse * inverse / (real)n.size;
            for (int f = 0; f < n.size; f++)
                to[f * LANE_VECS] += inverse * (dv[f * LANE_VECS] * gain[f] + offset +
                                                slope * (v[f * LANE_VECS] - mean));
        }
}

/* 16 features at a time, so that one shuffle sums them all across the lanes. */
void layernorm_backward_params(struct layernorm_size n, const lane *x,
                               const struct layernorm_group *group, const lane *dy, real *dgain,
                               real *dshift)
{
    for (int f = 0; f < n.size; f += LANES) {
        const int some = n.size - f < LANES ? n.size - f : LANES;
        lane s[LANES] = {{0}}, p[LANES] = {{0}}, shift, gain;
        for (int g = 0; g < lane_groups(n.batch); g++) {
            const vec *v = (const vec *)(x + (size_t)g * (size_t)n.size + f);
            const vec *dv = (const vec *)(dy + (size_t)g * (size_t)n.size + f);
            const vec *mean = (const vec *)&group[g].mean;
            const vec *inverse = (const vec *)&group[g].inverse;
            for (int i = 0; i < some; i++)
                UNROLL (j, LANE_VECS) {
                    const vec d = dv[i * LANE_VECS + j];
                    ((vec *)&s[i])[j] += d;
                    ((vec *)&p[i])[j] += d * ((v[i * LANE_VECS + j] - mean[j]) * inverse[j]);
                }
        }
        shuffle_sums(s, &shift);
        shuffle_sums(p, &gain);
        for (int i = 0; i < some; i++) {
            dshift[f + i] += shift[i];
            dgain[f + i] += gain[i];
        }
    }
}

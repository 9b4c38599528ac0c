/* mean = x0 + sum(x - x0) / n,  deviation^2 = sum((x - mean)^2) / n.
 *
 * x0 is a value that occurs (the first), so a constant channel comes out as exactly constant. */
#include "lab/data/standardise.h"
#include "lab/data/source.h"
#include <math.h>

enum { WAYS = 16, CHANNELS = 64 }; /* CHANNELS: so many at a time, to walk memory forwards */

/* sum of (x - origin)^power, power 1 or 2. Sixteen partial sums keep the adders busy. */
INLINE double sum_of(const real *x, size_t n, double origin, int power)
{
    double sum[WAYS] = {0}, total = 0;
    size_t i = 0;
    for (; i + WAYS <= n; i += WAYS)
        for (int k = 0; k < WAYS; k++) {
            double v = (double)x[i + (size_t)k] - origin;
            sum[k] += power == 2 ? v * v : v;
        }
    for (int k = 0; k < WAYS && n >= WAYS; k++)
        total += sum[k];
    for (; i < n; i++) {
        double v = (double)x[i] - origin;
        total += power == 2 ? v * v : v;
    }
    return total;
}

/* m->mean is the origin; its channel's sum is added to m->deviation. */
INLINE void add_sums(const struct dataset *d, const struct part *part, int first, int count,
                     int power, struct moments *m)
{
    size_t plane = (size_t)d->height * (size_t)d->width, stride = (size_t)d->channels * plane;
    for (int n = 0; n < part->count; n++) {
        const real *x = part->x + (size_t)n * stride + (size_t)first * plane;
        for (int c = 0; c < count; c++, x += plane)
            m[c].deviation += sum_of(x, plane, m[c].mean, power);
    }
}

void standardise_moments(const struct dataset *d, const struct part *part, int first, int count,
                         struct moments *m)
{
    size_t plane = (size_t)d->height * (size_t)d->width;
    double n = (double)part->count * (double)plane;
    for (int c = 0; c < count; c++)
        m[c] = (struct moments){(double)part->x[(size_t)(first + c) * plane], 0};
    add_sums(d, part, first, count, 1, m);
    for (int c = 0; c < count; c++)
        m[c] = (struct moments){m[c].mean + m[c].deviation / n, 0};
    add_sums(d, part, first, count, 2, m);
    for (int c = 0; c < count; c++)
        m[c].deviation = sqrt(m[c].deviation / n);
}

INLINE real rescaled(real x, struct moments m)
{
    double scale = m.deviation > 0 ? 1 / m.deviation : 0;
    return (real)(((double)x - m.mean) * scale);
}

static void rescale(const struct dataset *d, struct part *part, int first, int count,
                    const struct moments *m)
{
    size_t plane = (size_t)d->height * (size_t)d->width, stride = (size_t)d->channels * plane;
    for (int n = 0; n < part->count; n++) {
        real *x = part->x + (size_t)n * stride + (size_t)first * plane;
        for (int c = 0; c < count; c++, x += plane)
            for (size_t i = 0; i < plane; i++)
                x[i] = rescaled(x[i], m[c]);
    }
}

void standardise(struct dataset *d)
{
    struct moments m[CHANNELS];
    for (int c = 0; c < d->channels; c += CHANNELS) {
        int count = d->channels - c < CHANNELS ? d->channels - c : CHANNELS;
        standardise_moments(d, &d->train, c, count, m);
        rescale(d, &d->train, c, count, m);
        rescale(d, &d->test, c, count, m);
        for (int k = 0; d->black && k < count; k++)
            d->black[c + k] = rescaled(d->black[c + k], m[k]);
    }
}

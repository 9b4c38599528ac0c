/* mean = x0 + sum(x - x0) / n,  deviation^2 = sum((x - mean)^2) / n. */
#include "lab/data/standardise.h"
#include "lab/data/source.h"
#include <math.h>

enum { WAYS = 16 };

/* sum of (x - origin)^power, power 1 or 2, over a channel. Differences from a value that occurs
 * (the first) make a constant channel exactly constant. Sixteen partial sums, in a fixed order,
 * keep the processor's adders busy. */
INLINE double sum_of(const struct dataset *d, const struct part *part, int channel, double origin,
                     int power)
{
    size_t plane = (size_t)d->height * (size_t)d->width, stride = (size_t)d->channels * plane;
    double total = 0;
    for (int n = 0; n < part->count; n++) {
        const real *x = part->x + (size_t)n * stride + (size_t)channel * plane;
        double sum[WAYS] = {0};
        size_t i = 0;
        for (; i + WAYS <= plane; i += WAYS)
            for (int k = 0; k < WAYS; k++) {
                double v = (double)x[i + (size_t)k] - origin;
                sum[k] += power == 2 ? v * v : v;
            }
        for (; i < plane; i++) {
            double v = (double)x[i] - origin;
            sum[0] += power == 2 ? v * v : v;
        }
        for (int k = 0; k < WAYS; k++)
            total += sum[k];
    }
    return total;
}

struct moments channel_moments(const struct dataset *d, const struct part *part, int channel)
{
    size_t plane = (size_t)d->height * (size_t)d->width;
    if (part->count == 0)
        return (struct moments){0};
    double n = (double)part->count * (double)plane;
    double first = (double)part->x[(size_t)channel * plane];
    double mean = first + sum_of(d, part, channel, first, 1) / n;
    return (struct moments){mean, sqrt(sum_of(d, part, channel, mean, 2) / n)};
}

static void rescale(const struct dataset *d, struct part *part, int channel, struct moments m)
{
    size_t plane = (size_t)d->height * (size_t)d->width, stride = (size_t)d->channels * plane;
    real mean = (real)m.mean, scale = m.deviation > 0 ? (real)(1 / m.deviation) : 0;
    for (int n = 0; n < part->count; n++) {
        real *x = part->x + (size_t)n * stride + (size_t)channel * plane;
        for (size_t i = 0; i < plane; i++)
            x[i] = (x[i] - mean) * scale;
    }
}

void standardise(struct dataset *d)
{
    for (int c = 0; c < d->channels; c++) {
        struct moments m = channel_moments(d, &d->train, c);
        rescale(d, &d->train, c, m);
        rescale(d, &d->test, c, m);
    }
}

/* mean = x0 + sum(x - x0) / n,  deviation^2 = sum((x - mean)^2) / n.
 *
 * x0 is a value that occurs (the first), so a constant channel comes out as exactly constant. */
#include "lab/data/standardise.h"
#include "lab/base/number.h"
#include "lab/data/source.h"
#include <math.h>
#include <string.h>

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

static void rescale_all(struct dataset *d, int first, int count, const struct moments *m)
{
    rescale(d, &d->train, first, count, m);
    rescale(d, &d->test, first, count, m);
    for (int k = 0; d->black && k < count; k++)
        d->black[first + k] = rescaled(d->black[first + k], m[k]);
}

void standardise(struct dataset *d)
{
    struct moments m[CHANNELS];
    d->origin = NULL; /* the mean is taken off anyway */
    for (int c = 0; c < d->channels; c += CHANNELS) {
        int count = d->channels - c < CHANNELS ? d->channels - c : CHANNELS;
        standardise_moments(d, &d->train, c, count, m);
        rescale_all(d, c, count, m);
    }
}

/* ---- given moments ---- */

/* The number at *text, which moves on to what follows; false where there is none. */
static bool next_number(const char **text, double *x)
{
    char word[64];
    const size_t n = strcspn(*text, " ,");
    if (n >= sizeof word)
        return false;
    memcpy(word, *text, n);
    word[n] = 0;
    *text += n;
    *text += strspn(*text, " ,");
    return number_real(word, x);
}

/* -1 with a failure where one is no number, or none above `low`. */
static int count_numbers(const char *key, const char *text, double low, struct failure *failure)
{
    int n = 0;
    double x;
    for (const char *at = text; *at; n++)
        if (!next_number(&at, &x) || x <= low) {
            fail(failure, STATUS_DATA,
                 "data.%s is a list of numbers%s, as \"0.485 0.456 0.406\", not `%.60s`", key,
                 low < 0 ? "" : " above 0", text);
            return -1;
        }
    return n;
}

/* How many numbers both have; 0 where they are not given. */
static int count_moments(const struct data_spec *spec, struct failure *failure)
{
    const char *mean = spec->mean ? spec->mean : "", *std = spec->std ? spec->std : "";
    const int means = count_numbers("mean", mean, -INFINITY, failure),
              stds = means < 0 ? -1 : count_numbers("std", std, 0, failure);
    if (stds >= 0 && means != stds)
        fail(failure, STATUS_DATA,
             "data.mean and data.std go together, as many numbers of each; there are %d "
             "and %d",
             means, stds);
    return failure->status ? -1 : means;
}

enum status data_moments_check(const struct data_spec *spec, struct failure *failure)
{
    count_moments(spec, failure);
    return failure->status;
}

enum status standardise_by(const struct data_spec *spec, struct dataset *d, struct failure *failure)
{
    const int given = count_moments(spec, failure);
    if (given < 0)
        return failure->status;
    if (given != 1 && given != d->channels)
        return fail(failure, STATUS_DATA,
                    "data.mean and data.std have %d numbers; these samples have %d channel%s",
                    given, d->channels, d->channels == 1 ? "" : "s");
    const char *mean = spec->mean, *std = spec->std;
    struct moments m = {0};
    for (int c = 0; c < d->channels; c++) {
        if (c < given) {
            next_number(&mean, &m.mean);
            next_number(&std, &m.deviation);
        }
        const double origin = d->origin ? d->origin[c] : 0;
        rescale_all(d, c, 1, &(struct moments){m.mean - origin, m.deviation});
    }
    d->origin = NULL;
    return STATUS_OK;
}

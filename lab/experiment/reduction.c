#include "lab/experiment/reduction.h"
#include <math.h>
#include <stddef.h>
#include <string.h>

static double greatest(int n, const int *place, const double *value)
{
    (void)place;
    double x = value[0];
    for (int i = 1; i < n; i++)
        if (isnan(value[i]) || value[i] > x)
            x = value[i];
    return x;
}

static double least(int n, const int *place, const double *value)
{
    (void)place;
    double x = value[0];
    for (int i = 1; i < n; i++)
        if (isnan(value[i]) || value[i] < x)
            x = value[i];
    return x;
}

static double mean(int n, const int *place, const double *value)
{
    (void)place;
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += value[i];
    return sum / n;
}

static double first(int n, const int *place, const double *value)
{
    (void)n, (void)place;
    return value[0];
}

static double last(int n, const int *place, const double *value)
{
    (void)place;
    return value[n - 1];
}

static double slope(int n, const int *place, const double *value)
{
    int hidden = n - 2;
    if (hidden < 2)
        return NAN;
    double x0 = 0, y0 = 0, xx = 0, xy = 0;
    for (int i = 1; i <= hidden; i++) {
        x0 += (double)place[i] / hidden;
        y0 += log10(value[i]) / hidden;
    }
    for (int i = 1; i <= hidden; i++) {
        double x = place[i] - x0;
        xx += x * x;
        xy += x * (log10(value[i]) - y0);
    }
    return isfinite(xy) ? -xy / xx : NAN;
}

const struct reduction reductions[] = {
    {"max", greatest}, {"min", least}, {"mean", mean}, {"first", first}, {"last", last}, {0},
};

const struct reduction reduction_slope = {"slope", slope};

const struct reduction *reduction_find(const char *name)
{
    for (const struct reduction *r = reductions; r->name; r++)
        if (!strcmp(r->name, name))
            return r;
    return NULL;
}

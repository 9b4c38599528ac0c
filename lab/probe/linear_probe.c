/* class(x) = argmax_c B x,  B by ridge regression on y_c = [class = c] */
#include "lab/probe/linear_probe.h"
#include "lab/probe/places.h"
#include "lab/probe/ridge.h"

static const char alain[] = "Alain and Bengio 2016";
static const struct column columns[] = {
    {"accuracy", "fraction",
     "share of the second half of the samples whose class is the largest output of a ridge "
     "regression from the place's features (all numbers, planes unpooled) to one-hot "
     "classes, fitted to the first half with lambda = trace(X^T X) / features / 1000, X centred; "
     "NULL, "
     "as fit_accuracy, where features are not finite",
     alain},
    {"fit_accuracy", "fraction", "the same share of the first half, to which the map was fitted",
     alain},
};
static const struct series series = {"linear_probe", "place", 2, columns, .keys = 0};
static const struct series *const written[] = {&series, NULL};

static int largest(const double *y, int n)
{
    int best = 0;
    for (int i = 1; i < n; i++)
        best = y[i] > y[best] ? i : best;
    return best;
}

static double accuracy(const struct probe_run *e, const double *y, int from, int to)
{
    const int classes = e->data->classes;
    int right = 0;
    for (int s = from; s < to; s++)
        right += largest(y + s * classes, classes) == e->data->train.label[s];
    return (double)right / (to - from);
}

static enum status measure_place(struct probe_run *e, int place)
{
    const int n = e->samples, classes = e->data->classes, fits = ridge_fits(n);
    int features;
    const double *x = probe_features(e, probe_output(e->net, place), false, &features);
    double *y = arena_calloc(e->arena, (size_t)(n * classes) * sizeof *y);
    double *predicted = arena_alloc(e->arena, (size_t)(n * classes) * sizeof *predicted);
    if (!x || !y || !predicted)
        return fail_memory(e->failure);
    for (int s = 0; s < n; s++)
        y[s * classes + e->data->train.label[s]] = 1;
    const struct regression r = {n, features, classes, x, y, predicted};
    if (!ridge(&r, e->arena, e->failure))
        return e->failure->status ? e->failure->status
                                  : probe_row(e, &series, place, (double[2]){0}, 3);
    const double row[] = {accuracy(e, predicted, fits, n), accuracy(e, predicted, 0, fits)};
    return probe_row(e, &series, place, row, 0);
}

static double flops(const struct probe_run *e, int features)
{
    return ridge_flops(e->samples, features, e->data->classes);
}

static double passes(const struct probe_run *e)
{
    return places_passes(e, flops);
}

static enum status examine(struct probe_run *e)
{
    return places_examine(e, measure_place);
}

const struct probe probe_linear = {
    "linear-probe", "how well a linear map reads the classes off each place",
    written,        passes,
    examine,        0};

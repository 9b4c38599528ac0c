/* R^2 of x^ = B h, B by ridge regression of the input x on the features h */
#include "lab/probe/reconstruct.h"
#include "lab/probe/places.h"
#include "lab/probe/ridge.h"

static const char feng[] = "Feng et al. 2022";
static const struct column columns[] = {
    {"r2", "fraction",
     "share of the input's variance over the second half of the samples that a ridge "
     "regression from the place's features explains (all numbers, planes unpooled), fitted "
     "to the first half with lambda = trace(X^T X) / features / 1000, X centred: 1 - squared error "
     "/ "
     "squared distance from the mean of the half that judges, so below 0 where the mean "
     "would be the better guess; NULL, as fit_r2, where features are not finite",
     feng},
    {"fit_r2", "fraction", "the same share of the first half, to which the map was fitted", feng},
};
static const struct series series = {"reconstruct", "place", 2, columns, .keys = 0};
static const struct series *const written[] = {&series, NULL};

static double r2(const double *x, const double *predicted, int from, int to, int features)
{
    double error = 0, variance = 0;
    for (int i = 0; i < features; i++) {
        double mean = 0;
        for (int s = from; s < to; s++)
            mean += x[(size_t)s * (size_t)features + (size_t)i] / (to - from);
        for (int s = from; s < to; s++) {
            const size_t at = (size_t)s * (size_t)features + (size_t)i;
            error += (x[at] - predicted[at]) * (x[at] - predicted[at]);
            variance += (x[at] - mean) * (x[at] - mean);
        }
    }
    return 1 - error / variance;
}

static enum status measure_place(struct probe_run *e, int place)
{
    const int n = e->samples, fits = ridge_fits(n);
    int features, inputs;
    const double *h = probe_features(e, probe_output(e->net, place), false, &features);
    const double *x = probe_features(e, e->net->input, false, &inputs);
    double *predicted = arena_alloc(e->arena, (size_t)n * (size_t)inputs * sizeof *predicted);
    if (!h || !x || !predicted)
        return fail_memory(e->failure);
    const struct regression r = {n, features, inputs, h, x, predicted};
    if (!ridge(&r, e->arena, e->failure))
        return e->failure->status ? e->failure->status
                                  : probe_row(e, &series, place, (double[2]){0}, 3);
    const double row[] = {r2(x, predicted, fits, n, inputs), r2(x, predicted, 0, fits, inputs)};
    return probe_row(e, &series, place, row, 0);
}

static double flops(const struct probe_run *e, int features)
{
    return ridge_flops(e->samples, features, shape_size(e->net->input->shape));
}

static double passes(const struct probe_run *e)
{
    return places_passes(e, flops);
}

static enum status examine(struct probe_run *e)
{
    return places_examine(e, measure_place);
}

const struct probe probe_reconstruct = {
    "reconstruct", "how much of the input a linear map sees from each place",
    written,       passes,
    examine,       0};

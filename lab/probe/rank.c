/* ranks of x - mean(x);   cosine = sum over pairs of u_i u_j = (||sum u||^2 - n) / n (n - 1), u = x / ||x|| */
#include "lab/probe/rank.h"
#include "lab/kernel/reduce.h"
#include "lab/probe/places.h"
#include "lab/probe/spectrum.h"
#include "lab/probe/units.h"
#include <math.h>
#include <string.h>

enum { FEATURES, ENTROPY, STABLE, COSINE, UNITS, DEAD, DISTINCT, COLUMNS };

static const struct column columns[] = {
    {"features", "features", "numbers of one sample at the place", ""},
    {"entropy_rank", "1",
     "exp(-sum p log p), p the singular values of the features centred over the samples, as "
     "shares of their sum (of sigma, not its square); NULL where the samples differ by "
     "round-off alone",
     "Roy and Vetterli 2007"},
    {"stable_rank", "1",
     "||A||_F^2 / ||A||_2^2 of the same matrix, a rank of sigma squared; NULL in the same places",
     "Rudelson and Vershynin 2007"},
    {"cosine", "1",
     "mean cosine between two samples' features, not centred, over all pairs of samples "
     "whose features are not all 0; NULL where there is no pair",
     "Daneshmand et al. 2020"},
    {"units", "units",
     "units of the activation that reads what the place's last layer makes; NULL, as what "
     "follows, where activations are never 0",
     ""},
    {"dead", "units", "units among them that are 0 for every sample", ""},
    {"distinct_units", "units", "different on/off patterns over the samples among them",
     "Orhan and Pitkow 2018"},
};
_Static_assert(sizeof columns / sizeof *columns == COLUMNS, "a name for each column");
static const struct series series = {"rank", "place", COLUMNS, columns, .keys = 0};
static const struct series *const written[] = {&series, NULL};

static double norm(const double *x, size_t n)
{
    return sqrt(reduce_dot_doubles(x, x, n));
}

/* Not finite without a pair. `sum` is room for one sample. */
static double mean_cosine(const double *x, int samples, int features, double *sum)
{
    int n = 0;
    memset(sum, 0, (size_t)features * sizeof *sum);
    for (int s = 0; s < samples; s++) {
        const double *row = x + (size_t)s * (size_t)features;
        const double length = norm(row, (size_t)features);
        for (int i = 0; i < features && length != 0; i++)
            sum[i] += row[i] / length;
        n += length != 0;
    }
    const double total = norm(sum, (size_t)features);
    return (total * total - n) / n / (n - 1);
}

static void center(double *x, int samples, int features, double *mean)
{
    memset(mean, 0, (size_t)features * sizeof *mean);
    for (int s = 0; s < samples; s++)
        for (int i = 0; i < features; i++)
            mean[i] += x[(size_t)s * (size_t)features + (size_t)i];
    for (int s = 0; s < samples; s++)
        for (int i = 0; i < features; i++)
            x[(size_t)s * (size_t)features + (size_t)i] -= mean[i] / samples;
}

/* The activation that reads what the last layer of a place makes, which may stand behind the place. */
static const struct node *active_of(const struct network *net, int place)
{
    int l = net->layers - 1;
    while (net->layer[l].h->index >= net->place[place + 1].first)
        l--;
    return net->layer[l].active;
}

static uint32_t count(struct probe_run *e, int place, double *row)
{
    const struct node *n = active_of(e->net, place);
    if (!n)
        return 1u << UNITS | 1u << DEAD | 1u << DISTINCT;
    const int units = shape_size(n->shape);
    uint64_t *room =
        arena_take(e->arena, e->failure, units_pattern_words(units, e->samples) * sizeof *room);
    if (!room)
        return 0;
    const struct unit_counts c = units_count(n, e->samples, room);
    row[UNITS] = units;
    row[DEAD] = c.dead;
    row[DISTINCT] = c.distinct;
    return 0;
}

static enum status measure_place(struct probe_run *e, int place)
{
    double row[COLUMNS] = {0};
    int features;
    double *x = probe_features(e, probe_output(e->net, place), false, &features);
    const int n = features < e->samples ? features : e->samples;
    double *room = arena_alloc(e->arena, (size_t)(features + n) * sizeof *room);
    if (!x || !room)
        return fail_memory(e->failure);
    double *sigma = room + features;
    uint32_t missing = count(e, place, row);
    const size_t size = (size_t)e->samples * (size_t)features;
    const double before = norm(x, size);
    row[FEATURES] = features;
    row[COSINE] = mean_cosine(x, e->samples, features, room);
    missing |= isfinite(row[COSINE]) ? 0 : 1u << COSINE;
    center(x, e->samples, features, room);
    if (norm(x, size) > ROUND_OFF * before &&
        spectrum_singular_values(e->arena, x, e->samples, features, sigma, e->failure)) {
        row[ENTROPY] = spectrum_entropy_rank(sigma, n);
        row[STABLE] = spectrum_stable_rank(sigma, n);
    } else {
        missing |= 1u << ENTROPY | 1u << STABLE;
    }
    return e->failure->status ? e->failure->status : probe_row(e, &series, place, row, missing);
}

static double flops(const struct probe_run *e, int features)
{
    return spectrum_flops(e->samples, features);
}

static double passes(const struct probe_run *e)
{
    return places_passes(e, flops);
}

static enum status examine(struct probe_run *e)
{
    return places_examine(e, measure_place);
}

const struct probe probe_rank = {
    "rank", "rank of each place's features, and units that are off", written, passes, examine, 0};

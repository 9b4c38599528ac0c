/* class(x) = that of most of the 5 samples nearest to x, x itself left out */
#include "lab/probe/knn.h"
#include "lab/probe/places.h"
#include <math.h>

enum { NEIGHBOURS = 5 };

static const struct column columns[] = {
    {"accuracy", "fraction",
     "share of the samples whose class is that of most of their 5 nearest neighbours among "
     "the others: Euclidean distance of the place's features (all numbers, planes unpooled); "
     "of classes with as many votes the one with the nearer voter, of neighbours as near the "
     "earlier sample; NULL where features are not finite",
     "Cover and Hart 1967"},
};
static const struct series series = {"knn", "place", 1, columns, .keys = 0};
static const struct series *const written[] = {&series, NULL};

struct neighbours {
    int count;
    int sample[NEIGHBOURS]; /* the nearest first */
    double distance[NEIGHBOURS];
};

static void meet(struct neighbours *near, int sample, double distance)
{
    int i = near->count;
    while (i > 0 && distance < near->distance[i - 1])
        i--;
    if (i == NEIGHBOURS)
        return;
    near->count += near->count < NEIGHBOURS;
    for (int k = near->count - 1; k > i; k--) {
        near->sample[k] = near->sample[k - 1];
        near->distance[k] = near->distance[k - 1];
    }
    near->sample[i] = sample;
    near->distance[i] = distance;
}

/* The squared distances of sample s from the 16 of group g. */
static void measure(const struct node *n, int s, int g, double distance[LANES])
{
    const int size = shape_size(n->shape), lane_of_s = s % LANES;
    const lane *a = n->value + (size_t)(s / LANES) * (size_t)size;
    const lane *b = n->value + (size_t)g * (size_t)size;
    for (int l = 0; l < LANES; l++)
        distance[l] = 0;
    for (int i = 0; i < size; i++) {
        const double x = (double)a[i][lane_of_s];
        for (int l = 0; l < LANES; l++)
            distance[l] += ((double)b[i][l] - x) * ((double)b[i][l] - x);
    }
}

static int vote(const struct neighbours *near, const int *label)
{
    int best = 0, most = 0;
    for (int i = 0; i < near->count; i++) {
        int votes = 0;
        for (int k = 0; k < near->count; k++)
            votes += label[near->sample[k]] == label[near->sample[i]];
        if (votes > most) {
            most = votes;
            best = label[near->sample[i]];
        }
    }
    return best;
}

/* Whether the neighbours of sample s say its class; *finite becomes false when they cannot be found. */
static bool is_right(const struct probe_run *e, const struct node *n, int s, bool *finite)
{
    struct neighbours near = {0};
    for (int g = 0; g < lane_groups(e->samples); g++) {
        double distance[LANES];
        measure(n, s, g, distance);
        for (int l = 0; l < LANES && g * LANES + l < e->samples; l++) {
            *finite &= isfinite(distance[l]);
            if (g * LANES + l != s)
                meet(&near, g * LANES + l, distance[l]);
        }
    }
    return vote(&near, e->data->train.label) == e->data->train.label[s];
}

static enum status measure_place(struct probe_run *e, int place)
{
    const struct node *n = probe_output(e->net, place);
    bool finite = true;
    int right = 0;
    for (int s = 0; s < e->samples; s++)
        right += is_right(e, n, s, &finite);
    const double accuracy = (double)right / e->samples;
    return probe_row(e, &series, place, &accuracy, !finite);
}

static double flops(const struct probe_run *e, int features)
{
    return 3. * e->samples * e->samples * features;
}

static double passes(const struct probe_run *e)
{
    return places_passes(e, flops);
}

static enum status examine(struct probe_run *e)
{
    return places_examine(e, measure_place);
}

const struct probe probe_knn = {
    "knn", "whether nearest neighbours at each place share a class", written, passes, examine, 0};

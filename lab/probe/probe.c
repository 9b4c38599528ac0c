#include "lab/probe/probe.h"
#include "lab/data/batch.h"
#include "lab/op/op.h"
#include "lab/probe/histogram.h"
#include "lab/probe/invert.h"
#include "lab/probe/jacobian.h"
#include "lab/probe/knn.h"
#include "lab/probe/landscape.h"
#include "lab/probe/lesion.h"
#include "lab/probe/linear_probe.h"
#include "lab/probe/paths.h"
#include "lab/probe/rank.h"
#include "lab/probe/reconstruct.h"
#include "lab/probe/response.h"
#include "lab/probe/sharpness.h"
#include "lab/probe/shatter.h"
#include "lab/probe/swap.h"
#include "lab/probe/trajectory.h"
#include "lab/probe/weight_rank.h"
#include <string.h>

const struct probe *const probes[] = {
    &probe_response,
    &probe_jacobian,
    &probe_paths,
    &probe_lesion,
    &probe_swap,
    &probe_shatter,
    &probe_sharpness,
    &probe_histogram,
    &probe_landscape,
    &probe_trajectory,
    &probe_rank,
    &probe_linear,
    &probe_reconstruct,
    &probe_knn,
    &probe_weight_rank,
    &probe_invert,
    NULL,
};

const struct probe *probe_find(const char *name)
{
    for (int i = 0; probes[i]; i++)
        if (!strcmp(probes[i]->name, name))
            return probes[i];
    return NULL;
}

static struct pass fill(struct probe_run *e, const struct part *part, enum mode mode)
{
    const int n = part->count < e->samples ? part->count : e->samples;
    size_t mark = arena_mark(e->arena);
    int *index = arena_take(e->arena, e->failure, (size_t)n * sizeof *index);
    for (int i = 0; index && i < n; i++)
        index[i] = i;
    if (index)
        batch_fill(part, shape_size(e->net->input->shape), index, n, e->net->input->value,
                   e->net->target->value);
    arena_rewind(e->arena, mark);
    return (struct pass){.mode = mode, .batch = n, .seed = e->seed};
}

struct pass probe_fill(struct probe_run *e, enum mode mode)
{
    return fill(e, &e->data->train, mode);
}

struct pass probe_fill_test(struct probe_run *e, enum mode mode)
{
    return fill(e, &e->data->test, mode);
}

/* From 0 one step of training moves a running statistic by that share towards the batch's. */
real *probe_freeze(struct probe_run *e)
{
    struct graph *g = e->net->graph;
    const size_t n = g->statistics.reals;
    real *before = arena_take(e->arena, e->failure, (n + 1) * sizeof *before);
    if (!before)
        return NULL;
    memcpy(before, g->kept, n * sizeof *before);
    memset(g->kept, 0, n * sizeof *before);
    struct pass pass = probe_fill(e, MODE_TRAIN);
    graph_forward(g, &pass);
    for (size_t i = 0; i < n; i++)
        g->kept[i] /= (real)BATCHNORM_MOMENTUM;
    return before;
}

void probe_thaw(struct probe_run *e, const real *before)
{
    memcpy(e->net->graph->kept, before, e->net->graph->statistics.reals * sizeof *before);
}

/* Places are "stem", the blocks, "head" and "loss": representations end with the last block's. */
int probe_places(const struct network *net)
{
    return net->places - 2;
}

const struct node *probe_output(const struct network *net, int place)
{
    return net->graph->node[net->place[place + 1].first - 1];
}

const char *probe_place_name(const struct network *net, int place)
{
    return net->place[place].name;
}

const struct node *probe_behind_taps(const struct node *n)
{
    while (n->op && n->op->view && shape_equal(n->shape, n->in[0]->shape))
        n = n->in[0];
    return n;
}

double *probe_features(struct probe_run *e, const struct node *n, bool pool, int *features)
{
    const int C = n->shape.channels, area = n->shape.height * n->shape.width;
    const int size = C * area, columns = pool ? C : size, share = pool ? area : 1;
    double *x = arena_take(e->arena, e->failure, (size_t)e->samples * (size_t)columns * sizeof *x);
    *features = columns;
    if (!x)
        return NULL;
    for (int s = 0; s < e->samples; s++) {
        const lane *v = n->value + (size_t)(s / LANES) * (size_t)size;
        for (int i = 0; i < size; i++)
            x[(size_t)s * (size_t)columns + (size_t)(i / share)] += (double)v[i][s % LANES] / share;
    }
    return x;
}

void probe_progress(const struct probe_run *e, double done)
{
    if (e->watch)
        e->watch(e->watcher, done);
}

enum status probe_keep(struct probe_run *e, int parts)
{
    return e->keep && !e->failure->status ? e->keep(e->keeper, parts) : e->failure->status;
}

enum status probe_row(struct probe_run *e, const struct series *series, int place,
                      const double *value, uint32_t missing)
{
    enum status status =
        e->recorder->row(e->recorder->self, series, e->step, place, value, missing);
    return status ? fail(e->failure, status, "the numbers of %s could not be written", series->name)
                  : STATUS_OK;
}

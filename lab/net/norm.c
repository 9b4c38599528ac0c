#include "lab/net/norm.h"
#include "lab/net/names.h"
#include "lab/op/op.h"
#include <string.h>

static const char *part_name(struct builder *b, const char *name, const char *what)
{
    return arena_text(b->graph->arena, b->graph->failure, "%s.%s", name, what);
}

static struct param *gain_of(struct builder *b, struct node *x, int features, const char *name)
{
    struct param *gain = graph_param(b->graph, part_name(b, name, "weight"), 1, &features);
    if (gain)
        gain->start = 1;
    b->last_gain = x == b->net->layer[b->net->layers - 1].h ? gain : NULL;
    return gain;
}

static struct node *none(struct builder *b, struct node *x, const char *name)
{
    (void)b, (void)name;
    return x;
}

static struct norm_params batch_params(struct builder *b, struct node *x, const char *name)
{
    int channels = x->shape.channels;
    struct graph *g = b->graph;
    struct norm_params p;
    p.gain = gain_of(b, x, channels, name);
    p.shift = graph_param(g, part_name(b, name, "bias"), 1, &channels);
    p.mean = graph_statistic(g, part_name(b, name, "running_mean"), 1, &channels);
    p.var = graph_statistic(g, part_name(b, name, "running_var"), 1, &channels);
    if (p.var)
        p.var->start = 1;
    return p;
}

static struct node *batch(struct builder *b, struct node *x, const char *name)
{
    struct norm_params p = batch_params(b, x, name);
    return op_batchnorm(b->graph, x, &p);
}

struct node *norm_batch_relu(struct builder *b, struct node *x, struct node *skip, const char *name)
{
    struct norm_params p = batch_params(b, x, name);
    return skip ? op_batchnorm_add_relu(b->graph, x, skip, &p) : op_batchnorm_relu(b->graph, x, &p);
}

static struct node *layer(struct builder *b, struct node *x, const char *name)
{
    int features = shape_size(x->shape);
    struct param *gain = gain_of(b, x, features, name);
    return op_layernorm(b->graph, x, gain,
                        graph_param(b->graph, part_name(b, name, "bias"), 1, &features));
}

static const struct norm norms[] = {
    {"none", none},
    {"batch", batch},
    {"layer", layer},
};
enum { NORMS = sizeof norms / sizeof *norms };

const char *norm_name(int i)
{
    return i < NORMS ? norms[i].name : NULL;
}

const struct norm *norm_find(const char *name)
{
    for (int i = 0; i < NORMS; i++)
        if (!strcmp(norms[i].name, name))
            return &norms[i];
    return NULL;
}

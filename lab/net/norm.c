#include "lab/net/norm.h"
#include "lab/net/names.h"
#include "lab/op/op.h"
#include <string.h>

static char *part_name(struct builder *b, const char *what)
{
    return arena_printf(b->graph->arena, "%s.norm%d.%s", b->place, b->norms, what);
}

static struct param *gain_of(struct builder *b, struct node *x, int features)
{
    b->norms++;
    struct param *gain = graph_param(b->graph, part_name(b, "weight"), 1, &features);
    if (gain)
        gain->start = 1;
    b->last_gain = x == b->net->layer[b->net->layers - 1].h ? gain : NULL;
    return gain;
}

static struct node *none(struct builder *b, struct node *x)
{
    (void)b;
    return x;
}

static struct node *batch(struct builder *b, struct node *x)
{
    int channels = x->shape.channels;
    struct param *gain = gain_of(b, x, channels);
    struct param *shift = graph_param(b->graph, part_name(b, "bias"), 1, &channels);
    struct param *mean = graph_statistic(b->graph, part_name(b, "running_mean"), 1, &channels);
    struct param *var = graph_statistic(b->graph, part_name(b, "running_var"), 1, &channels);
    if (var)
        var->start = 1;
    return op_batchnorm(b->graph, x, &(struct norm_params){gain, shift, mean, var});
}

static struct node *layer(struct builder *b, struct node *x)
{
    int features = shape_size(x->shape);
    struct param *gain = gain_of(b, x, features);
    return op_layernorm(b->graph, x, gain,
                        graph_param(b->graph, part_name(b, "bias"), 1, &features));
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

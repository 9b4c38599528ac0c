/* scale -> activations -> the node whose parameters take the factor */
#include "lab/net/fold.h"
#include "lab/op/op.h"

/* How many nodes read each node. */
static int *readers_of(const struct graph *g)
{
    int *readers = arena_take(g->arena, g->failure, (size_t)g->nodes * sizeof *readers);
    for (int i = 0; readers && i < g->nodes; i++)
        for (int k = 0; k < g->node[i]->inputs; k++)
            readers[g->node[i]->in[k]->index]++;
    return readers;
}

/* NULL where none can take it. */
static struct node *taker_of(const struct node *scale, const int *readers)
{
    struct node *n = scale->in[0];
    while (readers[n->index] == 1 && n->op && n->op->homogeneous)
        n = n->in[0];
    return readers[n->index] == 1 && n->op && n->op->scales_by_params ? n : NULL;
}

enum status fold_scales(struct network *net)
{
    double c;
    struct graph *g = net->graph;
    const int *readers = readers_of(g);
    net->fixed_scale = arena_take(g->arena, g->failure, (size_t)g->nodes * sizeof(struct node *));
    for (int i = 0; i < g->nodes && !g->failure->status; i++) {
        struct node *scale = g->node[i];
        if (!scale->op || !op_scale_factor(scale, &c) || c == 1 || c == -1)
            continue;
        struct node *taker = c > 0 ? taker_of(scale, readers) : NULL;
        if (!taker)
            net->fixed_scale[net->fixed_scales++] = scale;
        for (int k = 0; k < 2 && taker; k++)
            if (taker->param[k])
                taker->param[k]->factor *= c;
    }
    return g->failure->status;
}

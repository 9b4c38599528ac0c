/* The parts of a block: each adds its nodes to the graph and its entries to the network's books. */
#include "lab/net/activation.h"
#include "lab/net/block.h"
#include "lab/net/branch.h"
#include "lab/net/init.h"
#include "lab/net/norm.h"
#include "lab/op/op.h"
#include <string.h>

struct node *build_layer(struct builder *b, struct node *x, int out)
{
    if (!x)
        return NULL;
    struct graph *g = b->graph;
    struct network *net = b->net;
    int in = shape_size(x->shape), number = net->layers;
    bool hidden = number > 0 && number <= b->spec->depth;
    const char *name = hidden ? arena_printf(g->arena, "%s.layer%d", b->place, ++b->parts)
                              : b->place;
    struct layer *layer = &net->layer[net->layers++];
    *layer = (struct layer){.name = name, .init = b->init, .number = b->number, .gain = 1};
    if (!hidden)
        layer->init = init_find("lecun", &layer->number, g->failure);
    bool normed = number <= b->spec->depth && strcmp(b->spec->norm, "none") != 0;
    layer->w = graph_param(g, arena_printf(g->arena, "%s.weight", name), 2, (int[]){out, in});
    if (!normed)
        layer->b = graph_param(g, arena_printf(g->arena, "%s.bias", name), 1, (int[]){out});
    layer->h = op_linear(g, x, layer->w, layer->b);
    if (layer->h)
        layer->h->name = name;
    b->last_gain = NULL;
    return layer->h;
}

struct node *build_norm(struct builder *b, struct node *x)
{
    return x ? norm_find(b->spec->norm)->build(b, x) : NULL;
}

struct node *build_activation(struct builder *b, struct node *x)
{
    const struct activation *f = activation_find(b->spec->activation);
    struct node *y = f->build ? f->build(b->graph, x) : x;
    for (; b->waiting < b->net->layers; b->waiting++)
        b->net->layer[b->waiting].active = f->switches_off ? y : NULL;
    return y;
}

struct node *build_tap(struct builder *b, struct node *x)
{
    return op_tap(b->graph, x);
}

struct node *build_junction(struct builder *b, struct node *x, struct node *tap,
                            struct node *shortcut, struct node *f)
{
    if (!f)
        return NULL;
    struct node *sum = op_add(b->graph, shortcut, branch_find(b->spec->branch)->scale(b, f));
    b->net->junction[b->net->junctions++] = (struct junction){.x = x, .tap = tap, .sum = sum};
    return sum;
}

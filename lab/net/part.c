/* The parts of a block: each adds its nodes to the graph and its entries to the network's books. */
#include "lab/net/activation.h"
#include "lab/net/block.h"
#include "lab/net/branch.h"
#include "lab/net/init.h"
#include "lab/net/norm.h"
#include "lab/net/shortcut.h"
#include "lab/op/op.h"
#include <string.h>

/* W x + b, its parameters on the list of what will be drawn. */
static struct node *weigh(struct builder *b, struct node *x, int out, const char *name, bool bias,
                          struct weights drawn)
{
    struct graph *g = b->graph;
    int in = shape_size(x->shape);
    drawn.init = init_find(b->spec->init, &drawn.number, g->failure);
    drawn.gain = 1;
    drawn.w = graph_param(g, arena_printf(g->arena, "%s.weight", name), 2, (int[]){out, in});
    if (bias)
        drawn.b = graph_param(g, arena_printf(g->arena, "%s.bias", name), 1, &out);
    b->newest = &b->net->weights[b->net->drawn++];
    *b->newest = drawn;
    struct node *h = op_linear(g, x, drawn.w, drawn.b);
    if (h)
        h->name = name;
    return h;
}

static bool normed(const struct builder *b)
{
    return strcmp(b->spec->norm, "none") != 0;
}

struct node *build_layer(struct builder *b, struct node *x, int out)
{
    if (!x)
        return NULL;
    struct network *net = b->net;
    int number = net->layers++;
    bool head = number == b->spec->depth + 1;
    const char *name = number == 0 || head
                           ? b->place
                           : arena_printf(b->graph->arena, "%s.layer%d", b->place, ++b->parts);
    struct node *h = weigh(b, x, out, name, head || !normed(b),
                           (struct weights){.layer = number, .role = ROLE_WEIGHT});
    net->layer[number] = (struct layer){.name = name, .h = h, .w = b->newest->w, .b = b->newest->b};
    b->last_gain = NULL;
    return h;
}

struct node *build_side(struct builder *b, struct node *x, int out, const char *what, double bias)
{
    if (!x)
        return NULL;
    struct weights *newest = b->newest;
    const char *name = arena_printf(b->graph->arena, "%s.%s", b->place, what);
    struct node *h = weigh(b, x, out, name, true,
                           (struct weights){.layer = b->net->layers, .role = ROLE_SIDE_WEIGHT});
    if (b->newest->b)
        b->newest->b->start = bias;
    b->newest = newest;
    return h;
}

struct node *build_norm(struct builder *b, struct node *x)
{
    return x ? norm_find(b->spec->norm)->build(b, x) : NULL;
}

/* The long connection of a plain net: it leaves behind the activation of one layer and arrives before
 * that of another. */
static struct node *arrive(struct builder *b, struct node *x)
{
    struct junction *way = &b->long_way;
    if (!b->spec->skip_to || b->net->layers - 1 != b->spec->skip_to || way->sum)
        return x;
    way->sum = op_add(b->graph, way->x, x);
    return build_junction(b, way->x, way->tap, way->sum);
}

static struct node *leave(struct builder *b, struct node *x)
{
    struct junction *way = &b->long_way;
    if (!b->spec->skip_to || b->net->layers - 1 != b->spec->skip_from || way->x)
        return x;
    way->x = x;
    return way->tap = build_tap(b, x);
}

struct node *build_activation(struct builder *b, struct node *x)
{
    const struct activation *f = activation_find(b->spec->activation);
    x = arrive(b, x);
    struct node *y = f->build ? f->build(b->graph, x) : x;
    for (; b->waiting < b->net->layers; b->waiting++)
        b->net->layer[b->waiting].active = f->switches_off ? y : NULL;
    return leave(b, y);
}

struct node *build_preact_branch(struct builder *b, struct node *x, int out)
{
    for (int i = b->spec->span; i > 0; i--)
        x = build_layer(b, build_activation(b, build_norm(b, x)), i > 1 ? b->spec->width : out);
    return x;
}

struct node *build_plain_branch(struct builder *b, struct node *x, int layers, int width)
{
    for (int i = 0; i < layers; i++)
        x = build_activation(b, build_norm(b, build_layer(b, x, width)));
    return x;
}

struct node *build_tap(struct builder *b, struct node *x)
{
    return op_tap(b->graph, x);
}

struct node *build_sum(struct builder *b, struct node *x, struct node *tap, struct node *f)
{
    if (!x || !f)
        return NULL;
    double number;
    f = branch_find(b->spec->branch)->scale(b, f);
    const struct shortcut *shortcut = shortcut_find(b->spec->shortcut, &number, b->graph->failure);
    struct node *around = shortcut->build(b, x, number);
    return build_junction(b, x, tap, op_add(b->graph, around, f));
}

struct node *build_junction(struct builder *b, struct node *x, struct node *tap, struct node *y)
{
    b->net->junction[b->net->junctions++] = (struct junction){.x = x, .tap = tap, .sum = y};
    return y;
}

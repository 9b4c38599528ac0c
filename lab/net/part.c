#include "lab/net/part.h"
#include "lab/net/activation.h"
#include "lab/net/family.h"
#include "lab/net/init.h"
#include "lab/net/names.h"
#include "lab/net/norm.h"
#include "lab/op/op.h"
#include <string.h>

/* ---- layers ---- */

int builder_layers(const struct builder *b)
{
    return family_span(b->spec);
}

struct geometry builder_geometry(const struct builder *b, int i)
{
    const bool bottleneck = !strcmp(b->spec->form, form_name(1));
    const int steps = bottleneck ? 1 : 0; /* the layer that steps */
    struct geometry at = {b->width, b->family->images ? 3 : 0, i == steps ? b->stride : 1};
    if (bottleneck && i != 1) {
        at.kernel = 1;
        at.out = i == 0 ? b->width : 4 * b->width;
    }
    return at;
}

static const char *named(struct builder *b, const char *what)
{
    return arena_text(b->graph->arena, b->graph->failure, "%s%s", b->prefix, what);
}

static const char *numbered(struct builder *b, const char *form, int number)
{
    /* the forms are the families' own: each has one %d */
    const char *percent = strchr(form, '%');
    return arena_text(b->graph->arena, b->graph->failure, "%s%.*s%d", b->prefix,
                      (int)(percent - form), form, number);
}

/* Of forced rank W = U D, D the factor next to x: it keeps the mean square of x, as lecun's weights do,
 * so that U may be drawn as W would be. */
static struct node *factor(struct builder *b, struct node *x, const char *name, int layer)
{
    struct graph *g = b->graph;
    struct weights drawn = {.layer = layer, .role = ROLE_FACTOR, .gain = 1};
    drawn.init = init_find("lecun", &drawn.number, g->failure);
    drawn.w = graph_param(g, arena_text(g->arena, g->failure, "%s.factor", name), 2,
                          (int[]){b->spec->rank, shape_size(x->shape)});
    b->net->weights[b->net->drawn++] = drawn;
    return op_linear(g, x, drawn.w, NULL);
}

/* W x + b, its parameters on the list of what will be drawn. */
static struct node *weigh(struct builder *b, struct node *x, struct geometry at, const char *name,
                          bool bias, struct weights drawn)
{
    struct graph *g = b->graph;
    const int k = at.kernel, in = k ? x->shape.channels : shape_size(x->shape);
    drawn.init = init_find(b->spec->init, &drawn.number, g->failure);
    drawn.gain = 1;
    drawn.w = graph_param(g, arena_text(g->arena, g->failure, "%s.weight", name), k ? 4 : 2,
                          (int[]){at.out, in, k, k});
    if (bias)
        drawn.b = graph_param(g, arena_text(g->arena, g->failure, "%s.bias", name), 1, &at.out);
    b->newest = &b->net->weights[b->net->drawn++];
    *b->newest = drawn;
    struct node *h = k ? op_conv(g, x, drawn.w, drawn.b, at.stride, k / 2)
                       : op_linear(g, x, drawn.w, drawn.b);
    if (h)
        h->name = name;
    return h;
}

/* Does a norm behind the weights take a bias out again? d2l's convolutions have theirs all the same. */
static bool has_bias(const struct builder *b)
{
    return !strcmp(b->spec->norm, "none") || family_keeps_biases(b->spec);
}

struct node *build_named_layer(struct builder *b, struct node *x, struct geometry at,
                               const char *name)
{
    if (!x)
        return NULL;
    struct network *net = b->net;
    int number = net->layers++;
    bool head = number == family_hidden(b->spec) + 1;
    const bool low = b->spec->rank && number > 0 && !head;
    if (low && !(x = factor(b, x, name, number)))
        return NULL;
    struct node *h = weigh(b, x, at, name, head || has_bias(b),
                           (struct weights){.layer = number, .role = ROLE_WEIGHT});
    net->layer[number] = (struct layer){.name = name,
                                        .h = h,
                                        .w = b->newest->w,
                                        .b = b->newest->b,
                                        .factor = low ? x->param[0] : NULL};
    b->last_gain = NULL;
    return number && number == b->spec->damp_layer ? op_scale(b->graph, h, b->spec->damp) : h;
}

struct node *build_layer(struct builder *b, struct node *x, struct geometry at)
{
    return build_named_layer(b, x, at, numbered(b, b->family->layer_form, ++b->parts));
}

/* Weights beside the layers do not replace those of the newest layer. */
static struct node *weigh_beside(struct builder *b, struct node *x, struct geometry at,
                                 const char *name, bool bias, double start)
{
    if (!x)
        return NULL;
    struct weights *newest = b->newest;
    struct node *h = weigh(b, x, at, name, bias,
                           (struct weights){.layer = b->net->layers, .role = ROLE_SIDE_WEIGHT});
    if (b->newest->b)
        b->newest->b->start = start;
    b->newest = newest;
    return h;
}

struct node *build_gate(struct builder *b, struct node *x, struct geometry at, double bias)
{
    return weigh_beside(b, x, at, named(b, "gate"), true, bias);
}

struct node *build_short(struct builder *b, struct node *x, struct geometry at)
{
    return weigh_beside(b, x, at, named(b, "short"), has_bias(b), 0);
}

struct node *build_padded(struct builder *b, struct node *x, struct shape y)
{
    if (!x || shape_equal(x->shape, y))
        return x;
    return op_shortcut_pad(b->graph, x, y.channels, b->stride);
}

struct node *build_projection(struct builder *b, struct node *x, struct shape y)
{
    const char *name = named(b, b->family->projection ? b->family->projection : "shortcut");
    const struct geometry at = {y.channels, b->family->images, b->stride};
    const bool bare = family_keeps_biases(b->spec);
    struct graph *g = b->graph;
    struct param *gain = b->last_gain;
    struct node *z =
        weigh_beside(b, x, at, arena_text(g->arena, g->failure, "%s.0", name), has_bias(b), 0);
    if (z && !bare)
        z = norm_find(b->spec->norm)->build(b, z, arena_text(g->arena, g->failure, "%s.1", name));
    b->last_gain = gain;
    return z;
}

/* ---- norms and activations ---- */

static const char *norm_place(struct builder *b)
{
    const bool head = b->block == b->blocks;
    if (head && b->family->head_norm)
        return named(b, b->family->head_norm);
    return numbered(b, b->family->norm_form, ++b->norms);
}

struct node *build_norm(struct builder *b, struct node *x)
{
    const bool normed = strcmp(b->spec->norm, "none") != 0;
    return x && normed ? norm_find(b->spec->norm)->build(b, x, norm_place(b)) : x;
}

/* The activation of all layers that had none yet is y. */
static struct node *note_activation(struct builder *b, struct node *y, bool switches_off)
{
    for (; b->waiting < b->net->layers; b->waiting++)
        b->net->layer[b->waiting].active = switches_off ? y : NULL;
    return y;
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
    double number;
    const struct activation *f = activation_find(b->spec->activation, &number, b->graph->failure);
    x = arrive(b, x);
    x = f->build ? f->build(b->graph, x, number) : x;
    return leave(b, note_activation(b, x, f->switches_off));
}

/* Batch norm and ReLU are one node, unless a long connection wants what is between them. */
bool build_fuses(const struct builder *b)
{
    return !strcmp(b->spec->norm, "batch") && !strcmp(b->spec->activation, "relu") &&
           !b->spec->skip_to;
}

struct node *build_norm_add_activation(struct builder *b, struct node *f, struct node *skip)
{
    return note_activation(b, norm_batch_relu(b, f, skip, norm_place(b)), true);
}

struct node *build_norm_activation(struct builder *b, struct node *x)
{
    if (!x || !build_fuses(b))
        return build_activation(b, build_norm(b, x));
    return build_norm_add_activation(b, x, NULL);
}

struct node *build_plain_branch(struct builder *b, struct node *x)
{
    for (int i = 0; i < builder_layers(b); i++)
        x = build_norm_activation(b, build_layer(b, x, builder_geometry(b, i)));
    return x;
}

/* ---- junctions ---- */

struct node *build_tap(struct builder *b, struct node *x)
{
    return op_tap(b->graph, x);
}

struct node *build_junction(struct builder *b, struct node *x, struct node *tap, struct node *y)
{
    if (tap && tap->in[0] != x)
        fail(b->graph->failure, STATUS_FAILED,
             "block %s: the x of its junction is not the node that its tap was made of",
             b->spec->block);
    if (b->graph->failure->status)
        return NULL;
    b->net->junction[b->net->junctions++] = (struct junction){.x = x, .tap = tap, .sum = y};
    return y;
}

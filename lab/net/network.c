/* stem -> blocks -> head -> loss */
#include "lab/net/network.h"
#include "lab/net/activation.h"
#include "lab/net/block.h"
#include "lab/net/branch.h"
#include "lab/net/family.h"
#include "lab/net/fold.h"
#include "lab/net/init.h"
#include "lab/net/names.h"
#include "lab/net/norm.h"
#include "lab/net/shortcut.h"
#include "lab/op/op.h"
#include <string.h>

static enum status check_words(const struct net_spec *s, struct failure *failure)
{
    double number;
    if (!family_find(s->family))
        return fail(failure, STATUS_DATA, "no family `%s`", s->family);
    if (!block_find(s->block))
        return fail(failure, STATUS_DATA, "no block `%s`", s->block);
    if (!order_find(s->order))
        return fail(failure, STATUS_DATA, "no order `%s`", s->order);
    if (!norm_find(s->norm))
        return fail(failure, STATUS_DATA, "no norm `%s`", s->norm);
    if (!branch_find(s->branch))
        return fail(failure, STATUS_DATA, "no branch `%s`", s->branch);
    if (!activation_find(s->activation, &number, failure) ||
        !init_find(s->init, &number, failure) || !shortcut_find(s->shortcut, &number, failure))
        return failure->status;
    return STATUS_OK;
}

static enum status check_blocks(const struct net_spec *s, struct failure *failure)
{
    if (s->rank < 0 || (s->rank && family_find(s->family)->images))
        return fail(failure, STATUS_DATA,
                    "weights of forced rank are those of mlp, and a rank is 1 or more");
    if (s->rank && branch_find(s->branch)->zero_head)
        return fail(failure, STATUS_DATA, "%s has no rule for weights of forced rank", s->branch);
    const bool concat = !strcmp(s->block, "concat"), inception = !strcmp(s->block, "inception");
    if (concat && s->growth < 1)
        return fail(failure, STATUS_DATA, "concat blocks grow by 1 feature at least, not %d",
                    s->growth);
    if (inception && s->width < 2)
        return fail(failure, STATUS_DATA, "an inception block divides its width by two");
    if ((concat || inception) && strcmp(s->form, form_name(0)))
        return fail(failure, STATUS_DATA, "%s blocks have no bottleneck form", s->block);
    if (strcmp(s->order, order_name(0)) && strcmp(s->order, block_order(s)->name))
        return fail(failure, STATUS_DATA,
                    "the order of norm and activation is for residual blocks, not for %s",
                    s->block);
    bool skip = s->skip_from || s->skip_to;
    if (skip && strcmp(s->block, "plain"))
        return fail(failure, STATUS_DATA, "the long connection is for plain nets, not for %s",
                    s->block);
    const int hidden = family_hidden(s);
    if (skip && !(0 <= s->skip_from && s->skip_from < s->skip_to && s->skip_to <= hidden))
        return fail(
            failure, STATUS_DATA,
            "the long connection goes from a layer to a later one of the %d, not from %d to %d",
            hidden, s->skip_from, s->skip_to);
    if (s->damp_layer < 0 || s->damp_layer > hidden)
        return fail(failure, STATUS_DATA,
                    "damp_layer %d: the layer that is damped is one of the hidden layers, 1 to %d",
                    s->damp_layer, hidden);
    return STATUS_OK;
}

enum status network_check(const struct net_spec *s, struct failure *failure)
{
    if (check_words(s, failure))
        return failure->status;
    if (s->depth < 1 || s->width < 1 || s->span < 1)
        return fail(failure, STATUS_DATA, "depth, width and span start at 1");
    const struct family *family = family_find(s->family);
    return family->check(s, failure) ? failure->status : check_blocks(s, failure);
}

static void enter(struct builder *b, const char *place)
{
    b->place = place;
    b->prefix = "";
    b->parts = b->norms = 0;
    b->net->place[b->net->places++] = (struct place){place, b->graph->nodes};
}

/* Among fully-connected layers stem and head are places with parts of their own; in convolutional nets
 * their parts have names without a place. */
static void enter_parts(struct builder *b)
{
    b->prefix = arena_text(b->graph->arena, b->graph->failure, "%s.", b->place);
}

static struct node *build_stem(struct builder *b, struct node *x)
{
    enter(b, "stem");
    if (!b->family->images)
        enter_parts(b);
    const struct geometry at = {b->spec->width, b->family->stem_kernel, b->family->stem_stride};
    x = build_named_layer(b, x, at, b->family->stem);
    if (!block_order(b->spec)->norm_first)
        x = build_norm_activation(b, x);
    return x && b->family->pools ? op_maxpool(b->graph, x, 3, 2, 1) : x;
}

static struct node *build_head(struct builder *b, struct node *x, int classes)
{
    const struct order *order = block_order(b->spec);
    enter(b, "head");
    if (!b->family->images)
        enter_parts(b);
    if (order->norm_first)
        x = build_norm_activation(b, x);
    else if (order->act_first)
        x = build_activation(b, x);
    if (b->family->images)
        x = op_global_avgpool(b->graph, x);
    x = build_named_layer(b, x, (struct geometry){.out = classes}, b->family->head);
    if (x && branch_find(b->spec->branch)->zero_head && b->net->junctions)
        b->newest->gain = 0;
    return x;
}

/* Block `number` of its stage; later stages double the width and begin by halving the image. */
static void enter_block(struct builder *b)
{
    const int length = b->blocks / b->family->stages;
    const int stage = b->block / length, number = b->block % length;
    enter(b, b->family->images
                 ? arena_text(b->graph->arena, b->graph->failure, "layer%d.%d", stage + 1, number)
                 : arena_text(b->graph->arena, b->graph->failure, "block%d", b->block + 1));
    enter_parts(b);
    b->width = b->spec->width << stage;
    b->stride = stage && !number ? 2 : 1;
}

static struct node *build_all(struct builder *b, struct node *x, int classes)
{
    const struct block *block = block_find(b->spec->block);
    x = build_stem(b, x);
    for (b->block = 0; b->block < b->blocks && x; b->block++) {
        enter_block(b);
        x = block->build(b, x);
    }
    return build_head(b, x, classes);
}

struct network *network_build(struct arena *arena, const struct net_spec *spec, struct shape input,
                              int classes, int batch, struct failure *failure)
{
    if (network_check(spec, failure))
        return NULL;
    const struct family *family = family_find(spec->family);
    const int hidden = family_hidden(spec);
    struct builder b = {.spec = spec, .family = family, .blocks = hidden / family_span(spec)};
    struct network *net = b.net = arena_take(arena, failure, sizeof *net);
    struct graph *g = b.graph = graph_open(arena, batch, failure);
    if (!net || !g)
        return NULL;
    net->graph = g;
    net->spec = spec;
    net->layer = arena_take(arena, failure, (size_t)(hidden + 2) * sizeof *net->layer);
    net->weights = arena_take(arena, failure, (size_t)(3 * hidden + 2) * sizeof *net->weights);
    net->junction = arena_take(arena, failure, (size_t)(b.blocks + 1) * sizeof *net->junction);
    net->place = arena_take(arena, failure, (size_t)(b.blocks + 3) * sizeof *net->place);
    net->input = graph_input(g, "input", input);
    net->target = graph_input(g, "target", (struct shape){1, 1, 1});
    if (failure->status)
        return NULL;
    net->logits = build_all(&b, net->input, classes);
    enter(&b, "loss");
    net->loss = op_softmax_ce(g, net->logits, net->target);
    return failure->status || fold_scales(net) ? NULL : net;
}

int network_least_batch(const struct network *net)
{
    for (int i = 0; i < net->graph->nodes; i++)
        if (op_batchnorm_needs_two(net->graph->node[i]))
            return 2;
    return 1;
}

enum status network_check_batch(const struct network *net, int samples, struct failure *failure)
{
    const int least = network_least_batch(net);
    if (samples < least)
        fail(failure, STATUS_DATA,
             "batch norm over %d sample gives the same numbers whatever the sample: this net takes "
             "batches of %d or more, from as many samples",
             samples, least);
    return failure->status;
}

static void fill(const struct param_list *list)
{
    for (const struct param *p = list->first; p; p = p->next)
        for (size_t i = 0; i < p->count; i++)
            p->value[i] = (real)p->start;
}

/* Stem and head have their own way of being drawn, without a bias. */
static init_weight *draw_of(const struct network *net, const struct weights *d)
{
    double number;
    struct failure none = {0};
    const struct init *lecun = init_find("lecun", &number, &none);
    if (d->layer == 0)
        return d->init->stem ? d->init->stem : lecun->weight;
    if (d->layer == net->layers - 1 && d->role == ROLE_WEIGHT)
        return d->init->head ? d->init->head : lecun->weight;
    return d->init->weight;
}

static enum status draw(const struct network *net, const struct weights *d, uint64_t seed)
{
    const int out = d->w->dim[0], area = d->w->rank == 4 ? d->w->dim[2] * d->w->dim[3] : 1;
    const struct fan fan = {out, d->w->dim[1] * area, area};
    uint64_t layer = (uint64_t)d->layer, role = (uint64_t)d->role;
    const struct draw from = {.stream = stream_of(seed, PURPOSE_WEIGHT, layer, role),
                              .number = d->number,
                              .fan = fan,
                              .arena = net->graph->arena,
                              .failure = net->graph->failure};
    if (draw_of(net, d)(&from, d->w->value))
        return from.failure->status;
    for (size_t i = 0; i < d->w->count; i++)
        d->w->value[i] *= (real)d->gain;
    bool hidden = d->layer > 0 && (d->layer < net->layers - 1 || d->role != ROLE_WEIGHT);
    if (d->b && d->init->bias && hidden && d->gain != 0 && d->b->start == 0)
        d->init->bias(stream_of(seed, PURPOSE_WEIGHT, layer, role + 1), fan, d->b->value);
    return STATUS_OK;
}

enum status network_start(struct network *net, uint64_t seed)
{
    if (graph_allocate(net->graph, net->loss))
        return net->graph->failure->status;
    fill(&net->graph->params);
    fill(&net->graph->statistics);
    for (int i = 0; i < net->drawn; i++)
        if (draw(net, &net->weights[i], seed))
            return net->graph->failure->status;
    return STATUS_OK;
}

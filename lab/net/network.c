/* stem -> blocks -> head -> loss */
#include "lab/net/network.h"
#include "lab/net/activation.h"
#include "lab/net/block.h"
#include "lab/net/branch.h"
#include "lab/net/init.h"
#include "lab/net/names.h"
#include "lab/net/norm.h"
#include "lab/op/op.h"
#include <string.h>

const char *family_name(int i)
{
    return i == 0 ? "mlp" : NULL;
}

static enum status check(const struct net_spec *s, struct failure *failure)
{
    if (strcmp(s->family, family_name(0)) != 0)
        return fail(failure, STATUS_DATA, "no family `%s`", s->family);
    if (!block_find(s->block))
        return fail(failure, STATUS_DATA, "no block `%s`", s->block);
    if (!norm_find(s->norm))
        return fail(failure, STATUS_DATA, "no norm `%s`", s->norm);
    if (!activation_find(s->activation))
        return fail(failure, STATUS_DATA, "no activation `%s`", s->activation);
    if (!branch_find(s->branch))
        return fail(failure, STATUS_DATA, "no branch `%s`", s->branch);
    if (s->depth < 1 || s->width < 1 || s->span < 1)
        return fail(failure, STATUS_DATA, "depth, width and span start at 1");
    if (s->depth % s->span)
        return fail(failure, STATUS_DATA, "depth %d is not a whole number of blocks of %d layers",
                    s->depth, s->span);
    return STATUS_OK;
}

static void enter(struct builder *b, const char *place)
{
    b->place = place;
    b->parts = b->norms = 0;
    b->net->place[b->net->places++] = (struct place){place, b->graph->nodes};
}

static struct node *build_all(struct builder *b, struct node *x, int classes)
{
    const struct block *block = block_find(b->spec->block);
    enter(b, "stem");
    x = build_layer(b, x, b->spec->width);
    if (!block->pre)
        x = build_activation(b, build_norm(b, x));
    for (b->block = 0; b->block < b->blocks; b->block++) {
        enter(b, arena_printf(b->graph->arena, "block%d", b->block + 1));
        x = block->build(b, x);
    }
    enter(b, "head");
    if (block->pre)
        x = build_activation(b, build_norm(b, x));
    return build_layer(b, x, classes);
}

struct network *network_build(struct arena *arena, const struct net_spec *spec, struct shape input,
                              int classes, int batch, struct failure *failure)
{
    struct builder b = {.spec = spec};
    if (check(spec, failure) || !(b.init = init_find(spec->init, &b.number, failure)))
        return NULL;
    b.blocks = spec->depth / spec->span;
    struct network *net = b.net = arena_calloc(arena, sizeof *net);
    struct graph *g = b.graph = graph_open(arena, batch, failure);
    if (!net || !g)
        return NULL;
    net->graph = g;
    net->spec = spec;
    net->layer = arena_calloc(arena, (size_t)(spec->depth + 2) * sizeof *net->layer);
    net->junction = arena_calloc(arena, (size_t)b.blocks * sizeof *net->junction);
    net->place = arena_calloc(arena, (size_t)(b.blocks + 3) * sizeof *net->place);
    net->input = graph_input(g, "input", input);
    net->target = graph_input(g, "target", (struct shape){1, 1, 1});
    if (!net->layer || !net->junction || !net->place) {
        fail(failure, STATUS_FAILED, "out of memory for a net of %d layers", spec->depth);
        return NULL;
    }
    net->logits = build_all(&b, net->input, classes);
    enter(&b, "loss");
    net->loss = op_softmax_ce(g, net->logits, net->target);
    return failure->status ? NULL : net;
}

static void fill(const struct param_list *list)
{
    for (const struct param *p = list->first; p; p = p->next)
        for (size_t i = 0; i < p->count; i++)
            p->value[i] = (real)p->start;
}

enum status network_start(struct network *net, uint64_t seed)
{
    if (graph_allocate(net->graph, net->loss))
        return net->graph->failure->status;
    fill(&net->graph->params);
    fill(&net->graph->statistics);
    for (int i = 0; i < net->layers; i++) {
        const struct layer *l = &net->layer[i];
        int out = l->w->dim[0], in = l->w->dim[1];
        struct stream stream = stream_of(seed, PURPOSE_WEIGHT, (uint64_t)i, ROLE_WEIGHT);
        l->init->weight(stream, l->number, out, in, l->w->value);
        for (size_t k = 0; k < l->w->count; k++)
            l->w->value[k] *= (real)l->gain;
        if (l->b && l->init->bias && l->gain != 0)
            l->init->bias(stream_of(seed, PURPOSE_WEIGHT, (uint64_t)i, ROLE_BIAS), out, in,
                          l->b->value);
    }
    return STATUS_OK;
}

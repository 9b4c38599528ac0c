/* A network on a bench: built in an arena of its own, started from a seed, fed with draws.
 *
 *     struct test_net b;
 *     test_net_open(&b, spec_of("preact", 4, 8), 5, 3, 19);    5 numbers in, 3 classes, 19 samples
 *     snapshot_take(&b);                                     one pass forward and backward
 *     ...b.shot holds each node's gradient as it was when it was complete...
 *     test_net_close(&b);
 */
#pragma once
#include "lab/base/rng.h"
#include "lab/net/network.h"
#include "tests/support/check.h"
#include "tests/support/exact.h"
#include "tests/support/opcheck.h"

/* Round-off of a sum of a few dozen numbers of size 1. */
static const double round_off = sizeof(real) == sizeof(double) ? 1e-12 : 1e-5;

/* Gradients are complete only while the backward loop is at their node: afterwards their memory is
 * another's. So they are copied on the way. */
struct snapshot {
    real **grad;    /* by node: dL/dnode */
    real **partial; /* by junction: x's gradient when the loop reached the branch's tap */
};

struct test_net {
    struct arena arena;
    struct failure failure;
    struct net_spec spec;
    struct network *net;
    struct pass pass;
    struct snapshot shot;
};

static inline struct net_spec spec_of(const char *block, int depth, int width)
{
    return (struct net_spec){.family = "mlp",
                             .form = "basic",
                             .order = "original",
                             .variant = "d2l",
                             .block = block,
                             .depth = depth,
                             .width = width,
                             .span = 2,
                             .norm = "none",
                             .activation = "relu",
                             .init = "he",
                             .branch = "none",
                             .shortcut = "identity",
                             .growth = 4};
}

/* Fill the inputs with normal draws and the targets with classes; dead lanes with what must never
 * be seen. */
static inline void test_net_feed(struct test_net *b, uint64_t seed)
{
    const struct network *net = b->net;
    const int features = shape_size(net->input->shape), classes = shape_size(net->logits->shape);
    const struct stream x = stream_of(seed, PURPOSE_TEST, 1, 0),
                        t = stream_of(seed, PURPOSE_TEST, 2, 0);
    for (int n = 0; n < lane_groups(b->pass.batch) * LANES; n++) {
        const bool live = n < b->pass.batch;
        for (int i = 0; i < features; i++)
            net->input->value[n / LANES * features + i][n % LANES] =
                live ? (real)stream_normal(x, (uint64_t)(n * features + i)) : (real)77;
        net->target->value[n / LANES][n % LANES] =
            live ? (real)stream_below(t, (uint64_t)n, (uint64_t)classes) : 0;
    }
}

/* Build the net and start it from seed 1. */
static inline void test_net_open(struct test_net *b, struct net_spec spec, int features,
                                 int classes, int batch)
{
    *b = (struct test_net){.spec = spec};
    arena_open(&b->arena, (size_t)1 << 30);
    b->net = network_build(&b->arena, &b->spec, (struct shape){features, 1, 1}, classes, batch,
                           &b->failure);
    if (!b->net || network_start(b->net, 1))
        fail_msg("%s", b->failure.message);
    b->pass = (struct pass){.mode = MODE_MEASURE, .batch = batch};
    test_net_feed(b, 1);
}

static inline void test_net_close(struct test_net *b)
{
    arena_close(&b->arena);
}

/* Draw every parameter anew, so that no gain is 1 and no shift 0. */
static inline void test_net_stir(struct test_net *b)
{
    uint64_t i = 0;
    for (struct param *p = b->net->graph->params.first; p; p = p->next)
        for (size_t k = 0; k < p->count; k++)
            p->value[k] += (real)(.3 * stream_normal(stream_of(2, PURPOSE_TEST, 3, 0), i++));
}

/* A stirred net's gradient is what central differences say, at no more than `most` elements of each
 * parameter. */
static inline void test_net_check_gradient(struct net_spec spec, int most)
{
    struct test_net b;
    test_net_open(&b, spec, 5, 3, 19);
    test_net_stir(&b);
    opcheck_graph(b.net->graph, &b.pass, most, 1e-6);
    test_net_close(&b);
}

static inline struct param *param_named(const struct network *net, const char *name)
{
    const struct param_list *lists[] = {&net->graph->params, &net->graph->statistics};
    for (int i = 0; i < 2; i++)
        for (struct param *p = lists[i]->first; p; p = p->next)
            if (!strcmp(p->name, name))
                return p;
    return NULL;
}

/* Number i of sample n, in a node's value or gradient or a copy of one. */
static inline double number(const struct node *at, const void *lanes, int n, int i)
{
    const size_t size = (size_t)shape_size(at->shape);
    return (double)((
        const real *)lanes)[((size_t)(n / LANES) * size + (size_t)i) * LANES + (size_t)(n % LANES)];
}

static inline void snapshot_see(void *self, const struct node *n, const struct pass *pass)
{
    struct test_net *b = self;
    const size_t reals = node_lanes(n, pass->batch) * LANES;
    for (int j = 0; j < b->net->junctions; j++) {
        const struct node *x = b->net->junction[j].x;
        if (n == b->net->junction[j].tap)
            memcpy(b->shot.partial[j], x->grad, reals * sizeof(real));
    }
    if (n->grad)
        memcpy(b->shot.grad[n->index], n->grad, reals * sizeof(real));
}

/* One pass forward and backward from cleared gradients, copying what goes by. */
static inline void snapshot_take(struct test_net *b)
{
    struct graph *g = b->net->graph;
    if (!b->shot.grad) {
        b->shot.grad = arena_calloc(&b->arena, (size_t)g->nodes * sizeof(real *));
        b->shot.partial = arena_calloc(&b->arena, (size_t)b->net->junctions * sizeof(real *));
        for (int i = 0; i < g->nodes; i++)
            b->shot.grad[i] =
                arena_calloc(&b->arena, node_lanes(g->node[i], g->capacity) * sizeof(lane));
        for (int j = 0; j < b->net->junctions; j++)
            b->shot.partial[j] = arena_calloc(
                &b->arena, node_lanes(b->net->junction[j].x, g->capacity) * sizeof(lane));
    }
    graph_zero_grad(g);
    graph_forward(g, &b->pass);
    graph_backward(g, &b->pass, &(struct observer){b, snapshot_see});
}

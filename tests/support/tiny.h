/* Four operations, small enough to be read at a glance, and a rig to build graphs of them on. */
#pragma once
#include "lab/base/rng.h"
#include "lab/grad/graph.h"
#include "tests/support/check.h"

static const bool exact = sizeof(real) == 8;

/* ---- four operations ---- */

static inline bool shape_of_input(struct node *y)
{
    y->shape = y->in[0]->shape;
    return true;
}

/* y_c = w_c x_c.  dL/dw_c = sum over the batch of x_c dL/dy_c. */
static inline void weigh_forward(struct node *y, struct pass *pass)
{
    size_t C = (size_t)y->shape.channels;
    for (size_t i = 0; i < node_lanes(y, pass->batch); i++)
        y->value[i] = y->param[0]->value[i % C] * y->in[0]->value[i];
}

static inline void weigh_backward(struct node *y, struct pass *pass)
{
    size_t C = (size_t)y->shape.channels;
    for (size_t i = 0; i < node_lanes(y, pass->batch); i++) {
        y->param[0]->grad[i % C] += (real)lane_sum(y->in[0]->value[i] * y->grad[i]);
        if (y->in[0]->grad)
            y->in[0]->grad[i] += y->param[0]->value[i % C] * y->grad[i];
    }
}

static const struct op weigh_op = {"weigh", shape_of_input, weigh_forward, weigh_backward, 0, 0};

static inline struct node *weigh(struct graph *g, struct node *x)
{
    struct node *y = graph_node(g, &weigh_op, 1, &x, 0);
    if (y)
        y->param[0] = graph_param(g, "w", 1, &x->shape.channels);
    return graph_finish(y);
}

/* y = a b / (1 + (a b)^2), which stays bounded however deep the graph. */
static inline bool meet_shape(struct node *y)
{
    y->shape = y->in[0]->shape;
    return shape_equal(y->in[0]->shape, y->in[1]->shape) ||
           graph_fail(y->graph, "meet: %d channels meet %d", y->in[0]->shape.channels,
                      y->in[1]->shape.channels);
}

static inline void meet_forward(struct node *y, struct pass *pass)
{
    for (size_t i = 0; i < node_lanes(y, pass->batch); i++) {
        lane p = y->in[0]->value[i] * y->in[1]->value[i];
        y->value[i] = p / (1 + p * p);
    }
}

static inline void meet_backward(struct node *y, struct pass *pass)
{
    for (size_t i = 0; i < node_lanes(y, pass->batch); i++) {
        lane a = y->in[0]->value[i], b = y->in[1]->value[i], q = 1 + a * b * a * b;
        lane dp = y->grad[i] * (2 - q) / (q * q);
        if (y->in[0]->grad)
            y->in[0]->grad[i] += dp * b;
        if (y->in[1]->grad)
            y->in[1]->grad[i] += dp * a;
    }
}

static const struct op meet_op = {"meet", meet_shape, meet_forward, meet_backward, 0, 0};

static inline struct node *meet(struct graph *g, struct node *a, struct node *b)
{
    return graph_finish(graph_node(g, &meet_op, 2, (struct node *[]){a, b}, 0));
}

/* y_k = sum of the x_c with c = k modulo the number of outputs: one output is the sum of all. */
static inline bool fold_shape(struct node *y)
{
    y->shape = (struct shape){*(int *)y->state, 1, 1};
    return true;
}

static inline void fold_visit(struct node *y, struct pass *pass, bool forward)
{
    int K = y->shape.channels, C = y->in[0]->shape.channels, most = C > K ? C : K;
    for (int n = 0; n < lane_groups(pass->batch); n++)
        for (int i = 0; i < most; i++) {
            lane *to = forward ? y->value + n * K + i % K : y->in[0]->grad + n * C + i % C;
            *to += forward ? y->in[0]->value[n * C + i % C] : y->grad[n * K + i % K];
        }
}

static inline void fold_forward(struct node *y, struct pass *pass)
{
    memset(y->value, 0, node_lanes(y, pass->batch) * sizeof(lane));
    fold_visit(y, pass, true);
}

static inline void fold_backward(struct node *y, struct pass *pass)
{
    if (y->in[0]->grad)
        fold_visit(y, pass, false);
}

static const struct op fold_op = {"fold", fold_shape, fold_forward, fold_backward, 0, 0};

static inline struct node *fold(struct graph *g, struct node *x, int outputs)
{
    struct node *y = graph_node(g, &fold_op, 1, &x, sizeof outputs);
    if (y)
        *(int *)y->state = outputs;
    return graph_finish(y);
}

/* y = x, in x's own memory. */
static inline void alias_backward(struct node *y, struct pass *pass)
{
    for (size_t i = 0; y->in[0]->grad && i < node_lanes(y, pass->batch); i++)
        y->in[0]->grad[i] += y->grad[i];
}

static const struct op alias_op = {"alias", shape_of_input, 0, alias_backward, 0, .view = true};

static inline struct node *alias(struct graph *g, struct node *x)
{
    return graph_finish(graph_node(g, &alias_op, 1, &x, 0));
}

/* ---- a bench to test on ---- */

struct rig {
    struct arena arena;
    struct failure failure;
    struct graph *g;
    struct pass pass;
    struct node *x;
};

static inline void rig_open(struct rig *r, size_t bytes, int capacity, int batch)
{
    *r = (struct rig){.pass = {.mode = MODE_TRAIN, .batch = batch}};
    assert_int_equal(arena_open(&r->arena, bytes, &r->failure), STATUS_OK);
    r->g = graph_open(&r->arena, capacity, &r->failure);
    r->x = graph_input(r->g, "x", (struct shape){3, 1, 1});
}

/* Allocate, and fill the weights with numbers in (.5, 1) and the input with numbers in (0, 2). */
static inline void rig_start(struct rig *r, struct node *root, uint64_t seed)
{
    assert_int_equal(graph_allocate(r->g, root), STATUS_OK);
    struct stream s = stream_of(seed, PURPOSE_TEST, 0, 0);
    uint64_t draw = 0;
    for (struct param *p = r->g->params.first; p; p = p->next)
        for (size_t i = 0; i < p->count; i++)
            p->value[i] = (real)(.5 + .5 * stream_uniform(s, draw++));
    for (size_t i = 0; i < node_lanes(r->x, r->g->capacity); i++)
        for (int k = 0; k < LANES; k++)
            r->x->value[i][k] = (real)(2 * stream_uniform(s, draw++));
}

/* Some forty nodes over random earlier ones, of 1 to 5 channels; many feed several others, and some
 * feed nothing. Returns the root. */
static inline struct node *random_graph(struct rig *r, uint64_t seed)
{
    struct graph *g = r->g;
    struct stream s = stream_of(seed, PURPOSE_TEST, 1, 0);
    uint64_t draw = 0;
    struct node *all = weigh(g, r->x);
    for (int i = 0; i < 14; i++) {
        struct node *a = g->node[stream_below(s, draw++, (uint64_t)g->nodes)];
        struct node *b = g->node[stream_below(s, draw++, (uint64_t)g->nodes)];
        switch (stream_below(s, draw++, 4)) {
        case 0:
            weigh(g, meet(g, a, a));
            break;
        case 1:
            meet(g, fold(g, a, 4), fold(g, b, 4));
            break;
        case 2:
            fold(g, meet(g, alias(g, a), a), 1 + (int)stream_below(s, draw++, 5));
            break;
        case 3:
            weigh(g, alias(g, alias(g, a)));
        }
        if (i % 2)
            all = meet(g, fold(g, all, 2), fold(g, g->node[g->nodes - 1], 2));
    }
    return fold(g, all, 1);
}

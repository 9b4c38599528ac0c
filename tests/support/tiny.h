/* Five operations, small enough to be read at a glance, and a rig to build graphs of them on. */
#pragma once
#include "lab/base/rng.h"
#include "lab/grad/graph.h"
#include "tests/support/check.h"
#include "tests/support/exact.h"

/* ---- five operations ---- */

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
        value_of(y, pass)[i] = y->param[0]->value[i % C] * value_of(y->in[0], pass)[i];
}

static inline void weigh_backward(struct node *y, struct pass *pass)
{
    size_t C = (size_t)y->shape.channels;
    for (size_t i = 0; i < node_lanes(y, pass->batch); i++) {
        param_grad(y, 0, pass)[i % C] +=
            (real)lane_sum(value_of(y->in[0], pass)[i] * grad_of(y, pass)[i]);
        if (grad_of(y->in[0], pass))
            grad_of(y->in[0], pass)[i] += y->param[0]->value[i % C] * grad_of(y, pass)[i];
    }
}

static const struct op weigh_op = {
    .name = "weigh", .shape = shape_of_input, .forward = weigh_forward, .backward = weigh_backward};

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
        lane p = value_of(y->in[0], pass)[i] * value_of(y->in[1], pass)[i];
        value_of(y, pass)[i] = p / (1 + p * p);
    }
}

static inline void meet_backward(struct node *y, struct pass *pass)
{
    for (size_t i = 0; i < node_lanes(y, pass->batch); i++) {
        lane a = value_of(y->in[0], pass)[i], b = value_of(y->in[1], pass)[i],
             q = 1 + a * b * a * b;
        lane dp = grad_of(y, pass)[i] * (2 - q) / (q * q);
        if (grad_of(y->in[0], pass))
            grad_of(y->in[0], pass)[i] += dp * b;
        if (grad_of(y->in[1], pass))
            grad_of(y->in[1], pass)[i] += dp * a;
    }
}

static const struct op meet_op = {
    .name = "meet", .shape = meet_shape, .forward = meet_forward, .backward = meet_backward};

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
            lane *to = forward ? value_of(y, pass) + n * K + i % K
                               : grad_of(y->in[0], pass) + n * C + i % C;
            *to += forward ? value_of(y->in[0], pass)[n * C + i % C]
                           : grad_of(y, pass)[n * K + i % K];
        }
}

static inline void fold_forward(struct node *y, struct pass *pass)
{
    memset(value_of(y, pass), 0, node_lanes(y, pass->batch) * sizeof(lane));
    fold_visit(y, pass, true);
}

static inline void fold_backward(struct node *y, struct pass *pass)
{
    if (grad_of(y->in[0], pass))
        fold_visit(y, pass, false);
}

static const struct op fold_op = {
    .name = "fold", .shape = fold_shape, .forward = fold_forward, .backward = fold_backward};

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
    for (size_t i = 0; grad_of(y->in[0], pass) && i < node_lanes(y, pass->batch); i++)
        grad_of(y->in[0], pass)[i] += grad_of(y, pass)[i];
}

static const struct op alias_op = {
    .name = "alias", .shape = shape_of_input, .backward = alias_backward, .view = true};

static inline struct node *alias(struct graph *g, struct node *x)
{
    return graph_finish(graph_node(g, &alias_op, 1, &x, 0));
}

/* y = x - the mean of x over the batch: samples meet. dL/dx = dL/dy - the mean of dL/dy. */
enum { CHUNKS = 8 };

struct centre_state {
    lane sum[CHUNKS][8]; /* by chunk and channel, spread over the lanes */
    real mean[8];
};

static inline void centre_gather(const struct node *y, const lane *x, const struct pass *pass)
{
    struct centre_state *s = y->state;
    const int C = y->shape.channels;
    assert_in_range(pass->chunk, 0, CHUNKS - 1);
    memset(s->sum[pass->chunk], 0, sizeof s->sum[0]);
    for (int g = 0; g < lane_groups(pass->batch); g++)
        for (int c = 0; c < C; c++)
            s->sum[pass->chunk][c] += lane_keep(x[g * C + c], lane_live(pass->batch, g));
}

static inline void centre_gather_forward(struct node *y, struct pass *pass)
{
    centre_gather(y, value_of(y->in[0], pass), pass);
}

static inline void centre_gather_back(struct node *y, struct pass *pass)
{
    centre_gather(y, grad_of(y, pass), pass);
}

static inline void centre_prepare(struct node *y, struct pass *pass)
{
    struct centre_state *s = y->state;
    for (int c = 0; c < y->shape.channels; c++) {
        double sum = 0;
        for (int k = 0; k < pass->chunks; k++)
            sum += lane_sum(s->sum[k][c]);
        s->mean[c] = (real)(sum / pass->batch);
    }
}

static inline void centre_move(const struct node *y, const lane *x, lane *to, bool add,
                               const struct pass *pass)
{
    const struct centre_state *s = y->state;
    const int C = y->shape.channels;
    for (int i = 0; i < lane_groups(pass->batch) * C; i++) {
        lane v = lane_keep(x[i] - s->mean[i % C], lane_live(pass->batch, i / C));
        to[i] = add ? to[i] + v : v;
    }
}

static inline void centre_forward(struct node *y, struct pass *pass)
{
    centre_move(y, value_of(y->in[0], pass), value_of(y, pass), false, pass);
}

static inline void centre_backward(struct node *y, struct pass *pass)
{
    if (y->in[0]->grad)
        centre_move(y, grad_of(y, pass), grad_of(y->in[0], pass), !is_fresh(y, 0), pass);
}

static const struct op centre_op = {.name = "centre",
                                    .shape = shape_of_input,
                                    .forward = centre_forward,
                                    .backward = centre_backward,
                                    .stores = true,
                                    .prepare = centre_prepare,
                                    .prepare_back = centre_prepare,
                                    .gather = centre_gather_forward,
                                    .gather_back = centre_gather_back};

static inline struct node *centre(struct graph *g, struct node *x)
{
    return graph_finish(graph_node(g, &centre_op, 1, &x, sizeof(struct centre_state)));
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
    arena_open(&r->arena, bytes);
    r->g = graph_open(&r->arena, capacity, &r->failure);
    r->x = graph_input(r->g, "x", (struct shape){3, 1, 1});
}

/* Fill the weights with numbers in (.5, 1) and the input with numbers in (0, 2). */
static inline void rig_fill(struct rig *r, uint64_t seed)
{
    struct stream s = stream_of(seed, PURPOSE_TEST, 0, 0);
    uint64_t draw = 0;
    for (struct param *p = r->g->params.first; p; p = p->next)
        for (size_t i = 0; i < p->count; i++)
            p->value[i] = (real)(.5 + .5 * stream_uniform(s, draw++));
    for (size_t i = 0; i < node_lanes(r->x, r->g->capacity); i++)
        for (int k = 0; k < LANES; k++)
            r->x->value[i][k] = (real)(2 * stream_uniform(s, draw++));
}

static inline void rig_start(struct rig *r, struct node *root, uint64_t seed)
{
    assert_int_equal(graph_allocate(r->g, root), STATUS_OK);
    rig_fill(r, seed);
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
        switch (stream_below(s, draw++, 5)) {
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
            break;
        case 4:
            meet(g, a, centre(g, a));
        }
        if (i % 2)
            all = meet(g, fold(g, all, 2), fold(g, g->node[g->nodes - 1], 2));
    }
    return fold(g, all, 1);
}

/* Such a graph, started, after one pass: an earlier, larger batch leaves nothing behind. */
static inline void rig_random(struct rig *r, uint64_t seed, bool chunks, struct thread_pool *pool)
{
    rig_open(r, 1 << 24, 50, 50);
    r->g->chunk_bytes = chunks ? 1 : r->g->chunk_bytes;
    graph_employ(r->g, pool);
    rig_start(r, random_graph(r, seed), seed);
    graph_forward(r->g, &r->pass);
    graph_backward(r->g, &r->pass, NULL);
    graph_zero_grad(r->g);
    r->pass.batch = seed % 2 ? 3 : 49;
}

/* ---- what an observer sees ---- */

struct seen {
    int times, last;
    real *grad[512]; /* a copy of each node's gradient */
};

static inline void see(void *self, const struct node *n, const struct pass *pass)
{
    struct seen *seen = self;
    assert_true(n->index < seen->last);
    seen->last = n->index;
    seen->times++;
    size_t bytes = node_lanes(n, pass->batch) * sizeof(lane);
    seen->grad[n->index] = memcpy(malloc(bytes), n->grad, bytes);
}

static inline struct seen observe(struct rig *r)
{
    struct seen seen = {.last = r->g->nodes};
    graph_zero_grad(r->g);
    graph_forward(r->g, &r->pass);
    graph_backward(r->g, &r->pass, &(struct observer){&seen, see});
    return seen;
}

/* forward: y_i = f_i(inputs) for i = 0, 1, ...      backward: dL/dinputs += J_i^T dL/dy_i, i going down */
#include "lab/grad/graph.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { REALS_PER_LINE = 64 / sizeof(real) };

/* ---- building ---- */

struct graph *graph_open(struct arena *arena, int capacity, struct failure *failure)
{
    struct graph *g = arena_calloc(arena, sizeof *g);
    if (!g) {
        fail(failure, STATUS_FAILED, "out of memory for a graph");
        return NULL;
    }
    g->arena = arena;
    g->failure = failure;
    g->capacity = capacity;
    if (capacity < 1)
        graph_fail(g, "a batch needs at least one sample, not %d", capacity);
    return g;
}

bool graph_fail(struct graph *g, const char *format, ...)
{
    char text[sizeof g->failure->message];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    fail(g->failure, STATUS_DATA, "%s", text);
    return false;
}

/* Memory from the graph's arena; NULL marks the graph. */
static void *take(struct graph *g, size_t bytes)
{
    void *memory = arena_calloc(g->arena, bytes);
    if (!memory)
        fail(g->failure, STATUS_FAILED, "out of memory for a graph of %d nodes", g->nodes);
    return memory;
}

/* Append a node; the array grows by doubling and leaves its old self in the arena. */
static struct node *append(struct graph *g)
{
    if (g->nodes == g->room) {
        int room = g->room ? 2 * g->room : 64;
        struct node **node = take(g, (size_t)room * sizeof *node);
        if (!node)
            return NULL;
        if (g->nodes)
            memcpy(node, g->node, (size_t)g->nodes * sizeof *node);
        g->node = node;
        g->room = room;
    }
    struct node *n = take(g, sizeof *n);
    if (n) {
        n->graph = g;
        n->index = g->nodes;
        n->buffer = -1;
        g->node[g->nodes++] = n;
    }
    return n;
}

struct node *graph_input(struct graph *g, const char *name, struct shape shape)
{
    struct node *n = append(g);
    if (n) {
        n->name = name;
        n->shape = shape;
    }
    return n;
}

static struct param *add_param(struct graph *g, struct param_list *list, const char *name, int rank,
                               const int *dim)
{
    struct param *p = take(g, sizeof *p);
    if (!p)
        return NULL;
    *p = (struct param){.name = name, .rank = rank, .count = 1, .offset = list->reals};
    for (int i = 0; i < rank; i++) {
        p->dim[i] = dim[i];
        p->count *= (size_t)dim[i];
    }
    list->reals += (p->count + REALS_PER_LINE - 1) / REALS_PER_LINE * REALS_PER_LINE;
    *(list->last ? &list->last->next : &list->first) = p;
    list->last = p;
    return p;
}

struct param *graph_param(struct graph *g, const char *name, int rank, const int *dim)
{
    return add_param(g, &g->params, name, rank, dim);
}

struct param *graph_statistic(struct graph *g, const char *name, int rank, const int *dim)
{
    return add_param(g, &g->statistics, name, rank, dim);
}

struct node *graph_node(struct graph *g, const struct op *op, int inputs, struct node *const *in,
                        size_t state_bytes)
{
    for (int i = 0; i < inputs; i++)
        if (!in[i])
            return NULL;
    struct node *n = append(g);
    if (!n)
        return NULL;
    n->op = op;
    n->name = op->name;
    n->inputs = inputs;
    n->in = take(g, (size_t)inputs * sizeof *in);
    n->state = state_bytes ? take(g, state_bytes) : NULL;
    if (!n->in || (state_bytes && !n->state))
        return NULL;
    memcpy(n->in, in, (size_t)inputs * sizeof *in);
    return n;
}

struct node *graph_finish(struct node *n)
{
    if (!n || !n->op->shape(n))
        return NULL;
    n->wants_grad = n->param[0] || n->param[1];
    return n;
}

bool shape_as_input(struct node *y)
{
    y->shape = y->in[0]->shape;
    return true;
}

void graph_want(struct node *n)
{
    n->wants_grad = true;
}

/* ---- memory ---- */

static size_t full_lanes(const struct node *n)
{
    return node_lanes(n, n->graph->capacity);
}

/* Equal low address bits make buffers evict each other from the first cache: five lines between. */
static size_t skewed_bytes(size_t lanes)
{
    return lanes * sizeof(lane) + (size_t)5 * 64;
}

static bool owns_value(const struct node *n)
{
    return !(n->op && n->op->view);
}

/* The smallest free buffer that is large enough, else a new one. `owner` is -1 where free. */
static int borrow(struct graph *g, int *owner, const struct node *n)
{
    size_t lanes = full_lanes(n);
    int best = -1;
    for (int b = 0; b < g->buffers; b++)
        if (owner[b] < 0 && g->buffer_lanes[b] >= lanes &&
            (best < 0 || g->buffer_lanes[b] < g->buffer_lanes[best]))
            best = b;
    if (best < 0) {
        best = g->buffers++;
        g->buffer_lanes[best] = lanes;
    }
    owner[best] = n->index;
    return best;
}

/* Walk the backward pass once without computing: who needs a gradient buffer, from when to when.
 * A node borrows one when the loop first reaches a reader of it and returns it after its own turn. */
static bool plan(struct graph *g, struct node *root)
{
    int *owner = take(g, (size_t)g->nodes * sizeof *owner);
    g->buffer_lanes = take(g, (size_t)g->nodes * sizeof *g->buffer_lanes);
    if (!owner || !g->buffer_lanes)
        return false;
    g->root = root;
    g->buffers = 0;
    for (int i = 0; i < g->nodes; i++) {
        struct node *n = g->node[i];
        for (int k = 0; k < n->inputs; k++)
            n->wants_grad |= n->in[k]->wants_grad;
        n->buffer = -1;
        owner[i] = -1;
    }
    root->buffer = borrow(g, owner, root);
    for (int i = root->index; i >= 0; i--) {
        struct node *n = g->node[i];
        if (n->buffer < 0)
            continue;
        for (int k = 0; k < n->inputs; k++)
            if (n->in[k]->wants_grad && n->in[k]->buffer < 0)
                n->in[k]->buffer = borrow(g, owner, n->in[k]);
        owner[n->buffer] = -1;
    }
    return true;
}

struct graph_bytes graph_bytes(struct graph *g, struct node *root)
{
    struct graph_bytes bytes = {0};
    size_t mark = arena_mark(g->arena);
    if (!root || g->failure->status || !plan(g, root))
        return bytes;
    for (int i = 0; i < g->nodes; i++)
        if (owns_value(g->node[i]))
            bytes.values += skewed_bytes(full_lanes(g->node[i]));
    for (int b = 0; b < g->buffers; b++)
        bytes.gradients += skewed_bytes(g->buffer_lanes[b]);
    bytes.parameters = (2 * g->params.reals + g->statistics.reals) * sizeof(real);
    bytes.total = bytes.values + bytes.gradients + bytes.parameters;
    arena_rewind(g->arena, mark);
    return bytes;
}

/* Point each parameter at its place in the array. */
static void place(struct param_list *list, real *value, real *grad)
{
    for (struct param *p = list->first; p; p = p->next) {
        p->value = value + p->offset;
        p->grad = grad ? grad + p->offset : NULL;
    }
}

enum status graph_allocate(struct graph *g, struct node *root)
{
    if (g->failure->status)
        return g->failure->status;
    if (!root)
        return fail(g->failure, STATUS_DATA, "a graph without a loss cannot be trained");
    if (!plan(g, root))
        return g->failure->status;
    g->value = take(g, g->params.reals * sizeof(real));
    g->grad = take(g, g->params.reals * sizeof(real));
    g->kept = take(g, g->statistics.reals * sizeof(real));
    lane **buffer = take(g, (size_t)g->buffers * sizeof *buffer);
    if (g->failure->status)
        return g->failure->status;
    place(&g->params, g->value, g->grad);
    place(&g->statistics, g->kept, NULL);
    for (int b = 0; b < g->buffers; b++)
        buffer[b] = take(g, skewed_bytes(g->buffer_lanes[b]));
    for (int i = 0; i < g->nodes; i++) {
        struct node *n = g->node[i];
        n->value = owns_value(n) ? take(g, skewed_bytes(full_lanes(n))) : n->in[0]->value;
        n->grad = n->buffer < 0 ? NULL : buffer[n->buffer];
    }
    return g->failure->status;
}

/* ---- running ---- */

void graph_forward(struct graph *g, struct pass *pass)
{
    for (int i = 0; i <= g->root->index; i++) {
        struct node *n = g->node[i];
        if (n->op && !n->op->view)
            n->op->forward(n, pass);
    }
}

/* Clear a gradient when the first of its contributions is about to arrive. Lane by lane: compilers
 * keep that inline, while one long memset is a call that costs more than a small layer's add. */
static void touch(struct node *n, unsigned now, const struct pass *pass)
{
    if (!n->grad || n->touched == now)
        return;
    n->touched = now;
    lane *d = n->grad;
    for (size_t left = node_lanes(n, pass->batch); left > 0; left--, d++)
        memset(d, 0, sizeof *d);
}

void graph_backward_from(struct graph *g, struct pass *pass, struct node *from,
                         const struct observer *observer)
{
    unsigned now = ++g->passes;
    from->touched = now;
    for (int i = from->index; i >= 0; i--) {
        struct node *n = g->node[i];
        if (n->touched != now)
            continue;
        if (observer)
            observer->see(observer->self, n, pass);
        if (!n->op)
            continue;
        for (int k = 0; k < n->inputs; k++)
            touch(n->in[k], now, pass);
        n->op->backward(n, pass);
    }
}

void graph_backward(struct graph *g, struct pass *pass, const struct observer *observer)
{
    lane mean = (lane){0} + (real)1 / (real)pass->batch;
    for (int i = 0; i < lane_groups(pass->batch); i++)
        g->root->grad[i] = lane_keep(mean, lane_live(pass->batch, i));
    graph_backward_from(g, pass, g->root, observer);
}

void graph_zero_grad(struct graph *g)
{
    memset(g->grad, 0, g->params.reals * sizeof(real));
}

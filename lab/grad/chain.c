/* forward: y_i = f_i(inputs) for i = 0, 1, ...      backward: dL/dinputs += J_i^T dL/dy_i, i going down */
#include "lab/grad/chain.h"
#include <string.h>

void chain_forward(struct graph *g, const struct pass *pass)
{
    for (int i = 0; i <= g->root->index; i++)
        chain_node_forward(g->node[i], pass);
}

/* dL/dy is 0 for every node but the root: of L, the mean over the batch, each sample's loss is 1/batch. */
static void start(struct graph *g, int batch)
{
    for (int i = 0; i <= g->root->index; i++)
        memset(g->node[i]->grad, 0, node_lanes(g->node[i], batch) * sizeof(lane));
    for (int n = 0; n < batch; n++)
        g->root->grad[n / LANES][n % LANES] = (real)1 / (real)batch;
}

void chain_backward(struct graph *g, const struct pass *pass)
{
    start(g, pass->batch);
    for (int i = g->root->index; i >= 0; i--)
        chain_node_backward(g->node[i], pass);
}

/* ---- one node ---- */

/* The whole batch. */
static struct pass one_chunk(const struct node *y, const struct pass *pass)
{
    return (struct pass){.mode = pass->mode,
                         .batch = pass->batch,
                         .seed = pass->seed,
                         .step = pass->step,
                         .label_smoothing = pass->label_smoothing,
                         .chunks = 1,
                         .scratch = y->graph->scratch};
}

void chain_node_forward(struct node *y, const struct pass *pass)
{
    struct pass all = one_chunk(y, pass);
    const struct op *f = y->op;
    if (f && f->gather)
        f->gather(y, &all);
    if (f && f->prepare)
        f->prepare(y, &all);
    if (f && f->forward)
        f->forward(y, &all);
}

void chain_node_backward(struct node *y, const struct pass *pass)
{
    struct pass all = one_chunk(y, pass);
    const struct op *f = y->op;
    y->fresh = 0; /* it adds to the gradient of every input */
    if (f && f->gather_back)
        f->gather_back(y, &all);
    if (f && f->prepare_back)
        f->prepare_back(y, &all);
    if (f)
        f->backward(y, &all);
}

/* ---- memory ---- */

/* What graph_allocate lends to many nodes in turn, each node has for itself: gradient and shared room. */
enum status chain_allocate(struct graph *g, struct node *root)
{
    if (graph_allocate(g, root))
        return g->failure->status;
    for (int i = 0; i < g->nodes; i++) {
        struct node *n = g->node[i];
        const size_t shared = n->op && n->op->shared ? n->op->shared(n) : 0;
        n->grad = arena_calloc(g->arena, node_lanes(n, g->capacity) * sizeof(lane));
        n->shared = arena_calloc(g->arena, shared * sizeof(real));
        if (!n->grad || !n->shared)
            return fail_memory(g->failure);
    }
    return STATUS_OK;
}

/* forward: y_i = f_i(inputs) for i = 0, 1, ...      backward: dL/dinputs += J_i^T dL/dy_i, i going down
 *
 * The same as chain.c, in an order that is kind to the cache and lets threads share the work.
 * Segment after segment; and in each, chunk after chunk of the batch goes through all its nodes:
 *
 *     forward:     prepare them all;  each chunk: forward first .. last, gather for the next segment
 *     backward:    prepare them all;  each chunk: backward next segment's first, last .. first + 1,
 *                                                 gather for first
 *
 * Chunks are dealt to parts of the batch and parts to threads; which thread does a part changes
 * nothing. An observer must see whole gradients: for it, each node takes all chunks in turn. */
#include "lab/grad/graph.h"
#include <string.h>

/* One segment's work in one direction. */
struct job {
    struct graph *graph;
    const struct pass *pass;
    int groups, chunks, parts;
    int from, to;        /* nodes: forward up to, without `to`; backward down to, without `to` */
    struct node *gather; /* for this one, after all others; or NULL */
};

static struct job job_of(struct graph *g, const struct pass *pass, const struct segment *s)
{
    const int chunks = (lane_groups(pass->batch) + s->groups - 1) / s->groups;
    return (struct job){.graph = g,
                        .pass = pass,
                        .groups = s->groups,
                        .chunks = chunks,
                        .parts = chunks < g->parts ? chunks : g->parts};
}

static struct pass chunk_of(const struct job *j, int chunk, int part, int thread)
{
    struct pass p = *j->pass;
    const int first = chunk * j->groups * LANES, most = j->groups * LANES;
    p.batch = p.batch - first < most ? p.batch - first : most;
    p.group = chunk * j->groups;
    p.chunk = chunk;
    p.chunks = j->chunks;
    p.part = part;
    p.scratch = j->graph->scratch + (size_t)thread * j->graph->scratch_bytes;
    return p;
}

/* The pass as prepare sees it: the whole batch. */
static struct pass all_of(const struct job *j)
{
    struct pass p = *j->pass;
    p.chunks = j->chunks;
    p.scratch = j->graph->scratch;
    return p;
}

/* The chunks of a part. */
static int first_chunk(const struct job *j, int part)
{
    return part * j->chunks / j->parts;
}

/* ---- forward ---- */

static void forward_part(void *self, int part, int thread)
{
    const struct job *j = self;
    for (int c = first_chunk(j, part); c < first_chunk(j, part + 1); c++) {
        struct pass pass = chunk_of(j, c, part, thread);
        for (int i = j->from; i < j->to; i++) {
            struct node *n = j->graph->node[i];
            if (n->op && n->op->forward)
                n->op->forward(n, &pass);
        }
        if (j->gather)
            j->gather->op->gather(j->gather, &pass);
    }
}

/* Nodes `first` to `last`. Where the one before `first` ends a segment, the next one gathers again. */
static void forward_nodes(struct graph *g, struct pass *pass, int first, int last)
{
    for (int k = 0; k < g->segments && g->segment[k].first <= last; k++) {
        const struct segment *s = &g->segment[k];
        if (s[1].first < first)
            continue;
        struct job j = job_of(g, pass, s);
        j.from = s->first > first ? s->first : first;
        j.to = s[1].first <= last ? s[1].first : last + 1;
        struct node *next = j.to == s[1].first && j.to <= g->root->index ? g->node[j.to] : NULL;
        j.gather = next && next->op && next->op->gather ? next : NULL;
        struct pass all = all_of(&j);
        all.chunks = k ? job_of(g, pass, s - 1).chunks : 1;
        for (int i = j.from; i < j.to; i++)
            if (g->node[i]->op && g->node[i]->op->prepare)
                g->node[i]->op->prepare(g->node[i], &all);
        thread_pool_run(g->pool, j.parts, forward_part, &j);
    }
}

void graph_forward(struct graph *g, struct pass *pass)
{
    forward_nodes(g, pass, 0, g->root->index);
}

void graph_forward_between(struct graph *g, struct pass *pass, const struct node *after,
                           const struct node *last)
{
    forward_nodes(g, pass, after->index + 1, last->index);
}

/* ---- backward ---- */

void node_pass_on(struct node *y, struct pass *pass, int k)
{
    const size_t n = node_lanes(y, pass->batch) * LANE_VECS;
    const vec *dy = (const vec *)grad_of(y, pass);
    vec *dx = (vec *)grad_of(y->in[k], pass);
    if (dx && is_fresh(y, k))
        memcpy(dx, dy, n * sizeof *dx);
    else
        for (size_t i = 0; dx && i < n; i++)
            dx[i] += dy[i];
}

/* Lane by lane: compilers keep that inline, while one long memset is a call that costs more than a
 * small layer's add. */
static void clear(struct node *x, const struct pass *pass)
{
    lane *d = grad_of(x, pass);
    for (size_t left = node_lanes(x, pass->batch); left > 0; left--, d++)
        memset(d, 0, sizeof *d);
}

static void backward(struct node *n, struct pass *pass)
{
    for (int k = 0; k < n->inputs && !n->op->stores; k++)
        if (is_fresh(n, k))
            clear(n->in[k], pass);
    n->op->backward(n, pass);
}

static bool is_heard(const struct node *n)
{
    return n->touched == n->graph->passes;
}

static void backward_part(void *self, int part, int thread)
{
    const struct job *j = self;
    for (int c = first_chunk(j, part); c < first_chunk(j, part + 1); c++) {
        struct pass pass = chunk_of(j, c, part, thread);
        for (int i = j->from; i > j->to; i--)
            if (is_heard(j->graph->node[i]) && j->graph->node[i]->op)
                backward(j->graph->node[i], &pass);
        if (j->gather)
            j->gather->op->gather_back(j->gather, &pass);
    }
}

/* Which inputs of the node get the first part of their gradient from it. */
static void mark(struct node *n)
{
    n->fresh = 0;
    for (int k = 0; k < n->inputs; k++) {
        struct node *x = n->in[k];
        if (!x->grad || is_heard(x))
            continue;
        x->touched = n->graph->passes;
        n->fresh |= 1u << k;
    }
}

/* A node at a time, each shown to the observer, unless it was at the end of the segment above, before
 * it passes its gradient on. */
static void backward_observed(struct job *j, const struct observer *observer, int *seen)
{
    struct node **node = j->graph->node;
    struct job one = *j;
    one.gather = NULL;
    for (int i = j->from; i >= j->to; i--) {
        if (!is_heard(node[i]))
            continue;
        if (i < *seen)
            observer->see(observer->self, node[i], j->pass);
        *seen = i;
        one.from = i;
        one.to = i > j->to ? i - 1 : i;
        one.gather = i > j->to ? NULL : j->gather;
        thread_pool_run(j->graph->pool, j->parts, backward_part, &one);
    }
}

static void backward_segment(struct graph *g, const struct pass *pass, int k, int lowest,
                             const struct observer *observer, int *seen)
{
    const struct segment *s = &g->segment[k];
    struct job j = job_of(g, pass, s);
    j.from = s[1].first <= g->root->index ? s[1].first : g->root->index;
    j.to = s->first > lowest ? s->first : lowest;
    struct pass all = all_of(&j);
    all.chunks = k + 1 < g->segments ? job_of(g, pass, s + 1).chunks : 1;
    for (int i = j.from; i > j.to; i--) {
        struct node *n = g->node[i];
        if (!is_heard(n) || !n->op)
            continue;
        mark(n);
        if (n->op->prepare_back)
            n->op->prepare_back(n, &all);
    }
    struct node *last = g->node[j.to];
    const bool gathers = last->index > lowest && last->op && last->op->gather_back;
    j.gather = gathers && is_heard(last) ? last : NULL;
    if (observer)
        backward_observed(&j, observer, seen);
    else
        thread_pool_run(g->pool, j.parts, backward_part, &j);
}

/* Add up the copies of the parameters' gradients, part after part. */
static void collect(struct graph *g)
{
    for (struct param *p = g->params.first; p && g->parts > 1; p = p->next)
        for (int part = 1; p->copied && part < g->parts; part++) {
            const real *copy = g->copy + (size_t)(part - 1) * g->copy_reals + p->copies;
            for (size_t i = 0; i < p->count; i++)
                p->grad[i] += copy[i];
        }
}

/* From one node down to the lowest, which does not work any more. */
static void backward_nodes(struct graph *g, struct pass *pass, struct node *from, int lowest,
                           const struct observer *observer)
{
    int seen = from->index + 1;
    from->touched = ++g->passes;
    memset(g->copy, 0, (size_t)(g->parts - 1) * g->copy_reals * sizeof(real));
    for (int k = g->segments - 1; k >= 0 && g->segment[k + 1].first > lowest; k--)
        backward_segment(g, pass, k, lowest, observer, &seen);
    collect(g);
}

void graph_backward_from(struct graph *g, struct pass *pass, struct node *from,
                         const struct observer *observer)
{
    backward_nodes(g, pass, from, 0, observer);
}

void graph_backward_between(struct graph *g, struct pass *pass, struct node *from,
                            const struct node *to)
{
    backward_nodes(g, pass, from, to->index, NULL);
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

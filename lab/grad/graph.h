/* The chain rule, as a loop down an array. Read chain.h and chain.c first: there the two loops are
 * whole and plain.
 *
 *     y = f(x, w)      L(y)      dL/dx += (dy/dx)^T dL/dy      dL/dw += (dy/dw)^T dL/dy
 *
 * A graph is a list of nodes in the order in which they were made. A node's inputs exist before it
 * does, so that order is topological: forward is a loop up, backward a loop down. No sort, no
 * recursion; ten thousand layers are a longer loop. A graph is built once and replayed every step.
 *
 * Two kinds of memory, both named x and dx in the code:
 *   - a node's value and gradient, one `lane` an element: [groups][channels][height][width], the
 *     batch lying in the lanes (lab/base/lane.h); features are channels with height = width = 1;
 *   - a parameter's value and gradient, plain reals, shared by all samples.
 *
 * Always true:
 *   - backward adds (`dx += ...`): a value used twice, the x of x + F(x), gets a gradient from both. One
 *     exception saves a pass over memory: where an op has `stores` set and nothing has been added to
 *     the gradient of its input yet (is_fresh), it stores (`dx = ...`). For all other ops such a
 *     gradient is cleared first;
 *   - the gradient of a node is complete when the loop reaches it, and that is when an observer is
 *     shown it; afterwards its memory serves another node;
 *   - nothing is allocated between graph_allocate and the end of training;
 *   - the numbers do not depend on how many threads compute them.
 *
 * A pass does not go node by node through the whole batch. Samples meet in a batch norm alone; between
 * two of those a few lane groups (a chunk) go through several nodes while they lie in the cache, and
 * several threads take a chunk each. So the nodes fall into segments, cut where a node must gather
 * something from the whole batch, and an op works on the chunk that its pass names.
 *
 * graph.c makes nodes, plan.c lays out their memory, run.c goes through them forward and backward.
 *
 * A worked example, y = relu(W x + b) and its loss:
 *
 *     struct graph *g = graph_open(&arena, 128, &failure);
 *     struct node *x = graph_input(g, "x", (struct shape){144, 1, 1});
 *     struct node *t = graph_input(g, "class", (struct shape){1, 1, 1});
 *     struct param *w = graph_param(g, "w", 2, (int[]){10, 144});
 *     struct param *b = graph_param(g, "b", 1, (int[]){10});
 *     struct node *loss = op_softmax_ce(g, op_relu(g, op_linear(g, x, w, b)), t);
 *     if (graph_allocate(g, loss)) ...the first failure is in `failure`...
 *     ...fill w->value, b->value, x->value, t->value...
 *     graph_forward(g, &pass);
 *     graph_backward(g, &pass, NULL);      now w->grad holds dL/dw, L being the batch's mean loss
 */
#pragma once
#include "lab/base/arena.h"
#include "lab/base/lane.h"
#include "lab/base/thread_pool.h"
#include <stdbool.h>

struct graph;
struct node;

/* The shape of ONE sample. */
struct shape {
    int channels, height, width;
};

/* What a network does differently while it is trained, measured and used. */
enum mode {
    MODE_TRAIN,   /* batch statistics, running statistics updated, dropout on */
    MODE_MEASURE, /* batch statistics, nothing updated, dropout off */
    MODE_EVAL,    /* running statistics, dropout off */
};

/* What one pass over the graph, or an op's work on one chunk of it, is given. */
struct pass {
    enum mode mode;
    int batch;              /* samples in this pass or chunk; a graph takes 1 to its capacity */
    uint64_t seed, step;    /* for ops that draw random numbers */
    double label_smoothing; /* the share of a label that the loss gives to all classes alike */
    int group;              /* the chunk's first lane group; 0 for a whole pass */
    int chunk, chunks;      /* which one it is, and how many there are */
    int part;               /* which of the copies of the parameters' gradients it adds to */
    void *scratch;          /* op->scratch bytes for this call alone */
};

/* Where an op's slope jumps: nowhere, where y passes 0, or where another number of its input's plane becomes y. */
enum kinks { KINKS_NONE, KINKS_AT_ZERO, KINKS_OF_CHOICE };

/* An operation: `static const` at the foot of its own file, just above its constructor. */
struct op {
    const char *name;
    /* Check the inputs and set y->shape; on refusal call graph_fail and return false. */
    bool (*shape)(struct node *y);
    void (*forward)(struct node *y, struct pass *);
    /* Add to the gradient of every input whose grad is not NULL (or store: see `stores`), and of every
     * parameter. */
    void (*backward)(struct node *y, struct pass *);
    /* Floating-point operations of forward for one sample; NULL counts one an output element. */
    double (*flops)(const struct node *y);
    bool view;             /* the value is the first input's own memory; forward does nothing */
    bool homogeneous;      /* c x gives c y, for c > 0 */
    bool scales_by_params; /* c times its parameters give c y, for c > 0 */
    enum kinks kinks;
    double slope; /* the steepest slope of an elementwise op that has one; else 0 */
    bool stores;  /* backward stores where an input's gradient is_fresh: it has not been cleared */

    /* The rest may be NULL. Once a pass, before any chunk: what all chunks share, such as weights in
     * the order that a kernel likes. */
    void (*prepare)(struct node *y, struct pass *);
    void (*prepare_back)(struct node *y, struct pass *);
    /* An op whose samples meet: chunk by chunk, take from the inputs (from y's gradient) what prepare
     * (prepare_back) puts together. It may change y's gradient, which nobody else reads any more. */
    void (*gather)(struct node *y, struct pass *);
    void (*gather_back)(struct node *y, struct pass *);
    size_t (*shared)(const struct node *y); /* reals at y->shared, from prepare to the last chunk */
    size_t (*scratch)(const struct node *y); /* bytes at pass->scratch */
};

/* A weight, or a statistic that is kept but not trained (a batch norm's running mean). */
struct param {
    const char *name;
    int rank, dim[4];
    size_t count;  /* product of dim */
    size_t offset; /* where its reals begin in the graph's arrays */
    real *value;   /* [dim 0][dim 1]..., row major */
    real *grad;    /* the same; NULL for a statistic */
    size_t copies; /* where its gradient begins in the copies of it */
    bool copied;   /* several parts of the batch add to its gradient side by side */
    double start;  /* what every element starts from, where nothing is drawn */
    double factor; /* by which the graph multiplies what it gives (lab/net/fold.h); 1: by none */
    struct param *next; /* in order of creation */
};

struct node {
    const struct op *op; /* NULL for an input of the graph */
    const char *name;
    struct graph *graph;
    int index;  /* its place in creation order */
    int inputs; /* of `in` */
    struct node **in;
    struct param *param[2]; /* NULL where it has none */
    void *state;            /* the op's own constants and memory; owned by the graph's arena */
    struct shape shape;
    lane *value;
    lane *grad;       /* NULL when nothing wants it */
    bool wants_grad;  /* it, or something before it, has parameters, or a caller asked */
    int buffer;       /* which of the graph's gradient buffers it borrows, or -1 */
    unsigned touched; /* the backward pass that last gave it a gradient */
    unsigned fresh;   /* bit k: in this pass the gradient of in[k] begins with this node */
    real *shared;     /* op->shared reals */
};

/* Nodes that a chunk goes through in one go, from `first` to the next segment's first. */
struct segment {
    int first;
    int groups; /* lane groups of a chunk */
};

struct param_list {
    struct param *first, *last;
    size_t reals; /* with the padding: each param starts on a 64-byte boundary */
};

/* At most so many parts of a batch add up gradients side by side: more threads find nothing to do. */
enum { GRAPH_PARTS = 4 };

struct graph {
    struct arena *arena; /* borrowed: holds everything below */
    struct failure *failure;
    int capacity; /* the largest batch */
    int nodes, room;
    struct node **node;
    struct node *root; /* the loss: one channel, the loss of each sample */
    struct param_list params, statistics;
    /* All trained parameters lie in one array, with zeros between; so do their gradients, and so do
     * the statistics. An optimizer, a checkpoint and a norm are one loop over them. */
    real *value, *grad, *kept;
    int buffers; /* gradient buffers, each borrowed by many nodes in turn */
    size_t *buffer_lanes;
    unsigned passes;    /* backward passes so far */
    size_t chunk_bytes; /* at most so large is a chunk's largest value, or it is one group */
    int segments;
    struct segment *segment; /* [segments + 1], the last one's first being root->index + 1 */
    /* Parts of the batch add to the gradient of a parameter side by side: part 0 in `grad`, part p in
     * row p - 1 of `copy`; in the end the rows are added up in order. */
    int parts;
    size_t copy_reals; /* of a row */
    real *copy;
    struct thread_pool *pool; /* borrowed; NULL: this thread alone */
    size_t scratch_bytes, shared_reals;
    unsigned char *scratch; /* a piece for each thread */
};

/* ---- building ---- */

/* Code compiled for one precision does not link with the library of the other. */
#define GRAPH_OF_(name, real) name##_##real
#define GRAPH_OF(name, real) GRAPH_OF_(name, real)
#define graph_open GRAPH_OF(graph_open, REAL)

/* A graph for batches of up to `capacity` samples. NULL on failure. */
struct graph *graph_open(struct arena *, int capacity, struct failure *);

/* A node that the caller fills before each pass. */
struct node *graph_input(struct graph *, const char *name, struct shape);

/* A trained parameter, and a kept statistic. rank 1 to 4. The name is borrowed. */
struct param *graph_param(struct graph *, const char *name, int rank, const int *dim);
struct param *graph_statistic(struct graph *, const char *name, int rank, const int *dim);

/* What op constructors call: a node with these inputs and parameters (either may be NULL) and
 * `state_bytes` of cleared state. The caller fills the state and the params, then calls
 * graph_finish, which lets the op set the shape. Both pass a NULL input through as NULL, so a chain
 * of constructors may be checked once, at its end. */
struct node *graph_node(struct graph *, const struct op *, int inputs, struct node *const *in,
                        size_t state_bytes);
struct node *graph_finish(struct node *);

/* Mark the graph as failed, for the reason given; the first one sticks. Returns false. */
__attribute__((format(printf, 2, 3))) bool graph_fail(struct graph *, const char *format, ...);

/* Ask for dL/dx of a node that nothing before it needs, such as an input. Before graph_allocate. */
void graph_want(struct node *);

/* Let threads share the work, each thread on other samples. Before graph_bytes and graph_allocate. */
void graph_employ(struct graph *, struct thread_pool *);

/* Bytes that graph_allocate will ask for, by kind; nothing is allocated yet. `room` is what ops work
 * in: weights rearranged, tiles, copies of gradients. */
struct graph_bytes {
    size_t values, gradients, parameters, room, total;
};
struct graph_bytes graph_bytes(struct graph *, struct node *root);

/* Give every node and parameter its memory, cleared; `root` is the loss. */
enum status graph_allocate(struct graph *, struct node *root);

/* ---- running ---- */

/* Called with each node whose gradient is complete, before that gradient is passed on. */
struct observer {
    void *self;
    void (*see)(void *self, const struct node *, const struct pass *);
};

/* Compute every node's value, in order. */
void graph_forward(struct graph *, struct pass *);

/* The same for the nodes behind `after` up to `last`: values up to `after` stay as they are, which may
 * be as the caller has made them. */
void graph_forward_between(struct graph *, struct pass *, const struct node *after,
                           const struct node *last);

/* Add dL/dw to the gradient of each parameter, L being the mean of the root over the batch.
 * Needs the values of the forward pass just before it. The observer may be NULL. */
void graph_backward(struct graph *, struct pass *, const struct observer *);

/* The same from any node and any dL/dy: the caller has filled from->grad. */
void graph_backward_from(struct graph *, struct pass *, struct node *from, const struct observer *);

/* The same no further than `to`: its gradient is complete and lies there to be read, as do the parts that
 * nodes before it have received so far. */
void graph_backward_between(struct graph *, struct pass *, struct node *from,
                            const struct node *to);

/* Clear the parameters' gradients. */
void graph_zero_grad(struct graph *);

/* ---- small helpers for ops ---- */

/* The shape of an elementwise op: y is shaped as its first input. */
bool shape_as_input(struct node *y);

/* dL/din[k] (+)= dL/dy: input k is a summand of y, or y itself. */
void node_pass_on(struct node *y, struct pass *, int k);

INLINE int shape_size(struct shape s)
{
    return s.channels * s.height * s.width;
}

INLINE bool shape_equal(struct shape a, struct shape b)
{
    return a.channels == b.channels && a.height == b.height && a.width == b.width;
}

/* Rounded up to whole cache lines. */
INLINE size_t reals_padded(size_t reals)
{
    const size_t line = 64 / sizeof(real);
    return (reals + line - 1) / line * line;
}

/* Lanes of a node's value for so many samples. */
INLINE size_t node_lanes(const struct node *n, int batch)
{
    return (size_t)lane_groups(batch) * (size_t)shape_size(n->shape);
}

/* Where the pass's chunk begins in a node's value, in its gradient (NULL when nothing wants that), and
 * in the gradient of y's parameter k. */
INLINE lane *value_of(const struct node *n, const struct pass *pass)
{
    return n->value + (size_t)pass->group * (size_t)shape_size(n->shape);
}

INLINE lane *grad_of(const struct node *n, const struct pass *pass)
{
    return n->grad ? n->grad + (size_t)pass->group * (size_t)shape_size(n->shape) : NULL;
}

INLINE real *param_grad(const struct node *y, int k, const struct pass *pass)
{
    const struct param *p = y->param[k];
    const struct graph *g = y->graph;
    return pass->part ? g->copy + (size_t)(pass->part - 1) * g->copy_reals + p->copies : p->grad;
}

/* The gradient of y's input k begins here: there is nothing to add to. */
INLINE bool is_fresh(const struct node *y, int k)
{
    return y->fresh >> k & 1;
}

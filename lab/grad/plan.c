/* Who needs which memory, from when to when; and how the batch is cut up. */
#include "lab/grad/graph.h"
#include <string.h>

/* A segment without a gathering node ends after so many nodes, for the gradients inside it live until
 * all chunks are through. */
enum { SEGMENT_NODES = 16 };

static int full_groups(const struct graph *g)
{
    return lane_groups(g->capacity);
}

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

/* ---- segments ---- */

static bool begins(const struct node *n, int length)
{
    return n->op && (n->op->gather || (length >= SEGMENT_NODES && !n->op->shared));
}

/* Cut the nodes up to the root into segments, and say how large their chunks are. */
static bool cut(struct graph *g, const struct node *root)
{
    g->segments = 0;
    g->segment = arena_take(g->arena, g->failure, (size_t)(root->index + 2) * sizeof *g->segment);
    if (!g->segment)
        return false;
    size_t most = 1;
    struct segment *s = NULL;
    for (int i = 0; i <= root->index; i++) {
        const struct node *n = g->node[i];
        if (!s || begins(n, i - s->first)) {
            s = &g->segment[g->segments++];
            s->first = i;
            most = 1;
        }
        size_t bytes = (size_t)shape_size(n->shape) * sizeof(lane);
        most = bytes > most ? bytes : most;
        s->groups = most > g->chunk_bytes ? 1 : (int)(g->chunk_bytes / most);
    }
    g->segment[g->segments].first = root->index + 1;
    return true;
}

static int chunks_of(const struct graph *g, const struct segment *s)
{
    return (full_groups(g) + s->groups - 1) / s->groups;
}

/* Parts of the batch will add to the gradients of this node's parameters side by side. */
static void copy_gradients(struct graph *g, const struct node *n)
{
    for (int k = 0; k < 2; k++) {
        struct param *p = n->param[k];
        if (!p || p->copied)
            continue;
        p->copied = true;
        p->copies = g->copy_reals;
        g->copy_reals += reals_padded(p->count);
    }
}

/* What ops ask for: room that the nodes of a segment have side by side, scratch that they have one
 * after the other, and copies of the gradients to which several parts add. */
static void measure(struct graph *g, const struct node *root)
{
    g->parts = 1;
    g->copy_reals = g->shared_reals = g->scratch_bytes = 0;
    for (struct param *p = g->params.first; p; p = p->next)
        p->copied = false;
    for (int k = 0; k < g->segments; k++) {
        const struct segment *s = &g->segment[k];
        const int chunks = chunks_of(g, s);
        size_t shared = 0;
        g->parts = chunks > g->parts ? chunks : g->parts;
        for (int i = s->first; i < s[1].first; i++) {
            const struct node *n = g->node[i];
            size_t scratch = n->op && n->op->scratch ? n->op->scratch(n) : 0;
            shared += n->op && n->op->shared ? n->op->shared(n) : 0;
            g->scratch_bytes = scratch > g->scratch_bytes ? scratch : g->scratch_bytes;
        }
        /* The next segment's first node goes backward in this one's chunks (run.c). */
        for (int i = s->first; chunks > 1 && i <= s[1].first && i <= root->index; i++)
            copy_gradients(g, g->node[i]);
        g->shared_reals = shared > g->shared_reals ? shared : g->shared_reals;
    }
    g->parts = g->parts > GRAPH_PARTS ? GRAPH_PARTS : g->parts;
    g->scratch_bytes = (g->scratch_bytes + 4095) / 4096 * 4096 + (size_t)5 * 64;
}

static size_t room_bytes(const struct graph *g)
{
    return g->shared_reals * sizeof(real) + (size_t)(g->parts - 1) * g->copy_reals * sizeof(real) +
           (size_t)thread_pool_threads(g->pool) * g->scratch_bytes;
}

/* ---- gradient buffers ---- */

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

/* The backward pass takes nodes `high` down to `low` together: a buffer is free again once its node
 * had its turn, and where the batch goes through in several chunks, once all of them had. */
static void lend(struct graph *g, int *owner, int high, int low, bool at_once)
{
    for (int i = high; i >= low; i--) {
        struct node *n = g->node[i];
        if (n->buffer < 0)
            continue;
        for (int k = 0; k < n->inputs; k++)
            if (n->in[k]->wants_grad && n->in[k]->buffer < 0)
                n->in[k]->buffer = borrow(g, owner, n->in[k]);
        if (at_once)
            owner[n->buffer] = -1;
    }
    for (int i = high; i >= low; i--)
        if (g->node[i]->buffer >= 0 && owner[g->node[i]->buffer] == i)
            owner[g->node[i]->buffer] = -1;
}

/* Walk both passes once without computing. */
static bool plan(struct graph *g, struct node *root)
{
    int *owner = arena_take(g->arena, g->failure, (size_t)g->nodes * sizeof *owner);
    g->buffer_lanes = arena_take(g->arena, g->failure, (size_t)g->nodes * sizeof *g->buffer_lanes);
    if (!owner || !g->buffer_lanes || !cut(g, root))
        return false;
    measure(g, root);
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
    for (int k = g->segments - 1; k >= 0; k--) {
        const struct segment *s = &g->segment[k];
        lend(g, owner, s[1].first > root->index ? root->index : s[1].first, s->first + 1,
             chunks_of(g, s) == 1);
    }
    return true;
}

/* ---- the memory itself ---- */

struct graph_bytes graph_bytes(struct graph *g, struct node *root)
{
    struct graph_bytes bytes = {0};
    size_t mark = arena_mark(g->arena);
    struct segment *segment = g->segment; /* of a graph that has its memory already */
    if (!root || g->failure->status || !plan(g, root))
        return bytes;
    for (int i = 0; i < g->nodes; i++)
        if (owns_value(g->node[i]))
            bytes.values += skewed_bytes(full_lanes(g->node[i]));
    for (int b = 0; b < g->buffers; b++)
        bytes.gradients += skewed_bytes(g->buffer_lanes[b]);
    bytes.parameters = (2 * g->params.reals + g->statistics.reals) * sizeof(real);
    bytes.room = room_bytes(g);
    bytes.total = bytes.values + bytes.gradients + bytes.parameters + bytes.room;
    arena_rewind(g->arena, mark);
    g->segment = segment;
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

/* Give the nodes of each segment their pieces of the shared room. */
static void share(struct graph *g, real *room)
{
    for (int k = 0; k < g->segments; k++) {
        size_t used = 0;
        for (int i = g->segment[k].first; i < g->segment[k + 1].first; i++) {
            struct node *n = g->node[i];
            n->shared = room + used;
            used += n->op && n->op->shared ? n->op->shared(n) : 0;
        }
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
    g->value = arena_take(g->arena, g->failure, g->params.reals * sizeof(real));
    g->grad = arena_take(g->arena, g->failure, g->params.reals * sizeof(real));
    g->kept = arena_take(g->arena, g->failure, g->statistics.reals * sizeof(real));
    g->copy =
        arena_take(g->arena, g->failure, (size_t)(g->parts - 1) * g->copy_reals * sizeof(real));
    g->scratch =
        arena_take(g->arena, g->failure, (size_t)thread_pool_threads(g->pool) * g->scratch_bytes);
    real *shared = arena_take(g->arena, g->failure, g->shared_reals * sizeof(real));
    lane **buffer = arena_take(g->arena, g->failure, (size_t)g->buffers * sizeof *buffer);
    if (g->failure->status)
        return g->failure->status;
    place(&g->params, g->value, g->grad);
    place(&g->statistics, g->kept, NULL);
    share(g, shared);
    for (int b = 0; b < g->buffers; b++)
        buffer[b] = arena_take(g->arena, g->failure, skewed_bytes(g->buffer_lanes[b]));
    for (int i = 0; i < g->nodes; i++) {
        struct node *n = g->node[i];
        n->value = owns_value(n) ? arena_take(g->arena, g->failure, skewed_bytes(full_lanes(n)))
                                 : n->in[0]->value;
        n->grad = n->buffer < 0 ? NULL : buffer[n->buffer];
    }
    return g->failure->status;
}

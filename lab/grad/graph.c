/* Building: nodes and parameters, appended in order. */
#include "lab/grad/graph.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* About a second-level cache. */
enum { CHUNK_BYTES = 1 << 20 };

struct graph *graph_open(struct arena *arena, int capacity, struct failure *failure)
{
    struct graph *g = arena_take(arena, failure, sizeof *g);
    if (!g)
        return NULL;
    g->arena = arena;
    g->failure = failure;
    g->capacity = capacity;
    g->chunk_bytes = CHUNK_BYTES;
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

/* Append a node; the array grows by doubling and leaves its old self in the arena. */
static struct node *append(struct graph *g)
{
    if (g->nodes == g->room) {
        int room = g->room ? 2 * g->room : 64;
        struct node **node = arena_take(g->arena, g->failure, (size_t)room * sizeof *node);
        if (!node)
            return NULL;
        if (g->nodes)
            memcpy(node, g->node, (size_t)g->nodes * sizeof *node);
        g->node = node;
        g->room = room;
    }
    struct node *n = arena_take(g->arena, g->failure, sizeof *n);
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
    struct param *p = arena_take(g->arena, g->failure, sizeof *p);
    if (!p)
        return NULL;
    *p = (struct param){.name = name, .rank = rank, .count = 1, .factor = 1, .offset = list->reals};
    for (int i = 0; i < rank; i++) {
        p->dim[i] = dim[i];
        p->count *= (size_t)dim[i];
    }
    list->reals += reals_padded(p->count);
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
    n->in = arena_take(g->arena, g->failure, (size_t)inputs * sizeof *in);
    n->state = state_bytes ? arena_take(g->arena, g->failure, state_bytes) : NULL;
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

void graph_employ(struct graph *g, struct thread_pool *pool)
{
    g->pool = pool;
}

void graph_want(struct node *n)
{
    n->wants_grad = true;
}

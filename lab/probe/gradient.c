/* per layer: ||h||, ||dL/dh||, ||dL/dW||, ||W||, ||dW||/||W||; dead, distinct and active units */
#include "lab/probe/gradient.h"
#include "lab/kernel/reduce.h"
#include "lab/probe/units.h"
#include <math.h>
#include <string.h>

enum { H, DH, DW, W, RATIO, DEAD, DISTINCT, ACTIVE, COLUMNS };

static const struct column columns[] = {
    {"h", "1", "Frobenius norm of the layer's pre-activation h = W x + b over the batch", ""},
    {"dh", "1", "Frobenius norm of dL/dh, L being the batch's mean loss", "Glorot and Bengio 2010"},
    {"dw", "1", "Frobenius norm of dL/dW", ""},
    {"w", "1", "Frobenius norm of W before the update", ""},
    {"update_ratio", "1", "norm of the update of W over the norm of W; NULL in the last row", ""},
    {"dead", "units", "units of the layer whose activation is 0 for the whole batch", ""},
    {"distinct_units", "units", "different on/off patterns over the batch among the layer's units",
     "Orhan and Pitkow 2018"},
    {"active", "fraction", "share of the layer's activations that are not 0, over units and batch",
     "Glorot, Bordes and Bengio 2011"},
};
_Static_assert(sizeof columns / sizeof *columns == COLUMNS, "a name for each column");
const struct series series_gradient = {"gradient",
                                       "layer",
                                       COLUMNS,
                                       columns,
                                       .less = "h dh dw w update_ratio dead",
                                       .more = "distinct_units"};

struct gradient_probe {
    const struct network *net;
    int *layer_of;          /* by node: the layer whose h it is, or -1 */
    double (*row)[COLUMNS]; /* by layer */
    real *before;           /* all parameters before the update */
    uint64_t *pattern;      /* room for unit_patterns */
};

struct gradient_probe *gradient_probe(struct arena *arena, const struct network *net)
{
    const struct graph *g = net->graph;
    size_t room = 0;
    for (int i = 0; i < net->layers; i++)
        if (net->layer[i].active) {
            size_t words =
                units_pattern_words(shape_size(net->layer[i].active->shape), g->capacity);
            room = room > words ? room : words;
        }
    struct gradient_probe *p = arena_alloc(arena, sizeof *p);
    if (!p)
        return NULL;
    *p = (struct gradient_probe){
        .net = net,
        .layer_of = arena_alloc(arena, (size_t)g->nodes * sizeof *p->layer_of),
        .row = arena_calloc(arena, (size_t)net->layers * sizeof *p->row),
        .before = arena_alloc(arena, g->params.reals * sizeof(real)),
        .pattern = arena_alloc(arena, room * sizeof *p->pattern),
    };
    if (!p->layer_of || !p->row || !p->before || !p->pattern)
        return NULL;
    for (int i = 0; i < g->nodes; i++)
        p->layer_of[i] = -1;
    for (int i = 0; i < net->layers; i++)
        p->layer_of[net->layer[i].h->index] = i;
    return p;
}

static void see(void *self, const struct node *n, const struct pass *pass)
{
    struct gradient_probe *p = self;
    int i = p->layer_of[n->index];
    if (i >= 0)
        p->row[i][DH] = sqrt(reduce_square(n->grad, pass->batch, shape_size(n->shape)));
}

static void before_update(void *self, const struct pass *pass)
{
    struct gradient_probe *p = self;
    const struct graph *g = p->net->graph;
    memcpy(p->before, g->value, g->params.reals * sizeof(real));
    for (int i = 0; i < p->net->layers; i++) {
        const struct layer *l = &p->net->layer[i];
        double *row = p->row[i];
        row[H] = sqrt(reduce_square(l->h->value, pass->batch, shape_size(l->h->shape)));
        row[DW] = sqrt(reduce_square_reals(l->w->grad, l->w->count));
        row[W] = sqrt(reduce_square_reals(l->w->value, l->w->count));
        if (l->active) {
            struct unit_counts c = units_count(l->active, pass->batch, p->pattern);
            row[DEAD] = c.dead;
            row[DISTINCT] = c.distinct;
            row[ACTIVE] = c.active;
        }
    }
}

static enum status after_update(void *self, const struct recorder *recorder, int64_t step,
                                bool updated)
{
    struct gradient_probe *p = self;
    for (int i = 0; i < p->net->layers; i++) {
        const struct layer *l = &p->net->layer[i];
        double *row = p->row[i];
        uint32_t missing = l->active ? 0 : 1u << DEAD | 1u << DISTINCT | 1u << ACTIVE;
        real *moved = p->before + l->w->offset;
        for (size_t k = 0; k < l->w->count; k++)
            moved[k] -= l->w->value[k];
        row[RATIO] = sqrt(reduce_square_reals(moved, l->w->count)) / row[W];
        if (!updated || row[W] == 0)
            missing |= 1u << RATIO;
        enum status status = recorder->row(recorder->self, &series_gradient, step, i, row, missing);
        if (status)
            return status;
    }
    return STATUS_OK;
}

struct instrument gradient_instrument(struct gradient_probe *p)
{
    return (struct instrument){p, see, before_update, after_update};
}

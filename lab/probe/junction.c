/* dL/dx = g + J_F^T g */
#include "lab/probe/junction.h"
#include "lab/kernel/reduce.h"
#include <math.h>

enum { IDENTITY, BRANCH, COSINE, TOTAL, COLUMNS };

static const char he2016[] = "He et al. 2016, eq. 5";
static const struct column columns[] = {
    {"identity", "1", "norm of what the shortcut passes back to x; g = dL/dy for an identity",
     he2016},
    {"branch", "1", "norm of J_F^T g, what the branch passes back to x", he2016},
    {"cosine", "1", "cosine between the two; NULL when either is zero", ""},
    {"total", "1", "norm of dL/dx, the sum of the two, read off x", he2016},
};
_Static_assert(sizeof columns / sizeof *columns == COLUMNS, "a name for each column");
const struct series series_junction = {"junction", "junction", COLUMNS, columns,
                                       .less = "identity branch total"};

struct junction_probe {
    const struct network *net;
    int *tap_of, *x_of;     /* by node: the junction whose tap or x it is, or -1 */
    double (*row)[COLUMNS]; /* by junction */
};

struct junction_probe *junction_probe(struct arena *arena, const struct network *net)
{
    size_t nodes = (size_t)net->graph->nodes;
    struct junction_probe *p = arena_alloc(arena, sizeof *p);
    if (!p)
        return NULL;
    *p = (struct junction_probe){
        .net = net,
        .tap_of = arena_alloc(arena, nodes * sizeof *p->tap_of),
        .x_of = arena_alloc(arena, nodes * sizeof *p->x_of),
        .row = arena_calloc(arena, (size_t)net->junctions * sizeof *p->row),
    };
    if (!p->tap_of || !p->x_of || !p->row)
        return NULL;
    for (size_t i = 0; i < nodes; i++)
        p->tap_of[i] = p->x_of[i] = -1;
    for (int j = 0; j < net->junctions; j++) {
        p->tap_of[net->junction[j].tap->index] = j;
        p->x_of[net->junction[j].x->index] = j;
    }
    return p;
}

static void see(void *self, const struct node *n, const struct pass *pass)
{
    struct junction_probe *p = self;
    int size = shape_size(n->shape), j = p->tap_of[n->index];
    if (j >= 0) {
        const struct node *x = p->net->junction[j].x;
        double *row = p->row[j];
        row[IDENTITY] = sqrt(reduce_square(x->grad, pass->batch, size));
        row[BRANCH] = sqrt(reduce_square(n->grad, pass->batch, size));
        row[COSINE] = reduce_dot(x->grad, n->grad, pass->batch, size) / row[IDENTITY] / row[BRANCH];
    }
    j = p->x_of[n->index];
    if (j >= 0)
        p->row[j][TOTAL] = sqrt(reduce_square(n->grad, pass->batch, size));
}

static enum status after_update(void *self, const struct recorder *recorder, int64_t step,
                                bool updated)
{
    (void)updated;
    struct junction_probe *p = self;
    for (int j = 0; j < p->net->junctions; j++) {
        double *row = p->row[j];
        bool none = row[IDENTITY] == 0 || row[BRANCH] == 0;
        enum status status =
            recorder->row(recorder->self, &series_junction, step, j, row, none ? 1u << COSINE : 0);
        if (status)
            return status;
    }
    return STATUS_OK;
}

struct instrument junction_instrument(struct junction_probe *p)
{
    return (struct instrument){p, see, NULL, after_update};
}

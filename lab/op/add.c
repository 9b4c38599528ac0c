/* y = a + b.   dL/da = dL/dy,   dL/db = dL/dy: the sum hands the same gradient to both. */
#include "lab/op/op.h"

static bool shape(struct node *y)
{
    struct shape a = y->in[0]->shape, b = y->in[1]->shape;
    if (!shape_equal(a, b))
        return graph_fail(y->graph, "add: shapes differ, %dx%dx%d and %dx%dx%d", a.channels,
                          a.height, a.width, b.channels, b.height, b.width);
    y->shape = a;
    return true;
}

static void forward(struct node *y, struct pass *pass)
{
    const size_t n = node_lanes(y, pass->batch) * LANE_VECS;
    const vec *a = (const vec *)y->in[0]->value, *b = (const vec *)y->in[1]->value;
    vec *v = (vec *)y->value;
    for (size_t i = 0; i < n; i++)
        v[i] = a[i] + b[i];
}

static void backward(struct node *y, struct pass *pass)
{
    const size_t n = node_lanes(y, pass->batch) * LANE_VECS;
    const vec *dy = (const vec *)y->grad;
    for (int k = 0; k < 2; k++) {
        vec *d = (vec *)y->in[k]->grad;
        for (size_t i = 0; d && i < n; i++)
            d[i] += dy[i];
    }
}

static const struct op add = {"add", shape, forward, backward, NULL, false};

struct node *op_add(struct graph *g, struct node *a, struct node *b)
{
    return graph_finish(graph_node(g, &add, 2, (struct node *[]){a, b}, 0));
}

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
    const vec *a = (const vec *)value_of(y->in[0], pass),
              *b = (const vec *)value_of(y->in[1], pass);
    vec *v = (vec *)value_of(y, pass);
    for (size_t i = 0; i < n; i++)
        v[i] = a[i] + b[i];
}

static void backward(struct node *y, struct pass *pass)
{
    node_pass_on(y, pass, 0);
    node_pass_on(y, pass, 1);
}

static const struct op add = {
    .name = "add", .shape = shape, .forward = forward, .backward = backward, .stores = true};

struct node *op_add(struct graph *g, struct node *a, struct node *b)
{
    return graph_finish(graph_node(g, &add, 2, (struct node *[]){a, b}, 0));
}

/* y = a + b.   dL/da = dL/dy,   dL/db = dL/dy: the sum hands the same gradient to both. */
#include "lab/op/op.h"

static bool shape(struct node *y)
{
    return shape_as_input(y) && inputs_alike(y);
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

static const struct op add = {"add", shape, forward, backward, .stores = true};

struct node *op_add(struct graph *g, struct node *a, struct node *b)
{
    return graph_finish(graph_node(g, &add, 2, (struct node *[]){a, b}, 0));
}

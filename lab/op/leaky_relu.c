/* y = x where x >= 0, else c x.   dL/dx = dL/dy where x >= 0, else c dL/dy. */
#include "lab/kernel/elementary.h"
#include "lab/op/op.h"

static void forward(struct node *y, struct pass *pass)
{
    const struct elements e = elements_of(y, pass);
    const real c = *(const real *)y->state;
    for (size_t i = 0; i < e.n; i++)
        e.y[i] = vec_choose(e.x[i] < 0, c * e.x[i], e.x[i]);
}

static void backward(struct node *y, struct pass *pass)
{
    const struct elements e = elements_of(y, pass);
    const real c = *(const real *)y->state;
    for (size_t i = 0; e.dx && i < e.n; i++)
        e.dx[i] += vec_choose(e.x[i] < 0, c * e.dy[i], e.dy[i]);
}

static const struct op leaky_relu = {.name = "leaky_relu",
                                     .shape = shape_as_input,
                                     .forward = forward,
                                     .backward = backward,
                                     .homogeneous = true,
                                     .kinks = KINKS_AT_ZERO};

struct node *op_leaky_relu(struct graph *g, struct node *x, double c)
{
    struct node *y = graph_node(g, &leaky_relu, 1, (struct node *[]){x}, sizeof(real));
    if (y)
        *(real *)y->state = (real)c;
    return graph_finish(y);
}

/* y = max(x, 0).   dL/dx = dL/dy where y > 0, else 0. */
#include "lab/op/op.h"

/* Asking for "not (x <= 0)" lets a NaN through: a diverged run must not be healed here. */
static void forward(struct node *y, struct pass *pass)
{
    const struct elements e = elements_of(y, pass);
    for (size_t i = 0; i < e.n; i++)
        e.y[i] = vec_keep(e.x[i], ~(e.x[i] <= 0));
}

static void backward(struct node *y, struct pass *pass)
{
    const struct elements e = elements_of(y, pass);
    for (size_t i = 0; e.dx && i < e.n; i++)
        e.dx[i] += vec_keep(e.dy[i], ~(e.y[i] <= 0));
}

static const struct op relu = {.name = "relu",
                               .shape = shape_as_input,
                               .forward = forward,
                               .backward = backward,
                               .slope = 1,
                               .kinks = KINKS_AT_ZERO,
                               .homogeneous = true};

struct node *op_relu(struct graph *g, struct node *x)
{
    return graph_finish(graph_node(g, &relu, 1, (struct node *[]){x}, 0));
}

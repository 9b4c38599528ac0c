/* y = c x, c fixed.   dL/dx = c dL/dy. */
#include "lab/op/op.h"

static void forward(struct node *y, struct pass *pass)
{
    const struct elements e = elements_of(y, pass);
    const real c = *(const real *)y->state;
    for (size_t i = 0; i < e.n; i++)
        e.y[i] = c * e.x[i];
}

static void backward(struct node *y, struct pass *pass)
{
    const struct elements e = elements_of(y, pass);
    const real c = *(const real *)y->state;
    for (size_t i = 0; e.dx && i < e.n; i++)
        e.dx[i] += c * e.dy[i];
}

static const struct op scale = {.name = "scale",
                                .shape = shape_as_input,
                                .forward = forward,
                                .backward = backward,
                                .homogeneous = true};

struct node *op_scale(struct graph *g, struct node *x, double c)
{
    struct node *y = graph_node(g, &scale, 1, (struct node *[]){x}, sizeof(real));
    if (y)
        *(real *)y->state = (real)c;
    return graph_finish(y);
}

bool op_scale_factor(const struct node *y, double *c)
{
    if (y->op != &scale)
        return false;
    *c = (double)*(const real *)y->state;
    return true;
}

/* y = x, the same memory.   dL/dx = dL/dy, kept apart until it is added: the part of one use of x. */
#include "lab/op/op.h"

static void backward(struct node *y, struct pass *pass)
{
    node_pass_on(y, pass, 0);
}

static const struct op tap = {.name = "tap",
                              .shape = shape_as_input,
                              .backward = backward,
                              .slope = 1,
                              .flops = no_flops,
                              .view = true,
                              .stores = true};

struct node *op_tap(struct graph *g, struct node *x)
{
    return graph_finish(graph_node(g, &tap, 1, (struct node *[]){x}, 0));
}

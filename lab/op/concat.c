/* y = (a, b), channel after channel.   dL/da and dL/db are the two parts of dL/dy. */
#include "lab/op/op.h"
#include <string.h>

static bool shape(struct node *y)
{
    struct shape a = y->in[0]->shape, b = y->in[1]->shape;
    if (a.height != b.height || a.width != b.width)
        return graph_fail(y->graph, "concat: sides differ, %dx%dx%d and %dx%dx%d", a.channels,
                          a.height, a.width, b.channels, b.height, b.width);
    y->shape = (struct shape){a.channels + b.channels, a.height, a.width};
    return true;
}

static void forward(struct node *y, struct pass *pass)
{
    lane *v = value_of(y, pass);
    for (int g = 0; g < lane_groups(pass->batch); g++)
        for (int k = 0; k < 2; k++) {
            const size_t part = (size_t)shape_size(y->in[k]->shape);
            memcpy(v, value_of(y->in[k], pass) + (size_t)g * part, part * sizeof *v);
            v += part;
        }
}

static void backward(struct node *y, struct pass *pass)
{
    const vec *dy = (const vec *)grad_of(y, pass);
    for (int g = 0; g < lane_groups(pass->batch); g++)
        for (int k = 0; k < 2; k++) {
            const size_t part = (size_t)shape_size(y->in[k]->shape) * LANE_VECS;
            vec *d = (vec *)grad_of(y->in[k], pass);
            for (size_t i = 0; d && i < part; i++)
                d[(size_t)g * part + i] += dy[i];
            dy += part;
        }
}

static const struct op concat = {"concat", shape, forward, backward, .flops = no_flops};

struct node *op_concat(struct graph *g, struct node *a, struct node *b)
{
    return graph_finish(graph_node(g, &concat, 2, (struct node *[]){a, b}, 0));
}

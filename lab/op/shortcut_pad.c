/* y[before + c][i][j] = x[c][s i][s j], and 0 in the channels before and behind, as many behind or one
 * more.   dL/dx[c][s i][s j] = dL/dy[before + c][i][j], elsewhere 0.
 * The shortcut without weights between shapes that differ (He et al. 2016, option A). */
#include "lab/op/op.h"
#include <string.h>

struct state {
    int channels, stride;
};

static bool shape(struct node *y)
{
    const struct state *s = y->state;
    const struct shape x = y->in[0]->shape;
    if (s->channels < x.channels || s->stride < 1)
        return graph_fail(y->graph, "shortcut_pad: %d channels with stride %d from %d channels",
                          s->channels, s->stride, x.channels);
    y->shape = (struct shape){s->channels, (x.height + s->stride - 1) / s->stride,
                              (x.width + s->stride - 1) / s->stride};
    return true;
}

static int before(const struct node *y)
{
    return (y->shape.channels - y->in[0]->shape.channels) / 2;
}

static void forward(struct node *y, struct pass *pass)
{
    const int S = ((const struct state *)y->state)->stride;
    const struct shape in = y->in[0]->shape, out = y->shape;
    const lane *x = value_of(y->in[0], pass);
    lane *v = value_of(y, pass);
    memset(v, 0, node_lanes(y, pass->batch) * sizeof *v);
    for (int g = 0; g < lane_groups(pass->batch); g++, v += shape_size(out)) {
        lane *to = v + before(y) * out.height * out.width;
        for (int c = 0; c < in.channels; c++, x += in.height * in.width)
            for (int i = 0; i < in.height; i += S)
                for (int j = 0; j < in.width; j += S)
                    memcpy(to++, &x[i * in.width + j], sizeof *to);
    }
}

static void backward(struct node *y, struct pass *pass)
{
    const int S = ((const struct state *)y->state)->stride;
    const struct shape in = y->in[0]->shape, out = y->shape;
    const vec *dy = (const vec *)grad_of(y, pass);
    vec *dx = (vec *)grad_of(y->in[0], pass);
    for (int g = 0; dx && g < lane_groups(pass->batch); g++, dy += shape_size(out) * LANE_VECS) {
        const vec *from = dy + before(y) * out.height * out.width * LANE_VECS;
        for (int c = 0; c < in.channels; c++, dx += in.height * in.width * LANE_VECS)
            for (int i = 0; i < in.height; i += S)
                for (int j = 0; j < in.width; j += S)
                    for (int k = 0; k < LANE_VECS; k++)
                        dx[(i * in.width + j) * LANE_VECS + k] += *from++;
    }
}

static const struct op shortcut_pad = {"shortcut_pad", shape, forward, backward, .flops = no_flops};

struct node *op_shortcut_pad(struct graph *g, struct node *x, int channels, int stride)
{
    struct node *y = graph_node(g, &shortcut_pad, 1, (struct node *[]){x}, sizeof(struct state));
    if (y)
        *(struct state *)y->state = (struct state){channels, stride};
    return graph_finish(y);
}

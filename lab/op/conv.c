/* y[k] = b[k] + sum_c w[k][c] * x[c], * the correlation over a window of kernel x kernel pixels.
 * dL/dx[c] = sum_k flipped w[k][c] * dL/dy[k],   dL/dw[k][c] = sum over batch and positions of dL/dy x.
 *
 * 3 x 3 kernels that step by 1 over planes that are not tiny go Winograd's way, with a quarter of the
 * multiplications; all others, and those few channels that would not pay for it, the direct one. */
#include "lab/kernel/conv.h"
#include "lab/kernel/reduce.h"
#include "lab/kernel/winograd.h"
#include "lab/op/op.h"

struct state {
    int stride, pad;
    bool winograd;
};

static struct conv_size size_of(const struct node *y, int batch)
{
    const struct shape x = y->in[0]->shape;
    const struct state *s = y->state;
    const int *dim = y->param[0]->dim;
    return (struct conv_size){batch,  x.channels, x.height,  x.width,
                              dim[0], dim[2],     s->stride, s->pad};
}

static struct winograd_size tiles_of(const struct node *y, int batch)
{
    const struct shape x = y->in[0]->shape;
    return (struct winograd_size){batch, x.channels, y->shape.channels, x.height, x.width};
}

static bool shape(struct node *y)
{
    const struct param *w = y->param[0], *b = y->param[1];
    const struct shape x = y->in[0]->shape;
    struct state *s = y->state;
    if (w->rank != 4 || w->dim[1] != x.channels || w->dim[2] != w->dim[3])
        return graph_fail(y->graph, "conv: weight %s takes %d channels, not %d", w->name,
                          w->rank == 4 ? w->dim[1] : 0, x.channels);
    if (b && b->count != (size_t)w->dim[0])
        return graph_fail(y->graph, "conv: bias %s has %zu entries for %d channels", b->name,
                          b->count, w->dim[0]);
    if (s->stride < 1 || s->pad < 0 || s->pad >= w->dim[2] || x.height + 2 * s->pad < w->dim[2] ||
        x.width + 2 * s->pad < w->dim[2])
        return graph_fail(y->graph, "conv: %s of %dx%d does not fit into %dx%d", w->name, w->dim[2],
                          w->dim[2], x.height, x.width);
    const struct conv_size n = size_of(y, 1);
    y->shape = (struct shape){n.out, conv_out_height(n), conv_out_width(n)};
    s->winograd = n.kernel == 3 && n.stride == 1 && n.pad == 1 && n.in >= 8 && n.out >= 8 &&
                  n.height >= 4 && n.width >= 4;
    return true;
}

static size_t shared(const struct node *y)
{
    const struct state *s = y->state;
    return reals_padded(s->winograd ? winograd_packed(tiles_of(y, 1)) : conv_packed(size_of(y, 1)));
}

static size_t scratch(const struct node *y)
{
    const struct state *s = y->state;
    const int most = y->graph->capacity;
    return s->winograd ? winograd_scratch(tiles_of(y, most)) : conv_scratch(size_of(y, most));
}

static void prepare(struct node *y, struct pass *pass)
{
    const struct state *s = y->state;
    const real *w = y->param[0]->value;
    if (s->winograd)
        winograd_pack(tiles_of(y, pass->batch), w, y->shared);
    else
        conv_pack(size_of(y, pass->batch), w, y->shared);
}

static void prepare_back(struct node *y, struct pass *pass)
{
    const struct state *s = y->state;
    const real *w = y->param[0]->value;
    if (!y->in[0]->grad)
        return;
    if (s->winograd)
        winograd_pack_back(tiles_of(y, pass->batch), w, y->shared);
    else
        conv_pack_back(size_of(y, pass->batch), w, y->shared);
}

static void forward(struct node *y, struct pass *pass)
{
    const struct state *s = y->state;
    const real *b = y->param[1] ? y->param[1]->value : NULL;
    const lane *x = value_of(y->in[0], pass);
    lane *v = value_of(y, pass);
    if (s->winograd)
        winograd_forward(tiles_of(y, pass->batch), y->shared, b, x, v, pass->scratch);
    else
        conv_forward(size_of(y, pass->batch), y->shared, b, x, v, pass->scratch);
}

static void backward(struct node *y, struct pass *pass)
{
    const struct state *s = y->state;
    const struct conv_size n = size_of(y, pass->batch);
    const lane *x = value_of(y->in[0], pass), *dy = grad_of(y, pass);
    lane *dx = grad_of(y->in[0], pass);
    real *dw = param_grad(y, 0, pass);
    const bool add = !is_fresh(y, 0);
    if (y->param[1])
        reduce_channels(dy, lane_groups(n.batch), n.out, y->shape.height * y->shape.width,
                        param_grad(y, 1, pass));
    if (s->winograd) {
        const struct winograd_size t = tiles_of(y, pass->batch);
        winograd_backward_weight(t, x, dy, dw, pass->scratch);
        if (dx)
            winograd_backward_data(t, y->shared, dy, dx, add, pass->scratch);
    } else {
        conv_backward_weight(n, x, dy, dw, pass->scratch);
        if (dx)
            conv_backward_data(n, y->shared, dy, dx, add, pass->scratch);
    }
}

static double flops(const struct node *y)
{
    const struct conv_size n = size_of(y, 1);
    return 2.0 * n.in * n.kernel * n.kernel * shape_size(y->shape);
}

static const struct op conv = {.name = "conv",
                               .shape = shape,
                               .forward = forward,
                               .backward = backward,
                               .flops = flops,
                               .stores = true,
                               .scales_by_params = true,
                               .prepare = prepare,
                               .prepare_back = prepare_back,
                               .shared = shared,
                               .scratch = scratch};

struct node *op_conv(struct graph *g, struct node *x, struct param *w, struct param *b, int stride,
                     int pad)
{
    struct node *y = graph_node(g, &conv, 1, (struct node *[]){x}, sizeof(struct state));
    if (y) {
        *(struct state *)y->state = (struct state){.stride = stride, .pad = pad};
        y->param[0] = w;
        y->param[1] = b;
    }
    return graph_finish(y);
}

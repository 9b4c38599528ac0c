/* y = max of x over a window.   dL/dx += dL/dy at the window's first maximum, row by row.
 * Windows are `stride` apart and may reach `pad` beyond the sides, where nothing is. */
#include "lab/kernel/elementary.h"
#include "lab/op/op.h"

struct state {
    int kernel, stride, pad;
};

static bool shape(struct node *y)
{
    const struct state *s = y->state;
    const struct shape x = y->in[0]->shape;
    if (s->kernel < 1 || s->stride < 1 || s->pad < 0 || s->pad > s->kernel / 2)
        return graph_fail(y->graph,
                          "maxpool: kernel %d, stride %d, pad %d; the first two are at least 1, "
                          "the pad at most half the kernel",
                          s->kernel, s->stride, s->pad);
    const int height = x.height + 2 * s->pad, width = x.width + 2 * s->pad;
    if (s->kernel > height || s->kernel > width)
        return graph_fail(y->graph, "maxpool: a window of %d is larger than %dx%d", s->kernel,
                          height, width);
    y->shape = (struct shape){x.channels, (height - s->kernel) / s->stride + 1,
                              (width - s->kernel) / s->stride + 1};
    return true;
}

/* The part of a window that lies inside: rows top .. bottom - 1, columns left .. right - 1. As the pad
 * is at most half the kernel, some of it does. */
struct window {
    int top, bottom, left, right;
};

static struct window window_of(const struct node *y, int row, int column)
{
    const struct state *s = y->state;
    const struct shape x = y->in[0]->shape;
    const int top = row * s->stride - s->pad, left = column * s->stride - s->pad;
    const int bottom = top + s->kernel, right = left + s->kernel;
    return (struct window){top < 0 ? 0 : top, bottom > x.height ? x.height : bottom,
                           left < 0 ? 0 : left, right > x.width ? x.width : right};
}

/* The maximum over the window of a plane whose rows have W lanes. NaN wins: a diverged run must not be
 * healed here. */
INLINE vec largest(const vec *x, int W, struct window w)
{
    vec m = x[(w.top * W + w.left) * LANE_VECS];
    for (int i = w.top; i < w.bottom; i++)
        for (int j = w.left; j < w.right; j++) {
            const vec now = x[(i * W + j) * LANE_VECS];
            m = vec_choose((now > m) | (now != now), now, m);
        }
    return m;
}

static void forward(struct node *y, struct pass *pass)
{
    const struct shape in = y->in[0]->shape, out = y->shape;
    const vec *x = (const vec *)value_of(y->in[0], pass);
    vec *v = (vec *)value_of(y, pass);
    for (int plane = 0; plane < lane_groups(pass->batch) * in.channels; plane++) {
        for (int i = 0; i < out.height; i++)
            for (int j = 0; j < out.width; j++) {
                const struct window w = window_of(y, i, j);
                for (int k = 0; k < LANE_VECS; k++)
                    *v++ = largest(x + k, in.width, w);
            }
        x += in.height * in.width * LANE_VECS;
    }
}

/* Give dy to the first place of the window that holds the maximum m. */
INLINE void give(vec dy, vec m, const vec *x, vec *dx, int W, struct window w)
{
    vec_mask open = ~(vec_mask){0};
    for (int i = w.top; i < w.bottom; i++)
        for (int j = w.left; j < w.right; j++) {
            const int at = (i * W + j) * LANE_VECS;
            const vec_mask won = open & ((x[at] == m) | (x[at] != x[at]));
            dx[at] += vec_keep(dy, won);
            open &= ~won;
        }
}

static void backward(struct node *y, struct pass *pass)
{
    const struct shape in = y->in[0]->shape, out = y->shape;
    const vec *x = (const vec *)value_of(y->in[0], pass), *v = (const vec *)value_of(y, pass),
              *dy = (const vec *)grad_of(y, pass);
    vec *dx = (vec *)grad_of(y->in[0], pass);
    for (int plane = 0; dx && plane < lane_groups(pass->batch) * in.channels; plane++) {
        for (int i = 0; i < out.height; i++)
            for (int j = 0; j < out.width; j++) {
                const struct window w = window_of(y, i, j);
                for (int k = 0; k < LANE_VECS; k++)
                    give(*dy++, *v++, x + k, dx + k, in.width, w);
            }
        x += in.height * in.width * LANE_VECS;
        dx += in.height * in.width * LANE_VECS;
    }
}

/* Comparisons, as if no window reached beyond the sides. */
static double flops(const struct node *y)
{
    const struct state *s = y->state;
    return ((double)s->kernel * s->kernel - 1) * shape_size(y->shape);
}

static const struct op maxpool = {.name = "maxpool",
                                  .shape = shape,
                                  .forward = forward,
                                  .backward = backward,
                                  .flops = flops,
                                  .kinks = KINKS_OF_CHOICE};

struct node *op_maxpool(struct graph *g, struct node *x, int kernel, int stride, int pad)
{
    struct node *y = graph_node(g, &maxpool, 1, (struct node *[]){x}, sizeof(struct state));
    if (y)
        *(struct state *)y->state = (struct state){kernel, stride, pad};
    return graph_finish(y);
}

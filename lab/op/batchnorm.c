/* y = gain z + shift,  z = (x - mean) / sqrt(var + eps), mean and var of each channel over the n
 * numbers of batch and positions.   dL/dx = gain / sqrt(var + eps) (dL/dy - E dL/dy - z E(z dL/dy));
 * with running statistics, which do not depend on x, the two expectations are absent. */
#include "lab/kernel/norm.h"
#include "lab/op/op.h"
#include <tgmath.h>

static const double EPS = 1e-5, MOMENTUM = .1;

struct state {
    struct param *mean, *var; /* running */
    /* [channels]: the statistics in use, 1 / sqrt(var + eps), and what the passes are told */
    real *m, *v, *inverse, *scale, *slope, *offset;
};

static struct norm_size size_of(const struct node *y, int batch)
{
    return (struct norm_size){batch, y->shape.channels, y->shape.height * y->shape.width};
}

static bool shape(struct node *y)
{
    const struct state *s = y->state;
    const struct param *each[] = {y->param[0], y->param[1], s->mean, s->var};
    const int channels = y->in[0]->shape.channels;
    for (int i = 0; i < 4; i++)
        if (each[i]->count != (size_t)channels)
            return graph_fail(y->graph, "batchnorm: %s has %zu entries for %d channels",
                              each[i]->name, each[i]->count, channels);
    y->shape = y->in[0]->shape;
    return true;
}

/* The rows are padded to whole lanes, so that this loop becomes a few vector instructions. */
static void invert(const real *restrict var, real *restrict inverse, int channels)
{
    for (int c = 0; c < channels; c += LANES)
        for (int i = c; i < c + LANES; i++)
            inverse[i] = 1 / sqrt(var[i] + (real)EPS);
}

static void move_towards(real *running, real now)
{
    *running += (real)MOMENTUM * (now - *running);
}

static void forward(struct node *y, struct pass *pass)
{
    const struct norm_size n = size_of(y, pass->batch);
    const double count = (double)n.batch * n.area;
    const real unbiased = (real)(count > 1 ? count / (count - 1) : 1);
    struct state *s = y->state;
    if (pass->mode == MODE_EVAL)
        for (int c = 0; c < n.channels; c++) {
            s->m[c] = s->mean->value[c];
            s->v[c] = s->var->value[c];
        }
    else
        norm_statistics(n, y->in[0]->value, s->m, s->v);
    if (pass->mode == MODE_TRAIN)
        for (int c = 0; c < n.channels; c++) {
            move_towards(&s->mean->value[c], s->m[c]);
            move_towards(&s->var->value[c], s->v[c] * unbiased);
        }
    invert(s->v, s->inverse, n.channels);
    for (int c = 0; c < n.channels; c++)
        s->scale[c] = y->param[0]->value[c] * s->inverse[c];
    norm_apply(n, y->in[0]->value, s->m, s->scale, y->param[1]->value, y->value);
}

static void backward(struct node *y, struct pass *pass)
{
    const struct norm_size n = size_of(y, pass->batch);
    const bool fixed = pass->mode == MODE_EVAL;
    const real count = (real)n.batch * (real)n.area;
    struct state *s = y->state;
    struct node *x = y->in[0];
    real *sum = s->offset, *product = s->slope;
    norm_sums(n, x->value, y->grad, s->m, sum, product);
    for (int c = 0; c < n.channels; c++) {
        const real i = s->inverse[c];
        y->param[0]->grad[c] += product[c] * i;
        y->param[1]->grad[c] += sum[c];
        s->offset[c] = fixed ? 0 : -s->scale[c] * sum[c] / count;
        s->slope[c] = fixed ? 0 : -s->scale[c] * i * i * product[c] / count;
    }
    if (x->grad)
        norm_backward(n, x->value, y->grad, s->m, s->scale, s->slope, s->offset, x->grad);
}

static double flops(const struct node *y)
{
    return 7.0 * shape_size(y->shape); /* 1 for the mean, 3 for var, 3 for y */
}

static const struct op batchnorm = {"batchnorm", shape, forward, backward, flops, false};

struct node *op_batchnorm(struct graph *g, struct node *x, struct param *gain, struct param *shift,
                          struct param *mean, struct param *var)
{
    const size_t row = x ? (size_t)lane_groups(x->shape.channels) * LANES : 0;
    struct node *y = graph_node(g, &batchnorm, 1, (struct node *[]){x},
                                sizeof(struct state) + 6 * row * sizeof(real));
    if (y) {
        struct state *s = y->state;
        real *r = (real *)(s + 1);
        *s = (struct state){mean,        var,         r,           r + row,
                            r + 2 * row, r + 3 * row, r + 4 * row, r + 5 * row};
        y->param[0] = gain;
        y->param[1] = shift;
    }
    return graph_finish(y);
}

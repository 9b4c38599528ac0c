/* y = gain z + shift,  z = (x - mean) / sqrt(var + eps), mean and var of each channel over the n
 * numbers of batch and positions.   dL/dx = gain / sqrt(var + eps) (dL/dy - E dL/dy - z E(z dL/dy));
 * with running statistics, which do not depend on x, the two expectations are absent. */
#include "lab/kernel/norm.h"
#include "lab/op/op.h"
#include <math.h>

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

static void move_towards(real *running, double now)
{
    *running = (real)((1 - MOMENTUM) * (double)*running + MOMENTUM * now);
}

static void forward(struct node *y, struct pass *pass)
{
    const struct norm_size n = size_of(y, pass->batch);
    const double count = (double)n.batch * n.area, unbiased = count > 1 ? count / (count - 1) : 1;
    struct state *s = y->state;
    if (pass->mode != MODE_EVAL)
        norm_statistics(n, y->in[0]->value, s->m, s->v);
    for (int c = 0; c < n.channels; c++) {
        if (pass->mode == MODE_TRAIN) {
            move_towards(&s->mean->value[c], (double)s->m[c]);
            move_towards(&s->var->value[c], (double)s->v[c] * unbiased);
        } else if (pass->mode == MODE_EVAL) {
            s->m[c] = s->mean->value[c];
            s->v[c] = s->var->value[c];
        }
        s->inverse[c] = (real)(1 / sqrt((double)s->v[c] + EPS));
        s->scale[c] = y->param[0]->value[c] * s->inverse[c];
    }
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
    const size_t channels = x ? (size_t)x->shape.channels : 0;
    struct node *y = graph_node(g, &batchnorm, 1, (struct node *[]){x},
                                sizeof(struct state) + 6 * channels * sizeof(real));
    if (y) {
        struct state *s = y->state;
        real *rows = (real *)(s + 1);
        *s = (struct state){mean,
                            var,
                            rows,
                            rows + channels,
                            rows + 2 * channels,
                            rows + 3 * channels,
                            rows + 4 * channels,
                            rows + 5 * channels};
        y->param[0] = gain;
        y->param[1] = shift;
    }
    return graph_finish(y);
}

/* y = gain z + shift,  z = (x - mean) / sqrt(var + eps), mean and var of each channel over the n
 * numbers of batch and positions.   dL/dx = gain / sqrt(var + eps) (dL/dy - E dL/dy - z E(z dL/dy));
 * with running statistics, which do not depend on x, the two expectations are absent.
 *
 * Fused: y = max(0, gain z + shift) and y = max(0, gain z + shift + s), the end of a residual block,
 * with dL/ds = [y > 0] dL/dy: the same numbers as the composition, in fewer passes over memory. */
#include "lab/kernel/norm.h"
#include "lab/op/op.h"
#include <string.h>
#include <tgmath.h>

static const double EPS = 1e-5;

/* The part of one chunk of the batch, for each channel: forward mean and var, backward the sums of dy and
 * of (x - mean) dy. */
struct partial {
    real *first, *second;
};

struct state {
    struct param *mean, *var; /* running */
    bool relu;
    size_t row;    /* reals of a row: the channels, in whole lanes */
    int *samples;  /* [chunk] */
    real *partial; /* [chunk][2][row] */
    /* [channels]: the statistics in use, 1 / sqrt(var + eps), and the factors of the passes */
    real *m, *v, *inverse, *scale, *slope, *offset;
};

static struct norm_size size_of(const struct node *y, int batch)
{
    return (struct norm_size){batch, y->shape.channels, y->shape.height * y->shape.width};
}

static struct partial partial_of(const struct state *s, int chunk)
{
    real *first = s->partial + (size_t)chunk * 2 * s->row;
    return (struct partial){first, first + s->row};
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
    if (y->inputs > 1 && !shape_equal(y->in[1]->shape, y->in[0]->shape))
        return graph_fail(y->graph, "batchnorm: what is added has %d channels, x has %d",
                          y->in[1]->shape.channels, channels);
    y->shape = y->in[0]->shape;
    return true;
}

/* ---- forward ---- */

static void gather(struct node *y, struct pass *pass)
{
    struct state *s = y->state;
    if (pass->mode == MODE_EVAL)
        return;
    const struct partial c = partial_of(s, pass->chunk);
    s->samples[pass->chunk] = pass->batch;
    norm_statistics(size_of(y, pass->batch), value_of(y->in[0], pass), c.first, c.second);
}

/* Mean and var of the whole from those of its chunks: var is the mean square of the distance from the
 * common mean (Chan et al. 1979). */
static void put_together(struct state *s, const struct pass *pass, int channels)
{
    for (int c = 0; c < channels; c++) {
        double mean = 0, square = 0;
        for (int k = 0; k < pass->chunks; k++)
            mean += s->samples[k] * (double)partial_of(s, k).first[c];
        mean /= pass->batch;
        for (int k = 0; k < pass->chunks; k++) {
            const struct partial chunk = partial_of(s, k);
            const double off = (double)chunk.first[c] - mean;
            square += s->samples[k] * ((double)chunk.second[c] + off * off);
        }
        s->m[c] = (real)mean;
        s->v[c] = (real)(square / pass->batch);
    }
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
    *running += (real)BATCHNORM_MOMENTUM * (now - *running);
}

static void prepare(struct node *y, struct pass *pass)
{
    const struct norm_size n = size_of(y, pass->batch);
    const double count = (double)n.batch * n.area;
    const real unbiased = (real)(count > 1 ? count / (count - 1) : 1);
    const size_t bytes = (size_t)n.channels * sizeof(real);
    struct state *s = y->state;
    if (pass->mode == MODE_EVAL) {
        memcpy(s->m, s->mean->value, bytes);
        memcpy(s->v, s->var->value, bytes);
    } else if (pass->chunks == 1) {
        memcpy(s->m, partial_of(s, 0).first, bytes);
        memcpy(s->v, partial_of(s, 0).second, bytes);
    } else {
        put_together(s, pass, n.channels);
    }
    if (pass->mode == MODE_TRAIN)
        for (int c = 0; c < n.channels; c++) {
            move_towards(&s->mean->value[c], s->m[c]);
            move_towards(&s->var->value[c], s->v[c] * unbiased);
        }
    invert(s->v, s->inverse, n.channels);
    for (int c = 0; c < n.channels; c++)
        s->scale[c] = y->param[0]->value[c] * s->inverse[c];
}

static void forward(struct node *y, struct pass *pass)
{
    const struct state *s = y->state;
    norm_apply(size_of(y, pass->batch), value_of(y->in[0], pass), s->m, s->scale,
               y->param[1]->value, y->inputs > 1 ? value_of(y->in[1], pass) : NULL, s->relu,
               value_of(y, pass));
}

/* ---- backward ---- */

/* From here on the gradient of y is that before the ReLU. */
static void gather_back(struct node *y, struct pass *pass)
{
    const struct state *s = y->state;
    const struct partial c = partial_of(s, pass->chunk);
    norm_sums(size_of(y, pass->batch), value_of(y->in[0], pass), s->relu ? value_of(y, pass) : NULL,
              grad_of(y, pass), s->m, c.first, c.second);
}

static void prepare_back(struct node *y, struct pass *pass)
{
    const struct norm_size n = size_of(y, pass->batch);
    const bool fixed = pass->mode == MODE_EVAL;
    const real count = (real)n.batch * (real)n.area;
    struct state *s = y->state;
    for (int c = 0; c < n.channels; c++) {
        real sum = partial_of(s, 0).first[c], product = partial_of(s, 0).second[c];
        for (int k = 1; k < pass->chunks; k++) {
            sum += partial_of(s, k).first[c];
            product += partial_of(s, k).second[c];
        }
        const real i = s->inverse[c];
        y->param[0]->grad[c] += product * i;
        y->param[1]->grad[c] += sum;
        s->offset[c] = fixed ? 0 : -s->scale[c] * sum / count;
        s->slope[c] = fixed ? 0 : -s->scale[c] * i * i * product / count;
    }
}

static void backward(struct node *y, struct pass *pass)
{
    const struct state *s = y->state;
    const lane *x = value_of(y->in[0], pass), *dy = grad_of(y, pass);
    lane *dx = grad_of(y->in[0], pass);
    if (dx)
        norm_backward(size_of(y, pass->batch), x, dy, s->m, s->scale, s->slope, s->offset,
                      !is_fresh(y, 0), dx);
    if (y->inputs > 1)
        node_pass_on(y, pass, 1);
}

static double flops(const struct node *y)
{
    const struct state *s = y->state;
    /* 1 for the mean, 3 for var, 3 for y, and the fused ones */
    return (7.0 + s->relu + (y->inputs - 1)) * shape_size(y->shape);
}

#define BATCHNORM(label, scales, where)                                                            \
    {                                                                                              \
        .name = label, .shape = shape, .forward = forward, .backward = backward, .flops = flops,   \
        .stores = true, .scales_by_params = scales, .kinks = where, .prepare = prepare,            \
        .prepare_back = prepare_back, .gather = gather, .gather_back = gather_back                 \
    }
static const struct op batchnorm = BATCHNORM("batchnorm", true, KINKS_NONE),
                       relu = BATCHNORM("batchnorm+relu", true, KINKS_AT_ZERO),
                       add_relu = BATCHNORM("batchnorm+add+relu", false, KINKS_AT_ZERO);

bool op_batchnorm_needs_two(const struct node *y)
{
    return (y->op == &batchnorm || y->op == &relu || y->op == &add_relu) &&
           y->shape.height * y->shape.width == 1;
}

static struct node *build(struct graph *g, const struct op *op, struct node *x, struct node *skip,
                          const struct norm_params *p)
{
    const size_t row = x ? (size_t)lane_groups(x->shape.channels) * LANES : 0;
    const size_t chunks = (size_t)lane_groups(g->capacity);
    const size_t rows = 6 + 2 * chunks;
    struct node *y =
        graph_node(g, op, op == &add_relu ? 2 : 1, (struct node *[]){x, skip},
                   sizeof(struct state) + rows * row * sizeof(real) + chunks * sizeof(int));
    if (y) {
        struct state *s = y->state;
        real *r = (real *)(s + 1);
        *s = (struct state){.mean = p->mean,
                            .var = p->var,
                            .relu = op != &batchnorm,
                            .row = row,
                            .samples = (int *)(r + rows * row),
                            .partial = r + 6 * row,
                            .m = r,
                            .v = r + row,
                            .inverse = r + 2 * row,
                            .scale = r + 3 * row,
                            .slope = r + 4 * row,
                            .offset = r + 5 * row};
        y->param[0] = p->gain;
        y->param[1] = p->shift;
    }
    return graph_finish(y);
}

struct node *op_batchnorm(struct graph *g, struct node *x, const struct norm_params *p)
{
    return build(g, &batchnorm, x, NULL, p);
}

struct node *op_batchnorm_relu(struct graph *g, struct node *x, const struct norm_params *p)
{
    return build(g, &relu, x, NULL, p);
}

struct node *op_batchnorm_add_relu(struct graph *g, struct node *x, struct node *skip,
                                   const struct norm_params *p)
{
    return build(g, &add_relu, x, skip, p);
}

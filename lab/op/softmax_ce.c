/* L = log(sum_k exp(z_k)) - sum_k q_k z_k,  q_k = (1 - e) [k = t] + e / K.   dL/dz_k = softmax(z)_k - q_k.
 * t is the class, one of K; e is what the pass smooths labels by, 0 where it says nothing. */
#include "lab/kernel/elementary.h"
#include "lab/op/op.h"

/* What backward needs again of each sample: softmax(z)_k = exp(z_k - max) / sum. */
struct group {
    lane max, sum;
};

static bool shape(struct node *y)
{
    struct shape target = y->in[1]->shape;
    if (shape_size(target) != 1)
        return graph_fail(y->graph, "softmax_ce: the target holds one class, not %d numbers",
                          shape_size(target));
    y->shape = (struct shape){1, 1, 1};
    return true;
}

/* One native vector of samples; z[0], z[LANE_VECS], ... are its logits. Returns max and sum. */
static vec loss(const vec *z, int classes, vec target, real smooth, vec *max, vec *sum)
{
    vec m = z[0], s = {0}, at_target = {0}, all = {0}, y;
    for (int k = 1; k < classes; k++)
        m = vec_choose(z[k * LANE_VECS] > m, z[k * LANE_VECS], m);
    for (int k = 0; k < classes; k++) {
        const vec above = z[k * LANE_VECS] - m;
        s += vec_exp(above);
        at_target += vec_keep(above, target == (real)k);
        all += above;
    }
    if (smooth > 0) /* a class that is out of the question, z = -inf, costs nothing without it */
        at_target = (1 - smooth) * at_target + smooth / (real)classes * all;
    for (int i = 0; i < VEC; i++)
        y[i] = (real)(portable_log((double)s[i]) - (double)at_target[i]);
    *max = m;
    *sum = s;
    return y;
}

static void forward(struct node *y, struct pass *pass)
{
    const int classes = shape_size(y->in[0]->shape);
    const lane *logits = value_of(y->in[0], pass), *class = value_of(y->in[1], pass);
    lane *value = value_of(y, pass);
    struct group *group = (struct group *)y->state + pass->group;
    const real smooth = (real)pass->label_smoothing;
    for (int g = 0; g < lane_groups(pass->batch); g++) {
        const vec *z = (const vec *)(logits + (size_t)g * (size_t)classes);
        const vec *target = (const vec *)(class + g);
        lane l;
        for (int v = 0; v < LANE_VECS; v++)
            ((vec *)&l)[v] = loss(z + v, classes, target[v], smooth, (vec *)&group[g].max + v,
                                  (vec *)&group[g].sum + v);
        value[g] = lane_keep(l, lane_live(pass->batch, g));
    }
}

static void backward(struct node *y, struct pass *pass)
{
    const int classes = shape_size(y->in[0]->shape);
    const struct group *group = (struct group *)y->state + pass->group;
    const lane *logits = value_of(y->in[0], pass), *class = value_of(y->in[1], pass);
    lane *d = grad_of(y->in[0], pass);
    const real smooth = (real)pass->label_smoothing, other = smooth / (real)classes;
    if (!d)
        return;
    for (int g = 0; g < lane_groups(pass->batch); g++) {
        const vec *z = (const vec *)(logits + (size_t)g * (size_t)classes);
        const vec *target = (const vec *)(class + g), *dy = (const vec *)(grad_of(y, pass) + g);
        const vec *max = (const vec *)&group[g].max, *sum = (const vec *)&group[g].sum;
        vec *dz = (vec *)(d + (size_t)g * (size_t)classes);
        for (int k = 0; k < classes; k++)
            for (int v = 0; v < LANE_VECS; v++, z++, dz++) {
                const vec q = vec_keep((vec){0} + (1 - smooth), target[v] == (real)k) + other;
                *dz += dy[v] * (vec_exp(*z - max[v]) / sum[v] - q);
            }
    }
}

static double flops(const struct node *y)
{
    return 4.0 * shape_size(y->in[0]->shape); /* subtract, exp, add, divide */
}

static const struct op softmax_ce = {"softmax_ce", shape, forward, backward, .flops = flops};

struct node *op_softmax_ce(struct graph *g, struct node *logits, struct node *target)
{
    const size_t groups = (size_t)lane_groups(g->capacity);
    return graph_finish(graph_node(g, &softmax_ce, 2, (struct node *[]){logits, target},
                                   groups * sizeof(struct group)));
}

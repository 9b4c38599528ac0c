/* What `model` counts of each op for a sample: by hand, from the formulas, on 4 x 2 x 3 numbers. */
#include "lab/op/op.h"
#include "tests/support/check.h"

enum { C = 4, N = 4 * 2 * 3 };

static double flops_of(const struct node *y)
{
    return y->op->flops ? y->op->flops(y) : shape_size(y->shape);
}

static void each_op_counts_what_its_formula_does(void **state)
{
    (void)state;
    struct arena arena;
    struct failure failure = {0};
    arena_open(&arena, 1 << 20);
    struct graph *g = graph_open(&arena, 1, &failure);
    const int channels = C, features = N;
    struct node *x = graph_input(g, "x", (struct shape){C, 2, 3}),
                *class = graph_input(g, "class", (struct shape){1, 1, 1}),
                *logits = graph_input(g, "logits", (struct shape){5, 1, 1});
    struct param *w = graph_param(g, "w", 4, (int[]){5, C, 3, 3}),
                 *gain = graph_param(g, "gain", 1, &channels),
                 *shift = graph_param(g, "shift", 1, &channels),
                 *wide = graph_param(g, "wide", 1, &features);
    const struct norm_params p = {gain, shift, graph_statistic(g, "mean", 1, &channels),
                                  graph_statistic(g, "var", 1, &channels)};
    const struct {
        const struct node *y;
        double flops;
    } row[] = {
        {op_conv(g, x, w, NULL, 1, 1), 2 * C * 3 * 3 * 5 * 2 * 3},
        {op_relu(g, x), N},
        {op_leaky_relu(g, x, .1), N},
        {op_tanh(g, x), 10 * N},
        {op_sigmoid(g, x), 10 * N},
        {op_gelu(g, x), 30 * N},
        {op_top(g, x, .5), C * N},
        {op_add(g, x, x), N},
        {op_scale(g, x, 2), N},
        {op_gate(g, x, x), N},
        {op_tap(g, x), 0},
        {op_concat(g, x, x), 0},
        {op_dropout(g, x, .5), N},
        {op_batchnorm(g, x, &p), 7 * N},
        {op_batchnorm_relu(g, x, &p), 8 * N},
        {op_batchnorm_add_relu(g, x, x, &p), 9 * N},
        {op_layernorm(g, x, wide, wide), 8 * N},
        {op_global_avgpool(g, x), N},
        {op_softmax_ce(g, logits, class), 4 * 5},
        {op_mse(g, logits, logits), 3 * 5},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        if (!row[i].y)
            fail_msg("row %zu: %s", i, failure.message);
        if (flops_of(row[i].y) != row[i].flops)
            fail_msg("%s: %g, not %g", row[i].y->op->name, flops_of(row[i].y), row[i].flops);
    }
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_op_counts_what_its_formula_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

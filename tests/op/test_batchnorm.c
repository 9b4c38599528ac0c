/* Judged by central differences in all three modes, by the moments of its output, and by running
 * statistics worked out by hand. */
#include "lab/op/op.h"
#include "tests/support/check.h"
#include "tests/support/opcheck.h"

static struct node *on_shape(struct graph *g, struct shape shape)
{
    const int channels = shape.channels;
    struct node *x = graph_input(g, "x", shape);
    graph_want(x);
    struct param *gain = graph_param(g, "gain", 1, &channels);
    struct param *shift = graph_param(g, "shift", 1, &channels);
    struct param *mean = graph_statistic(g, "mean", 1, &channels);
    struct param *var = graph_statistic(g, "var", 1, &channels);
    return op_batchnorm(g, x, gain, shift, mean, var);
}

static struct node *features(struct graph *g, const struct opcheck_size *n)
{
    return on_shape(g, (struct shape){n->in, 1, 1});
}

static struct node *image(struct graph *g, const struct opcheck_size *n)
{
    return on_shape(g, (struct shape){n->in, 2, 3});
}

static void choose_running_statistics(struct graph *g, const struct opcheck_size *n)
{
    const struct param *mean = g->statistics.first, *var = mean->next;
    for (int c = 0; c < n->in; c++) {
        mean->value[c] = (real)(.1 * c - .2);
        var->value[c] = (real)(.5 + .1 * c);
    }
}

static void backward_is_the_derivative_in_every_mode(void **state)
{
    (void)state;
    const enum mode modes[] = {MODE_TRAIN, MODE_MEASURE, MODE_EVAL};
    for (int i = 0; i < 3; i++) {
        opcheck(&(struct opcheck){features, choose_running_statistics, modes[i]});
        opcheck(&(struct opcheck){image, choose_running_statistics, modes[i]});
    }
}

struct bench {
    struct arena arena;
    struct failure failure;
    struct graph *g;
    struct node *x, *y;
    struct param *gain, *shift, *mean, *var;
};

/* One channel of some positions, gain 1, shift 0, running statistics 0 and 1. */
static void set_up(struct bench *b, int batch, int positions)
{
    *b = (struct bench){0};
    arena_open(&b->arena, 1 << 20, &b->failure);
    b->g = graph_open(&b->arena, batch, &b->failure);
    b->y = on_shape(b->g, (struct shape){1, 1, positions});
    assert_int_equal(graph_allocate(b->g, b->y), STATUS_OK);
    b->x = b->g->node[0];
    b->gain = b->y->param[0];
    b->shift = b->y->param[1];
    b->mean = b->g->statistics.first;
    b->var = b->mean->next;
    b->gain->value[0] = b->var->value[0] = 1;
}

static void put(struct bench *b, const double *x, int batch)
{
    for (int i = 0; i < batch * 2; i++)
        b->x->value[i / 2 / LANES * 2 + i % 2][i / 2 % LANES] = (real)x[i];
}

static double at(const lane *x, int sample, int position)
{
    return (double)x[sample / LANES * 2 + position][sample % LANES];
}

/* Of 1 2 3 4 5 9: mean 4, var 40/6, unbiased 40/5. */
static void normalises_and_moves_the_running_statistics(void **state)
{
    (void)state;
    const double x[] = {1, 2, 3, 4, 5, 9};
    struct bench b;
    set_up(&b, 3, 2);
    put(&b, x, 3);
    struct pass pass = {.mode = MODE_TRAIN, .batch = 3};
    graph_forward(b.g, &pass);
    for (int i = 0; i < 6; i++)
        check_near(at(b.y->value, i / 2, i % 2), (x[i] - 4) / sqrt(40. / 6 + 1e-5), 1e-6);
    check_near((double)b.mean->value[0], .4, 1e-6);
    check_near((double)b.var->value[0], .9 + .8, 1e-6);

    pass.mode = MODE_MEASURE;
    graph_forward(b.g, &pass);
    check_near((double)b.mean->value[0], .4, 1e-6);
    check_near((double)b.var->value[0], .9 + .8, 1e-6);

    pass.mode = MODE_EVAL;
    graph_forward(b.g, &pass);
    check_near((double)b.mean->value[0], .4, 1e-6);
    for (int i = 0; i < 6; i++)
        check_near(at(b.y->value, i / 2, i % 2), (x[i] - .4) / sqrt(1.7 + 1e-5), 1e-6);
    arena_close(&b.arena);
}

/* A spread of 1 on a mean of 1000: E x^2 - mean^2 would lose it in float. */
static void a_large_mean_does_not_hide_the_variance(void **state)
{
    (void)state;
    struct bench b;
    double x[80];
    for (int i = 0; i < 80; i++)
        x[i] = 1000 + (i % 2 ? 1 : -1);
    set_up(&b, 40, 2);
    put(&b, x, 40);
    struct pass pass = {.mode = MODE_TRAIN, .batch = 40};
    graph_forward(b.g, &pass);
    for (int i = 0; i < 40; i++) {
        check_near(at(b.y->value, i, 0), -1, 1e-3);
        check_near(at(b.y->value, i, 1), 1, 1e-3);
    }
    arena_close(&b.arena);
}

static void one_number_becomes_the_shift(void **state)
{
    (void)state;
    struct bench b;
    set_up(&b, 1, 1);
    b.x->value[0][0] = 7;
    b.shift->value[0] = (real).25;
    struct pass pass = {.mode = MODE_TRAIN, .batch = 1};
    graph_forward(b.g, &pass);
    check_near((double)b.y->value[0][0], .25, 0);
    check_near((double)b.var->value[0], .9, 1e-7);
    arena_close(&b.arena);
}

/* One sample has no variance, so each norm multiplies what strays from the mean by 316: the dead lanes
 * of a deep net would reach infinity, and 0 times infinity the gradients. */
static void dead_lanes_stay_finite_however_deep(void **state)
{
    (void)state;
    struct failure failure = {0};
    struct arena arena;
    arena_open(&arena, 1 << 24, &failure);
    struct graph *g = graph_open(&arena, 1, &failure);
    struct node *y = on_shape(g, (struct shape){1, 1, 1});
    const int one = 1;
    for (int i = 0; i < 200; i++)
        y = op_batchnorm(g, y, graph_param(g, "gain", 1, &one), graph_param(g, "shift", 1, &one),
                         graph_statistic(g, "mean", 1, &one), graph_statistic(g, "var", 1, &one));
    assert_int_equal(graph_allocate(g, y), STATUS_OK);
    for (struct param *p = g->params.first; p; p = p->next)
        p->value[0] = 1;
    g->node[0]->value[0] = (lane){3};
    struct pass pass = {.mode = MODE_TRAIN, .batch = 1};
    graph_forward(g, &pass);
    graph_backward(g, &pass, NULL);
    check_near((double)y->value[0][0], 1, 0);
    check_near((double)y->value[0][1], 0, 0);
    for (struct param *p = g->params.first; p; p = p->next)
        assert_true(isfinite((double)p->grad[0]) != 0);
    arena_close(&arena);
}

static void refuses_what_does_not_fit(void **state)
{
    (void)state;
    struct failure failure = {0};
    struct arena arena;
    arena_open(&arena, 1 << 20, &failure);
    struct graph *g = graph_open(&arena, 1, &failure);
    struct param *three = graph_param(g, "three", 1, (int[]){3});
    struct param *var = graph_statistic(g, "var", 1, (int[]){2});
    assert_null(
        op_batchnorm(g, graph_input(g, "x", (struct shape){3, 1, 1}), three, three, three, var));
    assert_string_equal(failure.message, "batchnorm: var has 2 entries for 3 channels");
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backward_is_the_derivative_in_every_mode),
        cmocka_unit_test(normalises_and_moves_the_running_statistics),
        cmocka_unit_test(a_large_mean_does_not_hide_the_variance),
        cmocka_unit_test(one_number_becomes_the_shift),
        cmocka_unit_test(dead_lanes_stay_finite_however_deep),
        cmocka_unit_test(refuses_what_does_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

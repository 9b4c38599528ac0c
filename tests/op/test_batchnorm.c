/* Judged by central differences in all three modes, by the moments of its output, and by running
 * statistics worked out by hand. */
#include "lab/base/rng.h"
#include "lab/op/op.h"
#include "tests/support/check.h"
#include "tests/support/opcheck.h"

static struct norm_params params_of(struct graph *g, int channels)
{
    struct norm_params p;
    p.gain = graph_param(g, "gain", 1, &channels);
    p.shift = graph_param(g, "shift", 1, &channels);
    p.mean = graph_statistic(g, "mean", 1, &channels);
    p.var = graph_statistic(g, "var", 1, &channels);
    return p;
}

static struct node *wanted(struct graph *g, const char *name, struct shape shape)
{
    struct node *x = graph_input(g, name, shape);
    graph_want(x);
    return x;
}

static struct node *on_shape(struct graph *g, struct shape shape)
{
    struct node *x = wanted(g, "x", shape);
    const struct norm_params p = params_of(g, shape.channels);
    return op_batchnorm(g, x, &p);
}

static struct shape features_of(const struct opcheck_size *n)
{
    return (struct shape){n->in, 1, 1};
}

static struct shape image_of(const struct opcheck_size *n)
{
    return (struct shape){n->in, 2, 3};
}

static struct node *features(struct graph *g, const struct opcheck_size *n)
{
    return on_shape(g, features_of(n));
}

static struct node *image(struct graph *g, const struct opcheck_size *n)
{
    return on_shape(g, image_of(n));
}

static struct node *relu_on(struct graph *g, struct shape shape, bool with_skip)
{
    struct node *x = wanted(g, "x", shape), *skip = with_skip ? wanted(g, "skip", shape) : NULL;
    const struct norm_params p = params_of(g, shape.channels);
    return with_skip ? op_batchnorm_add_relu(g, x, skip, &p) : op_batchnorm_relu(g, x, &p);
}

static struct node *relu_features(struct graph *g, const struct opcheck_size *n)
{
    return relu_on(g, features_of(n), false);
}

static struct node *relu_image(struct graph *g, const struct opcheck_size *n)
{
    return relu_on(g, image_of(n), false);
}

static struct node *add_relu_features(struct graph *g, const struct opcheck_size *n)
{
    return relu_on(g, features_of(n), true);
}

static struct node *add_relu_image(struct graph *g, const struct opcheck_size *n)
{
    return relu_on(g, image_of(n), true);
}

static struct node *(*const fused[])(struct graph *, const struct opcheck_size *) = {
    relu_features, relu_image, add_relu_features, add_relu_image};

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
        opcheck(&(struct opcheck){features, choose_running_statistics, modes[i], 0, false});
        opcheck(&(struct opcheck){image, choose_running_statistics, modes[i], 0, false});
        for (int k = 0; k < 4; k++)
            opcheck(&(struct opcheck){fused[k], choose_running_statistics, modes[i], 0, true});
    }
}

/* x, skip, gain, shift and their gradients, for one form of the op in a graph of its own. */
struct form {
    struct arena arena;
    struct failure failure;
    struct graph *g;
    struct node *x, *skip, *y;
};

/* Normal draws, and 0 in the dead lanes. */
static void fill_live(const struct node *n, lane *to, int batch, struct stream noise, uint64_t *at)
{
    const int size = shape_size(n->shape);
    for (int i = 0; i < lane_groups(batch) * size; i++) {
        for (int k = 0; k < LANES; k++)
            to[i][k] = (real)stream_normal(noise, (*at)++);
        to[i] = lane_keep(to[i], lane_live(batch, i / size));
    }
}

static void form_open(struct form *f, struct shape shape, int batch, bool with_skip, bool is_fused)
{
    *f = (struct form){0};
    arena_open(&f->arena, (size_t)1 << 24);
    struct graph *g = f->g = graph_open(&f->arena, batch, &f->failure);
    g->chunk_bytes = 1;
    f->x = wanted(g, "x", shape);
    f->skip = with_skip ? wanted(g, "skip", shape) : NULL;
    const struct norm_params p = params_of(g, shape.channels);
    if (is_fused)
        f->y = with_skip ? op_batchnorm_add_relu(g, f->x, f->skip, &p)
                         : op_batchnorm_relu(g, f->x, &p);
    else
        f->y = op_relu(g, with_skip ? op_add(g, op_batchnorm(g, f->x, &p), f->skip)
                                    : op_batchnorm(g, f->x, &p));
    assert_int_equal(graph_allocate(g, f->y), STATUS_OK);
    uint64_t at = 0;
    const struct stream noise = stream_of(9, PURPOSE_TEST, 0, 0);
    const struct node *in[] = {f->x, f->skip};
    for (int k = 0; k < 1 + with_skip; k++)
        fill_live(in[k], in[k]->value, batch, noise, &at);
    for (struct param *q = g->params.first; q; q = q->next)
        for (size_t i = 0; i < q->count; i++)
            q->value[i] = (real)stream_normal(noise, at++);
    struct pass pass = {.mode = MODE_TRAIN, .batch = batch};
    graph_forward(g, &pass);
    fill_live(f->y, f->y->grad, batch, noise, &at);
    graph_backward_from(g, &pass, f->y, NULL);
}

static void check_alike(const real *a, const real *b, size_t n, double tolerance)
{
    for (size_t i = 0; i < n; i++)
        check_near((double)a[i], (double)b[i], tolerance * (1 + fabs((double)b[i])));
}

static void fused_forms_equal_their_composition(void **state)
{
    (void)state;
    const double tolerance = sizeof(real) == 4 ? 1e-5 : 1e-13;
    const struct shape shapes[] = {{3, 1, 1}, {17, 1, 1}, {3, 4, 5}, {2, 1, 7}};
    const int batches[] = {2, 16, 37};
    for (int i = 0; i < 4 * 3 * 2; i++) {
        const int batch = batches[i / 2 % 3];
        struct form a, b;
        form_open(&a, shapes[i / 6], batch, i % 2, true);
        form_open(&b, shapes[i / 6], batch, i % 2, false);
        const size_t n = node_lanes(a.x, batch) * LANES;
        check_alike((real *)a.y->value, (real *)b.y->value, n, 0);
        check_alike((real *)a.x->grad, (real *)b.x->grad, n, tolerance);
        if (a.skip)
            check_alike((real *)a.skip->grad, (real *)b.skip->grad, n, 0);
        check_alike(a.g->grad, b.g->grad, a.g->params.reals, 10 * tolerance);
        check_alike(a.g->kept, b.g->kept, a.g->statistics.reals, 0);
        arena_close(&a.arena);
        arena_close(&b.arena);
    }
}

struct fixture {
    struct arena arena;
    struct failure failure;
    struct graph *g;
    struct node *x, *y;
    struct param *gain, *shift, *mean, *var;
};

/* One channel of some positions, gain 1, shift 0, running statistics 0 and 1. */
static void set_up(struct fixture *b, int batch, int positions)
{
    *b = (struct fixture){0};
    arena_open(&b->arena, 1 << 20);
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

static void put(struct fixture *b, const double *x, int batch)
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
    struct fixture b;
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
    struct fixture b;
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
    struct fixture b;
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
    arena_open(&arena, 1 << 24);
    struct graph *g = graph_open(&arena, 1, &failure);
    struct node *y = on_shape(g, (struct shape){1, 1, 1});
    const int one = 1;
    for (int i = 0; i < 200; i++)
        y = op_batchnorm(g, y,
                         &(struct norm_params){graph_param(g, "gain", 1, &one),
                                               graph_param(g, "shift", 1, &one),
                                               graph_statistic(g, "mean", 1, &one),
                                               graph_statistic(g, "var", 1, &one)});
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

static void only_a_norm_of_single_numbers_needs_two_samples(void **state)
{
    (void)state;
    struct arena arena;
    struct failure failure = {0};
    arena_open(&arena, 1 << 20);
    struct graph *g = graph_open(&arena, 4, &failure);
    const int two = 2;
    struct node *flat = graph_input(g, "x", (struct shape){2, 1, 1}),
                *wide = graph_input(g, "z", (struct shape){2, 1, 3});
    struct param *gain = graph_param(g, "gain", 1, &two), *shift = graph_param(g, "shift", 1, &two),
                 *mean = graph_statistic(g, "mean", 1, &two),
                 *var = graph_statistic(g, "var", 1, &two);
    const struct norm_params p = {gain, shift, mean, var};
    assert_true(op_batchnorm_needs_two(op_batchnorm(g, flat, &p)));
    assert_true(op_batchnorm_needs_two(op_batchnorm_relu(g, flat, &p)));
    assert_true(op_batchnorm_needs_two(op_batchnorm_add_relu(g, flat, flat, &p)));
    assert_false(op_batchnorm_needs_two(op_batchnorm(g, wide, &p)));
    assert_false(op_batchnorm_needs_two(op_relu(g, flat)));
    arena_close(&arena);
}

static void refuses_what_does_not_fit(void **state)
{
    (void)state;
    struct failure failure = {0};
    struct arena arena;
    arena_open(&arena, 1 << 20);
    struct graph *g = graph_open(&arena, 1, &failure);
    struct param *three = graph_param(g, "three", 1, (int[]){3});
    struct param *var = graph_statistic(g, "var", 1, (int[]){2});
    assert_null(op_batchnorm(g, graph_input(g, "x", (struct shape){3, 1, 1}),
                             &(struct norm_params){three, three, three, var}));
    assert_string_equal(failure.message, "batchnorm: var has 2 entries for 3 channels");
    failure = (struct failure){0};
    struct param *good = graph_statistic(g, "good", 1, (int[]){3});
    assert_null(op_batchnorm_add_relu(g, graph_input(g, "y", (struct shape){3, 1, 1}),
                                      graph_input(g, "z", (struct shape){2, 1, 1}),
                                      &(struct norm_params){three, three, good, good}));
    assert_string_equal(failure.message, "batchnorm: what is added has 2 channels, x has 3");
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backward_is_the_derivative_in_every_mode),
        cmocka_unit_test(fused_forms_equal_their_composition),
        cmocka_unit_test(normalises_and_moves_the_running_statistics),
        cmocka_unit_test(a_large_mean_does_not_hide_the_variance),
        cmocka_unit_test(one_number_becomes_the_shift),
        cmocka_unit_test(dead_lanes_stay_finite_however_deep),
        cmocka_unit_test(only_a_norm_of_single_numbers_needs_two_samples),
        cmocka_unit_test(refuses_what_does_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Judged by central differences, and by closed forms at the edges. */
#include "lab/op/op.h"
#include "tests/support/check.h"
#include "tests/support/opcheck.h"

static struct node *build(struct graph *g, const struct opcheck_size *n)
{
    struct node *z = graph_input(g, "z", (struct shape){n->in, 1, 1});
    struct node *t = graph_input(g, "t", (struct shape){1, 1, 1});
    graph_want(z);
    return op_softmax_ce(g, z, t);
}

static void choose_classes(struct graph *g, const struct opcheck_size *n)
{
    for (int i = 0; i < n->batch; i++)
        g->node[1]->value[i / LANES][i % LANES] = (real)(i * 7 % n->in);
}

static void backward_is_the_derivative(void **state)
{
    (void)state;
    opcheck(&(struct opcheck){.build = build, .fill = choose_classes});
    opcheck(&(struct opcheck){.build = build, .fill = choose_classes, .label_smoothing = .2});
}

/* Loss and gradient of one sample whose label is smoothed by e. */
static double smoothed(double e, int classes, const double *logits, int target, double *gradient)
{
    struct failure failure = {0};
    struct arena arena;
    arena_open(&arena, 1 << 20);
    struct graph *g = graph_open(&arena, 1, &failure);
    struct node *y = build(g, &(struct opcheck_size){1, classes, 1});
    assert_int_equal(graph_allocate(g, y), STATUS_OK);
    for (int k = 0; k < classes; k++)
        g->node[0]->value[k][0] = (real)logits[k];
    g->node[1]->value[0][0] = (real)target;
    struct pass pass = {.batch = 1, .label_smoothing = e};
    graph_forward(g, &pass);
    graph_backward(g, &pass, NULL);
    for (int k = 0; k < classes; k++)
        gradient[k] = (double)g->node[0]->grad[k][0];
    for (int i = 1; i < LANES; i++)
        assert_true(y->value[0][i] == 0);
    const double l = (double)y->value[0][0];
    arena_close(&arena);
    return l;
}

static double loss(int classes, const double *logits, int target, double *gradient)
{
    return smoothed(0, classes, logits, target, gradient);
}

static void equal_logits_cost_the_log_of_the_classes(void **state)
{
    (void)state;
    const double z[10] = {0};
    double d[10];
    check_near(loss(10, z, 3, d), log(10), 1e-6);
    for (int k = 0; k < 10; k++)
        check_near(d[k], k == 3 ? -.9 : .1, 1e-7);
}

/* L = (1 - e) CE(t) + e mean_k CE(k), and its gradient is that of the logits that make q. */
static void a_smoothed_label_is_a_mean_of_labels(void **state)
{
    (void)state;
    const double z[4] = {.5, -1, 2, .25}, e = .2;
    double d[4], one[4], mean[4] = {0}, all = 0;
    for (int k = 0; k < 4; k++) {
        all += loss(4, z, k, one) / 4;
        for (int i = 0; i < 4; i++)
            mean[i] += one[i] / 4;
    }
    const double sharp = loss(4, z, 2, one);
    check_near(smoothed(e, 4, z, 2, d), (1 - e) * sharp + e * all, 1e-6);
    for (int i = 0; i < 4; i++)
        check_near(d[i], (1 - e) * one[i] + e * mean[i], 1e-6);
    const double q[4] = {log(.05), log(.85), log(.05), log(.05)};
    smoothed(e, 4, q, 1, d);
    for (int i = 0; i < 4; i++)
        check_near(d[i], 0, 1e-6);
}

static void one_class_costs_nothing(void **state)
{
    (void)state;
    double d[1];
    check_near(loss(1, (double[]){-4}, 0, d), 0, 0);
    check_near(d[0], 0, 0);
}

/* exp(1000) would overflow, and exp(-1000) is nothing. */
static void huge_logits_stay_finite(void **state)
{
    (void)state;
    double d[3];
    check_near(loss(3, (double[]){1000, 0, 1000}, 0, d), log(2), 1e-6);
    check_near(d[0], -.5, 1e-7);
    check_near(d[1], 0, 1e-7);
    check_near(loss(3, (double[]){-1000, 0, 0}, 0, d), 1000 + log(2), 1e-3);
    check_near(d[0], -1, 1e-7);
    check_near(loss(2, (double[]){-1000, -1000}, 0, d), log(2), 1e-6);
}

static void an_undefined_logit_makes_an_undefined_loss(void **state)
{
    (void)state;
    double d[2];
    assert_true(isnan(loss(2, (double[]){0, NAN}, 0, d)));
    assert_true(isnan(loss(2, (double[]){NAN, 0}, 0, d)));
}

static void refuses_a_target_of_many_numbers(void **state)
{
    (void)state;
    struct failure failure = {0};
    struct arena arena;
    arena_open(&arena, 1 << 20);
    struct graph *g = graph_open(&arena, 1, &failure);
    struct node *z = graph_input(g, "z", (struct shape){3, 1, 1});
    assert_null(op_softmax_ce(g, z, z));
    assert_string_equal(failure.message, "softmax_ce: the target holds one class, not 3 numbers");
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backward_is_the_derivative),
        cmocka_unit_test(equal_logits_cost_the_log_of_the_classes),
        cmocka_unit_test(a_smoothed_label_is_a_mean_of_labels),
        cmocka_unit_test(one_class_costs_nothing),
        cmocka_unit_test(huge_logits_stay_finite),
        cmocka_unit_test(an_undefined_logit_makes_an_undefined_loss),
        cmocka_unit_test(refuses_a_target_of_many_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

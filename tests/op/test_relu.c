/* Judged by central differences away from the kink, and by hand on both sides of it. */
#include "lab/op/op.h"
#include "tests/support/check.h"
#include "tests/support/opcheck.h"

static struct node *build(struct graph *g, const struct opcheck_size *n)
{
    struct node *x = graph_input(g, "x", (struct shape){n->in, 1, 1});
    graph_want(x);
    return op_relu(g, x);
}

static void away_from_the_kink(struct graph *g, const struct opcheck_size *n)
{
    const struct node *x = g->node[0];
    real *v = (real *)x->value;
    for (size_t i = 0; i < node_lanes(x, n->batch) * LANES; i++)
        v[i] += (real)(v[i] < 0 ? -.1 : .1);
}

static void backward_is_the_derivative(void **state)
{
    (void)state;
    opcheck(&(struct opcheck){.build = build, .fill = away_from_the_kink});
}

static void keeps_the_positive_and_the_undefined(void **state)
{
    (void)state;
    struct failure failure = {0};
    struct arena arena;
    arena_open(&arena, 1 << 20);
    struct graph *g = graph_open(&arena, 5, &failure);
    struct node *y = build(g, &(struct opcheck_size){5, 1, 1});
    assert_int_equal(graph_allocate(g, y), STATUS_OK);
    const double x[5] = {2, -3, 0, NAN, INFINITY};
    for (int i = 0; i < 5; i++)
        g->node[0]->value[0][i] = (real)x[i];
    struct pass pass = {.batch = 5};
    graph_forward(g, &pass);
    check_near((double)y->value[0][0], 2, 0);
    check_near((double)y->value[0][1], 0, 0);
    check_near((double)y->value[0][2], 0, 0);
    assert_true(isnan((double)y->value[0][3]));
    assert_true(isinf((double)y->value[0][4]));

    y->grad[0] = (lane){7, 7, 7, 7, 7};
    graph_backward_from(g, &pass, y, NULL);
    check_near((double)g->node[0]->grad[0][0], 7, 0);
    check_near((double)g->node[0]->grad[0][1], 0, 0);
    check_near((double)g->node[0]->grad[0][2], 0, 0);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backward_is_the_derivative),
        cmocka_unit_test(keeps_the_positive_and_the_undefined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Judged by central differences away from the kink, and by hand on both sides of it. */
#include "lab/op/op.h"
#include "tests/support/check.h"
#include "tests/support/opcheck.h"

static struct node *build(struct graph *g, const struct opcheck_size *n)
{
    struct node *x = graph_input(g, "x", (struct shape){n->in, n->out, 1});
    graph_want(x);
    return op_leaky_relu(g, x, .125);
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

static void leaks_below_zero_and_keeps_the_undefined(void **state)
{
    (void)state;
    struct failure failure = {0};
    struct arena arena;
    arena_open(&arena, 1 << 20);
    struct graph *g = graph_open(&arena, 6, &failure);
    struct node *y = build(g, &(struct opcheck_size){6, 1, 1});
    assert_int_equal(graph_allocate(g, y), STATUS_OK);
    const double x[6] = {2, -4, 0, INFINITY, -INFINITY, NAN};
    const double want[5] = {2, -.5, 0, INFINITY, -INFINITY}, back[5] = {8, 1, 8, 8, 1};
    for (int i = 0; i < 6; i++)
        g->node[0]->value[0][i] = (real)x[i];
    struct pass pass = {.batch = 6};
    graph_forward(g, &pass);
    y->grad[0] = (lane){8, 8, 8, 8, 8, NAN};
    graph_backward_from(g, &pass, y, NULL);
    for (int i = 0; i < 5; i++) {
        check_near((double)y->value[0][i], want[i], 0);
        check_near((double)g->node[0]->grad[0][i], back[i], 0);
    }
    assert_true(isnan((double)y->value[0][5]) && isnan((double)g->node[0]->grad[0][5]));
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backward_is_the_derivative),
        cmocka_unit_test(leaks_below_zero_and_keeps_the_undefined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

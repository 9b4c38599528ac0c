/* Judged by central differences, and by the moments of each sample's output. */
#include "lab/op/op.h"
#include "tests/support/check.h"
#include "tests/support/opcheck.h"

static struct node *build(struct graph *g, const struct opcheck_size *n)
{
    const int size = 2 * n->in;
    struct node *x = graph_input(g, "x", (struct shape){n->in, 2, 1});
    graph_want(x);
    return op_layernorm(g, x, graph_param(g, "gain", 1, &size), graph_param(g, "shift", 1, &size));
}

static void backward_is_the_derivative(void **state)
{
    (void)state;
    opcheck(&(struct opcheck){.build = build});
}

/* Sample s holds s + (0, 1, 3, 8): mean s + 3, var 9.5, whatever s is. */
static void each_sample_is_normalised_by_itself(void **state)
{
    (void)state;
    const double x[4] = {0, 1, 3, 8};
    struct failure failure = {0};
    struct arena arena;
    arena_open(&arena, 1 << 20);
    struct graph *g = graph_open(&arena, 20, &failure);
    struct node *y = build(g, &(struct opcheck_size){20, 2, 1});
    assert_int_equal(graph_allocate(g, y), STATUS_OK);
    for (int f = 0; f < 4; f++) {
        y->param[0]->value[f] = 2;
        y->param[1]->value[f] = (real)f;
        for (int s = 0; s < 20; s++)
            g->node[0]->value[s / LANES * 4 + f][s % LANES] = (real)(s + x[f]);
    }
    struct pass pass = {.batch = 20};
    graph_forward(g, &pass);
    for (int f = 0; f < 4; f++)
        for (int s = 0; s < 20; s++)
            check_near((double)y->value[s / LANES * 4 + f][s % LANES],
                       2 * (x[f] - 3) / sqrt(9.5 + 1e-5) + f, 2e-6);
    arena_close(&arena);
}

static void refuses_what_does_not_fit(void **state)
{
    (void)state;
    struct failure failure = {0};
    struct arena arena;
    arena_open(&arena, 1 << 20);
    struct graph *g = graph_open(&arena, 1, &failure);
    struct param *gain = graph_param(g, "gain", 1, (int[]){6});
    struct param *shift = graph_param(g, "shift", 1, (int[]){3});
    assert_null(op_layernorm(g, graph_input(g, "x", (struct shape){3, 2, 1}), gain, shift));
    assert_string_equal(failure.message, "layernorm: shift has 3 entries for 6 features");
    failure = (struct failure){0};
    assert_null(op_layernorm(g, graph_input(g, "y", (struct shape){3, 2, 1}), shift, gain));
    assert_string_equal(failure.message, "layernorm: shift has 3 entries for 6 features");
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backward_is_the_derivative),
        cmocka_unit_test(each_sample_is_normalised_by_itself),
        cmocka_unit_test(refuses_what_does_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Judged by central differences (tests/support/opcheck.h); the arithmetic by tests/kernel. */
#include "lab/op/op.h"
#include "tests/support/check.h"
#include "tests/support/opcheck.h"

static struct node *with_bias(struct graph *g, const struct opcheck_size *n)
{
    struct node *x = graph_input(g, "x", (struct shape){n->in, 1, 1});
    graph_want(x);
    return op_linear(g, x, graph_param(g, "w", 2, (int[]){n->out, n->in}),
                     graph_param(g, "b", 1, (int[]){n->out}));
}

static struct node *without_bias_on_an_image(struct graph *g, const struct opcheck_size *n)
{
    struct node *x = graph_input(g, "x", (struct shape){2, n->in, 3});
    return op_linear(g, x, graph_param(g, "w", 2, (int[]){n->out, 6 * n->in}), NULL);
}

static void backward_is_the_derivative(void **state)
{
    (void)state;
    opcheck(&(struct opcheck){.build = with_bias});
    opcheck(&(struct opcheck){.build = without_bias_on_an_image});
}

static struct node *of_shapes(struct graph *g, int in, int rank, const int *w, int b)
{
    struct node *x = graph_input(g, "x", (struct shape){in, 1, 1});
    return op_linear(g, x, graph_param(g, "w", rank, w), graph_param(g, "b", 1, (int[]){b}));
}

static void refuses_what_does_not_fit(void **state)
{
    (void)state;
    const int w[] = {3, 4};
    const struct {
        int in, rank, b;
        const char *says;
    } wrong[] = {
        {5, 2, 3, "linear: weight w takes 4 inputs, not 5"},
        {4, 2, 2, "linear: bias b has 2 entries for 3 outputs"},
        {3, 1, 3, "linear: weight w takes 0 inputs, not 3"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct failure failure = {0};
        struct arena arena;
        arena_open(&arena, 1 << 20);
        struct graph *g = graph_open(&arena, 1, &failure);
        assert_null(of_shapes(g, wrong[i].in, wrong[i].rank, w, wrong[i].b));
        assert_string_equal(failure.message, wrong[i].says);
        arena_close(&arena);
    }
}

static void counts_a_multiply_and_an_add_for_each_weight(void **state)
{
    (void)state;
    struct failure failure = {0};
    struct arena arena;
    arena_open(&arena, 1 << 20);
    struct graph *g = graph_open(&arena, 32, &failure);
    struct node *y = of_shapes(g, 4, 2, (int[]){3, 4}, 3);
    check_near(y->op->flops(y), 24, 0);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backward_is_the_derivative),
        cmocka_unit_test(refuses_what_does_not_fit),
        cmocka_unit_test(counts_a_multiply_and_an_add_for_each_weight),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

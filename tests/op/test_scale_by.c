/* Judged by central differences. */
#include "lab/op/op.h"
#include "tests/support/check.h"
#include "tests/support/opcheck.h"

static struct node *build(struct graph *g, const struct opcheck_size *n)
{
    struct node *x = graph_input(g, "x", (struct shape){n->in, n->out, 1});
    graph_want(x);
    return op_scale_by(g, x, graph_param(g, "s", 1, (int[]){1}));
}

static void backward_is_the_derivative(void **state)
{
    (void)state;
    opcheck(&(struct opcheck){.build = build});
}

static void refuses_more_than_one_number(void **state)
{
    (void)state;
    struct failure failure = {0};
    struct arena arena;
    arena_open(&arena, 1 << 20);
    struct graph *g = graph_open(&arena, 1, &failure);
    struct node *x = graph_input(g, "x", (struct shape){2, 1, 1});
    assert_null(op_scale_by(g, x, graph_param(g, "s", 1, (int[]){2})));
    assert_string_equal(failure.message, "scale_by: s is one number, not 2");
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backward_is_the_derivative),
        cmocka_unit_test(refuses_more_than_one_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

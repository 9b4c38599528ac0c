/* Judged by central differences, and by the law that a residual block rests on. */
#include "lab/op/op.h"
#include "tests/support/check.h"
#include "tests/support/opcheck.h"

static struct node *two(struct graph *g, const struct opcheck_size *n)
{
    struct node *a = graph_input(g, "a", (struct shape){n->in, n->out, 1});
    struct node *b = graph_input(g, "b", (struct shape){n->in, n->out, 1});
    graph_want(a);
    graph_want(b);
    return op_add(g, a, b);
}

static struct node *itself(struct graph *g, const struct opcheck_size *n)
{
    struct node *a = graph_input(g, "a", (struct shape){n->in, 1, 1});
    graph_want(a);
    return op_add(g, a, a);
}

static void backward_is_the_derivative(void **state)
{
    (void)state;
    opcheck(&(struct opcheck){.build = two});
}

static void a_value_added_to_itself_gets_a_gradient_twice(void **state)
{
    (void)state;
    struct failure failure = {0};
    struct arena arena;
    arena_open(&arena, 1 << 20);
    struct graph *g = graph_open(&arena, 1, &failure);
    struct node *y = itself(g, &(struct opcheck_size){1, 1, 1});
    assert_int_equal(graph_allocate(g, y), STATUS_OK);
    struct pass pass = {.batch = 1};
    g->node[0]->value[0] = (lane){3};
    graph_forward(g, &pass);
    check_near((double)y->value[0][0], 6, 0);
    y->grad[0] = (lane){5};
    graph_backward_from(g, &pass, y, NULL);
    check_near((double)g->node[0]->grad[0][0], 10, 0);
    arena_close(&arena);
}

static void refuses_unequal_shapes(void **state)
{
    (void)state;
    struct failure failure = {0};
    struct arena arena;
    arena_open(&arena, 1 << 20);
    struct graph *g = graph_open(&arena, 1, &failure);
    struct node *a = graph_input(g, "a", (struct shape){2, 3, 4});
    assert_null(op_add(g, a, graph_input(g, "b", (struct shape){2, 4, 3})));
    assert_string_equal(failure.message, "add: shapes differ, 2x3x4 and 2x4x3");
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backward_is_the_derivative),
        cmocka_unit_test(a_value_added_to_itself_gets_a_gradient_twice),
        cmocka_unit_test(refuses_unequal_shapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

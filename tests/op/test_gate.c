/* Judged by central differences, and by hand where a gate is open, shut, or its own guest. */
#include "lab/op/op.h"
#include "tests/support/check.h"
#include "tests/support/opcheck.h"

static struct node *two(struct graph *g, const struct opcheck_size *n)
{
    struct node *s = graph_input(g, "s", (struct shape){n->in, n->out, 1});
    struct node *x = graph_input(g, "x", (struct shape){n->in, n->out, 1});
    graph_want(s);
    graph_want(x);
    return op_gate(g, s, x);
}

static struct node *itself(struct graph *g, const struct opcheck_size *n)
{
    struct node *x = graph_input(g, "x", (struct shape){n->in, 1, 1});
    graph_want(x);
    return op_gate(g, x, x);
}

static struct node *deaf_to_its_gate(struct graph *g, const struct opcheck_size *n)
{
    struct node *s = graph_input(g, "s", (struct shape){n->in, 1, 1});
    struct node *x = graph_input(g, "x", (struct shape){n->in, 1, 1});
    graph_want(x);
    return op_gate(g, s, x);
}

static void backward_is_the_derivative(void **state)
{
    (void)state;
    opcheck(&(struct opcheck){.build = two});
    opcheck(&(struct opcheck){.build = deaf_to_its_gate});
}

struct fixture {
    struct arena arena;
    struct failure failure;
    struct graph *g;
    struct node *y;
    struct pass pass;
};

static void set_up(struct fixture *b, int batch,
                   struct node *(*build)(struct graph *, const struct opcheck_size *))
{
    *b = (struct fixture){.pass = {.batch = batch}};
    arena_open(&b->arena, 1 << 20);
    b->g = graph_open(&b->arena, batch, &b->failure);
    b->y = build(b->g, &(struct opcheck_size){batch, 1, 1});
    assert_int_equal(graph_allocate(b->g, b->y), STATUS_OK);
}

static void the_square_of_a_value_gets_a_gradient_twice(void **state)
{
    (void)state;
    struct fixture b;
    set_up(&b, 1, itself);
    b.g->node[0]->value[0] = (lane){3};
    graph_forward(b.g, &b.pass);
    check_near((double)b.y->value[0][0], 9, 0);
    b.y->grad[0] = (lane){5};
    graph_backward_from(b.g, &b.pass, b.y, NULL);
    check_near((double)b.g->node[0]->grad[0][0], 2 * 3 * 5, 0);
    arena_close(&b.arena);
}

static void a_shut_gate_passes_nothing_but_the_undefined(void **state)
{
    (void)state;
    struct fixture b;
    set_up(&b, 4, two);
    b.g->node[0]->value[0] = (lane){1, 0, 0, NAN};
    b.g->node[1]->value[0] = (lane){7, 7, NAN, 7};
    graph_forward(b.g, &b.pass);
    b.y->grad[0] = (lane){2, 2, 2, 2};
    graph_backward_from(b.g, &b.pass, b.y, NULL);
    const lane *ds = b.g->node[0]->grad, *dx = b.g->node[1]->grad;
    check_near((double)b.y->value[0][0], 7, 0);
    check_near((double)b.y->value[0][1], 0, 0);
    assert_true(isnan((double)b.y->value[0][2]) && isnan((double)b.y->value[0][3]));
    check_near((double)dx[0][0], 2, 0);
    check_near((double)dx[0][1], 0, 0);
    check_near((double)ds[0][1], 14, 0);
    assert_true(isnan((double)ds[0][2]) && isnan((double)dx[0][3]));
    arena_close(&b.arena);
}

static void refuses_unequal_shapes(void **state)
{
    (void)state;
    struct failure failure = {0};
    struct arena arena;
    arena_open(&arena, 1 << 20);
    struct graph *g = graph_open(&arena, 1, &failure);
    struct node *s = graph_input(g, "s", (struct shape){1, 3, 4});
    assert_null(op_gate(g, s, graph_input(g, "x", (struct shape){2, 3, 4})));
    assert_string_equal(failure.message, "gate: shapes differ, 1x3x4 and 2x3x4");
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backward_is_the_derivative),
        cmocka_unit_test(the_square_of_a_value_gets_a_gradient_twice),
        cmocka_unit_test(a_shut_gate_passes_nothing_but_the_undefined),
        cmocka_unit_test(refuses_unequal_shapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

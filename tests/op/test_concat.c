/* Judged by central differences, and by counting: every number is in its place. */
#include "lab/op/op.h"
#include "tests/support/check.h"
#include "tests/support/opcheck.h"

static struct node *two(struct graph *g, const struct opcheck_size *n)
{
    struct node *a = graph_input(g, "a", (struct shape){n->in, 3, 2});
    struct node *b = graph_input(g, "b", (struct shape){2, 3, 2});
    graph_want(a);
    graph_want(b);
    return op_concat(g, a, b);
}

static struct node *deaf_to_the_first(struct graph *g, const struct opcheck_size *n)
{
    struct node *a = graph_input(g, "a", (struct shape){n->in, 1, 1});
    struct node *b = graph_input(g, "b", (struct shape){n->out, 1, 1});
    graph_want(b);
    return op_concat(g, a, b);
}

static void backward_is_the_derivative(void **state)
{
    (void)state;
    opcheck(&(struct opcheck){.build = two});
    opcheck(&(struct opcheck){.build = deaf_to_the_first});
}

/* Number i of sample s, of a node with any shape. */
static real *at(const struct node *n, lane *lanes, int s, int i)
{
    return (real *)(lanes + s / LANES * shape_size(n->shape) + i) + s % LANES;
}

/* Of features, and of planes: the channels of b lie behind all planes of a. */
static void check_order(int height, int width)
{
    enum { BATCH = 35 };
    const int A = 3 * height * width, B = 2 * height * width;
    struct failure failure = {0};
    struct arena arena;
    arena_open(&arena, 1 << 20);
    struct graph *g = graph_open(&arena, BATCH, &failure);
    struct node *a = graph_input(g, "a", (struct shape){3, height, width});
    struct node *b = graph_input(g, "b", (struct shape){2, height, width});
    struct node *y = op_concat(g, a, b);
    assert_int_equal(graph_allocate(g, y), STATUS_OK);
    assert_true(shape_equal(y->shape, (struct shape){5, height, width}));
    for (int s = 0; s < BATCH; s++)
        for (int i = 0; i < A + B; i++)
            *(i < A ? at(a, a->value, s, i) : at(b, b->value, s, i - A)) = (real)(100 * s + i);
    *at(a, a->value, 20, 1) = (real)NAN;
    struct pass pass = {.batch = BATCH};
    graph_forward(g, &pass);
    for (int s = 0; s < BATCH; s++)
        for (int i = 0; i < A + B; i++)
            if (s == 20 && i == 1)
                assert_true(isnan((double)*at(y, y->value, s, i)));
            else
                check_near((double)*at(y, y->value, s, i), 100 * s + i, 0);
    arena_close(&arena);
}

static void the_second_follows_the_first_in_every_sample(void **state)
{
    (void)state;
    check_order(1, 1);
    check_order(2, 3);
}

static void a_value_beside_itself_gets_a_gradient_twice(void **state)
{
    (void)state;
    struct failure failure = {0};
    struct arena arena;
    arena_open(&arena, 1 << 20);
    struct graph *g = graph_open(&arena, 1, &failure);
    struct node *x = graph_input(g, "x", (struct shape){2, 1, 1});
    graph_want(x);
    struct node *y = op_concat(g, x, x);
    assert_int_equal(graph_allocate(g, y), STATUS_OK);
    x->value[0][0] = 3;
    x->value[1][0] = 4;
    struct pass pass = {.batch = 1};
    graph_forward(g, &pass);
    for (int i = 0; i < 4; i++) {
        check_near((double)y->value[i][0], 3 + i % 2, 0);
        y->grad[i] = (lane){(real)(1 << i)};
    }
    graph_backward_from(g, &pass, y, NULL);
    check_near((double)x->grad[0][0], 1 + 4, 0);
    check_near((double)x->grad[1][0], 2 + 8, 0);
    arena_close(&arena);
}

static void refuses_unequal_sides(void **state)
{
    (void)state;
    struct failure failure = {0};
    struct arena arena;
    arena_open(&arena, 1 << 20);
    struct graph *g = graph_open(&arena, 1, &failure);
    struct node *a = graph_input(g, "a", (struct shape){2, 3, 4});
    assert_null(op_concat(g, a, graph_input(g, "b", (struct shape){5, 4, 3})));
    assert_string_equal(failure.message, "concat: sides differ, 2x3x4 and 5x4x3");
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backward_is_the_derivative),
        cmocka_unit_test(the_second_follows_the_first_in_every_sample),
        cmocka_unit_test(a_value_beside_itself_gets_a_gradient_twice),
        cmocka_unit_test(refuses_unequal_sides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Judged by central differences, and by x erfc(-x / sqrt 2) / 2 of libm in double. */
#include "lab/op/op.h"
#include "tests/support/check.h"
#include "tests/support/opcheck.h"

static struct node *build(struct graph *g, const struct opcheck_size *n)
{
    struct node *x = graph_input(g, "x", (struct shape){n->in, n->out, 1});
    graph_want(x);
    return op_gelu(g, x);
}

static void backward_is_the_derivative(void **state)
{
    (void)state;
    opcheck(&(struct opcheck){.build = build});
}

enum { SIZE = 5000 };

struct fixture {
    struct arena arena;
    struct failure failure;
    struct node *x, *y;
    struct pass pass;
};

/* Sample 0 has x at 0, 1, ..., and dL/dy = 1. */
static void run(struct fixture *b, double (*x)(int))
{
    *b = (struct fixture){.pass = {.batch = 1}};
    arena_open(&b->arena, 1 << 22);
    struct graph *g = graph_open(&b->arena, 1, &b->failure);
    b->y = build(g, &(struct opcheck_size){1, SIZE, 1});
    assert_int_equal(graph_allocate(g, b->y), STATUS_OK);
    b->x = g->node[0];
    for (int i = 0; i < SIZE; i++) {
        b->x->value[i][0] = (real)x(i);
        b->y->grad[i][0] = 1;
    }
    graph_forward(g, &b->pass);
    graph_backward_from(g, &b->pass, b->y, NULL);
}

static double from_minus_12_to_12(int i)
{
    return 24. * i / SIZE - 12;
}

static void keeps_its_relative_error_where_it_is_tiny(void **state)
{
    (void)state;
    struct fixture b;
    run(&b, from_minus_12_to_12);
    for (int i = 0; i < SIZE; i++) {
        const double x = (double)b.x->value[i][0], below = .5 * erfc(-x * sqrt(.5));
        const double density = exp(-.5 * x * x) / sqrt(2 * acos(-1));
        check_near((double)b.y->value[i][0], x * below, 1e-6 * fabs(x * below));
        check_near((double)b.x->grad[i][0], below + x * density, 1e-6);
    }
    arena_close(&b.arena);
}

static double edge(int i)
{
    const double x[] = {0, 30, -30, INFINITY, NAN, -INFINITY};
    return i < 6 ? x[i] : 1;
}

static void is_right_at_the_edges(void **state)
{
    (void)state;
    struct fixture b;
    run(&b, edge);
    const double y[] = {0, 30, 0, INFINITY}, dx[] = {.5, 1, 0};
    for (int i = 0; i < 4; i++)
        check_near((double)b.y->value[i][0], y[i], 1e-30);
    for (int i = 0; i < 3; i++)
        check_near((double)b.x->grad[i][0], dx[i], 1e-30);
    arena_close(&b.arena);
}

static void does_not_heal_what_is_undefined(void **state)
{
    (void)state;
    struct fixture b;
    run(&b, edge);
    for (int i = 4; i < 6; i++) {
        assert_true(isnan((double)b.y->value[i][0]));
        assert_true(isnan((double)b.x->grad[i][0]));
    }
    arena_close(&b.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backward_is_the_derivative),
        cmocka_unit_test(keeps_its_relative_error_where_it_is_tiny),
        cmocka_unit_test(is_right_at_the_edges),
        cmocka_unit_test(does_not_heal_what_is_undefined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Judged by central differences, and by what a tap is for: the gradient of one use of a value alone. */
#include "lab/op/op.h"
#include "tests/support/check.h"
#include "tests/support/opcheck.h"

static struct node *build(struct graph *g, const struct opcheck_size *n)
{
    struct node *x = graph_input(g, "x", (struct shape){n->in, n->out, 1});
    graph_want(x);
    return op_tap(g, x);
}

static void backward_is_the_derivative(void **state)
{
    (void)state;
    opcheck(&(struct opcheck){.build = build});
}

struct received {
    const struct node *tap;
    double gradient;
};

static void observe(void *self, const struct node *n, const struct pass *pass)
{
    struct received *received = self;
    (void)pass;
    if (n == received->tap)
        received->gradient = (double)n->grad[0][0];
}

/* y = x + 3 tap(x): the tap's gradient is 3, x's 1 + 3. */
static void has_the_gradient_of_one_use(void **state)
{
    (void)state;
    struct failure failure = {0};
    struct arena arena;
    arena_open(&arena, 1 << 20);
    struct graph *g = graph_open(&arena, 1, &failure);
    struct node *x = graph_input(g, "x", (struct shape){1, 1, 1});
    graph_want(x);
    struct node *tap = op_tap(g, x), *y = op_add(g, x, op_scale(g, tap, 3));
    assert_int_equal(graph_allocate(g, y), STATUS_OK);
    struct pass pass = {.batch = 1};
    struct received received = {.tap = tap};
    y->grad[0] = (lane){1};
    graph_forward(g, &pass);
    graph_backward_from(g, &pass, y, &(struct observer){&received, observe});
    check_near(received.gradient, 3, 0);
    check_near((double)x->grad[0][0], 4, 0);
    assert_ptr_equal(tap->value, x->value);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backward_is_the_derivative),
        cmocka_unit_test(has_the_gradient_of_one_use),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Judged by central differences; the values themselves by tests/kernel/test_elementary.c. */
#include "lab/op/op.h"
#include "tests/support/check.h"
#include "tests/support/opcheck.h"

static struct node *build(struct graph *g, const struct opcheck_size *n)
{
    struct node *x = graph_input(g, "x", (struct shape){n->in, n->out, 1});
    graph_want(x);
    return op_sigmoid(g, x);
}

static void backward_is_the_derivative(void **state)
{
    (void)state;
    opcheck(&(struct opcheck){.build = build});
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(backward_is_the_derivative)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

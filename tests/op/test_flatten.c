/* Judged by central differences, and by where each number goes. */
#include "lab/op/op.h"
#include "tests/support/check.h"
#include "tests/support/opcheck.h"
#include "tests/support/planes.h"

static struct node *build(struct graph *g, const struct opcheck_size *n)
{
    struct node *x = graph_input(g, "x", (struct shape){n->in, 2, 3});
    graph_want(x);
    return op_flatten(g, x);
}

static void backward_is_the_derivative(void **state)
{
    (void)state;
    opcheck(&(struct opcheck){.build = build});
}

static void channel_follows_channel_row_by_row(void **state)
{
    (void)state;
    struct planes p;
    planes_open(&p, (struct shape){3, 4, 5});
    p.y = op_flatten(p.g, p.x);
    planes_run(&p);
    assert_true(shape_equal(p.y->shape, (struct shape){60, 1, 1}));
    assert_ptr_equal(p.y->value, p.x->value);
    EACH_PLACE (p.x, n, c, i, j) {
        const int feature = c * 20 + i * 5 + j;
        check_near(y_at(&p, n, feature, 0, 0), x_at(&p, n, c, i, j), 0);
        check_near(dy_at(&p, n, feature, 0, 0), dx_at(&p, n, c, i, j), 0);
    }
    check_near(p.y->op->flops(p.y), 0, 0);
    planes_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backward_is_the_derivative),
        cmocka_unit_test(channel_follows_channel_row_by_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Judged by central differences and by plain loops. */
#include "lab/op/op.h"
#include "tests/support/check.h"
#include "tests/support/opcheck.h"
#include "tests/support/planes.h"

static const double TOLERANCE = sizeof(real) == sizeof(double) ? 1e-14 : 1e-6;

static struct node *build(struct graph *g, const struct opcheck_size *n)
{
    struct node *x = graph_input(g, "x", (struct shape){n->out, n->in, 2});
    graph_want(x);
    return op_global_avgpool(g, x);
}

static void backward_is_the_derivative(void **state)
{
    (void)state;
    opcheck(&(struct opcheck){.build = build});
}

static void averages_each_channel(void **state)
{
    (void)state;
    struct planes p;
    planes_open(&p, (struct shape){5, 3, 7});
    p.y = op_global_avgpool(p.g, p.x);
    planes_run(&p);
    assert_true(shape_equal(p.y->shape, (struct shape){5, 1, 1}));
    EACH_PLACE (p.y, n, c, i, j) {
        double mean = 0;
        for (int a = 0; a < 3; a++)
            for (int b = 0; b < 7; b++)
                mean += x_at(&p, n, c, a, b) / 21;
        check_near(y_at(&p, n, c, i, j), mean, TOLERANCE);
    }
    EACH_PLACE (p.x, n, c, i, j)
        check_near(dx_at(&p, n, c, i, j), dy_at(&p, n, c, 0, 0) / 21, TOLERANCE);
    planes_close(&p);
}

static void counts_an_addition_for_each_place(void **state)
{
    (void)state;
    struct planes p;
    planes_open(&p, (struct shape){2, 4, 6});
    struct node *y = op_global_avgpool(p.g, p.x);
    check_near(y->op->flops(y), 2 * 4 * 6, 0);
    planes_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backward_is_the_derivative),
        cmocka_unit_test(averages_each_channel),
        cmocka_unit_test(counts_an_addition_for_each_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

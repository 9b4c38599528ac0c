/* Judged by central differences and by plain loops. */
#include "lab/op/op.h"
#include "tests/support/check.h"
#include "tests/support/opcheck.h"
#include "tests/support/planes.h"

static const double TOLERANCE = sizeof(real) == sizeof(double) ? 1e-14 : 1e-6;

static struct node *of_an_image(struct graph *g, const struct opcheck_size *n, int kernel,
                                int stride)
{
    struct node *x = graph_input(g, "x", (struct shape){2, n->in + 2, 4});
    graph_want(x);
    return op_avgpool(g, x, kernel, stride);
}

static struct node *halved(struct graph *g, const struct opcheck_size *n)
{
    return of_an_image(g, n, 2, 2);
}

static struct node *overlapping(struct graph *g, const struct opcheck_size *n)
{
    return of_an_image(g, n, 3, 1);
}

static void backward_is_the_derivative(void **state)
{
    (void)state;
    opcheck(&(struct opcheck){.build = halved});
    opcheck(&(struct opcheck){.build = overlapping});
}

/* A place and an output place meet when the one lies in the other's window. */
static bool meet(int row, int i, int kernel, int stride)
{
    return row >= i * stride && row < i * stride + kernel;
}

static void check_against_loops(struct shape shape, int kernel, int stride, int height, int width)
{
    struct planes p;
    planes_open(&p, shape);
    p.y = op_avgpool(p.g, p.x, kernel, stride);
    planes_run(&p);
    assert_true(shape_equal(p.y->shape, (struct shape){shape.channels, height, width}));
    const double share = 1. / (kernel * kernel);
    EACH_PLACE (p.y, n, c, i, j) {
        double mean = 0;
        for (int a = 0; a < shape.height; a++)
            for (int b = 0; b < shape.width; b++)
                if (meet(a, i, kernel, stride) && meet(b, j, kernel, stride))
                    mean += share * x_at(&p, n, c, a, b);
        check_near(y_at(&p, n, c, i, j), mean, TOLERANCE);
    }
    EACH_PLACE (p.x, n, c, a, b) {
        double d = 0;
        for (int i = 0; i < height; i++)
            for (int j = 0; j < width; j++)
                if (meet(a, i, kernel, stride) && meet(b, j, kernel, stride))
                    d += share * dy_at(&p, n, c, i, j);
        check_near(dx_at(&p, n, c, a, b), d, TOLERANCE);
    }
    planes_close(&p);
}

static void averages_each_window(void **state)
{
    (void)state;
    check_against_loops((struct shape){3, 6, 8}, 2, 2, 3, 4);
    check_against_loops((struct shape){2, 7, 4}, 2, 2, 3, 2);
    check_against_loops((struct shape){2, 5, 7}, 3, 2, 2, 3);
    check_against_loops((struct shape){1, 5, 6}, 3, 1, 3, 4);
    check_against_loops((struct shape){2, 8, 5}, 2, 3, 3, 2);
    check_against_loops((struct shape){2, 3, 4}, 1, 1, 3, 4);
}

static void counts_an_addition_for_each_place_of_a_window(void **state)
{
    (void)state;
    struct planes p;
    planes_open(&p, (struct shape){2, 4, 6});
    struct node *y = op_avgpool(p.g, p.x, 2, 2);
    check_near(y->op->flops(y), 2 * 4 * 6, 0);
    planes_close(&p);
}

static void refuses_what_has_no_window(void **state)
{
    (void)state;
    static const struct {
        int height, width, kernel, stride;
        const char *says;
    } wrong[] = {
        {4, 5, 5, 1, "avgpool: a window of 5 is larger than 4x5"},
        {5, 4, 5, 1, "avgpool: a window of 5 is larger than 5x4"},
        {4, 5, 0, 1, "avgpool: kernel 0, stride 1; both are at least 1"},
        {4, 5, 2, 0, "avgpool: kernel 2, stride 0; both are at least 1"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct planes p;
        planes_open(&p, (struct shape){1, wrong[i].height, wrong[i].width});
        assert_null(op_avgpool(p.g, p.x, wrong[i].kernel, wrong[i].stride));
        assert_string_equal(p.failure.message, wrong[i].says);
        planes_close(&p);
    }
}

static struct node *whole_planes(struct graph *g, const struct opcheck_size *n)
{
    struct node *x = graph_input(g, "x", (struct shape){n->out, n->in, 2});
    graph_want(x);
    return op_global_avgpool(g, x);
}

static void the_global_backward_is_the_derivative(void **state)
{
    (void)state;
    opcheck(&(struct opcheck){.build = whole_planes});
}

static void the_global_one_averages_each_channel(void **state)
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

static void the_global_one_counts_an_addition_for_each_place(void **state)
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
        cmocka_unit_test(averages_each_window),
        cmocka_unit_test(counts_an_addition_for_each_place_of_a_window),
        cmocka_unit_test(refuses_what_has_no_window),
        cmocka_unit_test(the_global_backward_is_the_derivative),
        cmocka_unit_test(the_global_one_averages_each_channel),
        cmocka_unit_test(the_global_one_counts_an_addition_for_each_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

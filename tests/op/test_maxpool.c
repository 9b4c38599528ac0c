/* Judged by central differences where no two numbers tie, by plain loops where many do, by PyTorch
 * 1.13 on a plane that can be checked by eye, and by what a maximum may not hide. */
#include "lab/op/op.h"
#include "tests/support/check.h"
#include "tests/support/opcheck.h"
#include "tests/support/planes.h"

static struct node *of_an_image(struct graph *g, const struct opcheck_size *n, int kernel,
                                int stride, int pad)
{
    struct node *x = graph_input(g, "x", (struct shape){2, n->in + 1, 3});
    graph_want(x);
    return op_maxpool(g, x, kernel, stride, pad);
}

static struct node *halved(struct graph *g, const struct opcheck_size *n)
{
    return of_an_image(g, n, 2, 2, 0);
}

static struct node *overlapping(struct graph *g, const struct opcheck_size *n)
{
    return of_an_image(g, n, 3, 2, 1);
}

/* Numbers within a window are at least .1 apart. */
static void without_ties(struct graph *g, const struct opcheck_size *n)
{
    const struct node *x = g->node[0];
    const size_t size = (size_t)shape_size(x->shape);
    for (size_t i = 0; i < node_lanes(x, n->batch); i++)
        for (size_t k = 0; k < LANES; k++)
            x->value[i][k] = (real)((double)((i % size * 37 + k * 5) % 101) / 10 - 5);
}

static void backward_is_the_derivative(void **state)
{
    (void)state;
    opcheck(&(struct opcheck){.build = halved, .fill = without_ties});
    opcheck(&(struct opcheck){.build = overlapping, .fill = without_ties});
}

/* The place of the first maximum of output place (i, j), by asking for what no other place exceeds. */
static void find(const struct planes *p, int n, int c, int i, int j, const int *arg, int *row,
                 int *column)
{
    const struct shape s = p->x->shape;
    double most = -INFINITY;
    for (int a = 0; a < s.height; a++)
        for (int b = 0; b < s.width; b++) {
            const int u = a + arg[2] - i * arg[1], v = b + arg[2] - j * arg[1];
            if (u < 0 || v < 0 || u >= arg[0] || v >= arg[0] || x_at(p, n, c, a, b) <= most)
                continue;
            most = x_at(p, n, c, a, b);
            *row = a;
            *column = b;
        }
}

static void check_against_loops(struct shape shape, const int *arg, int height, int width)
{
    struct planes p;
    planes_open(&p, shape);
    p.y = op_maxpool(p.g, p.x, arg[0], arg[1], arg[2]);
    planes_run(&p);
    assert_true(shape_equal(p.y->shape, (struct shape){shape.channels, height, width}));
    double *dx = calloc((size_t)PLANES_BATCH * (size_t)shape_size(shape), sizeof *dx), *d = dx;
    EACH_PLACE (p.y, n, c, i, j) {
        int row = -1, column = -1;
        find(&p, n, c, i, j, arg, &row, &column);
        check_near(y_at(&p, n, c, i, j), x_at(&p, n, c, row, column), 0);
        dx[((n * shape.channels + c) * shape.height + row) * shape.width + column] +=
            dy_at(&p, n, c, i, j);
    }
    EACH_PLACE (p.x, n, c, i, j)
        check_near(dx_at(&p, n, c, i, j), *d++, 0);
    free(dx);
    planes_close(&p);
}

static void takes_the_first_maximum_of_each_window(void **state)
{
    (void)state;
    check_against_loops((struct shape){3, 6, 8}, (int[]){2, 2, 0}, 3, 4);
    check_against_loops((struct shape){2, 7, 4}, (int[]){2, 2, 0}, 3, 2);
    check_against_loops((struct shape){2, 8, 5}, (int[]){3, 2, 1}, 4, 3);
    check_against_loops((struct shape){1, 5, 6}, (int[]){3, 1, 0}, 3, 4);
    check_against_loops((struct shape){2, 9, 7}, (int[]){2, 3, 1}, 4, 3);
    check_against_loops((struct shape){2, 1, 1}, (int[]){3, 2, 1}, 1, 1);
    check_against_loops((struct shape){2, 4, 3}, (int[]){1, 1, 0}, 4, 3);
}

/* One sample of one 4 x 5 plane, dL/dy = 1, 2, 3, ... */
static void check_plane(const int *arg, int outputs, const double *y, const double *dx)
{
    static const double x[20] = {1, 3, 3, 0, 2, 4, 0, 3, 1, 1, 4, 4, -1, 1, 0, -5, -5, -2, -3, 1};
    struct planes p;
    planes_open(&p, (struct shape){1, 4, 5});
    p.y = op_maxpool(p.g, p.x, arg[0], arg[1], arg[2]);
    assert_int_equal(graph_allocate(p.g, p.y), STATUS_OK);
    p.pass.batch = 1;
    for (int i = 0; i < 20; i++)
        p.x->value[i][0] = (real)x[i];
    graph_forward(p.g, &p.pass);
    assert_int_equal(shape_size(p.y->shape), outputs);
    for (int i = 0; i < outputs; i++) {
        check_near((double)p.y->value[i][0], y[i], 0);
        p.y->grad[i] = (lane){(real)i + 1};
    }
    graph_backward_from(p.g, &p.pass, p.y, NULL);
    for (int i = 0; i < 20; i++)
        check_near((double)p.x->grad[i][0], dx[i], 0);
    planes_close(&p);
}

static void agrees_with_pytorch(void **state)
{
    (void)state;
    check_plane((int[]){2, 2, 0}, 4, (double[]){4, 3, 4, 1},
                (double[]){0, 0, 2, 0, 0, 1, 0, 0, 0, 0, 3, 0, 0, 4, 0, 0, 0, 0, 0, 0});
    check_plane((int[]){3, 2, 1}, 6, (double[]){4, 3, 2, 4, 4, 1},
                (double[]){0, 2, 0, 0, 3, 5, 0, 0, 6, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0});
    check_plane((int[]){3, 1, 0}, 6, (double[]){4, 4, 3, 4, 4, 3},
                (double[]){0, 0, 3, 0, 0, 5, 0, 6, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0});
    check_plane((int[]){4, 3, 2}, 4, (double[]){4, 3, 4, 4},
                (double[]){0, 2, 0, 0, 0, 4, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0});
}

/* Wherever it stands in the window; and the gradient goes to it. */
static void not_a_number_is_the_maximum(void **state)
{
    (void)state;
    for (int k = 0; k < 4; k++) {
        struct planes p;
        planes_open(&p, (struct shape){1, 2, 2});
        p.y = op_maxpool(p.g, p.x, 2, 2, 0);
        assert_int_equal(graph_allocate(p.g, p.y), STATUS_OK);
        p.pass.batch = 2;
        for (int i = 0; i < 4; i++)
            p.x->value[i] = (lane){i == k ? (real)NAN : (real)-INFINITY, (real)-INFINITY};
        graph_forward(p.g, &p.pass);
        assert_true(isnan((double)p.y->value[0][0]));
        assert_true(isinf((double)p.y->value[0][1]) && p.y->value[0][1] < 0);
        p.y->grad[0] = (lane){7, 5};
        graph_backward_from(p.g, &p.pass, p.y, NULL);
        for (int i = 0; i < 4; i++) {
            check_near((double)p.x->grad[i][0], i == k ? 7 : 0, 0);
            check_near((double)p.x->grad[i][1], i == 0 ? 5 : 0, 0);
        }
        planes_close(&p);
    }
}

static void counts_comparisons(void **state)
{
    (void)state;
    struct planes p;
    planes_open(&p, (struct shape){2, 4, 6});
    struct node *y = op_maxpool(p.g, p.x, 3, 2, 1);
    check_near(y->op->flops(y), 2 * 2 * 3 * 8, 0);
    planes_close(&p);
}

static void refuses_what_has_no_window(void **state)
{
    (void)state;
    static const struct {
        int height, width, arg[3];
        const char *says;
    } wrong[] = {
        {4, 5, {5, 1, 0}, "maxpool: a window of 5 is larger than 4x5"},
        {5, 4, {7, 1, 1}, "maxpool: a window of 7 is larger than 7x6"},
        {4, 5, {0, 1, 0}, "maxpool: kernel 0, stride 1, pad 0; "},
        {4, 5, {2, 0, 0}, "maxpool: kernel 2, stride 0, pad 0; "},
        {4, 5, {3, 1, 2}, "maxpool: kernel 3, stride 1, pad 2; "},
        {4, 5, {3, 1, -1}, "maxpool: kernel 3, stride 1, pad -1; "},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct planes p;
        planes_open(&p, (struct shape){1, wrong[i].height, wrong[i].width});
        const int *arg = wrong[i].arg;
        assert_null(op_maxpool(p.g, p.x, arg[0], arg[1], arg[2]));
        assert_memory_equal(p.failure.message, wrong[i].says, strlen(wrong[i].says));
        planes_close(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backward_is_the_derivative),
        cmocka_unit_test(takes_the_first_maximum_of_each_window),
        cmocka_unit_test(agrees_with_pytorch),
        cmocka_unit_test(not_a_number_is_the_maximum),
        cmocka_unit_test(counts_comparisons),
        cmocka_unit_test(refuses_what_has_no_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Judged by central differences where no two numbers are near each other, and by sorting. */
#include "lab/op/op.h"
#include "tests/support/check.h"
#include "tests/support/opcheck.h"
#include "tests/support/planes.h"

static struct node *of_an_image(struct graph *g, const struct opcheck_size *n, double share)
{
    struct node *x = graph_input(g, "x", (struct shape){n->in + 1, 2, 3});
    graph_want(x);
    return op_top(g, x, share);
}

static struct node *a_quarter(struct graph *g, const struct opcheck_size *n)
{
    return of_an_image(g, n, .25);
}

static struct node *all_that_are_above_zero(struct graph *g, const struct opcheck_size *n)
{
    return of_an_image(g, n, 1);
}

/* The numbers of a sample are at least .1 apart and .05 from 0. */
static void apart(struct graph *g, const struct opcheck_size *n)
{
    const struct node *x = g->node[0];
    const size_t size = (size_t)shape_size(x->shape);
    for (size_t i = 0; i < node_lanes(x, n->batch); i++)
        for (size_t k = 0; k < LANES; k++)
            x->value[i][k] = (real)((double)((i % size * 37 + k * 5) % 1009) / 10 - 30.05);
}

static void backward_is_the_derivative(void **state)
{
    (void)state;
    opcheck(&(struct opcheck){.build = a_quarter, .fill = apart});
    opcheck(&(struct opcheck){.build = all_that_are_above_zero, .fill = apart});
}

/* How many of the other channels come before channel c, where equal ones go in order. */
static int before(const struct planes *p, int n, int c, int i, int j)
{
    int count = 0;
    for (int o = 0; o < p->x->shape.channels; o++)
        count += x_at(p, n, o, i, j) > x_at(p, n, c, i, j) ||
                 (x_at(p, n, o, i, j) == x_at(p, n, c, i, j) && o < c);
    return count;
}

static void of_equal_numbers_the_first_stay(void **state)
{
    (void)state;
    const double shares[] = {.01, .25, .5, 1};
    const int kept[] = {1, 2, 4, 8}; /* of 8 channels */
    for (int k = 0; k < 4; k++) {
        struct planes p;
        planes_open(&p, (struct shape){8, 2, 3});
        p.y = op_top(p.g, p.x, shares[k]);
        planes_run(&p);
        EACH_PLACE (p.x, n, c, i, j) {
            const bool on = x_at(&p, n, c, i, j) > 0 && before(&p, n, c, i, j) < kept[k];
            check_near(y_at(&p, n, c, i, j), on ? x_at(&p, n, c, i, j) : 0, 0);
            check_near(dx_at(&p, n, c, i, j), on ? dy_at(&p, n, c, i, j) : 0, 0);
        }
        planes_close(&p);
    }
}

/* A diverged run stays one. */
static void the_undefined_is_kept(void **state)
{
    (void)state;
    struct planes p;
    planes_open(&p, (struct shape){4, 1, 1});
    p.y = op_top(p.g, p.x, .25);
    planes_prepare(&p);
    const double x[] = {1, NAN, INFINITY, 2};
    for (int c = 0; c < 4; c++)
        p.x->value[c][0] = (real)x[c];
    graph_forward(p.g, &p.pass);
    check_near(y_at(&p, 0, 0, 0, 0), 0, 0);
    assert_true(isnan(y_at(&p, 0, 1, 0, 0)));
    assert_true(isinf(y_at(&p, 0, 2, 0, 0)));
    check_near(y_at(&p, 0, 3, 0, 0), 0, 0);
    planes_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backward_is_the_derivative),
        cmocka_unit_test(of_equal_numbers_the_first_stay),
        cmocka_unit_test(the_undefined_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

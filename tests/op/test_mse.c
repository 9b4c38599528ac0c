/* Judged by central differences, and by hand. */
#include "lab/op/op.h"
#include "tests/support/check.h"
#include "tests/support/opcheck.h"

static struct node *towards(struct graph *g, const struct opcheck_size *n)
{
    struct node *x = graph_input(g, "x", (struct shape){n->in, 1, n->out});
    graph_want(x);
    return op_mse(g, x, graph_input(g, "target", (struct shape){n->in, 1, n->out}));
}

static struct node *both_ways(struct graph *g, const struct opcheck_size *n)
{
    struct node *y = towards(g, n);
    graph_want(y->in[1]);
    return y;
}

static void backward_is_the_derivative(void **state)
{
    (void)state;
    opcheck(&(struct opcheck){.build = towards});
    opcheck(&(struct opcheck){.build = both_ways});
}

/* Of (1, 5) and (3, 2): (4 + 9) / 2, and 2 / 2 times the differences -2 and 3; 17 samples, of which
 * sample 16 has an undefined number, and infinity in the dead lanes. */
static void is_the_mean_square_of_the_differences(void **state)
{
    (void)state;
    enum { BATCH = 17 };
    struct failure failure = {0};
    struct arena arena;
    arena_open(&arena, 1 << 20);
    struct graph *g = graph_open(&arena, BATCH, &failure);
    struct node *y = towards(g, &(struct opcheck_size){BATCH, 2, 1});
    assert_int_equal(graph_allocate(g, y), STATUS_OK);
    struct node *x = g->node[0], *t = g->node[1];
    for (int i = 0; i < 4; i++)
        for (int k = 0; k < LANES; k++) {
            x->value[i][k] = (real)(i / 2 && k ? INFINITY : i % 2 ? 5 : 1);
            t->value[i][k] = (real)(i % 2 ? 2 : 3);
        }
    x->value[2][0] = (real)NAN;
    struct pass pass = {.batch = BATCH};
    graph_forward(g, &pass);
    graph_backward(g, &pass, NULL);
    for (int s = 0; s < 2 * LANES; s++) {
        const double loss = (double)y->value[s / LANES][s % LANES];
        const double d[2] = {(double)x->grad[s / LANES * 2][s % LANES],
                             (double)x->grad[s / LANES * 2 + 1][s % LANES]};
        if (s == 16) {
            assert_true(isnan(loss) && isnan(d[0]));
        } else {
            check_near(loss, s < BATCH ? 6.5 : 0, 1e-6);
            check_near(d[0], s < BATCH ? -2. / BATCH : 0, 1e-7);
            check_near(d[1], s < BATCH ? 3. / BATCH : 0, 1e-7);
        }
    }
    arena_close(&arena);
}

static void refuses_a_target_of_another_shape(void **state)
{
    (void)state;
    struct failure failure = {0};
    struct arena arena;
    arena_open(&arena, 1 << 20);
    struct graph *g = graph_open(&arena, 1, &failure);
    struct node *x = graph_input(g, "x", (struct shape){3, 1, 1});
    assert_null(op_mse(g, x, graph_input(g, "target", (struct shape){1, 1, 3})));
    assert_string_equal(failure.message, "mse: shapes differ, 3x1x1 and 1x1x3");
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backward_is_the_derivative),
        cmocka_unit_test(is_the_mean_square_of_the_differences),
        cmocka_unit_test(refuses_a_target_of_another_shape),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The pieces of a net: the same until a ReLU turns, or another number of a window is the largest. */
#include "lab/op/op.h"
#include "lab/probe/piece.h"
#include "tests/support/test_net.h"

struct one {
    struct arena arena;
    struct failure failure;
    struct graph *graph;
    struct node *x;
    struct pass pass;
};

/* loss = mse of f(x) and x, of two samples with planes of 3 x 3. */
static void one_open(struct one *o, struct node *(*f)(struct graph *, struct node *))
{
    *o = (struct one){.pass = {.mode = MODE_MEASURE, .batch = 2}};
    arena_open(&o->arena, 1 << 24);
    o->graph = graph_open(&o->arena, 2, &o->failure);
    o->x = graph_input(o->graph, "x", (struct shape){1, 3, 3});
    struct node *y = f(o->graph, o->x), *loss = op_mse(o->graph, y, y);
    if (graph_allocate(o->graph, loss))
        fail_msg("%s", o->failure.message);
    for (int i = 0; i < 9; i++)
        for (int n = 0; n < 2; n++)
            o->x->value[i][n] = (real)(i + 10 * n - 4.5);
}

static uint64_t piece_at(struct one *o, int i, int sample, double x)
{
    const real before = o->x->value[i][sample];
    o->x->value[i][sample] = (real)x;
    graph_forward(o->graph, &o->pass);
    const uint64_t piece = piece_of(o->graph, &o->pass);
    o->x->value[i][sample] = before;
    return piece;
}

static struct node *leaky(struct graph *g, struct node *x)
{
    return op_leaky_relu(g, x, 0.01);
}

static struct node *half(struct graph *g, struct node *x)
{
    return op_top(g, x, 0.5);
}

static struct node *pool(struct graph *g, struct node *x)
{
    return op_maxpool(g, x, 2, 1, 0);
}

static void a_unit_that_turns_is_another_piece(void **state)
{
    (void)state;
    struct node *(*const f[])(struct graph *, struct node *) = {op_relu, leaky, half};
    for (int k = 0; k < 3; k++) {
        struct one o;
        one_open(&o, f[k]);
        const uint64_t piece = piece_at(&o, 6, 0, 1.5);
        assert_true(piece == piece_at(&o, 6, 0, 0.001));
        assert_true(piece != piece_at(&o, 6, 0, -0.001));
        assert_true(piece != piece_at(&o, 6, 1, -0.001));
        arena_close(&o.arena);
    }
}

static void another_largest_is_another_piece(void **state)
{
    (void)state;
    struct one o;
    one_open(&o, pool);
    const uint64_t piece = piece_at(&o, 7, 0, 2.5); /* beside 3.5 */
    assert_true(piece == piece_at(&o, 7, 0, 3.4));
    assert_true(piece != piece_at(&o, 7, 0, 3.6));
    arena_close(&o.arena);
}

static void smooth_nets_have_one_piece(void **state)
{
    (void)state;
    struct one o;
    one_open(&o, op_tanh);
    assert_true(piece_at(&o, 7, 0, 1) == piece_at(&o, 7, 0, -1));
    arena_close(&o.arena);
}

/* A batch norm with a ReLU of its own, too. */
static void fused_relus_have_pieces(void **state)
{
    (void)state;
    for (int residual = 0; residual < 2; residual++) {
        struct net_spec spec = spec_of(residual ? "residual" : "plain", 2, 6);
        spec.norm = "batch";
        struct test_net b;
        test_net_open(&b, spec, 5, 3, 7);
        graph_forward(b.net->graph, &b.pass);
        const uint64_t piece = piece_of(b.net->graph, &b.pass);
        struct param *shift = param_named(b.net, "block1.norm2.bias");
        assert_non_null(shift);
        shift->value[3] += 10;
        graph_forward(b.net->graph, &b.pass);
        assert_true(piece != piece_of(b.net->graph, &b.pass));
        test_net_close(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_unit_that_turns_is_another_piece),
        cmocka_unit_test(another_largest_is_another_piece),
        cmocka_unit_test(smooth_nets_have_one_piece),
        cmocka_unit_test(fused_relus_have_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Which parameters take over a fixed factor is known for each kind of net. */
#include "lab/net/fold.h"
#include "lab/op/op.h"
#include "tests/support/test_net.h"

struct net_case {
    const char *block, *order, *norm, *activation, *branch, *shortcut;
    const char *taker;  /* a parameter that takes the factor over; NULL: none does */
    double factor;      /* its own */
    int params, scales; /* with a factor; scales that stay */
};

static const struct net_case cases[] = {
    {"preact", "original", "none", "relu", "none", "identity", NULL, 1, 0, 0},
    {"plain", "original", "none", "relu", "1/L", "identity", NULL, 1, 0, 0},
    {"preact", "original", "none", "relu", "zero-last", "identity", NULL, 1, 0, 0},
    {"preact", "original", "none", "relu", "rezero", "identity", NULL, 1, 0, 0},
    {"highway", "original", "none", "relu", "1/L", "identity", NULL, 1, 0, 0},
    {"preact", "original", "none", "tanh", "1/L", "identity", "block2.layer2.bias", .25, 8, 0},
    {"preact", "original", "batch", "relu", "1/sqrt(L)", "identity", "block1.layer2.weight", .5, 4,
     0},
    {"residual", "original", "none", "relu", "1/L", "identity", "block4.layer2.weight", .25, 8, 0},
    {"residual", "original", "batch", "relu", "1/L", "identity", "block1.norm2.weight", .25, 8, 0},
    {"residual", "original", "layer", "tanh", "1/L", "identity", "block1.norm2.bias", .25, 8, 0},
    {"residual", "norm-after-add", "batch", "relu", "1/L", "identity", "block1.layer2.weight", .25,
     4, 0},
    {"residual", "relu-before-add", "batch", "relu", "1/L", "identity", "block1.norm2.weight", .25,
     8, 0},
    {"residual", "relu-before-add", "layer", "leaky-relu", "1/L", "identity", "block1.norm2.bias",
     .25, 8, 0},
    {"residual", "relu-before-add", "none", "tanh", "1/L", "identity", NULL, 1, 0, 4},
    {"residual", "relu-only-preact", "batch", "relu", "1/L", "identity", "block3.norm2.weight", .25,
     8, 0},
    {"preact", "original", "none", "relu", "none", "scaled(0.5)", NULL, 1, 0, 4},
    {"preact", "original", "none", "relu", "1/L", "scaled(0.5)", "block1.layer2.weight", .25, 8, 4},
    {"residual", "original", "none", "relu", "none", "scaled(0)", NULL, 1, 0, 4},
};

static void factors_go_to_the_branchs_last_parameters(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct net_case *c = &cases[i];
        struct test_net b;
        struct net_spec spec = spec_of(c->block, 8, 4);
        spec.order = c->order;
        spec.norm = c->norm;
        spec.activation = c->activation;
        spec.branch = c->branch;
        spec.shortcut = c->shortcut;
        test_net_open(&b, spec, 5, 3, 16);
        int params = 0;
        for (const struct param *p = b.net->graph->params.first; p; p = p->next)
            params += p->factor != 1;
        if (params != c->params || b.net->fixed_scales != c->scales)
            fail_msg("case %zu: %d params, %d scales", i, params, b.net->fixed_scales);
        if (c->taker)
            check_near(param_named(b.net, c->taker)->factor, c->factor, 0);
        test_net_close(&b);
    }
}

/* A factor of 0 stays: no weights give it back. */
static void a_damped_layers_factor_goes_to_its_own_weights(void **state)
{
    (void)state;
    for (int k = 0; k < 4; k++) {
        struct net_spec spec = spec_of(k % 2 ? "preact" : "plain", 8, 4);
        spec.damp_layer = 3;
        spec.damp = k < 2 ? .125 : 0;
        struct test_net b;
        test_net_open(&b, spec, 5, 3, 16);
        check_near(param_named(b.net, "block2.layer1.weight")->factor, k < 2 ? .125 : 1, 0);
        check_near(param_named(b.net, "block2.layer1.bias")->factor, k < 2 ? .125 : 1, 0);
        check_near(param_named(b.net, "block2.layer2.weight")->factor, 1, 0);
        assert_int_equal(b.net->fixed_scales, k / 2);
        test_net_close(&b);
    }
}

static void what_is_read_twice_is_not_taken_over(void **state)
{
    (void)state;
    struct arena arena;
    struct failure failure = {0};
    arena_open(&arena, 1 << 24);
    struct graph *g = graph_open(&arena, 16, &failure);
    struct param *w = graph_param(g, "w", 2, (int[]){3, 3}),
                 *v = graph_param(g, "v", 2, (int[]){3, 3});
    struct node *x = graph_input(g, "x", (struct shape){3, 1, 1});
    struct node *a = op_linear(g, x, w, NULL), *r = op_relu(g, op_linear(g, x, v, NULL));
    /* a has another reader; of two scales in a row both go into v; x has no weights */
    op_add(g, a, op_scale(g, a, .5));
    op_scale(g, op_relu(g, op_scale(g, r, .5)), .25);
    op_scale(g, op_linear(g, op_scale(g, x, 2), w, NULL), 1);
    struct network net = {.graph = g};
    assert_int_equal(fold_scales(&net), STATUS_OK);
    check_near(w->factor, 1, 0);
    check_near(v->factor, .125, 0);
    assert_int_equal(net.fixed_scales, 2);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(factors_go_to_the_branchs_last_parameters),
        cmocka_unit_test(a_damped_layers_factor_goes_to_its_own_weights),
        cmocka_unit_test(what_is_read_twice_is_not_taken_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

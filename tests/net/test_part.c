/* The books that the parts of a block keep: layers, junctions, who reads what. */
#include "lab/net/part.h"
#include "lab/op/op.h"
#include "tests/support/slow.h"

static const char *const blocks[] = {"plain", "residual", "preact"};

static void layers_are_named_by_their_place(void **state)
{
    (void)state;
    const char *const names[] = {"stem",          "block1.layer1", "block1.layer2",
                                 "block2.layer1", "block2.layer2", "head"};
    for (int k = 0; k < 3; k++) {
        struct test_net b;
        test_net_open(&b, spec_of(blocks[k], 4, 7), 5, 3, 19);
        assert_int_equal(b.net->layers, 6);
        for (int i = 0; i < 6; i++) {
            const struct layer *l = &b.net->layer[i];
            char weight[40];
            snprintf(weight, sizeof weight, "%s.weight", names[i]);
            assert_string_equal(l->name, names[i]);
            assert_string_equal(l->h->name, names[i]);
            assert_string_equal(l->w->name, weight);
            assert_ptr_equal(l->h->param[0], l->w);
            assert_ptr_equal(l->h->param[1], l->b);
            assert_int_equal(l->w->dim[0], i < 5 ? 7 : 3);
            assert_int_equal(l->w->dim[1], i > 0 ? 7 : 5);
        }
        assert_ptr_equal(b.net->layer[5].h, b.net->logits);
        test_net_close(&b);
    }
}

static void a_layer_has_a_bias_where_no_norm_follows(void **state)
{
    (void)state;
    const char *const norms[] = {"none", "batch", "layer"};
    for (int k = 0; k < 9; k++) {
        struct net_spec spec = spec_of(blocks[k % 3], 4, 7);
        spec.norm = norms[k / 3];
        struct test_net b;
        test_net_open(&b, spec, 5, 3, 19);
        for (int i = 0; i < 6; i++)
            assert_int_equal(b.net->layer[i].b != NULL, k < 3 || i == 5);
        test_net_close(&b);
    }
}

/* From h, the first activation on the way up, past norms and junctions. */
static const struct node *activation_above(const struct graph *g, const struct node *h)
{
    bool reached[200] = {false};
    reached[h->index] = true;
    for (int i = h->index + 1; i < g->nodes; i++) {
        for (int k = 0; k < g->node[i]->inputs; k++)
            reached[i] |= reached[g->node[i]->in[k]->index];
        if (reached[i] && strstr(g->node[i]->op->name, "relu"))
            return g->node[i];
    }
    return NULL;
}

static void a_layers_activation_is_the_first_one_above_it(void **state)
{
    (void)state;
    const char *const norms[] = {"none", "batch", "layer"};
    for (int k = 0; k < 27; k++) {
        struct net_spec spec = spec_of(blocks[k % 3], 6, 7);
        spec.norm = norms[k / 3 % 3];
        spec.span = 1 + k / 9;
        struct test_net b;
        test_net_open(&b, spec, 5, 3, 19);
        for (int i = 0; i < 8; i++)
            assert_ptr_equal(b.net->layer[i].active,
                             activation_above(b.net->graph, b.net->layer[i].h));
        assert_null(b.net->layer[7].active);
        test_net_close(&b);
    }
}

static void no_unit_is_dead_where_nothing_switches_off(void **state)
{
    (void)state;
    const char *const smooth[] = {"tanh", "sigmoid", "linear"};
    for (int k = 0; k < 9; k++) {
        struct net_spec spec = spec_of(blocks[k % 3], 4, 7);
        spec.activation = smooth[k / 3];
        struct test_net b;
        test_net_open(&b, spec, 5, 3, 19);
        for (int i = 0; i < 6; i++)
            assert_null(b.net->layer[i].active);
        test_net_close(&b);
    }
}

/* A plain net in which x leaves behind the activation of one layer and is added before another's. */
static struct sheet slow_long_way(const struct network *net, struct sheet x)
{
    struct sheet left = {0};
    for (int l = 0; l <= net->spec->depth; l++) {
        char norm[40];
        snprintf(norm, sizeof norm, l ? "block%d.norm%d" : "stem.norm1", (l - 1) / 2 + 1,
                 (l - 1) % 2 + 1);
        x = slow_norm(net, norm, slow_linear(net, net->layer[l].name, x));
        if (l == net->spec->skip_to)
            x = slow_add(x, left);
        x = slow_relu(x);
        if (l == net->spec->skip_from)
            left = x;
    }
    return slow_linear(net, "head", x);
}

static const int ways[][2] = {{0, 1}, {0, 6}, {1, 4}, {2, 3}, {5, 6}};

static void open_long_way(struct test_net *b, int k)
{
    struct net_spec spec = spec_of("plain", 6, 7);
    spec.norm = k / 5 ? "batch" : "none";
    spec.skip_from = ways[k % 5][0];
    spec.skip_to = ways[k % 5][1];
    test_net_open(b, spec, 5, 3, 19);
    test_net_stir(b);
}

static void a_long_connection_is_its_formula(void **state)
{
    (void)state;
    for (int k = 0; k < 10; k++) {
        struct test_net b;
        open_long_way(&b, k);
        graph_forward(b.net->graph, &b.pass);
        const struct sheet x = sheet_of(b.net->input, b.net->input->value, 19),
                           y = sheet_of(b.net->logits, b.net->logits->value, 19);
        check_sheets(y, slow_long_way(b.net, x), 10 * round_off);
        test_net_close(&b);
    }
}

/* What comes by the long way is dL/dsum itself, and both ways add up. */
static void a_long_connection_is_a_junction_that_adds_up(void **state)
{
    (void)state;
    for (int k = 0; k < 10; k++) {
        struct test_net b;
        open_long_way(&b, k);
        snapshot_take(&b);
        assert_int_equal(b.net->junctions, 1);
        const struct junction *at = b.net->junction;
        const struct sheet g = sheet_of(at->sum, b.shot.grad[at->sum->index], 19),
                           way = sheet_of(at->x, b.shot.partial[0], 19),
                           back = sheet_of(at->tap, b.shot.grad[at->tap->index], 19);
        assert_true(sheet_norm(g) > 0 && sheet_norm(back) > 0);
        check_sheets(way, g, 0);
        check_sheets(sheet_of(at->x, b.shot.grad[at->x->index], 19), slow_add(way, back),
                     round_off);
        test_net_close(&b);
    }
}

/* y = W x by plain loops, for a parameter that has no place's name. */
static struct sheet slow_times_matrix(const struct param *w, struct sheet x)
{
    struct sheet y = {x.batch, w->dim[0], {{0}}};
    SHEET_EACH (y, n, o)
        for (int i = 0; i < x.size; i++)
            y.v[n][o] += (double)w->value[o * x.size + i] * x.v[n][i];
    return y;
}

/* h = U D x + b: hidden layers only, stem and head stay whole. */
static void weights_of_forced_rank_are_two_factors(void **state)
{
    (void)state;
    struct net_spec spec = spec_of("preact", 4, 8);
    spec.rank = 3;
    struct test_net b;
    test_net_open(&b, spec, 5, 3, 19);
    test_net_stir(&b);
    graph_forward(b.net->graph, &b.pass);
    const struct param *up = param_named(b.net, "block2.layer1.weight");
    const struct param *down = param_named(b.net, "block2.layer1.factor");
    assert_true(up->dim[0] == 8 && up->dim[1] == 3 && down->dim[0] == 3 && down->dim[1] == 8);
    assert_null(param_named(b.net, "stem.factor"));
    assert_null(param_named(b.net, "head.factor"));
    const struct node *h = b.net->layer[3].h, *x = h->in[0]->in[0];
    struct sheet want = slow_times_matrix(up, slow_times_matrix(down, sheet_of(x, x->value, 19)));
    SHEET_EACH (want, n, i)
        want.v[n][i] += param_at(b.net, "block2.layer1", "bias", i);
    check_sheets(sheet_of(h, h->value, 19), want, round_off);
    test_net_close(&b);
    if (exact)
        test_net_check_gradient(spec, 60);
}

/* The junction probe tells what comes back to x where the tap is: of another x it would tell nonsense. */
static void a_junction_is_of_the_node_that_its_tap_was_made_of(void **state)
{
    (void)state;
    for (int wrong = 0; wrong < 2; wrong++) {
        struct test_net b;
        test_net_open(&b, spec_of("plain", 4, 7), 5, 3, 19); /* room for junctions, and has none */
        struct builder at = {.net = b.net, .graph = b.net->graph, .spec = &b.spec};
        struct node *x = b.net->layer[0].h, *tap = build_tap(&at, x);
        struct node *around = op_scale(b.net->graph, x, 2), *y = op_add(b.net->graph, around, tap);
        assert_ptr_equal(build_junction(&at, wrong ? around : x, tap, y), wrong ? NULL : y);
        assert_int_equal(b.net->junctions, !wrong);
        assert_int_equal(!!strstr(b.failure.message, "is not the node that its tap was made of"),
                         wrong);
        test_net_close(&b);
    }
}

/* U D has the variance of a whole He matrix, whatever the rank: h starts out as large. */
static void forced_rank_leaves_the_size_of_h_alone(void **state)
{
    (void)state;
    double full = 0, forced = 0;
    for (int k = 0; k < 2; k++) {
        struct net_spec spec = spec_of("plain", 2, 256);
        spec.rank = k ? 32 : 0;
        struct test_net b;
        test_net_open(&b, spec, 40, 3, 64);
        graph_forward(b.net->graph, &b.pass);
        const struct node *h = b.net->layer[1].h;
        for (int n = 0; n < 64; n++)
            for (int i = 0; i < 256; i++)
                *(k ? &forced : &full) += pow(number(h, h->value, n, i), 2);
        test_net_close(&b);
    }
    check_near(forced / full, 1, .35); /* about 5 deviations of a product of rank 32 */
}

static struct net_spec damped_spec(const char *block, int layer, double damp)
{
    struct net_spec spec = spec_of(block, 6, 7);
    spec.damp_layer = layer;
    spec.damp = damp;
    return spec;
}

/* Linear nets: of a plain one dL/dx is c times the product of all W^T, of a residual one the product of
 * 1 + W^T W^T with one factor c. */
static void a_damped_layer_is_one_small_factor(void **state)
{
    (void)state;
    const double damp[] = {1, .25, 1e-4, 1e-8, 0};
    for (int k = 0; k < 20; k++) {
        struct net_spec spec = damped_spec(k % 2 ? "preact" : "plain", 3 + k / 2 % 2, damp[k / 4]);
        spec.activation = "linear";
        struct test_net b;
        test_net_open(&b, spec, 5, 3, 19);
        snapshot_take(&b);
        const struct node *logits = b.net->logits, *stem = b.net->layer[0].h;
        struct sheet d =
            slow_linear_back(b.net, "head", sheet_of(logits, b.shot.grad[logits->index], 19));
        for (int l = 6; l > 0; l -= 2) {
            struct sheet f = d;
            for (int i = l; i > l - 2; i--)
                f = slow_scale(i == spec.damp_layer ? spec.damp : 1,
                               slow_linear_back(b.net, b.net->layer[i].name, f));
            d = k % 2 ? slow_add(d, f) : f;
        }
        check_sheets(sheet_of(stem, b.shot.grad[stem->index], 19), d, 10 * round_off);
        assert_true((sheet_norm(d) < 1e-3) == (k % 2 == 0 && spec.damp < .1));
        test_net_close(&b);
    }
}

static void what_is_damped_has_the_gradient_of_its_loss(void **state)
{
    (void)state;
    const char *const norms[] = {"none", "batch", "layer"};
    for (int k = 0; exact && k < 9; k++) {
        struct net_spec spec = damped_spec(blocks[k % 3], 3, .125);
        spec.norm = norms[k / 3];
        test_net_check_gradient(spec, 30);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layers_are_named_by_their_place),
        cmocka_unit_test(a_layer_has_a_bias_where_no_norm_follows),
        cmocka_unit_test(a_layers_activation_is_the_first_one_above_it),
        cmocka_unit_test(no_unit_is_dead_where_nothing_switches_off),
        cmocka_unit_test(a_long_connection_is_its_formula),
        cmocka_unit_test(a_long_connection_is_a_junction_that_adds_up),
        cmocka_unit_test(a_junction_is_of_the_node_that_its_tap_was_made_of),
        cmocka_unit_test(weights_of_forced_rank_are_two_factors),
        cmocka_unit_test(forced_rank_leaves_the_size_of_h_alone),
        cmocka_unit_test(a_damped_layer_is_one_small_factor),
        cmocka_unit_test(what_is_damped_has_the_gradient_of_its_loss),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Judged by the formula in plain loops, and by central differences of the loss. */
#include "tests/support/opcheck.h"
#include "tests/support/slow.h"

/* y = act(norm(W x)), layer after layer. */
static struct sheet slow_plain(const struct network *net, struct sheet x)
{
    char layer[40], norm[40];
    x = slow_relu(slow_norm(net, "stem.norm1", slow_linear(net, "stem", x)));
    for (int i = 0; i < net->spec->depth; i++) {
        const int span = net->spec->span;
        snprintf(layer, sizeof layer, "block%d.layer%d", i / span + 1, i % span + 1);
        snprintf(norm, sizeof norm, "block%d.norm%d", i / span + 1, i % span + 1);
        x = slow_relu(slow_norm(net, norm, slow_linear(net, layer, x)));
    }
    return slow_linear(net, "head", x);
}

static void a_plain_net_is_its_formula(void **state)
{
    (void)state;
    const char *const norms[] = {"none", "batch", "layer"};
    for (int k = 0; k < 9; k++) {
        struct net_spec spec = spec_of("plain", 6, 7);
        spec.norm = norms[k % 3];
        spec.span = 1 + k / 3;
        struct test_net b;
        test_net_open(&b, spec, 5, 3, 19);
        test_net_stir(&b);
        graph_forward(b.net->graph, &b.pass);
        const struct sheet x = sheet_of(b.net->input, b.net->input->value, 19),
                           y = sheet_of(b.net->logits, b.net->logits->value, 19);
        check_sheets(y, slow_plain(b.net, x), 10 * round_off);
        test_net_close(&b);
    }
}

static void a_plain_net_has_no_way_around(void **state)
{
    (void)state;
    struct test_net b;
    test_net_open(&b, spec_of("plain", 6, 7), 5, 3, 19);
    assert_int_equal(b.net->junctions, 0);
    const struct graph *g = b.net->graph;
    for (int i = 0; i < g->nodes; i++) {
        int readers = 0;
        for (int k = 0; k < g->nodes; k++)
            for (int j = 0; j < g->node[k]->inputs; j++)
                readers += g->node[k]->in[j] == g->node[i];
        assert_int_equal(readers, g->node[i] != b.net->loss);
    }
    test_net_close(&b);
}

/* What F does to x, the head included, is nothing to a plain net's branch setting. */
static void branch_does_not_concern_plain_nets(void **state)
{
    (void)state;
    struct test_net b, without;
    struct net_spec spec = spec_of("plain", 6, 7);
    test_net_open(&without, spec, 5, 3, 19);
    spec.branch = "zero-last";
    test_net_open(&b, spec, 5, 3, 19);
    assert_memory_equal(b.net->graph->value, without.net->graph->value,
                        b.net->graph->params.reals * sizeof(real));
    test_net_close(&b);
    test_net_close(&without);
}

static void its_gradient_is_what_differences_say(void **state)
{
    (void)state;
    const char *const norms[] = {"none", "batch", "layer"};
    for (int k = 0; exact && k < 3; k++) {
        struct net_spec spec = spec_of("plain", 4, 7);
        spec.norm = norms[k];
        test_net_check_gradient(spec, 60);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_net_is_its_formula),
        cmocka_unit_test(a_plain_net_has_no_way_around),
        cmocka_unit_test(branch_does_not_concern_plain_nets),
        cmocka_unit_test(its_gradient_is_what_differences_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

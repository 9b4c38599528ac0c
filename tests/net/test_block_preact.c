/* Judged by the formula in plain loops, forward and backward, and by central differences. */
#include "tests/support/opcheck.h"
#include "tests/support/slow.h"

/* y = x + F(x),  F = W act(norm(W act(norm(x)))); what reads the last sum is norm and act again */
static struct sheet slow_preact(const struct network *net, struct sheet x)
{
    char layer[40], norm[40];
    x = slow_linear(net, "stem", x);
    for (int k = 1; k <= net->spec->depth / net->spec->span; k++) {
        struct sheet f = x;
        for (int i = 1; i <= net->spec->span; i++) {
            snprintf(layer, sizeof layer, "block%d.layer%d", k, i);
            snprintf(norm, sizeof norm, "block%d.norm%d", k, i);
            f = slow_linear(net, layer, slow_relu(slow_norm(net, norm, f)));
        }
        x = slow_add(x, f);
    }
    return slow_linear(net, "head", slow_relu(slow_norm(net, "head.norm1", x)));
}

static void a_preact_net_is_its_formula(void **state)
{
    (void)state;
    const char *const norms[] = {"none", "batch", "layer"};
    for (int k = 0; k < 9; k++) {
        struct net_spec spec = spec_of("preact", 6, 7);
        spec.norm = norms[k % 3];
        spec.span = 1 + k / 3;
        struct test_net b;
        test_net_open(&b, spec, 5, 3, 19);
        test_net_stir(&b);
        graph_forward(b.net->graph, &b.pass);
        assert_int_equal(b.net->junctions, 6 / spec.span);
        const struct sheet x = sheet_of(b.net->input, b.net->input->value, 19),
                           y = sheet_of(b.net->logits, b.net->logits->value, 19);
        check_sheets(y, slow_preact(b.net, x), 10 * round_off);
        test_net_close(&b);
    }
}

/* dL/dx = g + act'(x) W1^T (act'(h) W2^T g) */
static void each_block_passes_back_g_and_the_branchs_jacobian(void **state)
{
    (void)state;
    struct test_net b;
    test_net_open(&b, spec_of("preact", 6, 7), 5, 3, 19);
    test_net_stir(&b);
    snapshot_take(&b);
    for (int j = 0; j < 3; j++) {
        const struct junction *at = &b.net->junction[j];
        const struct node *h = b.net->layer[1 + 2 * j].h;
        const struct sheet g = sheet_of(at->sum, b.shot.grad[at->sum->index], 19);
        char first[40], second[40];
        snprintf(first, sizeof first, "block%d.layer1", j + 1);
        snprintf(second, sizeof second, "block%d.layer2", j + 1);
        struct sheet back = slow_linear_back(b.net, second, g);
        back = slow_linear_back(b.net, first, slow_relu_back(sheet_of(h, h->value, 19), back));
        back = slow_relu_back(sheet_of(at->x, at->x->value, 19), back);
        check_sheets(sheet_of(at->x, b.shot.partial[j], 19), g, 0);
        check_sheets(sheet_of(at->tap, b.shot.grad[at->tap->index], 19), back, round_off);
        check_sheets(sheet_of(at->x, b.shot.grad[at->x->index], 19), slow_add(g, back), round_off);
    }
    test_net_close(&b);
}

/* Identity all the way: the first block's x and the last block's y are joined by sums alone. */
static void a_path_of_identities_leads_through_the_whole_net(void **state)
{
    (void)state;
    struct test_net b;
    test_net_open(&b, spec_of("preact", 6, 7), 5, 3, 19);
    assert_ptr_equal(b.net->junction[0].x, b.net->layer[0].h);
    for (int j = 0; j < 3; j++) {
        const struct junction *at = &b.net->junction[j];
        assert_ptr_equal(at->sum->in[0], at->x);
        if (j)
            assert_ptr_equal(at->x, b.net->junction[j - 1].sum);
    }
    test_net_close(&b);
}

static void its_gradient_is_what_differences_say(void **state)
{
    (void)state;
    const char *const norms[] = {"none", "batch", "layer"};
    for (int k = 0; exact && k < 3; k++) {
        struct net_spec spec = spec_of("preact", 4, 7);
        spec.norm = norms[k];
        test_net_check_gradient(spec, 60);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_preact_net_is_its_formula),
        cmocka_unit_test(each_block_passes_back_g_and_the_branchs_jacobian),
        cmocka_unit_test(a_path_of_identities_leads_through_the_whole_net),
        cmocka_unit_test(its_gradient_is_what_differences_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Where shortcut and branch meet; what the sum is in numbers, test_shortcut and test_branch ask. */
#include "tests/support/slow.h"

static const char *const residuals[] = {"residual", "preact"};

/* The junction probe reads x's gradient when the loop reaches the tap, so everything of the branch
 * must come after the tap, and nothing but tap and shortcut may read x. */
static void the_tap_comes_before_the_rest_of_its_branch(void **state)
{
    (void)state;
    for (int k = 0; k < 6; k++) {
        struct net_spec spec = spec_of(residuals[k % 2], 6, 7);
        spec.span = 1 + k / 2;
        spec.branch = "rezero";
        struct test_net b;
        test_net_open(&b, spec, 5, 3, 19);
        assert_int_equal(b.net->junctions, 6 / spec.span);
        for (int j = 0; j < b.net->junctions; j++) {
            const struct junction *at = &b.net->junction[j];
            assert_ptr_equal(at->tap->in[0], at->x);
            assert_int_equal(at->tap->index, at->x->index + 1);
            assert_ptr_equal(at->tap->value, at->x->value);
            assert_ptr_not_equal(at->tap->grad, at->x->grad);
            assert_int_equal(at->sum->inputs, 2);
            assert_ptr_equal(at->sum->in[0], at->x);
            const struct graph *g = b.net->graph;
            for (int i = 0; i < g->nodes; i++)
                for (int n = 0; n < g->node[i]->inputs; n++)
                    if (g->node[i]->in[n] == at->x)
                        assert_true(g->node[i] == at->tap || g->node[i] == at->sum);
        }
        test_net_close(&b);
    }
}

/* With batch norm and ReLU, norm, sum and activation are one node: but only where F is added as it is. */
static void norm_sum_and_relu_are_one_node_where_f_is_added_as_it_is(void **state)
{
    (void)state;
    const char *const branches[] = {"none", "zero-last", "1/L", "rezero"};
    for (int k = 0; k < 4; k++) {
        struct net_spec spec = spec_of("residual", 4, 7);
        spec.norm = "batch";
        spec.branch = branches[k];
        struct test_net b;
        test_net_open(&b, spec, 5, 3, 19);
        const struct junction *at = b.net->junction;
        assert_int_equal(b.net->junctions, 2);
        assert_string_equal(at->sum->op->name, k < 2 ? "batchnorm+add+relu" : "add");
        assert_int_equal(b.net->layer[2].active == at->sum, k < 2);
        test_net_close(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tap_comes_before_the_rest_of_its_branch),
        cmocka_unit_test(norm_sum_and_relu_are_one_node_where_f_is_added_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Judged by the formula in plain loops, and by central differences. */
#include "tests/support/opcheck.h"
#include "tests/support/slow.h"

static struct net_spec spec_at(int k)
{
    const char *const norms[] = {"none", "batch", "layer"};
    struct net_spec spec = spec_of("highway", 6, 7);
    spec.norm = norms[k % 3];
    spec.span = 1 + k / 3;
    return spec;
}

/* y = t F(x) + (1 - t) x,  t = sigmoid(W x + b),  F = act(norm(W x)) `span` times */
static struct sheet slow_highway(const struct network *net, struct sheet x)
{
    char name[40], norm[40];
    x = slow_relu(slow_norm(net, "stem.norm1", slow_linear(net, "stem", x)));
    for (int k = 1; k <= net->spec->depth / net->spec->span; k++) {
        struct sheet f = x;
        for (int i = 1; i <= net->spec->span; i++) {
            snprintf(name, sizeof name, "block%d.layer%d", k, i);
            snprintf(norm, sizeof norm, "block%d.norm%d", k, i);
            f = slow_relu(slow_norm(net, norm, slow_linear(net, name, f)));
        }
        snprintf(name, sizeof name, "block%d.gate", k);
        const struct sheet t = slow_sigmoid(slow_linear(net, name, x));
        const struct sheet less = slow_add(f, slow_scale(-1, x));
        x = slow_add(x, slow_times(t, less));
    }
    return slow_linear(net, "head", x);
}

static void a_highway_net_is_its_formula(void **state)
{
    (void)state;
    for (int k = 0; k < 9; k++) {
        struct test_net b;
        test_net_open(&b, spec_at(k), 5, 3, 19);
        test_net_stir(&b);
        graph_forward(b.net->graph, &b.pass);
        const struct sheet x = sheet_of(b.net->input, b.net->input->value, 19),
                           y = sheet_of(b.net->logits, b.net->logits->value, 19);
        check_sheets(y, slow_highway(b.net, x), 10 * round_off);
        test_net_close(&b);
    }
}

/* Bias -2, whatever the init: a net that starts out carrying x. */
static void its_gates_start_nearly_closed(void **state)
{
    (void)state;
    const char *const inits[] = {"he", "torch-uniform"};
    for (int k = 0; k < 2; k++) {
        struct net_spec spec = spec_at(3);
        spec.init = inits[k];
        struct test_net b;
        test_net_open(&b, spec, 5, 3, 19);
        for (int i = 0; i < 7; i++) {
            check_near(param_at(b.net, "block1.gate", "bias", i), -2, 0);
            check_near(param_at(b.net, "block3.gate", "bias", i), -2, 0);
        }
        test_net_close(&b);
    }
}

/* With t = 0 to the last bit the block is the identity, forward and backward. */
static void a_closed_gate_carries_x_and_its_gradient(void **state)
{
    (void)state;
    struct test_net b;
    test_net_open(&b, spec_at(3), 5, 3, 19);
    for (int j = 1; j <= 3; j++) {
        char name[40];
        snprintf(name, sizeof name, "block%d.gate.bias", j);
        struct param *p = param_named(b.net, name);
        for (size_t i = 0; i < p->count; i++)
            p->value[i] = -800;
    }
    snapshot_take(&b);
    assert_int_equal(b.net->junctions, 3);
    for (int j = 0; j < 3; j++) {
        const struct junction *at = &b.net->junction[j];
        check_sheets(sheet_of(at->sum, at->sum->value, 19), sheet_of(at->x, at->x->value, 19), 0);
        check_sheets(sheet_of(at->x, b.shot.grad[at->x->index], 19),
                     sheet_of(at->sum, b.shot.grad[at->sum->index], 19), 0);
    }
    test_net_close(&b);
}

static void its_gradient_is_what_differences_say(void **state)
{
    (void)state;
    for (int k = 0; exact && k < 9; k++)
        test_net_check_gradient(spec_at(k), 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_highway_net_is_its_formula),
        cmocka_unit_test(its_gates_start_nearly_closed),
        cmocka_unit_test(a_closed_gate_carries_x_and_its_gradient),
        cmocka_unit_test(its_gradient_is_what_differences_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

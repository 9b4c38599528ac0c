/* Judged by the formula in plain loops, and by central differences. */
#include "tests/support/opcheck.h"
#include "tests/support/slow.h"

static struct net_spec spec_at(int k)
{
    const char *const norms[] = {"none", "batch", "layer"};
    struct net_spec spec = spec_of("concat", 6, 7);
    spec.norm = norms[k % 3];
    spec.span = 1 + k / 3;
    spec.growth = spec.span;
    return spec;
}

/* y = (x, F(x)),  F = W act(norm(W act(norm(x)))) */
static struct sheet slow_concat_net(const struct network *net, struct sheet x)
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
        assert_int_equal(f.size, net->spec->growth);
        x = slow_concat(x, f);
    }
    return slow_linear(net, "head", slow_relu(slow_norm(net, "head.norm1", x)));
}

static void a_concat_net_is_its_formula(void **state)
{
    (void)state;
    for (int k = 0; k < 9; k++) {
        struct test_net b;
        test_net_open(&b, spec_at(k), 5, 3, 19);
        test_net_stir(&b);
        graph_forward(b.net->graph, &b.pass);
        const struct sheet x = sheet_of(b.net->input, b.net->input->value, 19),
                           y = sheet_of(b.net->logits, b.net->logits->value, 19);
        check_sheets(y, slow_concat_net(b.net, x), 10 * round_off);
        test_net_close(&b);
    }
}

/* The gradient of x is that of the first part of (x, F), and what F passes back. */
static void the_identity_carries_its_part_of_the_gradient(void **state)
{
    (void)state;
    for (int k = 0; k < 9; k++) {
        struct test_net b;
        test_net_open(&b, spec_at(k), 5, 3, 19);
        test_net_stir(&b);
        snapshot_take(&b);
        assert_int_equal(b.net->junctions, 6 / b.spec.span);
        for (int j = 0; j < b.net->junctions; j++) {
            const struct junction *at = &b.net->junction[j];
            struct sheet g = sheet_of(at->sum, b.shot.grad[at->sum->index], 19);
            const struct sheet around = sheet_of(at->x, b.shot.partial[j], 19),
                               back = sheet_of(at->tap, b.shot.grad[at->tap->index], 19);
            g.size = around.size;
            check_sheets(around, g, 0);
            check_sheets(sheet_of(at->x, b.shot.grad[at->x->index], 19), slow_add(around, back),
                         round_off);
        }
        test_net_close(&b);
    }
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
        cmocka_unit_test(a_concat_net_is_its_formula),
        cmocka_unit_test(the_identity_carries_its_part_of_the_gradient),
        cmocka_unit_test(its_gradient_is_what_differences_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

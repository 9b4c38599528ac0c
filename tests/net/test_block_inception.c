/* Judged by the formula in plain loops, and by central differences. */
#include "tests/support/opcheck.h"
#include "tests/support/slow.h"

static struct net_spec spec_at(int k)
{
    const char *const norms[] = {"none", "batch", "layer"};
    struct net_spec spec = spec_of("inception", 6, 7);
    spec.norm = norms[k % 3];
    spec.span = 1 + k / 3;
    return spec;
}

/* y = (A(x), B(x)),  A = act(norm(W x)) `span` times, B = act(norm(W x)) once */
static struct sheet slow_inception(const struct network *net, struct sheet x)
{
    char name[40], norm[40];
    const int span = net->spec->span;
    x = slow_relu(slow_norm(net, "stem.norm1", slow_linear(net, "stem", x)));
    for (int k = 1; k <= net->spec->depth / span; k++) {
        struct sheet a = x;
        for (int i = 1; i <= span; i++) {
            snprintf(name, sizeof name, "block%d.layer%d", k, i);
            snprintf(norm, sizeof norm, "block%d.norm%d", k, i);
            a = slow_relu(slow_norm(net, norm, slow_linear(net, name, a)));
        }
        snprintf(name, sizeof name, "block%d.short", k);
        snprintf(norm, sizeof norm, "block%d.norm%d", k, span + 1);
        x = slow_concat(a, slow_relu(slow_norm(net, norm, slow_linear(net, name, x))));
        assert_int_equal(a.size, 4);
        assert_int_equal(x.size, 7);
    }
    return slow_linear(net, "head", x);
}

static void an_inception_net_is_its_formula(void **state)
{
    (void)state;
    for (int k = 0; k < 9; k++) {
        struct test_net b;
        test_net_open(&b, spec_at(k), 5, 3, 19);
        test_net_stir(&b);
        graph_forward(b.net->graph, &b.pass);
        const struct sheet x = sheet_of(b.net->input, b.net->input->value, 19),
                           y = sheet_of(b.net->logits, b.net->logits->value, 19);
        check_sheets(y, slow_inception(b.net, x), 10 * round_off);
        test_net_close(&b);
    }
}

/* Nothing of x itself goes on, so there is no junction. */
static void it_has_no_identity(void **state)
{
    (void)state;
    struct test_net b;
    test_net_open(&b, spec_at(3), 5, 3, 19);
    assert_int_equal(b.net->junctions, 0);
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
        cmocka_unit_test(an_inception_net_is_its_formula),
        cmocka_unit_test(it_has_no_identity),
        cmocka_unit_test(its_gradient_is_what_differences_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "lab/net/activation.h"
#include "lab/net/names.h"
#include "tests/support/test_net.h"

static void each_name_finds_its_activation(void **state)
{
    (void)state;
    int names = 0;
    for (; activation_name(names); names++)
        assert_string_equal(activation_find(activation_name(names))->name, activation_name(names));
    assert_true(names >= 6);
    assert_null(activation_name(names + 1));
    assert_null(activation_find("Relu"));
    assert_null(activation_find(""));
}

/* What a net of one hidden layer does to its pre-activations. */
static void each_computes_what_its_name_says(void **state)
{
    (void)state;
    const char *const names[] = {"relu", "tanh", "sigmoid", "linear", "leaky-relu", "gelu"};
    for (int k = 0; k < 6; k++) {
        struct net_spec spec = spec_of("plain", 2, 7);
        spec.activation = names[k];
        struct test_net b;
        test_net_open(&b, spec, 5, 3, 19);
        graph_forward(b.net->graph, &b.pass);
        const struct node *h = b.net->layer[1].h, *y = b.net->layer[2].h->in[0];
        for (int n = 0; n < 19; n++)
            for (int i = 0; i < 7; i++) {
                const double x = number(h, h->value, n, i);
                const double want[] = {fmax(x, 0),          tanh(x),
                                       1 / (1 + exp(-x)),   x,
                                       x < 0 ? .01 * x : x, x * erfc(-x / sqrt(2)) / 2};
                check_near(number(y, y->value, n, i), want[k], round_off);
            }
        test_net_close(&b);
    }
}

/* Units are counted as dead only where being off is exactly 0. */
static void only_relu_switches_units_off(void **state)
{
    (void)state;
    for (int i = 0; activation_name(i); i++) {
        const struct activation *a = activation_find(activation_name(i));
        assert_int_equal(a->switches_off, !strcmp(a->name, "relu"));
        assert_int_equal(!a->build, !strcmp(a->name, "linear"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_name_finds_its_activation),
        cmocka_unit_test(each_computes_what_its_name_says),
        cmocka_unit_test(only_relu_switches_units_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "lab/net/activation.h"
#include "lab/net/names.h"
#include "tests/support/test_net.h"

static const struct activation *find(const char *text, double *share)
{
    struct failure ignored = {0};
    return activation_find(text, share, &ignored);
}

static void each_name_finds_its_activation(void **state)
{
    (void)state;
    int names = 0;
    for (; activation_name(names); names++) {
        char word[40];
        double share;
        snprintf(word, sizeof word, "%s(0.5)", activation_name(names));
        const struct activation *bare = find(activation_name(names), &share),
                                *with = find(word, &share);
        assert_true(!bare == !!with);
        assert_string_equal((bare ? bare : with)->name, activation_name(names));
        check_near(share, with ? .5 : 0, 0);
    }
    assert_true(names >= 7);
    assert_null(activation_name(names + 1));
}

static void others_are_refused(void **state)
{
    (void)state;
    const char *const words[] = {"Relu", "", "relu(0.5)", "top", "top(0)", "top(-1)", "top(1.5)"};
    for (int i = 0; i < 7; i++) {
        struct failure failure = {0};
        double share;
        assert_null(activation_find(words[i], &share, &failure));
        assert_int_equal(failure.status, STATUS_DATA);
        assert_non_null(strstr(failure.message, "as in top(0.25)"));
    }
}

/* What a net of one hidden layer does to its pre-activations. */
static void each_computes_what_its_name_says(void **state)
{
    (void)state;
    const char *const names[] = {"relu",       "tanh", "sigmoid", "linear",
                                 "leaky-relu", "gelu", "top(1)"};
    for (int k = 0; k < 7; k++) {
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
                                       x < 0 ? .01 * x : x, x * erfc(-x / sqrt(2)) / 2,
                                       fmax(x, 0)};
                check_near(number(y, y->value, n, i), want[k], round_off);
            }
        test_net_close(&b);
    }
}

/* Units are counted as dead only where being off is exactly 0. */
static void only_relu_and_top_switch_units_off(void **state)
{
    (void)state;
    const char *const words[] = {"relu",       "tanh", "sigmoid", "linear",
                                 "leaky-relu", "gelu", "top(0.5)"};
    for (int i = 0; i < 7; i++) {
        double share;
        const struct activation *a = find(words[i], &share);
        assert_int_equal(a->switches_off, !strcmp(a->name, "relu") || !strcmp(a->name, "top"));
        assert_int_equal(!a->build, !strcmp(a->name, "linear"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_name_finds_its_activation),
        cmocka_unit_test(others_are_refused),
        cmocka_unit_test(each_computes_what_its_name_says),
        cmocka_unit_test(only_relu_and_top_switch_units_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

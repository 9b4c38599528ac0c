/* Judged by the definition: what the sum is, given x and the F that leaves the last layer. */
#include "lab/net/names.h"
#include "lab/net/shortcut.h"
#include "tests/support/opcheck.h"
#include "tests/support/slow.h"

static const char *const residuals[] = {"residual", "preact"};

static void each_text_finds_its_shortcut(void **state)
{
    (void)state;
    struct failure failure = {0};
    double number;
    enum { WORDS = 4 }; /* identity, A, B, C; the others take a number */
    int names = 0;
    for (; shortcut_name(names); names++) {
        char text[40];
        snprintf(text, sizeof text, "%s%s", shortcut_name(names), names >= WORDS ? "(0.25)" : "");
        const struct shortcut *s = shortcut_find(text, &number, &failure);
        assert_non_null(s);
        assert_string_equal(s->name, shortcut_name(names));
        check_near(number, names >= WORDS ? .25 : 0, 0);
    }
    assert_true(names >= WORDS + 3);
    const char *const wrong[] = {"", "scaled", "identity(1)", "scaled(x)", "way"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        failure = (struct failure){0};
        assert_null(shortcut_find(wrong[i], &number, &failure));
        assert_int_equal(failure.status, STATUS_DATA);
        assert_non_null(strstr(failure.message, "no shortcut `"));
    }
}

static void open_with(struct test_net *b, int k, const char *shortcut)
{
    struct net_spec spec = spec_of(residuals[k % 2], 6, 7);
    spec.shortcut = shortcut;
    spec.span = 1 + k / 2;
    test_net_open(b, spec, 5, 3, 19);
    test_net_stir(b);
}

/* F as it leaves the last layer of block j. */
static struct sheet f_of(const struct test_net *b, int j)
{
    const struct node *h = b->net->layer[(j + 1) * b->spec.span].h;
    return sheet_of(h, h->value, 19);
}

/* The value of what is on the way around at junction j. */
static struct sheet around(const struct test_net *b, int j, const char *shortcut, struct sheet x)
{
    if (!strcmp(shortcut, "scaled(0.5)"))
        return slow_scale(.5, x);
    if (strcmp(shortcut, "gated(1)"))
        return x;
    char gate[40];
    snprintf(gate, sizeof gate, "block%d.gate", j + 1);
    return slow_times(slow_sigmoid(slow_linear(b->net, gate, x)), x);
}

/* Dropout drops nothing while measuring. */
static void the_sum_is_the_shortcut_of_x_plus_f(void **state)
{
    (void)state;
    const char *const shortcuts[] = {"identity", "scaled(0.5)", "gated(1)", "dropout(0.5)"};
    for (int k = 0; k < 24; k++) {
        const char *shortcut = shortcuts[k / 6];
        struct test_net b;
        open_with(&b, k % 6, shortcut);
        graph_forward(b.net->graph, &b.pass);
        for (int j = 0; j < b.net->junctions; j++) {
            const struct junction *at = &b.net->junction[j];
            const struct sheet x = sheet_of(at->x, at->x->value, 19);
            check_sheets(sheet_of(at->sum, at->sum->value, 19),
                         slow_add(around(&b, j, shortcut, x), f_of(&b, j)), 10 * round_off);
        }
        test_net_close(&b);
    }
}

/* While training each element of x goes round as x / (1 - p), or not at all: about p of them. */
static void dropout_drops_its_share_of_x(void **state)
{
    (void)state;
    struct test_net b;
    open_with(&b, 0, "dropout(0.25)");
    b.pass.mode = MODE_TRAIN;
    graph_forward(b.net->graph, &b.pass);
    int dropped = 0, all = 0;
    for (int j = 0; j < b.net->junctions; j++) {
        const struct junction *at = &b.net->junction[j];
        const struct sheet x = sheet_of(at->x, at->x->value, 19),
                           y = sheet_of(at->sum, at->sum->value, 19), f = f_of(&b, j);
        SHEET_EACH (x, n, i)
            if (x.v[n][i] != 0) {
                const bool gone = fabs(y.v[n][i] - f.v[n][i]) < fabs(x.v[n][i]) / 2;
                const double want = f.v[n][i] + (gone ? 0 : x.v[n][i] / .75);
                check_near(y.v[n][i], want, 100 * round_off * (1 + fabs(want)));
                dropped += gone;
                all++;
            }
    }
    check_near(dropped, .25 * all, 5 * sqrt(.25 * .75 * all));
    test_net_close(&b);
}

/* Junctions add up whatever is on the way, and a factor c passes back c g. */
static void a_scaled_way_passes_back_its_factor(void **state)
{
    (void)state;
    const char *const shortcuts[] = {"identity", "scaled(0.5)", "scaled(-2)", "gated(1)"};
    const double c[] = {1, .5, -2, NAN};
    for (int k = 0; k < 24; k++) {
        struct test_net b;
        open_with(&b, k % 6, shortcuts[k / 6]);
        snapshot_take(&b);
        for (int j = 0; j < b.net->junctions; j++) {
            const struct junction *at = &b.net->junction[j];
            const struct sheet g = sheet_of(at->sum, b.shot.grad[at->sum->index], 19),
                               way = sheet_of(at->x, b.shot.partial[j], 19),
                               back = sheet_of(at->tap, b.shot.grad[at->tap->index], 19);
            if (k / 6 < 3)
                check_sheets(way, slow_scale(c[k / 6], g), round_off);
            check_sheets(sheet_of(at->x, b.shot.grad[at->x->index], 19), slow_add(way, back),
                         round_off);
        }
        test_net_close(&b);
    }
}

/* Whatever the init, the gate's bias is the number of its word. */
static void a_gates_bias_starts_at_its_number(void **state)
{
    (void)state;
    const char *const inits[] = {"he", "torch-uniform"};
    for (int k = 0; k < 2; k++) {
        struct net_spec spec = spec_of("preact", 6, 7);
        spec.shortcut = "gated(5)";
        spec.init = inits[k];
        struct test_net b;
        test_net_open(&b, spec, 5, 3, 19);
        for (int i = 0; i < 7; i++)
            check_near(param_at(b.net, "block2.gate", "bias", i), 5, 0);
        test_net_close(&b);
    }
}

static void their_gradient_is_what_differences_say(void **state)
{
    (void)state;
    const char *const shortcuts[] = {"scaled(0.5)", "gated(1)"};
    for (int k = 0; exact && k < 12; k++) {
        struct test_net b;
        open_with(&b, k % 6, shortcuts[k / 6]);
        opcheck_graph(b.net->graph, &b.pass, 30, 1e-6);
        test_net_close(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_text_finds_its_shortcut),
        cmocka_unit_test(the_sum_is_the_shortcut_of_x_plus_f),
        cmocka_unit_test(dropout_drops_its_share_of_x),
        cmocka_unit_test(a_scaled_way_passes_back_its_factor),
        cmocka_unit_test(a_gates_bias_starts_at_its_number),
        cmocka_unit_test(their_gradient_is_what_differences_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

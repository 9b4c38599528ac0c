#include "lab/claim/parser.h"
#include "tests/claim/statement_text.h"

/* The first quantity of a text; NULL when the text is refused. */
static struct quantity *read_quantity(void **state, const char *text)
{
    struct sheet *s = *state;
    return read_text(s, "compare", text) ? NULL : s->statement.quantity;
}

static void check_choice(const struct quantity *q, int i, const char *key, const char *value)
{
    assert_string_equal(q->choice[i].key.text, key);
    assert_string_equal(q->choice[i].value.text, value);
}

static void a_quantity_is_a_measure_of_chosen_runs(void **state)
{
    struct quantity *q =
        read_quantity(state, "train_loss of {block: plain, depth: 32, lr: best} > 0");
    assert_non_null(q);
    assert_string_equal(q->metric.text, "train_loss");
    assert_null(q->divisor.text);
    assert_false(q->slope);
    assert_int_equal(q->choices, 3);
    check_choice(q, 0, "block", "plain");
    check_choice(q, 1, "depth", "32");
    check_choice(q, 2, "lr", "best");
}

static void the_colon_may_be_left_out(void **state)
{
    struct quantity *q = read_quantity(state, "h of{block plain,layer -1 , net.depth:8} > 0");
    assert_non_null(q);
    check_choice(q, 0, "block", "plain");
    check_choice(q, 1, "layer", "-1");
    check_choice(q, 2, "net.depth", "8");
}

static void brackets_and_quotes_hold_a_value_together(void **state)
{
    struct quantity *q =
        read_quantity(state, "h of {init: normal(0.1, 2) , branch: 1/sqrt(L), label: 'a, }'} > 0");
    assert_non_null(q);
    check_choice(q, 0, "init", "normal(0.1, 2)");
    check_choice(q, 1, "branch", "1/sqrt(L)");
    check_choice(q, 2, "label", "a, }");
}

static void a_measure_may_be_a_quotient_or_a_slope(void **state)
{
    struct quantity *q = read_quantity(state, "branch/identity of {} > 0");
    assert_non_null(q);
    assert_string_equal(q->metric.text, "branch");
    assert_string_equal(q->divisor.text, "identity");
    assert_int_equal(q->choices, 0);
    q = read_quantity(state, "slope(dh) of {step: 0} > 0");
    assert_non_null(q);
    assert_true(q->slope);
    assert_string_equal(q->metric.text, "dh");
}

static void everything_remembers_where_it_stands(void **state)
{
    struct quantity *q = read_quantity(state, "slope(dh) of {step: 0, 'x': 1}");
    assert_null(q);
    check_refused(*state, 23, "a key is wanted here");
    q = read_quantity(state, "a/b of { step : 7 } > 0");
    const char *text = ((struct sheet *)*state)->statement.span.text;
    assert_int_equal(q->metric.at - text, 0);
    assert_int_equal(q->divisor.at - text, 2);
    assert_int_equal(q->choice[0].key.at - text, 9);
    assert_int_equal(q->choice[0].value.at - text, 16);
}

static void refuses_what_is_no_quantity(void **state)
{
    const struct {
        const char *text;
        int at;
        const char *what;
    } bad[] = {
        {"", 0, "the text ends where a number or a measure is wanted"},
        {"h", 1, "the text ends where `of {...}` is wanted"},
        {"h off {}", 2, "`of {...}` is wanted here"},
        {"h of depth", 5, "`{` is wanted here"},
        {"h of {depth: 3", 14, "the text ends where `}` is wanted"},
        {"h of {depth: }", 13, "a value is wanted here"},
        {"h of {depth: 3,}", 15, "a key is wanted here"},
        {"h of {depth: {3}}", 13, "a value is wanted here"},
        {"h of {depth: 3 {}}", 15, "`}` is wanted here"},
        {"h of {depth: 3, depth: 4}", 16, "`depth` is chosen twice"},
        {"h of {label: 'a}", 13, "this quote is not closed"},
        {"slope(3) of {}", 6, "a measure is wanted here"},
        {"slope(h of {}", 8, "`)` is wanted here"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_null(read_quantity(state, bad[i].text));
        check_refused(*state, bad[i].at, bad[i].what);
    }
}

static void refuses_more_choices_than_it_keeps(void **state)
{
    char text[1000] = "h of {a0: 0";
    for (int i = 1; i <= CHOICES; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), ", a%d: 0", i);
    strcat(text, "}");
    assert_null(read_quantity(state, text));
    assert_non_null(strstr(((struct sheet *)*state)->failure.message, "more than 24 choices"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        sheet_test(a_quantity_is_a_measure_of_chosen_runs),
        sheet_test(the_colon_may_be_left_out),
        sheet_test(brackets_and_quotes_hold_a_value_together),
        sheet_test(a_measure_may_be_a_quotient_or_a_slope),
        sheet_test(everything_remembers_where_it_stands),
        sheet_test(refuses_what_is_no_quantity),
        sheet_test(refuses_more_choices_than_it_keeps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

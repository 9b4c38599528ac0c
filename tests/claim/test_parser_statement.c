#include "lab/base/rng.h"
#include "lab/claim/parser.h"
#include "tests/claim/statement_text.h"

static void each_kind_has_its_relation(void **state)
{
    struct sheet *s = *state;
    assert_int_equal(read_text(s, "compare", "h of {} > 2"), STATUS_OK);
    assert_int_equal(s->statement.relation, RELATION_GREATER);
    assert_int_equal(read_text(s, "compare", "1 < h of {}"), STATUS_OK);
    assert_int_equal(s->statement.relation, RELATION_LESS);
    assert_null(s->statement.within);
    assert_int_equal(read_text(s, "check", "h of {} == w of {}"), STATUS_OK);
    assert_int_equal(s->statement.relation, RELATION_EQUAL);
    assert_true(s->statement.check);
    assert_int_equal(read_text(s, "check", "h of {} < w of {}"), STATUS_OK);
    assert_int_equal(s->statement.relation, RELATION_LESS);
    assert_int_equal(read_text(s, "check", "h of {} near 1 within 0.1"), STATUS_OK);
    assert_int_equal(s->statement.relation, RELATION_NEAR);
    assert_int_equal(read_text(s, "near", "h of {} near 1 within 0.1"), STATUS_OK);
    assert_false(s->statement.check);
    assert_int_equal(s->statement.relation, RELATION_NEAR);
    check_near(s->statement.within->number, .1, 0);
}

static void quantities_are_listed_in_the_texts_order(void **state)
{
    struct sheet *s = *state;
    read_text(s, "near", "h of {} + dh of {} near w of {} within dw of {}");
    const char *want[] = {"h", "dh", "w", "dw"};
    const struct quantity *q = s->statement.quantity;
    for (int i = 0; i < 4; i++, q = q->next)
        assert_string_equal(q->metric.text, want[i]);
    assert_null(q);
}

static void a_side_has_the_factor_that_it_begins_with(void **state)
{
    struct sheet *s = *state;
    const char *const text[] = {"h of {}", "2.5 * h of {}", "2 * h of {} / 3", "h of {} * 2",
                                "0.5 * (h of {} - w of {})"};
    const double want[] = {1, 2.5, 1, 1, .5};
    for (int i = 0; i < 5; i++) {
        char text_of[80];
        snprintf(text_of, sizeof text_of, "1 < %s", text[i]);
        assert_int_equal(read_text(s, "compare", text_of), STATUS_OK);
        check_near(parser_factor(s->statement.a), 1, 0);
        check_near(parser_factor(s->statement.b), want[i], 0);
    }
}

static void a_mistake_is_shown_in_its_line(void **state)
{
    struct sheet *s = *state;
    read_text(s, "near", "h of {step 0} near 1");
    assert_string_equal(s->failure.message, "x.yaml:3:31: the text ends where `within` is wanted\n"
                                            "    near: h of {step 0} near 1\n"
                                            "                              ^");
}

static void refuses_the_wrong_relation(void **state)
{
    struct sheet *s = *state;
    read_text(s, "compare", "h of {} == 2");
    check_refused(s, 8, "`<` or `>` is wanted here");
    read_text(s, "check", "h of {} = 2");
    check_refused(s, 8, "`<`, `>`, `==` or `near` is wanted here");
    read_text(s, "near", "h of {} = 2");
    check_refused(s, 8, "`near` is wanted here");
    read_text(s, "compare", "h of {} > 2 > 1");
    check_refused(s, 12, "nothing more is wanted here");
    read_text(s, "compare", "h of {} >= 2");
    check_refused(s, 9, "a number or a measure is wanted here");
    read_text(s, "compare", "2 > 1");
    check_refused(s, 0, "nothing is measured: there is no `of {...}`");
    read_text(s, "compare", "2 > guess");
    check_refused(s, 0, "nothing is measured: there is no `of {...}`");
    read_text(s, "compare", "h > guess of {}");
    check_refused(s, 2, "`of {...}` is wanted here");
}

/* Texts made of the grammar's own words and of noise are read or refused, never more. */
static void any_text_is_read_or_refused(void **state)
{
    static const char *const piece[] = {"h",        " of ",   "{",        "}",
                                        ":",        ",",      "step",     " 0",
                                        "-1",       "layer",  "max",      "(",
                                        ")",        "+",      "-",        "*",
                                        "/",        "^",      ">",        "<",
                                        "==",       " near ", " within ", "sqrt",
                                        "log10",    "slope",  "'",        "\"",
                                        "1e9",      ".",      "best",     "of {step: 0, layer: 1}",
                                        "\xc3\xa4", "\n",     "h of {}",  "\x01",
                                        " guess "};
    enum { PIECES = sizeof piece / sizeof *piece, TEXTS = 20000 };
    static const char *const kind[] = {"compare", "check", "near"};
    static const char *const start[] = {"h of {} > ", "h of {} == ", "h of {} near 1 within "};
    struct sheet *s = *state;
    struct stream stream = stream_of(1, PURPOSE_TEST, 1, 1);
    uint64_t draw = 0;
    int read = 0;
    for (int i = 0; i < TEXTS; i++) {
        char text[400];
        strcpy(text, i % 2 ? start[i % 3] : ""); /* half of them begin well */
        int n = (int)stream_below(stream, draw++, 20);
        for (int k = 0; k < n; k++)
            strcat(text, piece[stream_below(stream, draw++, PIECES)]);
        enum status status = read_text(s, kind[i % 3], text);
        assert_true(status == STATUS_OK || status == STATUS_DATA);
        assert_true(status == STATUS_OK || strchr(s->failure.message, '^'));
        read += status == STATUS_OK;
    }
    assert_true(read > 20 && read < TEXTS / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        sheet_test(each_kind_has_its_relation),
        sheet_test(quantities_are_listed_in_the_texts_order),
        sheet_test(a_side_has_the_factor_that_it_begins_with),
        sheet_test(a_mistake_is_shown_in_its_line),
        sheet_test(refuses_the_wrong_relation),
        sheet_test(any_text_is_read_or_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

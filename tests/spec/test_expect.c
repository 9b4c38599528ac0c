#include "lab/spec/expect.h"
#include "tests/support/spec_text.h"

#define STATEMENT(more) "question: q\nexpect:\n  - say: s\n    compare: a > b\n" more

static void a_statement_says_what_it_needs(void **state)
{
    struct reader *r = *state;
    must_read(r, STATEMENT("    needs: {steps: 200, lr: 0.5}\n  - say: t\n    check: a == b\n"),
              false, NULL);
    const struct expectation *e = r->spec.expectation;
    assert_int_equal(r->spec.expectations, 2);
    assert_int_equal(e[0].needs, 2);
    assert_string_equal(e[0].need[0].setting->key, "train.steps");
    check_near(e[0].need[0].least, 200, 0);
    check_near(e[0].need[1].least, .5, 0);
    assert_int_equal(e[1].needs, 0);
    assert_string_equal(e[1].kind, "check");
}

static void a_statement_says_that_it_is_exploratory_and_why_it_fails(void **state)
{
    struct reader *r = *state;
    must_read(r,
              STATEMENT("    exploratory: yes\n    why: F is large\n"
                        "  - say: t\n    exploratory: no\n    confirm: no\n    check: a == b\n"),
              false, NULL);
    const struct expectation *e = r->spec.expectation;
    assert_true(e[0].exploratory);
    assert_string_equal(e[0].why, "F is large");
    assert_false(e[1].exploratory);
    assert_null(e[1].why);
    assert_true(!e[0].seen_alone && e[1].seen_alone);
    assert_int_equal(read_spec(r, STATEMENT("    exploratory: maybe\n"), false, NULL), STATUS_DATA);
    assert_non_null(strstr(r->failure.message, "x.yaml:5:18: `exploratory:` takes yes or no"));
}

static void needs_are_numbers_of_settings(void **state)
{
    struct reader *r = *state;
    static const char *const bad[][2] = {
        {STATEMENT("    needs: {stepps: 2}\n"), "x.yaml:5:13: unknown key `stepps`"},
        {STATEMENT("    needs: {block: plain}\n"), "x.yaml:5:13: `block` is not a number"},
        {STATEMENT("    needs: {seed: 3}\n"), "x.yaml:5:13: `seed` is not a number"},
        {STATEMENT("    needs: {steps: many}\n"), "x.yaml:5:20: "},
        {STATEMENT("    needs: 200\n"), "x.yaml:5:12: `needs:` takes a mapping, not a text"},
        {"question: q\nexpect:\n  - say: s\n    needs: {steps: 2}\n",
         "x.yaml:3:5: this statement lacks"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(read_spec(r, bad[i][0], false, NULL), STATUS_DATA);
        if (strncmp(r->failure.message, bad[i][1], strlen(bad[i][1])))
            fail_msg("%s\n    is not\n%s", r->failure.message, bad[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_statement_says_what_it_needs, open_reader, close_reader),
        cmocka_unit_test_setup_teardown(a_statement_says_that_it_is_exploratory_and_why_it_fails,
                                        open_reader, close_reader),
        cmocka_unit_test_setup_teardown(needs_are_numbers_of_settings, open_reader, close_reader),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

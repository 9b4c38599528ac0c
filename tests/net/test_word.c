#include "lab/net/word.h"
#include "tests/support/check.h"

static void a_word_without_a_number_is_itself_alone(void **state)
{
    (void)state;
    double number = 7;
    assert_true(word_is("he", "he", false, &number));
    check_near(number, 0, 0);
    const char *const wrong[] = {"", "h", "hee", "He", "he ", "he(2)", "he()"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(word_is(wrong[i], "he", false, &number));
}

static void a_number_is_read_from_its_parentheses(void **state)
{
    (void)state;
    const struct {
        const char *text;
        double number;
    } good[] = {{"w(0.1)", .1}, {"w(.5)", .5}, {"w(2e-3)", 2e-3}, {"w(-6)", -6}, {"w(0)", 0}};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        double number = 7;
        if (!word_is(good[i].text, "w", true, &number))
            fail_msg("%s is refused", good[i].text);
        check_near(number, good[i].number, 0);
    }
    const char *const wrong[] = {"w",       "w(",     "w()",   "w(x)",     "w(1",   "w(1)x", "w 1",
                                 "w(inf)",  "w(nan)", "w( 1)", "w(1e999)", "w(1 )", "w(-)",  "w(.)",
                                 "w(-inf)", "v(1)",   "w(+1)", "w(--1)",   "ww(1)", "w(1))"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        double number;
        if (word_is(wrong[i], "w", true, &number))
            fail_msg("%s is accepted", wrong[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_without_a_number_is_itself_alone),
        cmocka_unit_test(a_number_is_read_from_its_parentheses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "lab/claim/lexer.h"
#include "tests/claim/statement_text.h"

static void blanks_never_matter(void **state)
{
    struct lexer s = scan_of(*state, "  a \t b1_x.y  <= ");
    const char *at;
    assert_true(lexer_word(&s, "a"));
    assert_string_equal(lexer_name(&s, "a name", &at), "b1_x.y");
    assert_ptr_equal(at, s.span->text + 6);
    assert_true(lexer_sign(&s, "<="));
    lexer_blanks(&s);
    assert_int_equal(*s.at, 0);
    assert_true(lexer_ok(&s));
}

static void what_is_not_there_is_not_stepped_over(void **state)
{
    struct lexer s = scan_of(*state, "nearby");
    assert_false(lexer_word(&s, "near"));
    assert_false(lexer_sign(&s, "<"));
    assert_ptr_equal(s.at, s.span->text);
    assert_true(lexer_ok(&s));
}

static void what_must_be_there_is_asked_for_where_it_is_missing(void **state)
{
    struct lexer s = scan_of(*state, "a  }");
    const char *at;
    lexer_name(&s, "a name", &at);
    lexer_must(&s, ")");
    check_refused(*state, 3, "`)` is wanted here");
    s = scan_of(*state, "a");
    lexer_name(&s, "a name", &at);
    assert_string_equal(lexer_name(&s, "a key", &at), "");
    check_refused(*state, 1, "the text ends where a key is wanted");
}

static void after_a_failure_nothing_is_there(void **state)
{
    struct lexer s = scan_of(*state, "a <");
    lexer_must(&s, ">");
    assert_false(lexer_ok(&s));
    assert_false(lexer_word(&s, "a"));
    assert_false(lexer_sign(&s, "a"));
}

static void numbers_are_decimal_and_whole_words(void **state)
{
    const struct {
        const char *text;
        double number;
        int bytes;
    } good[] = {{"2.5", 2.5, 3}, {"1e-3-2", 1e-3, 4}, {".5*3", .5, 2}, {" 7)", 7, 2}, {"0", 0, 1}};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct lexer s = scan_of(*state, good[i].text);
        check_near(lexer_number(&s), good[i].number, 0);
        assert_int_equal(s.at - s.span->text, good[i].bytes);
        assert_true(lexer_ok(&s));
    }
    const char *bad[] = {"0x10", "1e", "2.5x", "1.2.3", "1e999", "007", ".", "1e+-5"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct lexer s = scan_of(*state, bad[i]);
        lexer_number(&s);
        assert_false(lexer_ok(&s));
    }
    check_refused(*state, 0, "`1e+` is not a number");
}

static void a_full_arena_is_a_failure(void **state)
{
    struct lexer s = scan_of(*state, "name");
    struct arena none = {0};
    const char *at;
    s.arena = &none;
    assert_string_equal(lexer_name(&s, "a name", &at), "");
    assert_int_equal(s.failure->status, STATUS_FAILED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        sheet_test(blanks_never_matter),
        sheet_test(what_is_not_there_is_not_stepped_over),
        sheet_test(what_must_be_there_is_asked_for_where_it_is_missing),
        sheet_test(after_a_failure_nothing_is_there),
        sheet_test(numbers_are_decimal_and_whole_words),
        sheet_test(a_full_arena_is_a_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

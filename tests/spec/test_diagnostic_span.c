#include "lab/spec/diagnostic.h"
#include "tests/support/check.h"

static const char *spec_reader_refuse(const char *file, int line, int column, const char *text,
                                      int offset, struct failure *failure)
{
    struct source_span p = {{"x.yaml", file, false}, line, column, text};
    *failure = (struct failure){0};
    diagnostic_within(&p, text + offset, NULL, failure, "bad");
    return failure->message;
}

static void a_place_in_the_text_is_a_place_in_the_file(void **state)
{
    (void)state;
    struct failure f;
    assert_string_equal(spec_reader_refuse("a:\n  b: one two\n", 2, 6, "one two", 4, &f),
                        "x.yaml:2:10: bad\n    b: one two\n           ^");
    assert_string_equal(spec_reader_refuse("a:\n  b: one two\n", 2, 6, "one two", 7, &f),
                        "x.yaml:2:13: bad\n    b: one two\n              ^");
}

static void a_text_may_go_on_in_the_next_line(void **state)
{
    (void)state;
    struct failure f;
    const char *file = "b: one\n   two\r\n   three\n";
    assert_string_equal(spec_reader_refuse(file, 1, 4, "one two three", 4, &f),
                        "x.yaml:2:4: bad\n    two\n    ^");
    assert_string_equal(spec_reader_refuse(file, 1, 4, "one two three", 10, &f),
                        "x.yaml:3:6: bad\n    three\n      ^");
}

static void a_text_may_be_a_block(void **state)
{
    (void)state;
    struct failure f;
    const char *file = "b: >-\n    one\n    two\n";
    assert_string_equal(spec_reader_refuse(file, 1, 4, "one two", 4, &f),
                        "x.yaml:3:5: bad\n    two\n    ^");
    assert_string_equal(spec_reader_refuse("b: |\n one\n", 1, 4, "one\n", 0, &f),
                        "x.yaml:2:2: bad\n    one\n    ^");
}

static void columns_count_characters(void **state)
{
    (void)state;
    struct failure f;
    assert_non_null(
        strstr(spec_reader_refuse("b: \xc3\xa4\xc3\xb6 x", 1, 4, "\xc3\xa4\xc3\xb6 x", 5, &f),
               "x.yaml:1:7: bad"));
}

static void a_text_that_is_not_as_the_file_has_it_is_shown_from_its_beginning(void **state)
{
    (void)state;
    struct failure f;
    assert_non_null(
        strstr(spec_reader_refuse("b: 'it''s x'", 1, 5, "it's x", 5, &f), "x.yaml:1:5: bad"));
    assert_non_null(strstr(spec_reader_refuse("", 7, 3, "gone", 2, &f), "x.yaml:1:1: bad"));
}

static void a_hint_comes_last(void **state)
{
    (void)state;
    struct failure f = {0};
    struct source_span p = {{"x.yaml", "ab", false}, 1, 1, "ab"};
    assert_int_equal(diagnostic_within(&p, p.text, "try c", &f, "no %d", 7), STATUS_DATA);
    assert_string_equal(f.message, "x.yaml:1:1: no 7\n    ab\n    ^\ntry c");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_place_in_the_text_is_a_place_in_the_file),
        cmocka_unit_test(a_text_may_go_on_in_the_next_line),
        cmocka_unit_test(a_text_may_be_a_block),
        cmocka_unit_test(columns_count_characters),
        cmocka_unit_test(a_text_that_is_not_as_the_file_has_it_is_shown_from_its_beginning),
        cmocka_unit_test(a_hint_comes_last),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

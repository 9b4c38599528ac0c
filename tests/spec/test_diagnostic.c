#include "lab/spec/diagnostic.h"
#include "tests/support/check.h"

static void check_message(const struct source_text *s, int line, int column, const char *hint,
                          const char *want)
{
    struct failure failure = {0};
    diagnostic_at(s, line, column, hint, &failure, "no %s", "good");
    assert_string_equal(failure.message, want);
}

static void the_line_is_shown_with_a_caret_below(void **state)
{
    (void)state;
    struct source_text s = {.name = "x.yaml", .text = "a: 1\n  widht: 32\nc: 3\n"};
    check_message(&s, 2, 3, "did you mean `width`?",
                  "x.yaml:2:3: no good\n    widht: 32\n    ^\ndid you mean `width`?");
    check_message(&s, 2, 10, NULL, "x.yaml:2:10: no good\n    widht: 32\n           ^");
    check_message(&s, 1, 1, NULL, "x.yaml:1:1: no good\n    a: 1\n    ^");
}

static void columns_are_characters(void **state)
{
    (void)state;
    struct source_text s = {.name = "x", .text = "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80: z"};
    check_message(&s, 1, 6, NULL,
                  "x:1:6: no good\n    \xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80: z\n         ^");
}

static void every_kind_of_line_end_counts_once(void **state)
{
    (void)state;
    struct source_text s = {.name = "x", .text = "a\r\nb\rc\nd"};
    check_message(&s, 2, 1, NULL, "x:2:1: no good\n    b\n    ^");
    check_message(&s, 3, 1, NULL, "x:3:1: no good\n    c\n    ^");
    check_message(&s, 4, 1, NULL, "x:4:1: no good\n    d\n    ^");
}

static void a_long_line_is_cut_round_the_place(void **state)
{
    (void)state;
    char text[4001];
    memset(text, 'a', 4000);
    text[4000] = 0;
    text[1999] = 'X';
    struct source_text s = {.name = "x", .text = text};
    struct failure failure = {0};
    diagnostic_at(&s, 1, 2000, NULL, &failure, "no");
    char *line = strchr(failure.message, '\n') + 1, *below = strchr(line, '\n') + 1;
    assert_true(strlen(failure.message) < 300);
    assert_int_equal(line[strcspn(below, "^")], 'X');
}

static void what_a_terminal_would_obey_is_not_shown(void **state)
{
    (void)state;
    struct source_text s = {.name = "x", .text = "a\x1b[31m\tb\xff\xc2\x9bz"};
    check_message(&s, 1, 1, NULL, "x:1:1: no good\n    a?[31m b???z\n    ^");
}

static void a_place_outside_the_text_does_no_harm(void **state)
{
    (void)state;
    struct source_text s = {.name = "x", .text = "a"};
    check_message(&s, 9, 3, NULL, "x:9:3: no good\n    \n      ^");
    s.text = "";
    check_message(&s, 1, 1, NULL, "x:1:1: no good\n    \n    ^");
}

static void an_argument_has_a_caret_and_no_line(void **state)
{
    (void)state;
    struct source_text s = {.name = "--set", .text = "depth=4,x", .argument = true};
    check_message(&s, 1, 9, NULL, "--set: no good\n    depth=4,x\n            ^");
    struct failure failure = {0};
    assert_int_equal(diagnostic_at(&s, 1, 1, NULL, &failure, "no"), STATUS_USAGE);
}

static void the_first_failure_sticks(void **state)
{
    (void)state;
    struct source_text s = {.name = "x", .text = "a"};
    struct failure failure = {0};
    assert_int_equal(diagnostic_at(&s, 1, 1, NULL, &failure, "one"), STATUS_DATA);
    assert_int_equal(diagnostic_at(&s, 1, 1, NULL, &failure, "two"), STATUS_DATA);
    assert_non_null(strstr(failure.message, "one"));
    assert_null(strstr(failure.message, "two"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_is_shown_with_a_caret_below),
        cmocka_unit_test(columns_are_characters),
        cmocka_unit_test(every_kind_of_line_end_counts_once),
        cmocka_unit_test(a_long_line_is_cut_round_the_place),
        cmocka_unit_test(what_a_terminal_would_obey_is_not_shown),
        cmocka_unit_test(a_place_outside_the_text_does_no_harm),
        cmocka_unit_test(an_argument_has_a_caret_and_no_line),
        cmocka_unit_test(the_first_failure_sticks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

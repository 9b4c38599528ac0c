/* The parts of a figure's .sql. */
#include "lab/figure/section.h"
#include "tests/support/check.h"

static void sections_are_found_in_order_with_their_lines(void **state)
{
    const char *at = "-- Prose, about a table of things.\n"
                     "\n"
                     "-- with\n"
                     "a AS (SELECT 1)\n"
                     "-- once o\n"
                     "SELECT 8\n"
                     "-- lack\n"
                     "SELECT 9;\n"
                     "-- text finding\n"
                     "SELECT 2; -- a remark\n"
                     "-- prose in between\n"
                     "--  number   n_1  \n"
                     "SELECT 3;\n"
                     "-- series curve 2\n"
                     "SELECT 4, 5, 6;";
    static const struct {
        enum section_kind kind;
        const char *name;
        int keys, line;
        const char *has;
    } want[] = {{SECTION_WITH, "", 0, 3, "a AS (SELECT 1)"},
                {SECTION_ONCE, "o", 0, 5, "SELECT 8"},
                {SECTION_LACK, "", 0, 7, "SELECT 9;"},
                {SECTION_TEXT, "finding", 0, 9, "SELECT 2;"},
                {SECTION_NUMBER, "n_1", 0, 12, "SELECT 3;"},
                {SECTION_SERIES, "curve", 2, 14, "SELECT 4, 5, 6;"}};
    struct failure failure = {0};
    struct section s;
    int line = 1;
    (void)state;
    for (int i = 0; i < 6; i++) {
        assert_true(section_next(&at, &line, &s, &failure));
        assert_int_equal(s.kind, want[i].kind);
        assert_string_equal(s.name, want[i].name);
        assert_int_equal(s.keys, want[i].keys);
        assert_int_equal(s.line, want[i].line);
        assert_non_null(
            memmem(s.begin, (size_t)(s.end - s.begin), want[i].has, strlen(want[i].has)));
        for (int j = 0; j < 6; j++)
            if (j != i)
                assert_null(
                    memmem(s.begin, (size_t)(s.end - s.begin), want[j].has, strlen(want[j].has)));
    }
    assert_false(section_next(&at, &line, &s, &failure));
    assert_int_equal(failure.status, STATUS_OK);
}

static void what_almost_is_a_section_is_refused(void **state)
{
    static const char *const lines[] = {"-- text",           "-- text two words", "-- series curve",
                                        "-- series curve x", "-- series c 12",    "-- table 2nd",
                                        "-- number a-b",     "-- with them",      "-- once",
                                        "-- text of prose"};
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char text[128];
        snprintf(text, sizeof text, "\n%s\nSELECT 1;\n", lines[i]);
        struct failure failure = {0};
        struct section s;
        const char *at = text;
        int line = 1;
        assert_false(section_next(&at, &line, &s, &failure));
        assert_int_equal(failure.status, STATUS_DATA);
        assert_non_null(strstr(failure.message, lines[i]));
        assert_int_equal(s.line, 2);
    }
}

static void a_file_of_prose_has_no_sections(void **state)
{
    const char *at = "-- Nothing to see.\nSELECT 1;\n";
    struct failure failure = {0};
    struct section s;
    int line = 1;
    (void)state;
    assert_false(section_next(&at, &line, &s, &failure));
    assert_int_equal(failure.status, STATUS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sections_are_found_in_order_with_their_lines),
        cmocka_unit_test(what_almost_is_a_section_is_refused),
        cmocka_unit_test(a_file_of_prose_has_no_sections),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Cells handed over by hand: header or not, which classes, which message. */
#include "tests/data/cells.h"

static void a_first_row_of_words_is_a_header_and_one_of_numbers_is_not(void **state)
{
    (void)state;
    static const struct {
        const char *label, *text;
        bool header;
        int rows;
    } known[] = {
        {"", "a|b|c\n1|2|x\n3|4|y\n", true, 2},
        {"", "1|2|x\n3|4|y\n", false, 2},
        {"", "1|2|x\n", false, 1},
        {"", "150|4|setosa|other|name\n1|2|3|4|5\n", true, 1}, /* half of the cells are words */
        {"", "0|1|2|label\n1|2|3|7\n1|2|3|8\n", true, 2},      /* a word over numbers */
        {"1", "label|1|2\n4|5|6\n", true, 1},
        {"", "0|1|3|label\n1|2|3|7\n1|2|3|8\n", true, 2},
        {"", "0|1|2|one\n1|2|3|two\n1|2|3|7\n", false, 3}, /* labels are words */
        {"", "0|1|2|9\n1|2|3|two\n1|2|3|7\n", false, 3},
        {"", "|b|c\n1|2|x\n", true, 1}, /* an index without a name */
        {"7", "1|2|3|4|5|6|x|8\n1|2|3|4|5|6|y|8\n", false, 2},
        {"class", "1|2|class\n1|2|x\n", true, 1}, /* asked for by name */
        {"1", "label|p0|p1\n5|1|2\n", true, 1},
        {"1", "x|1|2\n5|1|2\n", true, 1},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct fixture *k = fixture_open(known[i].label, known[i].text);
        if (k->failure.status)
            fail_msg("%s", k->failure.message);
        if (k->t.header != known[i].header || k->t.rows != known[i].rows)
            fail_msg("table %zu: header %d, rows %d", i, k->t.header, k->t.rows);
        fixture_close(k);
    }
}

static void numbers_keep_their_order_round_the_label(void **state)
{
    (void)state;
    const double want[] = {1, -2.5, 300, 4, 5, .5};
    for (int header = 0; header < 2; header++) {
        struct fixture *k = fixture_open("2", header ? "a|b|c|d\n1|u|-2.5|+3e2\n4|v|5|.5\n"
                                                     : "1|u|-2.5|+3e2\n4|v| 5 |\t.5\n");
        assert_int_equal(k->t.rows, 2);
        assert_int_equal(k->t.columns, 4);
        assert_int_equal(k->t.label, 1);
        for (int i = 0; i < 6; i++)
            check_near((double)k->t.x[i], want[i], 0);
        assert_string_equal(k->classes.name[k->t.class[0]], "u");
        assert_string_equal(k->classes.name[k->t.class[1]], "v");
        fixture_close(k);
    }
    /* the first row turned out to be a header at the end: it leaves no trace */
    struct fixture *k = fixture_open("", "0|1|label\n5|6|1\n7|8|2\n");
    const double rest[] = {5, 6, 7, 8};
    for (int i = 0; i < 4; i++)
        check_near((double)k->t.x[i], rest[i], 0);
    assert_int_equal(k->classes.count, 2);
    assert_string_equal(k->classes.name[k->t.class[0]], "1");
    fixture_close(k);
}

static void what_is_wrong_is_named_with_line_and_column(void **state)
{
    (void)state;
    static const struct {
        const char *label, *text, *message;
    } known[] = {
        {"", "a|b|c\n1|2|x\n1|zwei|y\n", "f.csv:3: column 2 (b): 'zwei' is not a number"},
        {"", "1|2|3|x\n1|2|q|y\n", "f.csv:2: column 3: 'q' is not a number"},
        {"", "1|2|q|x\n1|2|3|y\n", "f.csv:1: column 3: 'q' is not a number"},
        {"", "a|b\n1|x\n|y\n", "f.csv:3: column 1 (a): '' is empty: a value is missing"},
        {"", "1||x\n1|2|y\n", "f.csv:1: column 2: '' is empty"},
        {"", "a|b\nnan|y\n", "f.csv:2: column 1 (a): 'nan' is not finite"},
        {"", "a|b\n-Inf|y\n", "f.csv:2: column 1 (a): '-Inf' is not finite"},
        {"", "a|b\n+infinity|y\n", "f.csv:2: column 1 (a): '+infinity' is not finite"},
        {"", "nan|2|y\n1|2|z\n", "f.csv:1: column 1: 'nan' is not finite"},
        {"", "a|b\n1e39|y\n", "f.csv:2: column 1 (a): '1e39' is not finite, or too large"},
        {"", "a|b\n1e999|y\n", "f.csv:2: column 1 (a): '1e999' is not finite"},
        {"", "a|b\n0x10|y\n", "f.csv:2: column 1 (a): '0x10' is not a number"},
        {"", "a|b\n1.5.2|y\n", "'1.5.2' is not a number"},
        {"", "a|b\n1,5|y\n", "'1,5' is not a number"},
        {"", "a|b\n1 2|y\n", "'1 2' is not a number"},
        {"", "a|b\n-|y\n", "'-' is not a number"},
        {"", "a|b\n1|\n", "f.csv:2: column 2 (b): '' is no label"},
        {"", "a|b\n1|NaN\n", "f.csv:2: column 2 (b): 'NaN' is no label"},
        {"", "1|\n1|x\n", "f.csv:1: column 2: '' is no label"},
        {"", "a|b|c\n1|2|x\n1|2\n", "f.csv:3: 2 columns; the first row has 3"},
        {"", "a|b|c\n1|2|x\n1|2|3|y\n", "f.csv:3: 4 columns; the first row has 3"},
        {"", "a\n1\n", "f.csv:1: one column only"},
        {"", "a|b\n", "f.csv: holds no rows"},
        {"", "", "f.csv: holds no rows"},
        {"x", "a|b\n1|2\n", "f.csv:1: no column is called 'x'; the first is 'a', the last 'b'"},
        {"b", "a|b|b\n1|2|3\n", "f.csv:1: columns 2 and 3 are both called 'b'"},
        {"4", "a|b|b\n1|2|3\n", "f.csv:1: there is no column 4 for the label: there are 3"},
        {"0", "a|b|b\n1|2|3\n", "there is no column 0"},
        {"99999999999999999999", "a|b\n1|2\n", "there is no column 99999999999999999999"},
        {"", "a\x1b|b\n1\x7f[2J|y\n", "column 1 (a?): '1?[2J' is not"}, /* no control characters */
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct fixture *k = fixture_open(known[i].label, known[i].text);
        if (k->failure.status != STATUS_DATA)
            fail_msg("'%s' is accepted", known[i].text);
        if (!strstr(k->failure.message, known[i].message))
            fail_msg("'%s' instead of '%s'", k->failure.message, known[i].message);
        fixture_close(k);
    }
}

static void a_text_is_shown_in_whole_characters(void **state)
{
    (void)state;
    char shown[SHOWN];
    static const char forty[] = "0123456789012345678901234567890123456789";
    assert_string_equal(table_shown("", shown), "");
    assert_string_equal(table_shown("\xC3\xA9\n", shown), "\xC3\xA9?");
    assert_string_equal(table_shown(forty, shown), forty);
    static const char text[] = "x012345678901234567890123456789012345678\xC3\xA9 and more";
    assert_string_equal(table_shown(text, shown), "x012345678901234567890123456789012345678");
    assert_string_equal(table_shown(text + 1, shown), "012345678901234567890123456789012345678");
    assert_string_equal(table_shown(text + 2, shown),
                        "12345678901234567890123456789012345678\xC3\xA9");
}

static void a_zero_byte_is_no_text(void **state)
{
    (void)state;
    struct fixture *k = fixture_open("", "");
    char cell[] = "1\0002";
    k->failure = (struct failure){0};
    table_cell(&k->t, cell, 3);
    assert_non_null(strstr(k->failure.message, "column 1 holds a zero byte"));
    fixture_close(k);
}

static void too_many_classes_are_no_labels(void **state)
{
    (void)state;
    char text[16000] = "a|b\n";
    for (int i = 0; i <= CLASSES_MAX; i++)
        sprintf(text + strlen(text), "1|%d.5\n", i);
    struct fixture *k = fixture_open("", text);
    assert_non_null(strstr(k->failure.message, "f.csv:1002: column 2 (b): '1000.5'"));
    fixture_close(k);
    text[strlen(text) - strlen("1|1000.5\n")] = 0;
    k = fixture_open("", text);
    assert_int_equal(k->failure.status, STATUS_OK);
    assert_int_equal(k->classes.count, CLASSES_MAX);
    fixture_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_first_row_of_words_is_a_header_and_one_of_numbers_is_not),
        cmocka_unit_test(numbers_keep_their_order_round_the_label),
        cmocka_unit_test(what_is_wrong_is_named_with_line_and_column),
        cmocka_unit_test(a_text_is_shown_in_whole_characters),
        cmocka_unit_test(a_zero_byte_is_no_text),
        cmocka_unit_test(too_many_classes_are_no_labels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

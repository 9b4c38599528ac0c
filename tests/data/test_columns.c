/* How columns are named in commands, and which fault of several is told. */
#include "lab/data/columns.h"
#include "tests/data/cells.h"

static void a_column_is_named_as_commands_take_it(void **state)
{
    (void)state;
    struct fixture *k =
        fixture_open("", "a|b,c|7x|12|d|d||label\n1|2|3|4|5|6|7|u\n1|2|3|4|5|6|7|v\n");
    static const char *const want[] = {"a", "2", "7x", "4", "5", "6", "7", "label"};
    char word[SHOWN];
    assert_int_equal(k->failure.status, STATUS_OK);
    for (int c = 0; c < 8; c++)
        assert_string_equal(table_column_word(&k->t, c, word), want[c]);
    fixture_close(k);
    k = fixture_open("", "1|2|u\n3|4|v\n");
    assert_string_equal(table_column_word(&k->t, 0, word), "1");
    fixture_close(k);
}

static void the_first_fault_is_told_and_words_before_all(void **state)
{
    (void)state;
    static const char *const law[][2] = {
        {"a|b|k\n1|2|u\n1|x|v\n?|3|u\n4|5|v\n", "f.csv:3: column 2 (b): 'x'"},
        {"a|b|k\n1|2|NA\n1|x|v\n4|5|v\n", "f.csv:2: column 3 (k): 'NA' is no label"},
        {"a|b|k\n1|2|u\n1|x|v\n4|5|NA\n", "f.csv:3: column 2 (b): 'x'"},
        {"a|b|k\n?|one|u\n1|two|v\n", "f.csv:2: column 2 (b): 'one' is a word and not a number, as "
                                      "are 2 of its cells ('two'): categories."},
        {"a|b|c|k\nu|1|one|x\nv|2|two|y\n", "so are column 3 (c). Write a column of 0 and 1"},
        {"a|b|k\n1|3|u\n2||v\n3||v\n",
         "f.csv:3: column 2 (b): '' is empty: a value is missing; column "
         "2 has 2 such cells. Leave such rows out of the file, or the "
         "column: --drop b"},
    };
    for (size_t i = 0; i < sizeof law / sizeof *law; i++) {
        struct fixture *k = fixture_open("", law[i][0]);
        if (!strstr(k->failure.message, law[i][1]))
            fail_msg("'%s' instead of '%s'", k->failure.message, law[i][1]);
        fixture_close(k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_column_is_named_as_commands_take_it),
        cmocka_unit_test(the_first_fault_is_told_and_words_before_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A sound table is described, a damaged one is named to the line. */
#include "tests/cli/bench.h"

static int folder_open(void **state)
{
    *state = temp_dir();
    write_file(*state, "sound.csv",
               "a,b,kind\n1,2,u\n3,4,v\n5,6,u\n1,1,v\n2,2,u\n0,3,v\n4,4,u\n1,7,v\n3,2,u\n2,9,v\n");
    write_file(*state, "word.csv", "a,b,kind\n1,2,u\n3,oops,v\n");
    write_file(*state, "short.csv", "a,b,kind\n1,2,u\n3,4,v\n5,u\n");
    return 0;
}

static void every_source_is_listed(void **state)
{
    assert_string_equal(ask(state, "data list")->out, "glyphs\nidx\ncsv\n");
}

static void a_sound_table_is_described(void **state)
{
    struct said *said = ask(state, "data check sound.csv");
    assert_says(said, 0, out, "2 x 1 x 1 numbers a sample, 2 classes");
    assert_says(said, 0, out, "sound.csv: 69 bytes, CRC-32 ");
    assert_says(said, 0, out, "every byte was read: the set is sound");
    assert_string_equal(said->err, "");
    check_json(state, "data check sound.csv --json",
               "d[\"classes\"] == 2 and d[\"train\"] + d[\"test\"] == 10");
}

static void the_label_can_be_another_column(void **state)
{
    write_file(*state, "first.csv", "kind,a\nx,1\ny,2\nz,3\nx,4\ny,5\nz,6\nx,1\ny,2\nz,3\nx,4\n");
    assert_says(ask(state, "data check first.csv --label kind"), 0, out,
                "1 x 1 x 1 numbers a sample, 3 classes");
    assert_says(ask(state, "data check first.csv --label kine"), 65, err, "kine");
}

static void a_damaged_table_is_named_to_the_line(void **state)
{
    struct said *said = ask(state, "data check word.csv");
    assert_says(said, 65, err, "word.csv:3: column 2 (b): 'oops' is not a number");
    assert_string_equal(said->out, "");
    assert_says(ask(state, "data check short.csv"), 65, err, "short.csv:4:");
    assert_says(ask(state, "data check nowhere.csv"), 65, err, "nowhere.csv");
}

static void words_that_are_not_understood_are_refused(void **state)
{
    assert_says(ask(state, "data"), 2, err, "list or check?");
    assert_says(ask(state, "data chek"), 2, err, "`chek` is not understood");
    assert_says(ask(state, "data check"), 2, err, "one path");
    assert_says(ask(state, "data check a b"), 2, err, "one path");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_source_is_listed),
        cmocka_unit_test(a_sound_table_is_described),
        cmocka_unit_test(the_label_can_be_another_column),
        cmocka_unit_test(a_damaged_table_is_named_to_the_line),
        cmocka_unit_test(words_that_are_not_understood_are_refused),
    };
    return cmocka_run_group_tests(tests, folder_open, bench_close);
}

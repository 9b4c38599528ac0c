/* A sound table is described, a damaged one is named to the line. */
#include "tests/cli/trained_sweep.h"

static int folder_open(void **state)
{
    *state = temp_dir();
    write_file(*state, "sound.csv",
               "a,b,kind\n1,2,u\n3,4,v\n5,6,u\n1,1,v\n2,2,u\n0,3,v\n4,4,u\n1,7,v\n3,2,u\n2,9,v\n");
    write_file(*state, "word.csv", "a,b,kind\n1,2,u\n3,oops,v\n");
    write_file(*state, "short.csv", "a,b,kind\n1,2,u\n3,4,v\n5,u\n");
    char text[4000] = "a,b,kind\n"; /* 48 rows to train on, 12 to test */
    for (int i = 0; i < 60; i++)
        sprintf(text + strlen(text), "%d,%d,%s\n", i, i * i % 7, i % 2 ? "odd" : "even");
    write_file(*state, "t.csv", text);
    return 0;
}

static void every_source_is_listed_with_a_line_on_it(void **state)
{
    static const char *const name[] = {"glyphs", "spirals", "teacher", "idx", "cifar", "csv"};
    struct child_result *result = run_command(state, "data list");
    const char *line = result->out;
    for (int i = 0; i < 6; i++) {
        assert_int_equal(strncmp(line, name[i], strlen(name[i])), 0);
        assert_true(strcspn(line, "\n") > 30 && strcspn(line, "\n") < 110);
        line = strchr(line, '\n') + 1;
    }
    assert_int_equal(*line, 0);
    check_json(state, "data list --json",
               "[s[\"name\"] for s in d][1] == \"spirals\" and all(s[\"about\"] for s in d)");
}

static void a_sound_table_is_described(void **state)
{
    struct child_result *result = run_command(state, "data check sound.csv");
    assert_prints(result, 0, out, "2 x 1 x 1 numbers a sample, 2 classes");
    assert_prints(result, 0, out, "sound.csv: 69 bytes, CRC-32 ");
    assert_prints(result, 0, out, "every byte was read: the set is sound");
    assert_string_equal(result->err, "");
    check_json(state, "data check sound.csv --json",
               "d[\"classes\"] == 2 and d[\"train\"] + d[\"test\"] == 10");
}

static void the_label_can_be_another_column(void **state)
{
    write_file(*state, "first.csv", "kind,a\nx,1\ny,2\nz,3\nx,4\ny,5\nz,6\nx,1\ny,2\nz,3\nx,4\n");
    assert_prints(run_command(state, "data check first.csv --label kind"), 0, out,
                  "1 x 1 x 1 numbers a sample, 3 classes");
    assert_prints(run_command(state, "data check first.csv --label kine"), 65, err, "kine");
}

static void a_damaged_table_is_named_to_the_line(void **state)
{
    struct child_result *result = run_command(state, "data check word.csv");
    assert_prints(result, 65, err, "word.csv:3: column 2 (b): 'oops' is not a number");
    assert_string_equal(result->out, "");
    assert_prints(run_command(state, "data check short.csv"), 65, err, "short.csv:4:");
    assert_prints(run_command(state, "data check nowhere.csv"), 65, err, "nowhere.csv");
}

static void words_that_are_not_understood_are_refused(void **state)
{
    assert_prints(run_command(state, "data"), 2, err, "list, check or export?");
    assert_prints(run_command(state, "data chek"), 2, err, "`chek` is not understood");
    assert_prints(run_command(state, "data check"), 2, err, "one path");
    assert_prints(run_command(state, "data check a b"), 2, err, "one path");
    assert_prints(run_command(state, "data list t.csv"), 2, err, "list goes without a path");
    assert_prints(run_command(state, "data list --long"), 2, err, "unrecognized option");
}

static void write_sweep(void **state, const char *name, const char *data)
{
    char text[400];
    snprintf(text, sizeof text,
             "question: q\ndata: {%s}\nnet: {width: 8, depth: 2}\n"
             "train: {steps: 3, batch: 16}\n",
             data);
    write_file(*state, name, text);
}

/* Trained, and seen by the size of an epoch: 3 steps of 16 are 1 epoch of 48 samples, 3 of 16. */
static void check_epochs(void **state, const char *words, const char *sweep, const char *epochs)
{
    char command[300];
    assert_prints(run_command(state, words), 0, out, "1 done");
    snprintf(command, sizeof command,
             "sqlite3 '%s/lab.db' \"SELECT epoch FROM curve WHERE experiment = '%s' "
             "ORDER BY step DESC LIMIT 1\" | grep -qx '%s'",
             (char *)*state, sweep, epochs);
    if (system(command))
        fail_msg("%s: not %s epochs", words, epochs);
}

static void a_real_set_is_used_whole_unless_some_of_it_is_taken(void **state)
{
    write_sweep(state, "whole.yaml", "side: 6, train: 300, test: 60");
    check_epochs(state, "run whole.yaml --data t.csv --db lab.db", "whole", "1.0");
    check_epochs(state, "run whole.yaml --data t.csv --take 16 --db lab.db", "whole", "3.0");
}

static void spirals_and_the_teacher_can_be_trained_on(void **state)
{
    write_sweep(state, "spirals.yaml", "name: spirals, arms: 4, noise: 0.1, train: 48, test: 20");
    write_sweep(state, "teacher.yaml", "name: teacher, features: 5, classes: 3, train: 16");
    check_epochs(state, "run spirals.yaml --db lab.db", "spirals", "1.0");
    check_epochs(state, "run teacher.yaml --db lab.db", "teacher", "3.0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_source_is_listed_with_a_line_on_it),
        cmocka_unit_test(a_sound_table_is_described),
        cmocka_unit_test(the_label_can_be_another_column),
        cmocka_unit_test(a_damaged_table_is_named_to_the_line),
        cmocka_unit_test(words_that_are_not_understood_are_refused),
        cmocka_unit_test(a_real_set_is_used_whole_unless_some_of_it_is_taken),
        cmocka_unit_test(spirals_and_the_teacher_can_be_trained_on),
    };
    return cmocka_run_group_tests(tests, folder_open, trained_sweep_close);
}

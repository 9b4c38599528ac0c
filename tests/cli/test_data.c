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
    assert_prints(run_command(state, "data"), 2, err, "list, check, show, export or fetch?");
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

static const char numbered[] = "Id,x,y,kind\n1,5,2,u\n2,3,1,v\n3,9,7,u\n4,4,1,v\n5,5,8,u\n6,2,2,v\n"
                               "7,1,9,u\n8,8,3,v\n9,6,4,u\n10,7,5,v\n";
static const char says[] = "warning: column Id numbers the rows: it can tell the class and mean "
                           "nothing; leave it out: --drop Id\n";

static void what_may_not_be_meant_is_said_by_check_and_by_run(void **state)
{
    write_file(*state, "id.csv", numbered);
    struct child_result *result = run_command(state, "data check id.csv");
    assert_prints(result, 0, out, says);
    assert_null(strstr(result->out, "sound"));
    check_json(state, "data check id.csv --json", "\"column Id numbers\" in d[\"remarks\"][0]");
    check_json(state, "data check id.csv --drop Id --json", "d[\"remarks\"] == []");
    assert_prints(run_command(state, "data check id.csv --drop Id"), 0, out, "2 x 1 x 1 numbers");
    assert_prints(run_command(state, "data check id.csv --header no"), 65, err, "id.csv:1: ");
    assert_prints(run_command(state, "data check id.csv --header maybe"), 2, err, "not `maybe`");
    write_sweep(state, "id.yaml", "side: 6");
    assert_prints(run_command(state, "run id.yaml --data id.csv --db id.db"), 0, err, says);
    result = run_command(state, "run id.yaml --data id.csv --drop Id --db id.db");
    assert_prints(result, 0, out, "1 done");
    assert_null(strstr(result->err, "warning"));
    /* another run, which says what was left out */
    check_near(value_in(state, "id.db", "SELECT count(*) FROM run"), 2, 0);
    check_near(value_in(state, "id.db",
                        "SELECT count(*) FROM run WHERE cell ->> '$.\"data.drop\"' = 'Id'"),
               1, 0);
    assert_prints(run_command(state, "show id drop=Id --db id.db"), 0, out, "drop Id\n");
}

static void what_cannot_be_meant_is_refused_before_anything_trains(void **state)
{
    write_file(*state, "price.csv", "a,price\n3,1.5\n1,2.5\n4,3.5\n2,7.25\n5,8.5\n");
    write_sweep(state, "price.yaml", "side: 6");
    struct child_result *result = run_command(state, "run price.yaml --data price.csv --db no.db");
    assert_prints(result, 65, err, "occur once or twice");
    assert_prints(run_command(state, "status --db no.db"), 65, err, "no.db");
    assert_prints(run_command(state, "run price.yaml --drop a --db no.db"), 65, err,
                  "data.drop is about the columns of a table; glyphs has none");
}

static void a_table_is_known_without_its_ending(void **state)
{
    write_file(*state, "t.tsv", "a\tb\tkind\n1,5\t2\tu\n3\t4\tv\n5\t6\tu\n1,2\t1\tv\n");
    assert_prints(run_command(state, "data check t.tsv"), 0, out, "2 x 1 x 1 numbers a sample");
    write_sweep(state, "tsv.yaml", "side: 6");
    assert_prints(run_command(state, "run tsv.yaml --data t.tsv --db t.db"), 0, out, "1 done");
    write_file(*state, "note.txt", "Dear all,\nno table here\n");
    assert_prints(run_command(state, "data check note.txt"), 65, err, "holds no data set");
    assert_prints(run_command(state, "data check /dev/null"), 65, err, "is a device, not a file");
}

static void of_a_packed_table_it_is_said_that_it_is_packed(void **state)
{
    static const char make[] = "cd '%s' && printf 'a\tb\tkind\n1\t2\tu\n3\t4\tv\n' > p.tsv && "
                               "gzip -k p.tsv && gzip -c p.tsv.gz > twice.tsv.gz && cp p.tsv "
                               "plain.tsv.gz && cp p.tsv.gz named.csv";
    static const struct {
        const char *file, *said;
    } packed[] = {{"p.tsv.gz", "is packed by gzip: unpack it, for tables are read as text"},
                  {"twice.tsv.gz", "is packed twice"},
                  {"plain.tsv.gz", "this is no gzip, though its name ends in .gz"},
                  {"named.csv", "is packed by gzip: unpack it, or"}};
    char line[400];
    snprintf(line, sizeof line, make, (char *)*state);
    assert_int_equal(system(line), 0);
    for (size_t i = 0; i < sizeof packed / sizeof *packed; i++) {
        snprintf(line, sizeof line, "data check %s", packed[i].file);
        assert_prints(run_command(state, line), 65, err, packed[i].said);
    }
}

static void no_text_of_a_file_commands_the_terminal(void **state)
{
    write_file(*state, "esc.csv",
               "a\x1b[2J,b,kind\n1,2,u\x1b[31m\n3,4,v\xC2\x9B\n5,6,u\x1b[31m\n7,1,\x9Bw\n");
    static const char *const words[] = {"data check esc.csv", "data check esc.csv --json",
                                        "data check esc.csv --label nobody", "data check \x1b.csv"};
    for (int i = 0; i < 4; i++) {
        struct child_result *result = run_command(state, words[i]);
        assert_null(strchr(result->out, 27));
        assert_null(strchr(result->err, 27));
        assert_null(strchr(result->out, '\x9B'));
        assert_null(strchr(result->err, '\x9B'));
        assert_prints(result, i < 2 ? 0 : 65, out, i ? "" : "u?[31m 2");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_source_is_listed_with_a_line_on_it),
        cmocka_unit_test(a_sound_table_is_described),
        cmocka_unit_test(the_label_can_be_another_column),
        cmocka_unit_test(a_damaged_table_is_named_to_the_line),
        cmocka_unit_test(words_that_are_not_understood_are_refused),
        cmocka_unit_test(what_may_not_be_meant_is_said_by_check_and_by_run),
        cmocka_unit_test(what_cannot_be_meant_is_refused_before_anything_trains),
        cmocka_unit_test(a_table_is_known_without_its_ending),
        cmocka_unit_test(of_a_packed_table_it_is_said_that_it_is_packed),
        cmocka_unit_test(no_text_of_a_file_commands_the_terminal),
        cmocka_unit_test(a_real_set_is_used_whole_unless_some_of_it_is_taken),
        cmocka_unit_test(spirals_and_the_teacher_can_be_trained_on),
    };
    return cmocka_run_group_tests(tests, folder_open, trained_sweep_close);
}

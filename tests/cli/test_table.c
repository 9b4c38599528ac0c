/* Rows as a person reads them and as a program does: seen through `status` and `verdict`. */
#include "tests/cli/trained_sweep.h"

/* An experiment whose claim holds what JSON must escape, and letters of two bytes. */
static int odd_open(void **state)
{
    trained_sweep_open(state);
    write_file(*state, "odd.yaml",
               "question: q\nclaim: \"a \\\"b\\\" \\\\ c\\td é\"\nsource: s\n"
               "data: {side: 6, train: 200, test: 40}\n"
               "net: {width: 8}\ntrain: {steps: 5, batch: 32}\n"
               "sweep: {depth: [2, 12], seed: [1, 2]}\nexpect:\n  - say: so\n"
               "    check: train_loss of {depth 2} == train_loss of {depth 2}\n");
    assert_prints(run_command(state, "run odd.yaml --quiet --db lab.db"), 0, out, "4 done");
    return 0;
}

static void numbers_stand_right_and_words_left(void **state)
{
    char *line[8] = {0};
    int lines = 0;
    for (char *p = strtok(run_command(state, "status odd --db lab.db")->out, "\n"); p && lines < 8;
         p = strtok(NULL, "\n"))
        line[lines++] = p;
    assert_int_equal(lines, 5);
    long depth_ends = strstr(line[0], "depth") + 5 - line[0];
    long block_begins = strstr(line[0], "block") - line[0];
    for (int i = 1; i < 5; i++) {
        assert_int_equal(line[i][depth_ends - 1], '2'); /* of 2 and of 12 */
        assert_int_equal(line[i][depth_ends], ' ');
        assert_int_equal(strncmp(line[i] + block_begins, "plain", 5), 0);
    }
    assert_int_equal(line[1][depth_ends - 2], ' ');
    assert_int_equal(line[3][depth_ends - 2], '1');
}

static void nothing_is_an_empty_array(void **state)
{
    write_file(*state, "empty.yaml", trained_sweep_spec);
    assert_prints(run_command(state, "run empty.yaml --depth 2 --seed 1 --db empty.db"), 0, out,
                  "");
    assert_string_equal(run_command(state, "verdict --json --db empty.db")->out, "[]\n");
}

static void json_gives_back_the_text_the_number_and_null(void **state)
{
    check_json(state, "verdict odd --json --db lab.db",
               "d[0][\"claim\"] == \"a \\\"b\\\" \\\\ c\\td \\u00e9\" and d[0][\"seeds\"] == 2 and "
               "d[0][\"p\"] is None");
    assert_non_null(strstr(run_command(state, "verdict odd --json --db lab.db")->out,
                           "\"a \\\"b\\\" \\\\ c\\u0009d é\""));
}

/* As of a run that diverged. */
static void json_has_no_infinity(void **state)
{
    write_file(
        *state, "far.yaml",
        "question: q\ndata: {side: 6, train: 200, test: 40}\nnet: {width: 8}\n"
        "train: {steps: 20, batch: 32}\nsweep: {lr: [0.01, 1000000], seed: [1, 2]}\nexpect:\n"
        "  - say: so\n    compare: train_loss of {lr 1000000} > train_loss of {lr 0.01}\n");
    assert_prints(run_command(state, "run far.yaml --quiet --db far.db"), 0, out, "inf against");
    check_json(state, "verdict far --json --db far.db",
               "d[0][\"holds\"] == 2 and d[0][\"effect\"] is None");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_stand_right_and_words_left),
        cmocka_unit_test(nothing_is_an_empty_array),
        cmocka_unit_test(json_gives_back_the_text_the_number_and_null),
        cmocka_unit_test(json_has_no_infinity),
    };
    return cmocka_run_group_tests(tests, odd_open, trained_sweep_close);
}

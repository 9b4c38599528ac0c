/* What a run would do is printed, and nothing is written. */
#include "tests/cli/trained_sweep.h"

static void a_check_names_grid_data_cost_and_figures(void **state)
{
    struct child_result *result = run_command(state, "check small.yaml --db lab.db");
    assert_prints(result, 0, out, "small: q <b>\n");
    assert_prints(result, 0, out,
                  "block 2 x depth 2 x seed 3 = 12 cells, 12 runs, 12 of them trained");
    assert_prints(result, 0, out, "glyphs, 200 training and 40 test samples of 1x6x6, 10 classes");
    assert_prints(result, 0, out, "12 runs, none to train");
    assert_prints(result, 0, out, "figures depth-curve\n");
    result = run_command(state, "check small.yaml wild.yaml --db lab.db --depth 2,6,10 -j 2");
    assert_prints(result, 0, out, "= 18 cells, 18 runs, 12 of them trained");
    assert_prints(result, 0, out, "18 runs, 6 to train; about 0.1 s with -j 2");
    assert_prints(result, 0, out, "KiB for the largest run, preact depth 10 seed 1;");
    assert_prints(result, 0, out, "wild: q\n");
}

static void axes_that_move_together_count_once(void **state)
{
    write_file(*state, "zip.yaml",
               "question: q\nnet: {width: 8}\ndata: {train: 100, test: 10}\n"
               "zip: {block: [plain, preact], norm: [none, batch]}\nsweep: {depth: [2, 4, 6]}\n");
    struct child_result *result = run_command(state, "check zip.yaml");
    assert_prints(result, 0, out, "block, norm 2 x depth 3 = 6 cells, 6 runs, 0 of them trained");
    assert_prints(result, 0, out, "figures none\n");
}

static void it_writes_nothing(void **state)
{
    char path[300];
    run_command(state, "check small.yaml --db none.db");
    snprintf(path, sizeof path, "%s/none.db", (char *)*state);
    assert_int_not_equal(access(path, F_OK), 0);
    const double runs = value_in(state, "lab.db", "SELECT count(*) FROM run");
    run_command(state, "check small.yaml --db lab.db --depth 30");
    check_near(value_in(state, "lab.db", "SELECT count(*) FROM run"), runs, 0);
}

static void quiet_leaves_what_is_wrong(void **state)
{
    struct child_result *result = run_command(state, "check small.yaml --db lab.db --quiet");
    assert_int_equal(result->exit, 0);
    assert_string_equal(result->out, "");
    write_file(*state, "wrong.yaml", "question: q\nsweep: {dept: [2]}\n");
    result = run_command(state, "check wrong.yaml small.yaml --quiet");
    assert_prints(result, 65, err, "unknown key `dept`");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_check_names_grid_data_cost_and_figures),
        cmocka_unit_test(axes_that_move_together_count_once),
        cmocka_unit_test(it_writes_nothing),
        cmocka_unit_test(quiet_leaves_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, trained_sweep_open, trained_sweep_close);
}

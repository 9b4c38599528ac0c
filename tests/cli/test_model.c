#include "tests/cli/trained_sweep.h"

static int open_folder(void **state)
{
    *state = temp_dir();
    write_file(*state, "small.yaml", trained_sweep_spec);
    return 0;
}

static void the_defaults_hold_without_an_experiment(void **state)
{
    struct child_result *result = run_command(state, "model");
    assert_prints(result, 0, out, "mlp: 8 hidden layers of width 32, block plain");
    /* (144 + 1) 32 + 8 (32 + 1) 32 + (32 + 1) 10 */
    assert_prints(result, 0, out, "13,418 parameters");
    assert_prints(result, 0, out, "1x12x12");
    assert_prints(result, 0, out, "block2 to block4: the same, 4 times in all");
    assert_prints(result, 0, out, "fits: this machine has");
}

static void options_change_the_net(void **state)
{
    assert_prints(run_command(state, "model --side 28 --width 64 --depth 2"), 0, out,
                  "59,210 parameters"); /* 785 64 + 2 65 64 + 65 10 */
    assert_prints(run_command(state, "model --set net.norm=batch --block preact"), 0, out,
                  "running stat");
    assert_prints(run_command(state, "model --depth 6 --every"), 0, out, "\nblock3 ");
    assert_null(strstr(run_command(state, "model --depth 6")->out, "\nblock3 "));
}

static void several_nets_get_a_line_each(void **state)
{
    struct child_result *result = run_command(state, "model small.yaml");
    assert_prints(result, 0, out, "block      depth ");
    assert_prints(result, 0, out, "plain      6 ");
    assert_prints(result, 0, out, "preact     2 ");
    int rows = 0; /* seeds make no other net */
    for (const char *p = result->out; (p = strstr(p, "iB\n")); p++)
        rows++;
    assert_int_equal(rows, 4);
    assert_prints(run_command(state, "model small.yaml --block plain --depth 6"), 0, out,
                  "6 hidden layers of width 8");
    assert_prints(run_command(state, "model --depth 2,4 --lr 0.1,0.2"), 0, out, "\n4 ");
}

static void what_does_not_fit_is_reported_and_nothing_is_allocated(void **state)
{
    struct child_result *result =
        run_command(state, "model --depth 10000 --width 16384 --norm batch");
    assert_prints(result, 1, out, "DOES NOT FIT");
    assert_prints(result, 1, out, "TiB");
}

static void a_run_that_does_not_fit_is_refused_with_the_numbers(void **state)
{
    write_file(*state, "vast.yaml",
               "question: q\ndata: {side: 6, train: 64, test: 16}\n"
               "net: {width: 16384, depth: 10000}\ntrain: {batch: 16}\n");
    struct child_result *result = run_command(state, "run vast.yaml --db vast.db");
    assert_prints(result, 1, err, "this run needs ");
    assert_prints(result, 1, err, "and the machine has ");
}

static void mistakes_are_pointed_at(void **state)
{
    assert_prints(run_command(state, "model --depth 3"), 65, err, "not a whole number of blocks");
    assert_prints(run_command(state, "model --block plane"), 2, err, "did you mean `plain`?");
    assert_prints(run_command(state, "model --set width=0"), 2, err, "net.width takes 1 to");
    assert_prints(run_command(state, "model nothing.yaml"), 65, err, "nothing.yaml");
    assert_prints(run_command(state, "model a b"), 2, err, "one experiment at most");
    assert_prints(run_command(state, "model --data nowhere"), 65, err, "nowhere");
}

static void the_shape_of_a_real_set_is_taken_from_it(void **state)
{
    char text[2000] = "a,b,c,kind\n";
    for (int i = 0; i < 40; i++)
        sprintf(text + strlen(text), "%d,%d,%d,%s\n", i, i * i % 7, i % 3, i % 2 ? "x" : "y");
    write_file(*state, "t.csv", text);
    struct child_result *result = run_command(state, "model --data t.csv --depth 2 --width 4");
    assert_prints(result, 0, out, "\n66 parameters"); /* 4 4 + 2 5 4 + 5 2 */
}

static void json_has_all(void **state)
{
    check_json(state, "model --json --depth 4 --block residual",
               "sum(r[\"parameters\"] for r in d[0][\"rows\"]) == d[0][\"parameters\"]");
    check_json(state, "model --json --depth 4 --block residual",
               "sum(v for k, v in d[0][\"bytes\"].items() if k != \"total\") == "
               "d[0][\"bytes\"][\"total\"]");
    check_json(state, "model --json --depth 4",
               "d[0][\"flops_step\"] == "
               "3 * 128 * d[0][\"flops_forward\"]");
    check_json(state, "model small.yaml --json",
               "[m[\"cell\"][\"net.depth\"] for m in d] == [2, 6, 2, 6] and d[0][\"fits\"]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_defaults_hold_without_an_experiment),
        cmocka_unit_test(options_change_the_net),
        cmocka_unit_test(several_nets_get_a_line_each),
        cmocka_unit_test(what_does_not_fit_is_reported_and_nothing_is_allocated),
        cmocka_unit_test(a_run_that_does_not_fit_is_refused_with_the_numbers),
        cmocka_unit_test(mistakes_are_pointed_at),
        cmocka_unit_test(the_shape_of_a_real_set_is_taken_from_it),
        cmocka_unit_test(json_has_all),
    };
    return cmocka_run_group_tests(tests, open_folder, trained_sweep_close);
}

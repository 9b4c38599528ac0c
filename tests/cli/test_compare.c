#include "tests/cli/trained_sweep.h"

static void two_runs_side_by_side(void **state)
{
    struct child_result *result = run_command(state, "compare 1 2 --db lab.db");
    assert_prints(result, 0, out, "A  1  (run 1)");
    assert_prints(result, 0, out, "B  2  (run 2)");
    assert_prints(result, 0, out, "  seed               1   2\n");
    assert_prints(result, 0, out, "train_loss ");
    assert_prints(result, 0, out, "0 stem ");
    assert_null(strstr(result->out, "net.block"));
}

static void two_selections_over_their_seeds(void **state)
{
    struct child_result *result =
        run_command(state, "compare small block=plain depth=6 small block=preact depth=2 "
                           "--db lab.db");
    assert_prints(result, 0, out, "A  small block=plain depth=6  (runs 4 5 6)");
    assert_prints(result, 0, out, "B  small block=preact depth=2  (runs 7 8 9)");
    assert_prints(result, 0, out, "  net.block          plain   preact\n");
    assert_prints(result, 0, out, "  net.depth          6       2\n");
    assert_prints(result, 0, out, " of 3\n");
    assert_prints(result, 0, out, "means over 3 and 3 of 3 seeds");
}

/* The residual branch starts at 0: its inner layers have no gradient yet. */
static void a_gradient_of_zero_is_called_so(void **state)
{
    struct child_result *result = run_command(state, "compare 10 4 --db lab.db");
    const char *row = strstr(result->out, "1 block1.layer1");
    assert_non_null(row);
    char first[20];
    assert_int_equal(sscanf(row, "1 block1.layer1 %19s", first), 1);
    assert_string_equal(first, "zero");
}

static void the_sides_must_be_two_and_settled(void **state)
{
    assert_prints(run_command(state, "compare 1 --db lab.db"), 2, err, "two sides are wanted");
    assert_prints(run_command(state, "compare 1 2 3 --db lab.db"), 2, err, "two sides are wanted");
    assert_prints(run_command(state, "compare depth=6 1 --db lab.db"), 2, err,
                  "two sides are wanted");
    assert_prints(run_command(state, "compare small 1 --db lab.db"), 2, err,
                  "still open: block (plain, preact), depth (2, 6)");
}

static void json_has_all(void **state)
{
    check_json(state,
               "compare small block=plain depth=6 small block=preact depth=6 --json --db lab.db",
               "d[\"A\"][\"runs\"] == [4, 5, 6] and d[\"B\"][\"runs\"] == [10, 11, 12]");
    check_json(state,
               "compare small block=plain depth=6 small block=preact depth=6 --json --db lab.db",
               "[s[\"key\"] for s in d[\"settings\"]] == [\"net.block\"]");
    check_json(state, "compare 4 10 --json --db lab.db",
               "abs(d[\"losses\"][\"train_loss\"][\"A\"] - d[\"losses\"][\"train_loss\"][\"B\"] - "
               "d[\"losses\"][\"train_loss\"][\"difference\"]) < 1e-12");
    check_json(state, "compare 4 wild --json --db lab.db",
               "d[\"B\"][\"diverged\"] == 1 and d[\"losses\"][\"train_loss\"][\"B\"] is None");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_runs_side_by_side),
        cmocka_unit_test(two_selections_over_their_seeds),
        cmocka_unit_test(a_gradient_of_zero_is_called_so),
        cmocka_unit_test(the_sides_must_be_two_and_settled),
        cmocka_unit_test(json_has_all),
    };
    return cmocka_run_group_tests(tests, trained_sweep_open, trained_sweep_close);
}

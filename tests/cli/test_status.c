/* What the database holds: each experiment in a line, or each run of one. */
#include "tests/cli/trained_sweep.h"

static void every_experiment_has_a_line(void **state)
{
    struct child_result *result = run_command(state, "status --db lab.db");
    assert_prints(result, 0, out,
                  "experiment  runs  done  diverged  failed  unfinished  new  other_build");
    assert_prints(result, 0, out, "\nsmall         12    12         0       0           0    0 ");
    assert_prints(result, 0, out, "\nwild           1     0         1       0           0    0 ");
    assert_null(strstr(result->out, "running now"));
}

static void every_run_of_an_experiment_has_a_line(void **state)
{
    struct child_result *result = run_command(state, "status small --db lab.db");
    int lines = 0;
    for (const char *p = result->out; (p = strchr(p, '\n')); p++)
        lines++;
    assert_int_equal(lines, 13);
    assert_prints(result, 0, out, "\n  1  plain       2  none ");
    assert_prints(result, 0, out, "\n 12  preact      6  none ");
    assert_prints(run_command(state, "status wild --db lab.db"), 0, out, "diverged");
}

static void json_has_both(void **state)
{
    check_json(state, "status --json --db lab.db",
               "[(e[\"experiment\"], e[\"done\"], e[\"diverged\"], e[\"other_build\"]) for e in d] "
               "== [(\"small\", 12, 0, 0), (\"wild\", 0, 1, 0)]");
    check_json(state, "status small --json --db lab.db",
               "[r[\"seed\"] for r in d] == 4 * [1, 2, 3] and "
               "all(r[\"status\"] == \"done\" and r[\"steps\"] == 30 for r in d)");
}

static void what_was_never_run_is_said(void **state)
{
    assert_prints(run_command(state, "status nothing --db lab.db"), 2, err,
                  "no runs of `nothing` yet: depthlab run nothing");
    assert_prints(run_command(state, "status degradatoin --db lab.db"), 2, err,
                  "no runs of `degradatoin`; did you mean `degradation`?");
    assert_prints(run_command(state, "status small wild --db lab.db"), 2, err,
                  "one experiment at most");
    assert_prints(run_command(state, "status --db none.db"), 65, err, "none.db");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_experiment_has_a_line),
        cmocka_unit_test(every_run_of_an_experiment_has_a_line),
        cmocka_unit_test(json_has_both),
        cmocka_unit_test(what_was_never_run_is_said),
    };
    return cmocka_run_group_tests(tests, trained_sweep_open, trained_sweep_close);
}

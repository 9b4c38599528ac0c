/* What a sweep takes elsewhere. */
#include "tests/cli/trained_sweep.h"

static void it_says_what_is_left_and_on_how_many_cores(void **state)
{
    struct child_result *result = run_command(state, "plan small.yaml --db none.db");
    assert_prints(result, 0, out, "small: 12 runs, 12 to train\n");
    assert_prints(result, 0, out, "core-hours");
    assert_prints(run_command(state, "plan small.yaml --db lab.db"), 0, out, "12 runs, 0 to train");
    assert_prints(run_command(state, "plan small.yaml --cores 0"), 2, err, "--cores takes a whole");
    assert_prints(run_command(state, "plan"), 2, err, "which experiment?");
}

/* The same work on four times the cores; a run fills a core alone, or several as threads. */
static void more_cores_take_less_time_and_more_memory(void **state)
{
    check_json(
        state, "plan small.yaml --steps 30000 --db none.db --cores 1 --json",
        "d[\"runs\"] == d[\"left\"] == 12 and d[\"wall_seconds\"] == d[\"core_seconds\"] and "
        "d[\"memory_run\"] == d[\"memory_node\"]");
    check_json(
        state, "plan small.yaml --steps 30000 --db none.db --cores 2 --nodes 2 --json",
        "abs(d[\"wall_seconds\"] * 4 - d[\"core_seconds\"]) < 1e-3 * d[\"core_seconds\"] and "
        "d[\"memory_node\"] == 2 * d[\"memory_run\"]");
    check_json(state, "plan small.yaml --steps 30000 --db none.db --cores 4 --threads 4 --json",
               "d[\"memory_node\"] == d[\"memory_run\"]");
}

/* It need not fit into this machine, which `run` refuses. */
static void it_is_of_other_machines(void **state)
{
    assert_prints(run_command(state, "plan small.yaml --width 16384 --depth 64 --db none.db"), 0,
                  out, "GiB for the largest run");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_says_what_is_left_and_on_how_many_cores),
        cmocka_unit_test(more_cores_take_less_time_and_more_memory),
        cmocka_unit_test(it_is_of_other_machines),
    };
    return cmocka_run_group_tests(tests, trained_sweep_open, trained_sweep_close);
}

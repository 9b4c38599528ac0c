#include "lab/probe/probe.h"
#include "tests/cli/trained_sweep.h"

static void the_probes_are_listed(void **state)
{
    assert_prints(run_command(state, "probe"), 0, out, "response ");
    check_json(state, "probe --json", "any(p[\"name\"] == \"response\" for p in d)");
}

static void a_run_is_looked_into_and_the_numbers_are_kept(void **state)
{
    struct child_result *result =
        run_command(state, "probe response 1 --db lab.db --step 0 --samples 50");
    assert_prints(result, 0, out, "run 1 after 0 updates: response_row");
    assert_prints(result, 0, out, "layer");
    result = run_command(state, "probe response small block=preact depth=6 --db lab.db");
    assert_prints(result, 0, out, "after 30 updates");
    int runs = 0;
    for (const char *at = result->out; (at = strstr(at, "updates: ")); at++)
        runs++;
    assert_int_equal(runs, 3);
    check_json(
        state, "probe response 2 --db lab.db --json",
        "d[0][\"step\"] == 30 and len(d[0][\"rows\"]) == 4 and d[0][\"rows\"][0][\"h\"] > 0");
    assert_string_equal(run_command(state, "probe response 2 --db lab.db --quiet")->out, "");
}

/* The twin program reads the states of this one: the eigenvalue is found to many digits. */
static void what_needs_double_precision_gets_it(void **state)
{
    check_json(state, "probe sharpness 2 --db lab.db --samples 50 --json",
               "0 < d[0][\"rows\"][0][\"largest\"] and d[0][\"rows\"][0][\"error\"] < 1e-4 * "
               "d[0][\"rows\"][0][\"largest\"]");
    check_json(state, "probe response 2 --db lab.db --samples 50 --json", "len(d) == 1");
}

/* Killed in the middle of a fine grid: the same command goes on, says so, and ends with the same rows. */
static void a_look_that_was_killed_goes_on(void **state)
{
    const char *const words = "probe landscape 2 --db lab.db --samples 50 --grid 120 --json";
    const char *const rows = "SELECT sum((place + 1) * (j + 2) * loss) FROM landscape_row";
    const char *const parts =
        "SELECT coalesce(max(parts), 0) FROM probe_run WHERE probe = 'landscape' AND NOT done";
    char out[300];
    run_command(state, words);
    const double want = value_in(state, "lab.db", rows);
    assert_true(want > 0);
    snprintf(out, sizeof out, "%s/killed.out", (char *)*state);
    const pid_t pid = child_start(*state, words, out, out);
    for (int i = 0; i < 20000 && value_in(state, "lab.db", parts) < 3; i++)
        usleep(1000);
    kill(pid, SIGKILL);
    assert_int_equal(child_wait(pid), -SIGKILL);
    assert_true(value_in(state, "lab.db", parts) >= 3);
    assert_prints(run_command(state, words), 0, err, "landscape: goes on at ");
    check_near(value_in(state, "lab.db", rows), want, 0);
    check_near(value_in(state, "lab.db", "SELECT count(*) FROM landscape_row"), 14400, 0);
}

static void the_way_of_training_is_shown(void **state)
{
    assert_prints(run_command(state, "probe trajectory 2 --db lab.db"), 65, err, "train.keep");
    write_file(*state, "way.yaml",
               "question: q\n"
               "data: {side: 6, train: 100, test: 20}\n"
               "net: {width: 8, depth: 2}\n"
               "train: {steps: 20, batch: 32, keep: '5 10 15'}\n"
               "probe: {trajectory: [final]}\n");
    assert_prints(run_command(state, "run way.yaml --db way.db"), 0, err, "1 probes made");
    check_json(state, "probe trajectory 1 --db way.db --grid 3 --json",
               "[len(s[\"rows\"]) for s in d] == [5, 4, 9] and "
               "[r[\"updates\"] for r in d[0][\"rows\"]] == [0, 5, 10, 15, 20]");
}

static void a_spec_names_its_probes(void **state)
{
    char sql[400];
    write_file(*state, "probed.yaml",
               "question: q\n"
               "data: {side: 6, train: 100, test: 20}\n"
               "net: {width: 8, depth: 2}\n"
               "train: {steps: 20, batch: 32}\n"
               "probe: {response: [0, 7, final]}\n"
               "sweep: {seed: [1, 2]}\n");
    struct child_result *result = run_command(state, "run probed.yaml --db probed.db");
    assert_prints(result, 0, err, "2 probes made");
    result = run_command(state, "run probed.yaml --db probed.db");
    assert_null(strstr(result->err, "probes")); /* nothing is probed twice */
    snprintf(sql, sizeof sql,
             "sqlite3 '%s/probed.db' 'UPDATE probe_run SET done = 0 WHERE run = 1 AND step = 7'",
             (char *)*state);
    assert_int_equal(system(sql), 0); /* but what was interrupted is */
    result = run_command(state, "run probed.yaml --db probed.db");
    assert_prints(result, 0, err, "1 probes made");
    assert_prints(run_command(state, "probe response 1 --db probed.db --step 7"), 0, out,
                  "after 7 updates");
}

/* Bit for bit: weights, running statistics, the optimizer's memory and the loss of each step. */
static void a_run_with_all_probes_on_ends_as_one_without(void **state)
{
    char spec[1200], made[40];
    int n = snprintf(spec, sizeof spec,
                     "question: q\n"
                     "data: {side: 6, train: 100, test: 20}\n"
                     "net: {block: preact, width: 8, depth: 4, norm: batch}\n"
                     "train: {steps: 20, batch: 32, log_curve: 10}\n");
    write_file(*state, "bare.yaml", spec);
    n += snprintf(spec + n, sizeof spec - (size_t)n, "probe: {");
    int i = 0;
    for (; probes[i]; i++)
        n += snprintf(spec + n, sizeof spec - (size_t)n, "%s%s: [%sfinal]", i ? ", " : "",
                      probes[i]->name, probes[i]->needs & NEEDS_PATH ? "" : "0, 7, ");
    snprintf(spec + n, sizeof spec - (size_t)n, "}\n");
    snprintf(made, sizeof made, "%d probes made", i);
    write_file(*state, "all.yaml", spec);
    assert_prints(run_command(state, "run bare.yaml --db both.db --keep-weights"), 0, out,
                  "1 runs, 1 done");
    assert_prints(run_command(state, "run all.yaml --db both.db --keep-weights"), 0, err, made);
    check_near(value_in(state, "both.db", "SELECT count(*) FROM checkpoint WHERE step = 20"), 2, 0);
    check_near(
        value_in(state, "both.db", "SELECT count(DISTINCT data) FROM checkpoint WHERE step = 20"),
        1, 0);
    check_near(value_in(state, "both.db",
                        "SELECT count(DISTINCT train_loss) FROM curve_row GROUP BY step "
                        "ORDER BY 1 DESC"),
               1, 0);
}

static void mistakes_are_answered(void **state)
{
    assert_prints(run_command(state, "probe respons 1 --db lab.db"), 2, err,
                  "did you mean `response`?");
    assert_prints(run_command(state, "probe response --db lab.db"), 2, err, "which run?");
    assert_prints(run_command(state, "probe response 1 --step x --db lab.db"), 2, err,
                  "--step takes a whole number from 0, not `x`");
    assert_prints(run_command(state, "probe response 1 --step 31 --db lab.db"), 65, err,
                  "no state after 31 updates");
    assert_prints(run_command(state, "probe response wild --db lab.db"), 65, err, "no state");
    assert_prints(run_command(state, "probe response 99 --db lab.db"), 2, err, "99");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_probes_are_listed),
        cmocka_unit_test(a_run_is_looked_into_and_the_numbers_are_kept),
        cmocka_unit_test(what_needs_double_precision_gets_it),
        cmocka_unit_test(a_look_that_was_killed_goes_on),
        cmocka_unit_test(the_way_of_training_is_shown),
        cmocka_unit_test(a_spec_names_its_probes),
        cmocka_unit_test(a_run_with_all_probes_on_ends_as_one_without),
        cmocka_unit_test(mistakes_are_answered),
    };
    return cmocka_run_group_tests(tests, trained_sweep_open, trained_sweep_close);
}

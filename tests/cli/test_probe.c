#include "lab/probe/probe.h"
#include "tests/cli/bench.h"

static void the_probes_are_listed(void **state)
{
    assert_says(ask(state, "probe"), 0, out, "response ");
    check_json(state, "probe --json", "any(p[\"name\"] == \"response\" for p in d)");
}

static void a_run_is_looked_into_and_the_numbers_are_kept(void **state)
{
    struct said *said = ask(state, "probe response 1 --db lab.db --step 0 --samples 50");
    assert_says(said, 0, out, "run 1 after 0 updates: response_row");
    assert_says(said, 0, out, "layer");
    said = ask(state, "probe response small block=preact depth=6 --db lab.db");
    assert_says(said, 0, out, "after 30 updates");
    int runs = 0;
    for (const char *at = said->out; (at = strstr(at, "updates: ")); at++)
        runs++;
    assert_int_equal(runs, 3);
    check_json(
        state, "probe response 2 --db lab.db --json",
        "d[0][\"step\"] == 30 and len(d[0][\"rows\"]) == 4 and d[0][\"rows\"][0][\"h\"] > 0");
    assert_string_equal(ask(state, "probe response 2 --db lab.db --quiet")->out, "");
}

/* The twin program reads the states of this one: the eigenvalue is found to many digits. */
static void what_needs_double_precision_gets_it(void **state)
{
    check_json(state, "probe sharpness 2 --db lab.db --samples 50 --json",
               "0 < d[0][\"rows\"][0][\"largest\"] and d[0][\"rows\"][0][\"error\"] < 1e-4 * "
               "d[0][\"rows\"][0][\"largest\"]");
    check_json(state, "probe response 2 --db lab.db --samples 50 --json", "len(d) == 1");
}

static void a_spec_names_its_probes(void **state)
{
    write_file(*state, "looks.yaml",
               "question: q\n"
               "data: {side: 6, train: 100, test: 20}\n"
               "net: {width: 8, depth: 2}\n"
               "train: {steps: 20, batch: 32}\n"
               "probe: {response: [0, 7, final]}\n"
               "sweep: {seed: [1, 2]}\n");
    struct said *said = ask(state, "run looks.yaml --db looks.db");
    assert_says(said, 0, err, "probes looked into 2 runs");
    said = ask(state, "run looks.yaml --db looks.db");
    assert_null(strstr(said->err, "probes")); /* nothing is looked at twice */
    assert_says(ask(state, "probe response 1 --db looks.db --step 7"), 0, out, "after 7 updates");
}

/* Bit for bit: weights, running statistics, the optimizer's memory and the loss of each step. */
static void a_run_with_all_probes_on_ends_as_one_without(void **state)
{
    char spec[1200];
    int n = snprintf(spec, sizeof spec,
                     "question: q\n"
                     "data: {side: 6, train: 100, test: 20}\n"
                     "net: {block: preact, width: 8, depth: 4, norm: batch}\n"
                     "train: {steps: 20, batch: 32, log_curve: 10}\n");
    write_file(*state, "bare.yaml", spec);
    n += snprintf(spec + n, sizeof spec - (size_t)n, "probe: {");
    for (int i = 0; probes[i]; i++)
        n += snprintf(spec + n, sizeof spec - (size_t)n, "%s%s: [0, 7, final]", i ? ", " : "",
                      probes[i]->name);
    snprintf(spec + n, sizeof spec - (size_t)n, "}\n");
    write_file(*state, "all.yaml", spec);
    assert_says(ask(state, "run bare.yaml --db both.db"), 0, out, "1 runs, 1 done");
    assert_says(ask(state, "run all.yaml --db both.db"), 0, err, "probes looked into");
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
    assert_says(ask(state, "probe respons 1 --db lab.db"), 2, err, "did you mean `response`?");
    assert_says(ask(state, "probe response --db lab.db"), 2, err, "which run?");
    assert_says(ask(state, "probe response 1 --step x --db lab.db"), 2, err, "no such number");
    assert_says(ask(state, "probe response 1 --step 11 --db lab.db"), 65, err,
                "no state after 11 updates, but after: 0 (its start) 30");
    assert_says(ask(state, "probe response wild --db lab.db"), 65, err, "no state");
    assert_says(ask(state, "probe response 99 --db lab.db"), 2, err, "99");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_probes_are_listed),
        cmocka_unit_test(a_run_is_looked_into_and_the_numbers_are_kept),
        cmocka_unit_test(what_needs_double_precision_gets_it),
        cmocka_unit_test(a_spec_names_its_probes),
        cmocka_unit_test(a_run_with_all_probes_on_ends_as_one_without),
        cmocka_unit_test(mistakes_are_answered),
    };
    return cmocka_run_group_tests(tests, bench_open, bench_close);
}

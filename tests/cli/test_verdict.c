/* Verdicts are printed as the last run wrote them; before a run, what to do is printed. */
#include "tests/cli/trained_sweep.h"

static int judged_open(void **state)
{
    trained_sweep_open(state);
    write_file(*state, "judged.yaml",
               "question: q\nclaim: c\nsource: s\ndata: {side: 6, train: 200, test: 40}\n"
               "net: {width: 8, branch: zero-last}\ntrain: {steps: 30, batch: 32, log_curve: 5}\n"
               "sweep: {depth: [2, 6], seed: [1, 2, 3]}\nexpect:\n"
               "  - say: equals itself\n"
               "    check: train_loss of {depth 2} == train_loss of {depth 2}\n"
               "  - say: equals another\n"
               "    check: train_loss of {depth 2} == train_loss of {depth 6}\n"
               "    exploratory: yes\n    why: depth matters\n");
    return 0;
}

static void before_a_run_what_to_do_is_said(void **state)
{
    assert_prints(run_command(state, "verdict judged --db lab.db"), 2, err,
                  "no verdicts of `judged` yet: depthlab run judged");
    assert_prints(run_command(state, "verdict caf\xC3\xA9 --db lab.db"), 2, err,
                  "is not a name of an experiment, which has letters");
    assert_prints(run_command(state, "verdict --db none.db"), 65, err, "none.db");
    assert_string_equal(run_command(state, "verdict --db lab.db")->out, "");
}

static void after_it_they_stand_under_the_claim(void **state)
{
    assert_prints(run_command(state, "run judged.yaml --quiet --db lab.db"), 0, out, "6 done");
    const char *const words[] = {"verdict judged --db lab.db", "verdict --db lab.db"};
    for (int i = 0; i < 2; i++) {
        struct child_result *result = run_command(state, words[i]);
        assert_prints(result, 0, out,
                      "judged: c\n  the claim is refuted in part: 1 of 2 statements is supported, "
                      "1 is not, 0 "
                      "are open\n  supported      equals itself\n");
        assert_prints(result, 0, out, "\n  not supported  equals another (exploratory)\n");
        assert_prints(result, 0, out, "\n                 why: depth matters\n");
        assert_prints(result, 0, out, "so in 3 of 3");
    }
}

static void why_a_statement_fails_is_told_of_the_sweep_of_its_file_alone(void **state)
{
    assert_prints(run_command(state, "run judged.yaml --quiet --lr 0.02 --db other.db"), 0, out,
                  "not supported: equals another");
    struct child_result *result = run_command(state, "verdict judged --db other.db");
    assert_prints(result, 0, out, "not supported  equals another");
    assert_null(strstr(result->out, "why:"));
}

static void a_sweep_without_statements_has_nothing_to_judge(void **state)
{
    assert_prints(run_command(state, "verdict small --db lab.db"), 65, err,
                  "small has no statements to judge: there is no `expect:` in its file");
}

static void json_has_the_same(void **state)
{
    check_json(state, "verdict judged --json --db lab.db",
               "[(v[\"verdict\"], v[\"holds\"], v[\"seeds\"], v[\"why\"]) for v in d] == "
               "[(\"supported\", 3, 3, \"\"), (\"not supported\", 0, 3, \"depth matters\")]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(before_a_run_what_to_do_is_said),
        cmocka_unit_test(after_it_they_stand_under_the_claim),
        cmocka_unit_test(why_a_statement_fails_is_told_of_the_sweep_of_its_file_alone),
        cmocka_unit_test(a_sweep_without_statements_has_nothing_to_judge),
        cmocka_unit_test(json_has_the_same),
    };
    return cmocka_run_group_tests(tests, judged_open, trained_sweep_close);
}

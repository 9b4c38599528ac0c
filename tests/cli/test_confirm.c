/* `run --confirm`: what statements name, on seeds of its own, beside a sweep that stays as it was. */
#include "tests/cli/trained_sweep.h"

/* A plain net against a residual one, at a rate that is chosen; 12 of the 24 nets are named. */
#define SPEC(steps, sentence)                                                                      \
    "question: q\nclaim: c\ndata: {side: 6, train: 200, test: 40}\n"                               \
    "net: {width: 8, branch: zero-last}\n"                                                         \
    "train: {steps: " steps ", batch: 32, log_curve: 5, log_layers: 10}\n"                         \
    "sweep: {block: [plain, preact], lr: [0.001, 0.05], depth: [2, 12], seed: 1..5}\n"             \
    "expect:\n"                                                                                    \
    "  - say: " sentence "\n"                                                                      \
    "    compare: train_loss of {block plain, depth 12, lr best}\n"                                \
    "      > train_loss of {block preact, depth 12, lr best}\n"                                    \
    "  - say: it has weights\n"                                                                    \
    "    check: params of {block plain, depth 2, lr 0.001} > 0\n"                                  \
    "figures: [gradient-by-layer, degradation]\n"

static int open_folder(void **state)
{
    char *folder = temp_dir();
    *state = folder;
    write_file(folder, "pair.yaml", SPEC("30", "plain is worse"));
    write_file(folder, "long.yaml", SPEC("2000", "plain is worse"));
    return 0;
}

static char *drawn(void **state, const char *figure)
{
    char words[200], path[300];
    static char text[1 << 18];
    snprintf(words, sizeof words, "plot pair.yaml %s --db lab.db --out out", figure);
    assert_int_equal(run_command(state, words)->exit, 0);
    snprintf(path, sizeof path, "%s/out/pair/%s.dat", (char *)*state, figure);
    read_file(path, text, sizeof text);
    return text;
}

static void its_cost_is_known_before(void **state)
{
    assert_prints(run_command(state, "check pair.yaml --confirm --db lab.db"), 0, out,
                  "\n  confirm 20 runs, 20 to train; about ");
    assert_null(strstr(run_command(state, "check pair.yaml --db lab.db")->out, "  confirm "));
}

static void the_sweep_and_its_figures_stay_as_they_were(void **state)
{
    assert_prints(run_command(state, "run pair.yaml --db lab.db"), 0, out,
                  "pair: 40 runs, 40 done");
    assert_prints(run_command(state, "verdict pair --db lab.db"), 0, out,
                  "the claim is unconfirmed: by the seen runs alone 2 of 2");
    char *before = strdup(drawn(state, "gradient-by-layer"));
    assert_non_null(strstr(drawn(state, "degradation"), "The deepest nets end at"));
    char *status = strdup(strstr(run_command(state, "status pair --db lab.db")->out, "plain"));

    const struct child_result *result = run_command(state, "run pair.yaml --confirm --db lab.db");
    assert_prints(result, 0, out, "pair: 40 runs, 40 done\npair:confirm: 20 runs, 20 done\n");
    assert_prints(result, 0, out, "\n      confirmed: supported: ");
    assert_string_equal(drawn(state, "gradient-by-layer"), before);
    assert_string_equal(strstr(run_command(state, "status pair --db lab.db")->out, "plain"),
                        status);
    assert_true(value_in(state, "lab.db", "SELECT count(*) FROM final WHERE experiment = 'pair'") ==
                40);
    assert_true(value_in(state, "lab.db", "SELECT count(*) FROM checkpoint") == 0);
    free(before);
    free(status);
}

static void seen_and_confirmed_stand_side_by_side(void **state)
{
    const char *const words[] = {"verdict pair --db lab.db", "verdict --db lab.db"};
    for (int i = 0; i < 2; i++) {
        const struct child_result *result = run_command(state, words[i]);
        assert_prints(result, 0, out, "the claim is supported: 2 of 2 statements are supported");
        assert_prints(result, 0, out, "(means of 5 seeds)");
        assert_prints(result, 0, out, "\n      confirmed  supported: ");
        assert_prints(result, 0, out, "(means of 10 seeds)");
        assert_true(i == !!strstr(result->out, "\n1 experiment is confirmed, each at a risk"));
    }
    check_json(state, "verdict pair --json --db lab.db",
               "[(v[\"stands\"], v[\"confirmed\"], v[\"confirmed_seeds\"]) for v in d] == "
               "[(\"supported\", \"supported\", 10), (\"supported\", None, None)]");
}

static void without_the_option_it_stays_confirmed(void **state)
{
    assert_prints(run_command(state, "run pair.yaml --db lab.db"), 0, out, "confirmed: supported");
    assert_true(value_in(state, "lab.db", "SELECT count(*) FROM run") == 60);
}

static void an_edited_statement_is_open_again_and_gets_other_runs(void **state)
{
    write_file(*state, "pair.yaml", SPEC("30", "plain is far worse"));
    struct child_result *result = run_command(state, "run pair.yaml --db lab.db");
    assert_prints(result, 0, out, "  supported: plain is far worse");
    assert_null(strstr(result->out, "confirmed"));
    result = run_command(state, "run pair.yaml --confirm --db lab.db");
    assert_prints(result, 0, out, "confirmed: supported");
    assert_true(value_in(state, "lab.db", "SELECT count(*) FROM run") == 80);
    assert_true(value_in(state, "lab.db",
                         "SELECT count(DISTINCT cell ->> '$.\"data.seed\"') FROM run") == 21);
}

static void an_interrupted_one_goes_on(void **state)
{
    char out[300], words[400];
    snprintf(out, sizeof out, "%s/long.out", (char *)*state);
    const pid_t pid = child_start(*state, "run long.yaml --confirm -j 2 --db long.db", out, out);
    snprintf(words, sizeof words,
             "test \"$(sqlite3 -readonly %s/long.db \"SELECT count(*) > 2 FROM final WHERE "
             "experiment = 'long:confirm' AND status = 'done'\" 2>&1)\" = 1",
             (char *)*state);
    for (int i = 0; i < 3000 && system(words); i++)
        usleep(10000);
    kill(pid, SIGINT);
    assert_int_equal(child_wait(pid), 128 + SIGINT);
    const int done =
        (int)value_in(state, "long.db", "SELECT count(*) FROM run WHERE status = 'done'");
    assert_true(done > 42 && done < 60);
    assert_int_equal(run_command(state, "run long.yaml --db long.db")->exit, 0);
    assert_prints(run_command(state, "verdict long --db long.db"), 0, out, "is unconfirmed");
    const struct child_result *result = run_command(state, "run long.yaml --confirm --db long.db");
    assert_prints(result, 0, out, "long:confirm: 20 runs, 20 done");
    snprintf(words, sizeof words, "long:confirm: %d runs trained", 60 - done);
    assert_prints(result, 0, err, words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_cost_is_known_before),
        cmocka_unit_test(the_sweep_and_its_figures_stay_as_they_were),
        cmocka_unit_test(seen_and_confirmed_stand_side_by_side),
        cmocka_unit_test(without_the_option_it_stays_confirmed),
        cmocka_unit_test(an_edited_statement_is_open_again_and_gets_other_runs),
        cmocka_unit_test(an_interrupted_one_goes_on),
    };
    return cmocka_run_group_tests(tests, open_folder, trained_sweep_close);
}

/* Before anything is trained or written all that is wrong is said, and what will be done. */
#include "tests/support/child.h"

static const char head[] = "question: q\n"
                           "data: {side: 6, train: 300, test: 60}\n"
                           "net: {width: 16}\n"
                           "train: {steps: 20, batch: 32}\n";

static int open_folder(void **state)
{
    char text[2000];
    *state = temp_dir();
    snprintf(text, sizeof text, "%ssweep: {depth: [2, 4], seed: [1, 2]}\nfigures: [depth-curve]\n",
             head);
    write_file(*state, "good.yaml", text);
    return 0;
}

static int close_folder(void **state)
{
    remove_dir(*state);
    return 0;
}

static void refuses(void **state, const char *words, int code, const char *why)
{
    struct child_result *result = child_run(*state, words);
    assert_prints(result, code, err, why);
    assert_string_equal(result->out, "");
    free(result);
    char db[300];
    snprintf(db, sizeof db, "%s/results/lab.db", (char *)*state);
    assert_int_not_equal(access(db, F_OK), 0);
}

static void words_are_checked_first(void **state)
{
    static const struct {
        const char *words, *why;
        int code;
    } row[] = {
        {"run good.yaml depth=8", "`depth=8` is no experiment; a setting is an option: --depth 8",
         2},
        {"check good.yaml depth=8", "check: `depth=8` is no experiment", 2},
        {"run good.yaml --depth 8 16", "`16` is no experiment; several values have commas", 2},
        {"run good.yaml --lr 0,5", "0.5", 2},
        {"run good.yaml --seed 1-3", "a range is written 1..3", 2},
        {"run good.yaml --dept 4", "did you mean `--depth`", 2},
        {"run good.yaml --depth 0", "net.depth takes 1 to 100000, not 0", 2},
        {"run good.yaml --momentum 2", "train.momentum takes 0 to 1, not 2", 2},
        {"run good.yaml -j 0", "-j takes a whole number from 1", 2},
        {"run", "which experiment?", 2},
        {"run --all good.yaml", "--all goes without names", 2},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        refuses(state, row[i].words, row[i].code, row[i].why);
}

/* `make demo` builds no program for the probes that are made in double. */
static void a_missing_program_is_said_before_anything_trains(void **state)
{
    char words[1000], text[600];
    snprintf(words, sizeof words, "cp %s %s/depthlab", program(), (char *)*state);
    assert_int_equal(system(words), 0);
    snprintf(text, sizeof text, "%sprobe: {sharpness: [0]}\n", head);
    write_file(*state, "sharp.yaml", text);
    snprintf(
        words, sizeof words,
        "cd %s && ./depthlab run sharp.yaml good.yaml >out 2>err; test $? = 1 && test ! -s out && "
        "test ! -e results && grep -q 'sharp: the probe sharpness needs .*-double.*`make`' err",
        (char *)*state);
    assert_int_equal(system(words), 0);
}

static void a_broken_file_is_said_once(void **state)
{
    write_file(*state, "t.csv", "a,b,c\n1,2,x\n3,,y\n");
    refuses(state, "run good.yaml --data t.csv", 65, "t.csv");
    struct child_result *result = child_run(*state, "run good.yaml --data t.csv");
    const char *first = strstr(result->err, "depthlab: ");
    assert_non_null(first);
    assert_null(strstr(first + 1, "depthlab: "));
    free(result);
}

static void all_that_is_wrong_is_said_at_once(void **state)
{
    char text[2000];
    snprintf(text, sizeof text,
             "%ssweep: {depth: [2, 4], seed: [1, 2]}\n"
             "expect:\n"
             "  - say: one\n"
             "    compare: train_loss of {depth 8} > 1\n"
             "  - say: two\n"
             "    compare: train_los of {depth 4} > 1\n"
             "figures: [depth-curv]\n",
             head);
    write_file(*state, "bad.yaml", text);
    struct child_result *result = child_run(*state, "check bad.yaml good.yaml");
    assert_prints(result, 65, err, "no run has depth 8: the sweep has 2, 4");
    assert_prints(result, 65, err, "unknown measure `train_los`");
    free(result);
    snprintf(text, sizeof text, "%sfigures: [depth-curv]\n", head);
    write_file(*state, "figure.yaml", text);
    refuses(state, "run figure.yaml", 65, "there is no figure `depth-curv`");
    refuses(state, "check figure.yaml", 65, "did you mean `depth-curve`?");
}

/* With other values on the command line a statement may lack its runs: then no verdict is made. */
static void a_changed_sweep_may_lack_what_a_statement_is_about(void **state)
{
    char text[2000];
    snprintf(text, sizeof text,
             "%ssweep: {depth: [2, 4], seed: [1, 2]}\n"
             "expect:\n"
             "  - say: one\n"
             "    compare: train_loss of {depth 2} > 1\n",
             head);
    write_file(*state, "says.yaml", text);
    struct child_result *result = child_run(*state, "check says.yaml --depth 4,8");
    assert_prints(result, 0, out, "1 statements, 1 of them not about these runs");
    free(result);
}

static void what_the_runs_do_not_record_is_noted(void **state)
{
    char text[2000];
    snprintf(text, sizeof text,
             "%sexpect:\n"
             "  - say: rank falls\n"
             "    compare: rank.entropy_rank of {step 0, place last} < 1\n"
             "figures: [jacobian]\n",
             head);
    write_file(*state, "lacks.yaml", text);
    struct child_result *result = child_run(*state, "check lacks.yaml");
    assert_prints(result, 0, out,
                  "the figure `jacobian` reads `jacobian`, which these runs do not record without "
                  "`probe: {jacobian: [final]}`");
    assert_prints(result, 0, out, "the expectation `rank falls` reads `rank`");
    free(result);
    result = child_run(*state, "check good.yaml");
    assert_null(strstr(result->out, "do not record"));
    free(result);
}

static void what_cannot_fit_is_refused(void **state)
{
    refuses(state, "run good.yaml --width 16384 --depth 4,40000 --norm batch", 1,
            "good: depth 40000 seed 1: this run needs");
    refuses(state, "check good.yaml --width 16384 --depth 40000", 1, "and the machine has");
}

static void run_says_what_it_will_do(void **state)
{
    struct child_result *result = child_run(*state, "run good.yaml --db two.db -j 2");
    assert_prints(result, 0, err,
                  "good: glyphs, 300 training and 60 test samples of 1x6x6, 10 classes; both parts "
                  "are generated\ngood: 4 runs, 4 to train; about 0.1 s with -j 2");
    assert_prints(result, 0, err, "a new database, two.db");
    free(result);
    result = child_run(*state, "run good.yaml --db two.db -j 2 --depth 2,4,6");
    assert_prints(result, 0, err, "good: 6 runs, 2 to train;");
    assert_null(strstr(result->err, "a new database"));
    free(result);
    result = child_run(*state, "run good.yaml --db three.db --quiet --depth 8");
    assert_prints(result, 0, out, "2 done");
    assert_string_equal(result->err, "");
    free(result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_checked_first),
        cmocka_unit_test(a_missing_program_is_said_before_anything_trains),
        cmocka_unit_test(a_broken_file_is_said_once),
        cmocka_unit_test(all_that_is_wrong_is_said_at_once),
        cmocka_unit_test(a_changed_sweep_may_lack_what_a_statement_is_about),
        cmocka_unit_test(what_the_runs_do_not_record_is_noted),
        cmocka_unit_test(what_cannot_fit_is_refused),
        cmocka_unit_test(run_says_what_it_will_do),
    };
    return cmocka_run_group_tests(tests, open_folder, close_folder);
}

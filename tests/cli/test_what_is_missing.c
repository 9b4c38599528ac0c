/* Without runs, with one seed, or where all diverged: each command says what is missing and how to get it. */
#include "tests/cli/trained_sweep.h"

static int lab_open(void **state)
{
    char command[900];
    trained_sweep_open(state);
    snprintf(command, sizeof command,
             "cd '%s' && mkdir experiments && mv small.yaml wild.yaml experiments && cp -r "
             "'%s/plots' . && "
             "sqlite3 lab.db '.backup empty.db' && sqlite3 empty.db 'DELETE FROM sweep; DELETE "
             "FROM experiment; DELETE FROM verdict_row'",
             (char *)*state, getenv("PWD"));
    if (system(command))
        return -1;
    write_file(*state, "experiments/course.yaml",
               "title: T\nparts: [{title: P, minutes: 20, experiments: [small, wild]}]\n");
    write_file(*state, "experiments/judged.yaml",
               "question: q\ndata: {side: 6, train: 200, test: 40}\nnet: {width: 8}\n"
               "train: {steps: 5, batch: 32}\nsweep: {block: [plain, preact], seed: [1]}\n"
               "expect:\n  - say: s\n    compare: \"train_loss of {block: plain} > train_loss of "
               "{block: preact}\"\n");
    return 0;
}

static void an_empty_database_says_what_to_run(void **state)
{
    static const struct {
        const char *command, *says;
    } all[] = {{"report small", "no runs of `small` yet: depthlab run small"},
               {"report --all", "`depthlab run first` takes seconds"},
               {"slides", "`depthlab run small wild --db empty.db` makes its runs, in about 0."},
               {"plot small", "no runs yet; `depthlab run small` makes them"},
               {"plot --all", "nothing has been run yet: `depthlab run first` takes seconds"},
               {"compare small block=plain small block=preact",
                "`depthlab status` lists what has been run"},
               {"show small", "`depthlab status` lists what has been run"},
               {"verdict", "no verdicts yet: `depthlab run first` takes seconds"},
               {"verdict small", "no verdicts of `small` yet: depthlab run small"}};
    char line[200];
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        snprintf(line, sizeof line, "%s --db empty.db", all[i].command);
        struct child_result *result = run_command(state, line);
        if (!result->exit || !strstr(result->err, all[i].says))
            fail_msg("%s: exit %d: %s", line, result->exit, result->err);
    }
    assert_prints(run_command(state, "status --db empty.db"), 0, out,
                  "nothing has been run yet: `depthlab run first`");
    assert_prints(run_command(state, "plot small --db no$ne.db"), 65, err,
                  "`depthlab run first --db 'no$ne.db'` makes one in seconds");
    assert_prints(run_command(state, "status --db none/none.db"), 65, err,
                  "there is no database none/none.db, nor its folder\n");
}

static void where_all_diverged_a_figure_says_what_may_help(void **state)
{
    assert_prints(run_command(state, "plot wild depth-curve --db lab.db"), 1, err,
                  "depth-curve: every run diverged; a lower --lr may help");
}

static void one_seed_decides_nothing_and_it_is_said_how_many_do(void **state)
{
    run_command(state, "run judged --db one.db");
    assert_prints(run_command(state, "verdict judged --db one.db"), 0, out,
                  "fewer than 5 seeds cannot decide (--seed 1..5)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_database_says_what_to_run),
        cmocka_unit_test(where_all_diverged_a_figure_says_what_may_help),
        cmocka_unit_test(one_seed_decides_nothing_and_it_is_said_how_many_do),
    };
    return cmocka_run_group_tests(tests, lab_open, trained_sweep_close);
}

/* What all commands share: help, the version, and words that are not understood. */
#include "tests/cli/trained_sweep.h"

static const char *const command[] = {"list",    "run",       "status", "show",  "compare",
                                      "verdict", "plot",      "report", "model", "data",
                                      "export",  "gradcheck", "worker"};
enum { COMMANDS = sizeof command / sizeof *command };

static int folder_open(void **state)
{
    *state = temp_dir();
    return 0;
}

static void every_command_says_how_it_is_used(void **state)
{
    const char *const tail[] = {"", " --help", " -h", " half --a=command --help"};
    char words[80], usage[80];
    for (int i = 0; i < COMMANDS; i++) {
        snprintf(usage, sizeof usage, "usage: depthlab %s", command[i]);
        for (int k = 0; k < 4; k++) {
            snprintf(words, sizeof words, "%s%s%s", k ? "" : "help ", command[i], tail[k]);
            struct child_result *result = run_command(state, words);
            assert_prints(result, 0, out, usage);
            assert_string_equal(result->err, "");
        }
    }
}

/* `worker` is what `run` starts, and no word for a user. */
static void the_help_names_every_command_but_worker(void **state)
{
    char line[40];
    for (int i = 0; i < COMMANDS - 1; i++) {
        snprintf(line, sizeof line, "\n  %-10s ", command[i]);
        assert_prints(run_command(state, "--help"), 0, out, line);
    }
    assert_null(strstr(run_command(state, "help")->out, "\n  worker"));
    assert_prints(run_command(state, ""), 2, out, "usage: depthlab COMMAND");
}

static void the_version_is_a_revision_and_a_build(void **state)
{
    assert_prints(run_command(state, "--version"), 0, out, "depthlab ");
    assert_prints(run_command(state, "-V"), 0, out, "-std=gnu17");
}

static void a_near_name_is_offered_and_a_far_one_is_not(void **state)
{
    assert_prints(run_command(state, "verdit"), 2, err,
                  "no command `verdit`; did you mean `verdict`?");
    assert_prints(run_command(state, "help lsit"), 2, err, "did you mean `list`?");
    assert_prints(run_command(state, "zzzzzzzz"), 2, err, "no command `zzzzzzzz`\n");
}

static void an_unknown_option_is_refused_by_every_command(void **state)
{
    char words[80];
    for (int i = 0; i < COMMANDS; i++) {
        snprintf(words, sizeof words, "%s%s --nonsense", command[i],
                 strcmp(command[i], "data") ? "" : " check");
        struct child_result *result = run_command(state, words);
        assert_prints(result, 2, err, "nonsense");
        assert_string_equal(result->out, "");
    }
}

static void only_a_command_that_trains_makes_the_database(void **state)
{
    struct child_result *result = run_command(state, "status");
    assert_prints(result, 65, err, "; `depthlab run first` makes one in seconds");
    char path[300];
    snprintf(path, sizeof path, "%s/results", (char *)*state);
    assert_int_not_equal(access(path, F_OK), 0);
    write_file(*state, "s.yaml", trained_sweep_spec);
    assert_prints(run_command(state, "run s.yaml --depth 2 --seed 1 --steps 2"), 0, out, "2 done");
    assert_prints(run_command(state, "status"), 0, out, "\ns ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_command_says_how_it_is_used),
        cmocka_unit_test(the_help_names_every_command_but_worker),
        cmocka_unit_test(the_version_is_a_revision_and_a_build),
        cmocka_unit_test(a_near_name_is_offered_and_a_far_one_is_not),
        cmocka_unit_test(an_unknown_option_is_refused_by_every_command),
        cmocka_unit_test(only_a_command_that_trains_makes_the_database),
    };
    return cmocka_run_group_tests(tests, folder_open, trained_sweep_close);
}

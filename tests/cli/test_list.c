/* The experiments of the folder, with and without a database, from here and from elsewhere. */
#include "tests/cli/trained_sweep.h"
#include <sys/stat.h>

static int lab_open(void **state)
{
    char path[300];
    trained_sweep_open(state);
    snprintf(path, sizeof path, "%s/experiments", (char *)*state);
    mkdir(path, 0777);
    write_file(*state, "experiments/small.yaml", trained_sweep_spec);
    write_file(*state, "experiments/other.yaml",
               "question: why \"so\"?\nclaim: c\nsource: s\n"
               "sweep: {depth: [2, 4], seed: [1, 2, 3]}\n");
    return 0;
}

static void names_runs_and_questions_are_shown(void **state)
{
    struct child_result *result = run_command(state, "list --db lab.db");
    assert_prints(result, 0, out, "other                 0 of 6     why \"so\"?\n");
    assert_prints(result, 0, out, "small                12 of 12    q <b>\n");
    assert_string_equal(result->err, "");
}

static void without_a_database_nothing_is_done_and_none_is_made(void **state)
{
    assert_prints(run_command(state, "list"), 0, out, "small                 0 of 12 ");
    char path[300];
    snprintf(path, sizeof path, "%s/results", (char *)*state);
    assert_int_not_equal(access(path, F_OK), 0);
}

static void json_has_the_same(void **state)
{
    check_json(state, "list --json --db lab.db",
               "[(e[\"experiment\"], e[\"done\"], e[\"runs\"]) for e in d] == "
               "[(\"other\", 0, 6), (\"small\", 12, 12)] and "
               "d[0][\"question\"] == \"why \\\"so\\\"?\" and "
               "d[0][\"page\"].startswith(\"#net.block=plain&\")");
}

static void the_experiments_beside_the_program_are_found_from_anywhere(void **state)
{
    char command[800], copy[300], *before = strdup(program()), *elsewhere = temp_dir();
    snprintf(copy, sizeof copy, "%s/build/depthlab", (char *)*state);
    snprintf(command, sizeof command, "mkdir '%s/build' && cp '%s' '%s'", (char *)*state, before,
             copy);
    assert_int_equal(system(command), 0);
    setenv("DEPTHLAB", copy, true);
    struct child_result *result = child_run(elsewhere, "list");
    setenv("DEPTHLAB", before, true);
    assert_prints(result, 0, out, "small                 0 of 12 ");
    free(result);
    free(before);
    remove_dir(elsewhere);
}

static void a_broken_experiment_hides_no_other(void **state)
{
    write_file(*state, "experiments/broken.yaml", "question: q\nnet: {widht: 3}\n");
    struct child_result *result = run_command(state, "list");
    assert_prints(result, 65, err, "broken.yaml:2:");
    assert_prints(result, 65, out, "small ");
    check_json(state, "list --json", "[e[\"experiment\"] for e in d] == [\"other\", \"small\"]");
}

static void the_course_orders_what_it_names(void **state)
{
    write_file(*state, "experiments/course.yaml",
               "title: t\nparts: [{title: Now, minutes: 5, experiments: [small]}]\n");
    struct child_result *result = run_command(state, "list --db lab.db");
    assert_prints(result, 0, out,
                  "Now (5 minutes)\nsmall                12 of 12    q <b>\n\n"
                  "Not in the course\nother                 0 of 6 ");
    check_json(state, "list --json --db lab.db",
               "[(e[\"experiment\"], e[\"part\"]) for e in d] == [(\"small\", \"Now\"), "
               "(\"other\", \"\")]");
    write_file(*state, "mine.yaml", "title: t\nparts: [{title: Own, experiments: [other]}]\n");
    assert_prints(run_command(state, "list --course mine.yaml"), 0, out, "Own\nother ");
    write_file(*state, "experiments/course.yaml",
               "title: t\nparts: [{title: Now, experiments: [smal]}]\n");
    result = run_command(state, "list");
    assert_prints(result, 65, err, "course.yaml:2:36: there is no experiment `smal`");
    assert_prints(result, 65, out, "small ");
}

static void a_word_or_a_foreign_file_is_refused(void **state)
{
    assert_prints(run_command(state, "list small"), 2, err, "`small` is not understood");
    assert_prints(run_command(state, "list --db small.yaml"), 65, err, "small.yaml");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_runs_and_questions_are_shown),
        cmocka_unit_test(without_a_database_nothing_is_done_and_none_is_made),
        cmocka_unit_test(json_has_the_same),
        cmocka_unit_test(the_experiments_beside_the_program_are_found_from_anywhere),
        cmocka_unit_test(the_course_orders_what_it_names),
        cmocka_unit_test(a_broken_experiment_hides_no_other),
        cmocka_unit_test(a_word_or_a_foreign_file_is_refused),
    };
    return cmocka_run_group_tests(tests, lab_open, trained_sweep_close);
}

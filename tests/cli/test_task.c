/* One run of the database is trained, and again to the same numbers. */
#include "tests/cli/trained_sweep.h"

static const char rows[] = "SELECT count(*) FROM curve WHERE run = 2";
static const char loss[] = "SELECT train_loss FROM final WHERE run = 2 AND experiment = 'small'";

static void a_run_without_a_proper_number_is_refused(void **state)
{
    static const char *const number[] = {"", "0", "-1", "1x", "one", "1 2"};
    char words[60];
    for (size_t i = 0; i < sizeof number / sizeof *number; i++) {
        snprintf(words, sizeof words, "task --db lab.db -- %s", number[i]);
        assert_prints(run_command(state, words), 2, err, "one run is wanted, by its number");
    }
}

static void a_run_that_is_not_there_is_named(void **state)
{
    assert_prints(run_command(state, "task 99 --db lab.db"), 65, err, "lab.db has no run 99");
}

static void a_run_that_is_done_is_let_be(void **state)
{
    assert_string_equal(run_command(state, "task 2 --db lab.db")->out, "");
    assert_int_equal(run_command(state, "task 2 --db lab.db")->exit, 0);
}

static void again_measures_the_same(void **state)
{
    double before = value_in(state, "lab.db", loss), count = value_in(state, "lab.db", rows);
    assert_prints(run_command(state, "task 2 --again --db lab.db"), 0, out, "progress 0 ");
    assert_true(count > 1 && before > 0);
    check_near(value_in(state, "lab.db", loss), before, 0);
    check_near(value_in(state, "lab.db", rows), count, 0);
}

/* A sweep that was stopped has planned all its runs and trained few. */
static void a_planned_run_is_trained(void **state)
{
    char out[300], words[100];
    static const char begun[] = "SELECT count(*) FROM run WHERE status = 'unfinished'";
    static const char planned[] = "SELECT max(id) FROM run WHERE status = 'new'";
    snprintf(out, sizeof out, "%s/out.txt", (char *)*state);
    pid_t pid = child_start(*state, "run small.yaml -j 1 --steps 6000 --db lab.db", out, out);
    for (int i = 0; value_in(state, "lab.db", begun) < 1 && i < 2000; i++)
        usleep(1000);
    kill(-pid, SIGKILL);
    child_wait(pid);
    int run = (int)value_in(state, "lab.db", planned);
    assert_true(run > 13);
    snprintf(words, sizeof words, "task %d --db lab.db", run);
    struct child_result *result = run_command(state, words); /* once: the second time it is done */
    assert_prints(result, 0, out, "progress ");
    snprintf(words, sizeof words, "SELECT status = 'done' FROM run WHERE id = %d", run);
    check_near(value_in(state, "lab.db", words), 1, 0);
}

/* A sweep that starts from a file plans and trains; the task alone must be given the file's path. */
static void a_run_that_starts_from_a_file_needs_its_path(void **state)
{
    assert_prints(run_command(state, "export 1 --weights w.st --db lab.db"), 0, out, "");
    assert_prints(run_command(state,
                              "run small.yaml --weights w.st --block plain --depth 2 --seed 1 "
                              "--steps 7 --db lab.db"),
                  0, out, "1 runs, 1 done");
    int run = (int)value_in(state, "lab.db", "SELECT run FROM sweep WHERE experiment = 'small'");
    char words[100], sql[100];
    snprintf(sql, sizeof sql, "SELECT train_loss FROM final_row WHERE run = %d", run);
    double before = value_in(state, "lab.db", sql);
    snprintf(words, sizeof words, "task %d --again --db lab.db", run);
    assert_prints(run_command(state, words), 2, err, "--weights FILE says where it is");
    strcat(words, " --weights small.yaml");
    assert_prints(run_command(state, words), 65, err, "small.yaml: the file has changed since");
    strcpy(strstr(words, "small.yaml"), "w.st");
    assert_prints(run_command(state, words), 0, out, "");
    check_near(value_in(state, "lab.db", sql), before, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_without_a_proper_number_is_refused),
        cmocka_unit_test(a_run_that_is_not_there_is_named),
        cmocka_unit_test(a_run_that_is_done_is_let_be),
        cmocka_unit_test(again_measures_the_same),
        cmocka_unit_test(a_planned_run_is_trained),
        cmocka_unit_test(a_run_that_starts_from_a_file_needs_its_path),
    };
    return cmocka_run_group_tests(tests, trained_sweep_open, trained_sweep_close);
}

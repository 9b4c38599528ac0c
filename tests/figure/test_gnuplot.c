/* gnuplot as a child: what goes wrong in it is reported, and it cannot wait for ever. */
#include "lab/figure/gnuplot.h"
#include "tests/figure/gallery.h"
#include "tests/support/descriptors.h"
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static char *folder;

/* Run a script of these lines after the assignments. */
static struct failure run(const char *assignments, const char *lines, int seconds)
{
    char path[256];
    snprintf(path, sizeof path, "%s/a.gp", folder);
    FILE *file = fopen(path, "w");
    fputs(lines, file);
    fclose(file);
    struct failure failure = {0};
    FILE *out = fopen("/dev/null", "w");
    gnuplot_run(assignments, path, seconds, out, &failure);
    fclose(out);
    return failure;
}

static void check_message(struct failure failure, enum status status, const char *message)
{
    assert_int_equal(failure.status, status);
    if (!strstr(failure.message, message))
        fail_msg("`%s` does not contain `%s`", failure.message, message);
}

static void a_script_sees_its_assignments_and_points_in_numbers(void **state)
{
    char assignments[256], path[256];
    (void)state;
    snprintf(assignments, sizeof assignments, "f='%s/out'; x=1.5", folder);
    setenv("LC_ALL", "xx_XX", 1);
    setenv("TZ", "Asia/Kathmandu", 1);
    struct failure failure =
        run(assignments, "set print f\nprint x, system('echo $LC_ALL $TZ')\n", 60);
    unsetenv("LC_ALL");
    unsetenv("TZ");
    assert_int_equal(failure.status, STATUS_OK);
    snprintf(path, sizeof path, "%s/out", folder);
    char *out = gallery_read(path, NULL);
    assert_string_equal(out, "1.5 C.UTF-8 UTC0\n");
    free(out);
}

static void its_error_is_the_message(void **state)
{
    (void)state;
    check_message(run("x=1", "x = 2\nplott x\n", 60), STATUS_DATA, "\"");
    check_message(run("x=1", "x = 2\nplott x\n", 60), STATUS_DATA, "invalid command");
    check_message(run("x=1", "exit status 3\n", 60), STATUS_DATA, "a.gp failed");
}

static void a_missing_curve_is_an_error_though_gnuplot_only_warns(void **state)
{
    (void)state;
    check_message(run("x=1",
                      "$D << EOD\n1 1\n2 2\nEOD\nset term dumb\n"
                      "plot $D index 0 with lines, $D index 3 with lines\n",
                      60),
                  STATUS_DATA, "no valid points");
}

static void it_cannot_wait_for_input_or_for_ever(void **state)
{
    (void)state;
    assert_int_equal(run("x=1", "pause -1 'a key, please'\n", 60).status, STATUS_OK);
    check_message(run("x=1", "do for [i=0:1000000000] { x = x + 1 }\n", 1), STATUS_FAILED,
                  "no end after 1 seconds");
}

static void much_that_it_says_is_cut_and_does_not_block(void **state)
{
    (void)state;
    struct failure failure = run("x=1", "do for [i=0:20000] { print 'nonsense' }\nplott\n", 60);
    check_message(failure, STATUS_DATA, "nonsense");
    assert_true(strlen(failure.message) < sizeof failure.message - 1);
}

/* gnuplot itself would not notice. */
static void a_picture_that_does_not_fit_is_an_error(void **state)
{
    (void)state;
    struct failure failure = {0};
    char path[256];
    FILE *full = fopen("/dev/full", "w");
    run("x=1", "set term dumb\nset output '/dev/fd/1'\ndo for [i=0:20] { plot x }\n", 60);
    snprintf(path, sizeof path, "%s/a.gp", folder);
    gnuplot_run("x=1", path, 60, full, &failure);
    fclose(full);
    assert_int_equal(failure.status, STATUS_DISK);
    assert_non_null(strstr(failure.message, "No space left"));
}

static void where_it_is_not_installed_that_is_said(void **state)
{
    char *path = strdup(getenv("PATH"));
    (void)state;
    setenv("PATH", folder, 1);
    struct failure failure = run("x=1", "x = 2\n", 60);
    setenv("PATH", path, 1);
    free(path);
    check_message(failure, STATUS_FAILED, "gnuplot cannot be started: No such file");
}

static void why_it_cannot_be_started_is_said(void **state)
{
    (void)state;
    struct failure failure = {0};
    const struct rlimit before = descriptors_left(4); /* for two pipes */
    gnuplot_run("x=1", "a.gp", 60, stdout, &failure);
    setrlimit(RLIMIT_NOFILE, &before);
    check_message(failure, STATUS_FAILED, "gnuplot cannot be started: Too many open files");
}

/* The process that drew is killed; gnuplot is gone at once. */
static void it_does_not_outlive_who_started_it(void **state)
{
    (void)state;
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    const pid_t parent = fork();
    if (!parent) {
        run("x=1", "do for [i=0:1000000000] { x = x + 1 }\n", 60);
        _exit(0);
    }
    usleep(300000);
    kill(parent, SIGKILL);
    assert_int_equal(waitpid(parent, NULL, 0), parent);
    int status = 0;
    pid_t orphan = 0;
    for (int i = 0; i < 100 && orphan <= 0; i++, usleep(10000))
        orphan = waitpid(-1, &status, WNOHANG);
    assert_true(orphan > 0 && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_script_sees_its_assignments_and_points_in_numbers),
        cmocka_unit_test(its_error_is_the_message),
        cmocka_unit_test(it_does_not_outlive_who_started_it),
        cmocka_unit_test(a_missing_curve_is_an_error_though_gnuplot_only_warns),
        cmocka_unit_test(it_cannot_wait_for_input_or_for_ever),
        cmocka_unit_test(much_that_it_says_is_cut_and_does_not_block),
        cmocka_unit_test(a_picture_that_does_not_fit_is_an_error),
        cmocka_unit_test(where_it_is_not_installed_that_is_said),
        cmocka_unit_test(why_it_cannot_be_started_is_said),
    };
    folder = temp_dir();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    remove_dir(folder);
    return failed;
}

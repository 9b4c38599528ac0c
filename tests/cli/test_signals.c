/* A sweep that is asked to stop prints where it is and exits; asked twice it leaves at once; a signal never
 * kills it. */
#include "tests/cli/trained_sweep.h"
#include <signal.h>

/* A sweep that has begun to train. */
static pid_t start(const char *folder, const char *db)
{
    char words[300], out[300];
    snprintf(words, sizeof words, "run small.yaml --db %s -j 2 --steps 5000000", db);
    snprintf(out, sizeof out, "%s/%s.out", folder, db);
    const pid_t pid = child_start(folder, words, out, out);
    snprintf(words, sizeof words,
             "test \"$(sqlite3 -readonly %s/%s \"SELECT count(*) > 1 FROM run WHERE status = "
             "'unfinished'\" 2>&1)\" = 1",
             folder, db);
    for (int i = 0; i < 500 && system(words); i++)
        usleep(10000);
    return pid;
}

/* The exit code of a process that exited; 1000 + its number where a signal killed it. */
static int ending(pid_t pid)
{
    int status = 0;
    waitpid(pid, &status, 0);
    return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void stops_by(const char *folder, int signal, const char *db)
{
    static char text[1 << 16];
    char out[300];
    const pid_t pid = start(folder, db);
    kill(pid, signal);
    assert_int_equal(ending(pid), 128 + signal);
    snprintf(out, sizeof out, "%s/%s.out", folder, db);
    read_file(out, text, sizeof text);
    assert_non_null(strstr(text, "small: 12 runs, "));
    assert_non_null(strstr(text, "interrupted"));
}

static void each_of_the_three_stops_it_with_its_summary(void **state)
{
    stops_by(*state, SIGINT, "int.db");
    stops_by(*state, SIGTERM, "term.db");
    stops_by(*state, SIGHUP, "hup.db");
}

static void twice_is_at_once(void **state)
{
    const pid_t pid = start(*state, "twice.db");
    kill(pid, SIGSTOP); /* so that both are there when it goes on */
    kill(pid, SIGINT);
    kill(pid, SIGTERM);
    kill(pid, SIGCONT);
    const int code = ending(pid);
    assert_true(code == 128 + SIGINT || code == 128 + SIGTERM);
}

/* What was trained when the signal came is in the checkpoint that the worker then wrote. */
static void a_stopped_run_goes_on_where_it_was(void **state)
{
    const pid_t pid = start(*state, "on.db");
    usleep(300000);
    kill(pid, SIGTERM);
    assert_int_equal(ending(pid), 128 + SIGTERM);
    assert_true(value_in(state, "on.db", "SELECT max(step) FROM resume") > 0);
    assert_true(value_in(state, "on.db",
                         "SELECT min(steps = (SELECT max(step) FROM resume WHERE run = id)) "
                         "FROM run WHERE status = 'unfinished' AND steps > 0") == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_of_the_three_stops_it_with_its_summary),
        cmocka_unit_test(twice_is_at_once),
        cmocka_unit_test(a_stopped_run_goes_on_where_it_was),
    };
    return cmocka_run_group_tests(tests, trained_sweep_open, trained_sweep_close);
}

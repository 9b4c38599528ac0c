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

static void stops_by(const char *folder, int signal, const char *db)
{
    static char text[1 << 16];
    char out[300];
    const pid_t pid = start(folder, db);
    kill(pid, signal);
    assert_int_equal(child_wait(pid), 128 + signal);
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

/* A worker that is held does not end when it is told to; the program does not wait for it. */
static void twice_is_at_once(void **state)
{
    static char text[1 << 16];
    char out[300];
    const pid_t pid = start(*state, "twice.db"), worker = child_of(pid);
    int status = 0;
    assert_true(worker > 0);
    kill(worker, SIGSTOP);
    kill(pid, SIGINT);
    usleep(300000);
    assert_int_equal(waitpid(pid, &status, WNOHANG), 0); /* it waits for what is running */
    kill(pid, SIGTERM);
    for (int i = 0; !waitpid(pid, &status, WNOHANG); i++, usleep(10000))
        if (i == 2000) {
            kill(-pid, SIGKILL);
            fail_msg("it waits on");
        }
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 128 + SIGTERM);
    snprintf(out, sizeof out, "%s/twice.db.out", (char *)*state);
    read_file(out, text, sizeof text);
    assert_null(strstr(text, "interrupted"));
}

/* What was trained when the signal came is in the state that the worker then wrote; the same command starts from
 * it: the first row, marked, is not measured anew. */
static void a_stopped_run_goes_on_where_it_was(void **state)
{
    char words[400];
    for (int time = 0; time < 2; time++) {
        const pid_t pid = start(*state, "on.db");
        usleep(300000);
        kill(pid, SIGTERM);
        assert_int_equal(child_wait(pid), 128 + SIGTERM);
        assert_true(value_in(state, "on.db", "SELECT max(step) FROM resume") > 0);
        assert_true(value_in(state, "on.db",
                             "SELECT min(steps = (SELECT step FROM resume WHERE run = id)) "
                             "FROM run WHERE status = 'unfinished' AND steps > 0") == 1);
        snprintf(words, sizeof words,
                 "sqlite3 %s/on.db 'UPDATE curve_row SET train_acc = 77 WHERE step = 0'",
                 (char *)*state);
        if (!time)
            assert_int_equal(system(words), 0);
    }
    assert_true(value_in(state, "on.db",
                         "SELECT min(train_acc) FROM curve_row WHERE step = 0 "
                         "AND run IN (SELECT run FROM curve_row WHERE "
                         "train_acc = 77)") == 77);
    assert_true(value_in(state, "on.db", "SELECT count(*) FROM curve_row WHERE train_acc = 77") >=
                2);
}

/* As nohup and a shell's & have it. */
static void what_is_ignored_stays_ignored(void **state)
{
    signal(SIGHUP, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
    const pid_t pid = start(*state, "nohup.db");
    signal(SIGHUP, SIG_DFL);
    signal(SIGQUIT, SIG_DFL);
    kill(pid, SIGHUP);
    kill(pid, SIGQUIT);
    usleep(300000);
    int status = 0;
    assert_int_equal(waitpid(pid, &status, WNOHANG), 0);
    kill(pid, SIGINT);
    assert_int_equal(child_wait(pid), 128 + SIGINT);
}

/* A signal may come before anything is trained, between two lists of work, or after the last. */
static void whenever_it_comes_the_exit_code_says_so(void **state)
{
    static char text[1 << 16];
    char words[300], out[300];
    snprintf(out, sizeof out, "%s/early.out", (char *)*state);
    snprintf(words, sizeof words, "run small.yaml small.yaml small.yaml --db early.db -j 2");
    for (int wait = 0; wait < 40; wait++) {
        unlink(out);
        const pid_t pid = child_start(*state, words, out, out);
        usleep((useconds_t)(wait * 4000));
        kill(pid, SIGINT);
        const int code = child_wait(pid);
        read_file(out, text, sizeof text);
        /* killed before it did anything, done before, or stopped */
        assert_true(code == 0 || code == 128 + SIGINT || (code == -SIGINT && !*text));
        assert_true(code != 128 + SIGINT || strstr(text, "interrupted"));
    }
    struct child_result *result = child_run(*state, words);
    assert_prints(result, 0, out, "12 runs, 12 done");
    free(result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_of_the_three_stops_it_with_its_summary),
        cmocka_unit_test(twice_is_at_once),
        cmocka_unit_test(a_stopped_run_goes_on_where_it_was),
        cmocka_unit_test(what_is_ignored_stays_ignored),
        cmocka_unit_test(whenever_it_comes_the_exit_code_says_so),
    };
    return cmocka_run_group_tests(tests, trained_sweep_open, trained_sweep_close);
}

/* On a terminal one line is redrawn; elsewhere a short sweep says nothing of how far it is. */
#include "tests/cli/trained_sweep.h"

/* What the program says on its stderr when that is a terminal. It is stopped, as by a user, when it
 * has printed `enough`; the exit code is returned. */
static int on_a_terminal(void **state, const char *words, const char *enough, char *text,
                         size_t room)
{
    char out[300];
    ssize_t got;
    size_t n = 0;
    int status = 0;
    bool stopped = false;
    snprintf(out, sizeof out, "%s/out.txt", (char *)*state);
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(master >= 0 && !grantpt(master) && !unlockpt(master));
    int slave = open(ptsname(master), O_RDWR | O_NOCTTY); /* kept open until the child has it */
    pid_t pid = child_start(*state, words, out, ptsname(master));
    fcntl(master, F_SETFL, O_NONBLOCK);
    memset(text, 0, room);
    for (int waits = 0; waitpid(pid, &status, WNOHANG) == 0; waits++) {
        while (n < room - 1 && (got = read(master, text + n, room - 1 - n)) > 0)
            n += (size_t)got;
        if (!stopped && strstr(text, enough))
            stopped = !kill(pid, SIGTERM);
        if (waits == 60000) /* a sweep that will not stop is red, and leaves nobody behind */
            kill(-pid, SIGKILL);
        usleep(1000);
    }
    close(slave); /* what is left is now followed by an end */
    fcntl(master, F_SETFL, 0);
    while (n < room - 1 && (got = read(master, text + n, room - 1 - n)) > 0)
        n += (size_t)got;
    close(master);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void a_line_is_redrawn_on_a_terminal(void **state)
{
    static char text[1 << 16];
    int code = on_a_terminal(
        state, "run small.yaml -j 1 --block plain --depth 2 --steps 10000000 --db terminal.db",
        " left | seed 1: step ", text, sizeof text);
    if (!strstr(text, "\r\033[Ksmall: 0 of 3 runs, 0.0 runs/s, "))
        fail_msg("exit %d: %s", code, text);
    assert_int_equal(code, 128 + SIGTERM);
}

/* The first of two takes seconds, the second hours. */
static void the_time_left_is_that_of_all_experiments(void **state)
{
    static char text[1 << 16];
    int hours = 0, minutes, seconds;
    static const char spec[] = "question: q\ndata: {side: 6, train: 200, test: 40}\n"
                               "net: {depth: 16}\ntrain: {batch: 32, steps: %s}\n";
    char one[300], two[300];
    snprintf(one, sizeof one, spec, "1000000");
    snprintf(two, sizeof two, spec, "1000000000");
    write_file(*state, "one.yaml", one);
    write_file(*state, "two.yaml", two);
    on_a_terminal(state, "run one.yaml two.yaml -j 1 --db both.db", " left | ", text, sizeof text);
    const char *line = strstr(text, "one: 0 of 1 runs, 0.0 runs/s, ");
    if (!line || sscanf(strstr(line, "/s, "), "/s, %d:%d:%d left", &hours, &minutes, &seconds) != 3)
        fail_msg("%s", text);
    assert_true(hours > 0);
}

static void quiet_is_quiet_there_too(void **state)
{
    static char text[1 << 16];
    assert_int_equal(on_a_terminal(state,
                                   "run small.yaml -j 1 --block plain --depth 2 --seed 1 "
                                   "--steps 50000 --quiet --db quiet.db",
                                   " left", text, sizeof text),
                     0);
    assert_null(strstr(text, " runs, "));
}

/* Ten seconds lie between two lines in a file, so that a log stays short. */
static void a_short_sweep_writes_no_line_to_a_file(void **state)
{
    struct child_result *result = run_command(state, "run small.yaml --steps 2 --db file.db");
    assert_prints(result, 0, err, "small: 12 runs trained");
    assert_null(strchr(result->err, '\r'));
    assert_null(strstr(result->err, " left"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_redrawn_on_a_terminal),
        cmocka_unit_test(the_time_left_is_that_of_all_experiments),
        cmocka_unit_test(quiet_is_quiet_there_too),
        cmocka_unit_test(a_short_sweep_writes_no_line_to_a_file),
    };
    return cmocka_run_group_tests(tests, trained_sweep_open, trained_sweep_close);
}

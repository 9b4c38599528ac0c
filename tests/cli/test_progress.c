/* On a terminal one line is redrawn; elsewhere a short sweep says nothing of how far it is. */
#include "tests/cli/bench.h"

#define LONG "run small.yaml -j 1 --block plain --depth 2 --seed 1,2,3 --steps 8000 "

/* What the program says on its stderr when that is a terminal. */
static void on_a_terminal(void **state, const char *words, char *text, size_t room)
{
    char out[300];
    ssize_t got;
    size_t n = 0;
    snprintf(out, sizeof out, "%s/out.txt", (char *)*state);
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(master >= 0 && !grantpt(master) && !unlockpt(master));
    int slave = open(ptsname(master), O_RDWR | O_NOCTTY); /* kept open until the child has it */
    pid_t pid = child_start(*state, words, out, ptsname(master));
    fcntl(master, F_SETFL, O_NONBLOCK);
    int status = 0;
    while (waitpid(pid, &status, WNOHANG) == 0) {
        while (n < room - 1 && (got = read(master, text + n, room - 1 - n)) > 0)
            n += (size_t)got;
        usleep(1000);
    }
    close(slave); /* what is left is now followed by an end */
    fcntl(master, F_SETFL, 0);
    while (n < room - 1 && (got = read(master, text + n, room - 1 - n)) > 0)
        n += (size_t)got;
    text[n] = 0;
    close(master);
    if (!WIFEXITED(status) || WEXITSTATUS(status))
        fail_msg("%s: %s", words, text);
}

static void a_line_is_redrawn_on_a_terminal(void **state)
{
    static char text[1 << 16];
    on_a_terminal(state, LONG "--db terminal.db", text, sizeof text);
    const char *line = strstr(text, "\r\033[Ksmall: ");
    assert_non_null(line);
    assert_non_null(strstr(line, " of 3 runs, "));
    assert_non_null(strstr(text, " left | seed "));
    assert_non_null(strstr(text, "\r\033[Ksmall: 3 runs trained")); /* over the last of them */
}

static void quiet_is_quiet_there_too(void **state)
{
    static char text[1 << 16];
    on_a_terminal(state, LONG "--quiet --db quiet.db", text, sizeof text);
    assert_null(strstr(text, "of 3 runs"));
    assert_null(strstr(text, " left"));
}

/* Ten seconds lie between two lines in a file, so that a log stays short. */
static void a_short_sweep_writes_no_line_to_a_file(void **state)
{
    struct said *said = ask(state, "run small.yaml --steps 2 --db file.db");
    assert_says(said, 0, err, "small: 12 runs trained");
    assert_null(strchr(said->err, '\r'));
    assert_null(strstr(said->err, " left"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_redrawn_on_a_terminal),
        cmocka_unit_test(quiet_is_quiet_there_too),
        cmocka_unit_test(a_short_sweep_writes_no_line_to_a_file),
    };
    return cmocka_run_group_tests(tests, bench_open, bench_close);
}

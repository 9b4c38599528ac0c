/* A grid in parts, as a scheduler has it trained: listed, trained by name, stopped, and shared. */
#include "tests/cli/trained_sweep.h"

/* The names of all runs, with commas. */
static const char *names(void **state, const char *words)
{
    static char list[4000];
    *list = 0;
    for (char *line = strtok(run_command(state, words)->out, "\n"); line; line = strtok(NULL, "\n"))
        sprintf(list + strlen(list), "%s%.8s", *list ? "," : "", line);
    return list;
}

static void each_run_has_a_line(void **state)
{
    struct child_result *result = run_command(state, "cells small.yaml --db none.db");
    int lines = 0;
    for (const char *at = result->out; *at; at++)
        lines += *at == '\n';
    assert_int_equal(result->exit, 0);
    assert_int_equal(lines, 12);
    assert_non_null(strstr(result->out, " plain depth 2 seed 1\n"));
    check_json(state, "cells small.yaml --db none.db --json",
               "len(d) == 12 and len({x[\"name\"] for x in d}) == 12 and d[0][\"seconds\"] > 0 and "
               "d[0][\"bytes\"] > 1000");
    assert_prints(run_command(state, "cells small.yaml --left --db lab.db"), 0, out, "");
    assert_string_equal(run_command(state, "cells small.yaml --left --db lab.db")->out, "");
    assert_prints(run_command(state, "cells"), 2, err, "which experiment?");
    assert_prints(run_command(state, "cells small.yaml wild.yaml"), 2, err, "which experiment?");
}

static void a_part_is_trained_alone(void **state)
{
    char words[300];
    snprintf(words, sizeof words, "run small.yaml --db part.db --cell %.17s",
             names(state, "cells small.yaml"));
    struct child_result *result = run_command(state, words);
    assert_prints(result, 0, out, "small: 2 runs, 2 done");
    assert_int_equal(value_in(state, "part.db", "SELECT count(*) FROM run"), 2);
    assert_prints(run_command(state, words), 0, err, "none to train");
    assert_prints(run_command(state, "run small.yaml --cell zzz"), 2, err, "is called `zzz`");
    assert_prints(run_command(state, "run small.yaml wild.yaml --cell 1"), 2, err,
                  "--cell is of one experiment");
    assert_prints(run_command(state, "run small.yaml --confirm --cell 1"), 2, err,
                  "--cell is of one experiment");
}

static void wait_until(void **state, const char *db, const char *condition)
{
    char words[500];
    snprintf(words, sizeof words, "test \"$(sqlite3 -readonly %s/%s \"%s\" 2>&1)\" = 1",
             (char *)*state, db, condition);
    for (int i = 0; i < 1000 && system(words); i++)
        usleep(10000);
}

static const char some_run[] = "SELECT count(*) > 0 FROM run WHERE status = 'unfinished'";

static void asked_to_end_it_says_try_again(void **state)
{
    char words[400], out[300];
    const char *list = names(state, "cells small.yaml --steps 3000000");
    snprintf(words, sizeof words, "run small.yaml --steps 3000000 --db stop.db -j 2 --cell %.17s",
             list);
    snprintf(out, sizeof out, "%s/stop.out", (char *)*state);
    pid_t pid = child_start(*state, words, out, out);
    wait_until(state, "stop.db", some_run);
    usleep(300000);
    kill(pid, SIGTERM);
    assert_int_equal(child_wait(pid), 75);
    assert_true(value_in(state, "stop.db", "SELECT max(step) FROM resume") > 0);
    pid = child_start(*state, words, out, out); /* what another process has is not waited for */
    wait_until(state, "stop.db",
               "SELECT count(*) = 2 FROM run WHERE status = 'unfinished' AND ended IS NULL");
    usleep(300000);
    struct child_result *result = run_command(state, words);
    assert_int_equal(result->exit, 75);
    assert_non_null(strstr(result->err, "try again for 2 runs of another process"));
    kill(pid, SIGINT); /* the code of other signals stays theirs */
    assert_int_equal(child_wait(pid), 128 + SIGINT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_run_has_a_line),
        cmocka_unit_test(a_part_is_trained_alone),
        cmocka_unit_test(asked_to_end_it_says_try_again),
    };
    return cmocka_run_group_tests(tests, trained_sweep_open, trained_sweep_close);
}

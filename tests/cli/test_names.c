/* Names and texts from anywhere: every command takes the same names, and none lets a text command the
 * terminal. */
#include "tests/cli/trained_sweep.h"

static void sql(void **state, const char *db, const char *text)
{
    char command[1200];
    snprintf(command, sizeof command, "cd '%s' && sqlite3 %s \"%s\"", (char *)*state, db, text);
    assert_int_equal(system(command), 0);
}

/* No character but the end of a line and the tab moves anything. */
static void check_shown(void **state, const char *words)
{
    const struct child_result *result = run_command(state, words);
    const char *const text[] = {result->out, result->err};
    if (result->exit < 0)
        fail_msg("%s: signal %d", words, -result->exit);
    for (int i = 0; i < 2; i++)
        for (const char *c = text[i]; *c; c++)
            if ((unsigned char)*c < ' ' && *c != '\n' && *c != '\t')
                fail_msg("%s: shows character %d: %s", words, *c, text[i]);
}

static void texts_of_a_database_do_not_command_the_terminal(void **state)
{
    static const char *const words[] = {"list",
                                        "status",
                                        "status small",
                                        "status wild",
                                        "verdict",
                                        "verdict small",
                                        "show 1",
                                        "show 13",
                                        "show 1 --json",
                                        "compare 1 2",
                                        "compare 1 2 --json",
                                        "verify 1",
                                        "check small.yaml"};
    char line[100];
    run_command(state, "publish bad.db --db lab.db");
    sql(state, "bad.db",
        "CREATE TEMP TABLE t AS SELECT char(27) || '[31m' || char(7) || char(155) AS e;"
        "UPDATE run SET detail = (SELECT e FROM t), host = (SELECT e FROM t), processor = (SELECT "
        "e "
        "FROM t), build = (SELECT e FROM t), libraries = (SELECT e FROM t), revision = (SELECT e "
        "FROM "
        "t), started = (SELECT e FROM t), ended = (SELECT e FROM t);"
        "UPDATE run SET cell = replace(cell, '\\\"start.from\\\":\\\"\\\"', "
        "'\\\"start.from\\\":\\\"\\\\u001b[31m' || id || '\\\"');"
        "UPDATE layer_name SET name = (SELECT e FROM t) || layer;"
        "UPDATE experiment SET claim = (SELECT e FROM t), question = (SELECT e FROM t);"
        "INSERT INTO verdict_row (experiment, place, claim, expectation, verdict, statistic, "
        "holds, seeds, p) SELECT 'small', 99, e, e, 'supported', e, 1, 5, 0.5 FROM t;");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        snprintf(line, sizeof line, "%s --db bad.db", words[i]);
        check_shown(state, line);
    }
}

static void words_of_a_command_line_do_not_either(void **state)
{
    static const char *const words[] = {
        "\033[31m",
        "help \033[31m",
        "status --\033[31m",
        "status --db \033[31m.db",
        "status \033[31m --db lab.db",
        "verdict \033[31m --db lab.db",
        "show \033[31m --db lab.db",
        "show small seed=\033[31m --db lab.db",
        "compare \033[31m 1 --db lab.db",
        "run \033[31m.yaml --db lab.db",
        "run small.yaml --depth \033[31m --db lab.db",
        "check \033[31m",
        "plot \033[31m --db lab.db",
        "plot small.yaml \033[31m --db lab.db",
        "report \033[31m --db lab.db -o r.html",
        "export \033[31m --db lab.db",
        "export final --experiment \033[31m --db lab.db",
        "model --block \033[31m",
        "data check \033[31m",
        "probe \033[31m small --db lab.db",
        "import \033[31m",
        "eval \033[31m --db lab.db",
        "verify \033[31m --db lab.db",
        "publish \033[31m/x.db --db lab.db",
        "recover --db \033[31m.db",
        "prune \033[31m --db lab.db",
        "gradcheck \033[31m",
        "list \033[31m",
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        check_shown(state, words[i]);
}

/* An experiment's name, its file, the file's path: `run` takes them all. */
static void what_one_command_takes_all_do(void **state)
{
    static const char *const words[] = {
        "run %s --db lab.db",
        "check %s --db lab.db",
        "status %s --db lab.db",
        "show %s block=plain depth=2 seed=1 --db lab.db",
        "plot %s --db lab.db --format svg",
        "report %s --db lab.db -o r.html",
        "export final --experiment %s --db lab.db",
        "eval %s block=plain depth=2 seed=1 --db lab.db",
        "verify %s --runs 1 --db lab.db",
        "probe rank %s block=plain depth=2 seed=1 --db lab.db",
        "data export %s block=plain depth=2 seed=1 --db lab.db --output seen%d",
    };
    static const char *const name[] = {"small", "experiments/small.yaml",
                                       "./experiments/small.yaml"};
    char line[200];
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        for (int k = 0; k < 3; k++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
            snprintf(line, sizeof line, words[i], name[k], k);
#pragma GCC diagnostic pop
            assert_prints(run_command(state, line), 0, out, "");
        }
    for (int k = 0; k < 3; k++) {
        snprintf(line, sizeof line, "verdict %s --db lab.db", name[k]);
        assert_prints(run_command(state, line), 65, err, "small has no statements to judge");
    }
}

static void what_is_no_name_is_none_to_any_command(void **state)
{
    static const char *const words[] = {"run übung.yaml --db lab.db",
                                        "check übung.yaml --db lab.db",
                                        "plot übung.yaml --db lab.db",
                                        "report übung.yaml --db lab.db",
                                        "verdict übung.yaml --db lab.db",
                                        "status übung.yaml --db lab.db",
                                        "export final --experiment übung.yaml --db lab.db"};
    write_file(*state, "übung.yaml", trained_sweep_spec);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const struct child_result *result = run_command(state, words[i]);
        if (!result->exit || !strstr(result->err, "letters, digits, -, _ and ."))
            fail_msg("%s: exit %d: %s", words[i], result->exit, result->err);
    }
    assert_prints(run_command(state, "status a;b/x.yaml --db lab.db"), 2, err,
                  "depthlab run 'a;b/x.yaml'");
}

static void a_database_is_a_file(void **state)
{
    static const char *const reader[] = {"status", "list",         "verdict",
                                         "show 1", "export final", "prune",
                                         "verify", "publish x.db", "recover"};
    char line[100];
    for (size_t i = 0; i < sizeof reader / sizeof *reader; i++) {
        snprintf(line, sizeof line, "%s --db=", reader[i]);
        assert_prints(run_command(state, line), 2, err, "--db takes a value, not an empty one");
        snprintf(line, sizeof line, "%s --db :memory:", reader[i]);
        assert_prints(run_command(state, line), 2, err, "--db takes a file");
        snprintf(line, sizeof line, "%s --db .", reader[i]);
        assert_prints(run_command(state, line), 65, err, ". is a folder, and no database");
    }
    assert_prints(run_command(state, "run small.yaml --db="), 2, err, "not an empty one");
    assert_prints(run_command(state, "run small.yaml --db :memory:"), 2, err, "--db takes a file");
    assert_prints(run_command(state, "run small.yaml --db ."), 65, err, "is a folder");
}

static int lab_open(void **state)
{
    char command[400];
    trained_sweep_open(state);
    snprintf(command, sizeof command, "mkdir '%s/experiments' && cp -r plots '%s'", (char *)*state,
             (char *)*state);
    if (system(command))
        return -1;
    write_file(*state, "experiments/small.yaml", trained_sweep_spec);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_of_a_database_do_not_command_the_terminal),
        cmocka_unit_test(words_of_a_command_line_do_not_either),
        cmocka_unit_test(what_one_command_takes_all_do),
        cmocka_unit_test(what_is_no_name_is_none_to_any_command),
        cmocka_unit_test(a_database_is_a_file),
    };
    return cmocka_run_group_tests(tests, lab_open, trained_sweep_close);
}

/* The scripts that keep the house in order refuse what they must refuse. */
#include "tests/support/check.h"

struct answer {
    int code;
    char text[4096];
};

/* Run a command in the folder; its output and exit code. */
static struct answer shell(const char *command, const char *folder)
{
    struct answer a = {0};
    char line[4096];
    snprintf(line, sizeof line, "( D=%s; %s ) 2>&1", folder, command);
    FILE *pipe = popen(line, "r");
    assert_non_null(pipe);
    a.text[fread(a.text, 1, sizeof a.text - 1, pipe)] = '\0';
    int status = pclose(pipe);
    a.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return a;
}

static void write_file(const char *folder, const char *path, const char *text)
{
    char line[4096];
    snprintf(line, sizeof line, "mkdir -p $(dirname $D/%s) && cat >$D/%s <<'EOT'\n%s\nEOT\n", path,
             path, text);
    assert_int_equal(shell(line, folder).code, 0);
}

/* What layers.sh says of one file with one line in it. */
static struct answer layers(const char *path, const char *text)
{
    char *folder = temp_dir();
    write_file(folder, path, text);
    struct answer a = shell("tests/support/layers.sh $D", folder);
    remove_dir(folder);
    return a;
}

static void check_allowed(const char *path, const char *text)
{
    struct answer a = layers(path, text);
    assert_string_equal(a.text, "");
    assert_int_equal(a.code, 0);
}

static void check_refused(const char *path, const char *text)
{
    struct answer a = layers(path, text);
    char place[200];
    snprintf(place, sizeof place, "%s:1: ", path);
    assert_int_equal(strncmp(a.text, place, strlen(place)), 0);
    assert_int_not_equal(a.code, 0);
}

static void layers_lets_a_file_see_its_own_layer_and_lower(void **state)
{
    (void)state;
    check_allowed("lab/op/a.c", "#include \"lab/op/op.h\"");
    check_allowed("lab/op/a.c", "#include \"lab/grad/graph.h\"");
    check_allowed("lab/train/a.c", "#include \"lab/data/data.h\"");
    check_allowed("lab/figure/a.c", "#include \"lab/store/store.h\"");
    check_allowed("lab/run/a.c", "#include \"lab/train/train.h\"");
    check_allowed("lab/base/a.c", "#include <string.h>");
}

static void layers_refuses_to_look_up_or_across(void **state)
{
    (void)state;
    check_refused("lab/op/a.c", "#include \"lab/net/network.h\"");
    check_refused("lab/base/a.h", "#include \"lab/grad/graph.h\"");
    check_refused("lab/data/a.c", "#include \"lab/grad/graph.h\"");
    check_refused("lab/train/a.c", "#include \"lab/store/store.h\"");
    check_refused("lab/store/a.c", "  # include \"lab/train/train.h\"");
    check_refused("lab/run/a.c", "#include \"lab/cli/command.h\"");
    check_refused("lab/op/a.c", "#include \"op.h\"");
    check_refused("lab/attic/a.c", "int x;");
}

static void layers_keeps_each_library_behind_one_layer(void **state)
{
    (void)state;
    check_allowed("lab/store/a.c", "#include <sqlite3.h>");
    check_allowed("lab/data/csv.c", "#include <csv.h>");
    check_refused("lab/train/a.c", "#include <sqlite3.h>");
    check_refused("lab/cli/a.c", "#include <sqlite3.h>");
    check_refused("lab/store/a.c", "#include <yaml.h>");
    check_refused("lab/data/idx.c", "#include <csv.h>");
    check_refused("lab/store/a.c", "#include <zlib.h>");
    check_refused("lab/op/a.c", "#include <lapacke.h>");
}

static void layers_lets_only_commands_print_or_exit(void **state)
{
    (void)state;
    check_allowed("lab/cli/a.c", "void f(void) { printf(\"x\"); exit(1); }");
    check_allowed("lab/op/a.c", "int n = snprintf(text, 3, \"x\"); /* never prints or exits */");
    check_refused("lab/op/a.c", "void f(void) { printf(\"x\"); }");
    check_refused("lab/op/a.c", "void f(void) { fputs(\"x\", stderr); }");
    check_refused("lab/op/a.c", "void f(void) { if (x) exit (1); }");
    check_refused("lab/op/a.c", "void f(void) { abort(); }");
}

static void mirror_asks_for_the_test_of_each_source(void **state)
{
    (void)state;
    char *folder = temp_dir();
    write_file(folder, "lab/op/relu.c", "");
    write_file(folder, "lab/op/op.h", "");
    struct answer a = shell("tests/support/mirror.sh $D", folder);
    assert_int_equal(a.code, 1);
    assert_non_null(strstr(a.text, "tests/op/test_relu.c"));
    write_file(folder, "tests/op/test_relu.c", "");
    assert_int_equal(shell("tests/support/mirror.sh $D", folder).code, 0);
    remove_dir(folder);
}

static void a_test_that_fails_or_dies_or_does_nothing_is_counted(void **state)
{
    (void)state;
    char *folder = temp_dir();
    write_file(folder, "good", "#!/bin/sh\necho '[       OK ] a'; echo '[       OK ] b'");
    write_file(folder, "bad",
               "#!/bin/sh\necho '[       OK ] a'; echo '[  FAILED  ] b'\n"
               "echo '[  FAILED  ] 1 test(s), listed below:'\n"
               "echo '[  FAILED  ] b'; exit 1");
    write_file(folder, "dies", "#!/bin/sh\necho '[       OK ] a'; kill -6 $$");
    write_file(folder, "idle", "#!/bin/sh\n");
    write_file(folder, "skips", "#!/bin/sh\necho 'skipped: no tool'; echo '[  SKIPPED ] a'");
    struct answer a = shell("chmod +x $D/*; tests/support/run-tests.sh $D/good $D/skips", folder);
    assert_int_equal(a.code, 0);
    assert_non_null(strstr(a.text, "skipped: no tool\n2 passed, 0 failed\n"));
    a = shell("tests/support/run-tests.sh $D/idle $D/bad $D/dies $D/good", folder);
    assert_int_equal(a.code, 1);
    assert_non_null(strstr(a.text, "\n4 passed, 3 failed\n"));
    a = shell("tests/support/run-tests.sh", folder);
    assert_int_equal(a.code, 1);
    assert_string_equal(a.text, "0 passed, 0 failed\n");
    remove_dir(folder);
}

static void the_table_of_the_article_follows_the_verdicts(void **state)
{
    (void)state;
    char *folder = temp_dir();
    write_file(
        folder, "experiments/article.txt",
        "# prose\nIt rains\n+ a: it's wet, \"really\"\n- a: it is dry\n\nIt snows\n- a: it's wet, "
        "\"really\"\n\nIt thaws\n* b\n+ a: cold\n\nIt hails\n+ a: not there\n* c");
    write_file(folder, "results/reference/verdict.csv",
               "\"experiment\",\"expectation\",\"verdict\"\n\"a\",\"it's wet, "
               "\"\"really\"\"\",\"supported\"\n"
               "\"a\",\"it is dry\",\"not supported\"\n\"a\",\"cold\",\"not supported\"\n"
               "\"b\",\"x\",\"supported\"\n\"b\",\"y\",\"inconclusive\"");
    write_file(folder, "README.md",
               "before\n\n| the article says | b | c |\n|---|\n| old |\n\nafter");
    const char *run = "s=$PWD/tests/support/article.sh; cd $D && $s";
    assert_int_equal(shell(run, folder).code, 0);
    struct answer a = shell("cat $D/README.md", folder);
    assert_string_equal(a.text,
                        "before\n\n| the article says | b | c |\n|---|\n"
                        "| It rains | `a` | **holds** (2 of 2 statements) |\n"
                        "| It snows | `a` | **refuted** (1 of 1 statements) |\n"
                        "| It thaws | `b`, `a` | **in part** (1 for it, 1 against, 1 open) |\n"
                        "| It hails | `a`, `c` | not in the reference yet |\n\nafter\n");
    run = "s=$PWD/tests/support/article.sh; cd $D && $s check";
    assert_int_equal(shell(run, folder).code, 0);
    a = shell("sed -i s/inconclusive/supported/ $D/results/reference/verdict.csv", folder);
    a = shell(run, folder);
    assert_int_equal(a.code, 1);
    assert_non_null(strstr(a.text, "(2 for it, 1 against)"));
    /* once statements are judged on seeds of their own, that is what counts */
    a = shell("sed -i 's/\"verdict\"/\"verdict\",\"stands\"/; "
              "s/supported\"$/supported\",\"unconfirmed\"/' "
              "$D/results/reference/verdict.csv",
              folder);
    assert_non_null(strstr(shell(run, folder).text, "**not confirmed** (2 statements)"));
    write_file(folder, "README.md", "no table");
    assert_int_equal(shell(run, folder).code, 1);
    remove_dir(folder);
}

static void sql_becomes_the_same_text_in_c(void **state)
{
    (void)state;
    char *folder = temp_dir();
    write_file(folder, "migrate-2.sql", "SELECT \"a\\b\" -- it's");
    write_file(folder, "main.c",
               "#include \"sql.h\"\n#include <stdio.h>\n"
               "int main(void) { fputs(migrate_2_sql, stdout); }");
    struct answer a = shell("tests/support/embed.sh $D/migrate-2.sql >$D/sql.h && "
                            "cc -Wall -Werror -o $D/a $D/main.c && $D/a | cmp - $D/migrate-2.sql",
                            folder);
    assert_string_equal(a.text, "");
    assert_int_equal(a.code, 0);
    remove_dir(folder);
}

static void a_promise_that_failed_or_was_not_tried_is_an_error(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        int code;
    } of[] = {{"promise|3|0|kept", 0}, {"promise|3|1|broken", 1}, {"promise|0|0|not tried", 1}};
    char *folder = temp_dir();
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        write_file(folder, "log", of[i].row);
        struct answer a = shell("tests/support/promises.sh $D/log", folder);
        assert_int_equal(a.code, of[i].code);
        assert_non_null(strstr(a.text, strrchr(of[i].row, '|') + 1));
    }
    remove_dir(folder);
}

/* The files that a release is made of name one version. */
static void the_version_is_the_same_everywhere(void **state)
{
    (void)state;
    struct answer a =
        shell("grep -h -o -m1 '[0-9]\\+\\.[0-9]\\+\\.[0-9]\\+' lab/cli/cli.h CHANGELOG.md "
              ".debian/changelog && sed -n 's/^version: //p' CITATION.cff",
              ".");
    assert_int_equal(a.code, 0);
    const char *first = strtok(a.text, "\n"), *next;
    int files = 1;
    for (; (next = strtok(NULL, "\n")); files++)
        assert_string_equal(next, first);
    assert_int_equal(files, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layers_lets_a_file_see_its_own_layer_and_lower),
        cmocka_unit_test(layers_refuses_to_look_up_or_across),
        cmocka_unit_test(layers_keeps_each_library_behind_one_layer),
        cmocka_unit_test(layers_lets_only_commands_print_or_exit),
        cmocka_unit_test(mirror_asks_for_the_test_of_each_source),
        cmocka_unit_test(a_test_that_fails_or_dies_or_does_nothing_is_counted),
        cmocka_unit_test(the_table_of_the_article_follows_the_verdicts),
        cmocka_unit_test(sql_becomes_the_same_text_in_c),
        cmocka_unit_test(a_promise_that_failed_or_was_not_tried_is_an_error),
        cmocka_unit_test(the_version_is_the_same_everywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Children: what they print, read and end with. */
#include "lab/base/program.h"
#include "tests/support/descriptors.h"

static struct program_answer sh(const char *line, const char *in, struct failure *failure)
{
    const char *const words[] = {"sh", "-c", line, NULL};
    struct program_answer a;
    program_run(&(struct program_order){.words = words, .in = in}, &a, failure);
    return a;
}

static void what_it_prints_and_its_exit_code_come_back(void **state)
{
    (void)state;
    struct failure failure = {0};
    const struct program_answer a = sh("echo a; echo b >&2; exit 3", NULL, &failure);
    assert_string_equal(a.text, "a\nb");
    assert_int_equal(a.exit, 3);
    assert_int_equal(sh("kill -9 $$", NULL, &failure).exit, 128 + 9);
    assert_int_equal(failure.status, STATUS_OK);
}

static void it_reads_the_file_or_nothing(void **state)
{
    (void)state;
    struct failure failure = {0};
    assert_string_equal(sh("head -n 1", "lab/base/program.c", &failure).text,
                        "#include \"lab/base/program.h\"");
    assert_string_equal(sh("cat", NULL, &failure).text, "");
}

static void the_beginning_of_much_is_kept(void **state)
{
    (void)state;
    struct failure failure = {0};
    const struct program_answer a = sh("yes | head -c 1000000", NULL, &failure);
    assert_int_equal(a.exit, 0);
    assert_in_range(strlen(a.text), sizeof a.text - 2, sizeof a.text - 1);
}

static void one_that_is_not_there_is_named(void **state)
{
    (void)state;
    struct failure failure = {0};
    const char *const words[] = {"no-such-program", NULL};
    struct program_answer a;
    assert_int_equal(program_run(&(struct program_order){.words = words}, &a, &failure),
                     STATUS_FAILED);
    assert_non_null(
        strstr(failure.message, "No such file or directory (Debian: apt install no-such"));
}

static void why_it_cannot_be_started_is_said(void **state)
{
    struct failure failure = {0};
    (void)state;
    const struct rlimit before = descriptors_left(2); /* for the pipe alone */
    sh("true", NULL, &failure);
    setrlimit(RLIMIT_NOFILE, &before);
    assert_int_equal(failure.status, STATUS_FAILED);
    assert_non_null(strstr(failure.message, "sh cannot be started: Too many open files"));
}

static void it_works_in_its_folder_and_surroundings(void **state)
{
    (void)state;
    struct failure failure = {0};
    struct program_answer a;
    const char *const words[] = {"sh", "-c", "echo $PLACE; pwd", NULL};
    const struct program_order order = {
        .words = words,
        .folder = "/",
        .environment = (const char *const[]){"PLACE", "of its own", NULL}};
    assert_int_equal(program_run(&order, &a, &failure), STATUS_OK);
    assert_string_equal(a.text, "of its own\n/");
    assert_null(getenv("PLACE"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_it_prints_and_its_exit_code_come_back),
        cmocka_unit_test(it_reads_the_file_or_nothing),
        cmocka_unit_test(the_beginning_of_much_is_kept),
        cmocka_unit_test(one_that_is_not_there_is_named),
        cmocka_unit_test(why_it_cannot_be_started_is_said),
        cmocka_unit_test(it_works_in_its_folder_and_surroundings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A file is whole or as it was before: seen through `export -o`. */
#include "tests/cli/trained_sweep.h"
#include <dirent.h>
#include <sys/stat.h>

static const char *path_of(void **state, const char *name)
{
    static char path[300];
    snprintf(path, sizeof path, "%s/%s", (char *)*state, name);
    return path;
}

/* Files in the folder whose name begins like this. */
static int count(void **state, const char *begin)
{
    int n = 0;
    DIR *folder = opendir(*state);
    for (struct dirent *e; (e = readdir(folder));)
        n += !strncmp(e->d_name, begin, strlen(begin));
    closedir(folder);
    return n;
}

static void a_file_is_replaced_and_nothing_else_is_left(void **state)
{
    char text[64];
    write_file(*state, "a.csv", "before");
    assert_prints(run_command(state, "export final -o a.csv --db lab.db"), 0, out, "");
    read_file(path_of(state, "a.csv"), text, sizeof text);
    assert_int_equal(strncmp(text, "\"run\"", 5), 0);
    assert_int_equal(count(state, "a.csv"), 1);
}

/* A slip of -o: the file that the page is of. */
static void a_spec_is_never_replaced(void **state)
{
    struct stat before, after;
    assert_int_equal(stat(path_of(state, "small.yaml"), &before), 0);
    assert_prints(run_command(state, "report small.yaml -o small.yaml --db lab.db"), 73, err,
                  "small.yaml is an experiment's file: name another file\n");
    assert_prints(run_command(state, "export final -o small.yaml --db lab.db"), 73, err,
                  "small.yaml is an experiment's file: name another file\n");
    assert_int_equal(stat(path_of(state, "small.yaml"), &after), 0);
    assert_true(before.st_ino == after.st_ino && before.st_size == after.st_size);
}

/* Report begins to write before it finds that there is no such experiment. */
static void a_failure_leaves_what_was_there(void **state)
{
    char text[64];
    write_file(*state, "b.html", "before");
    assert_prints(run_command(state, "report nothing.yaml -o b.html --db lab.db"), 65, err,
                  "nothing.yaml");
    read_file(path_of(state, "b.html"), text, sizeof text);
    assert_string_equal(text, "before");
    assert_int_equal(count(state, "b.html"), 1);
}

static void what_is_no_ordinary_file_is_written_as_it_is(void **state)
{
    struct stat info;
    assert_prints(run_command(state, "export final -o /dev/null --db lab.db"), 0, out, "");
    assert_int_equal(stat("/dev/null", &info), 0);
    assert_true(S_ISCHR(info.st_mode));
    char link[300], text[64];
    snprintf(link, sizeof link, "%s", path_of(state, "link.csv"));
    write_file(*state, "far.csv", "before");
    assert_int_equal(symlink("far.csv", link), 0);
    assert_prints(run_command(state, "export final -o link.csv --db lab.db"), 0, out, "");
    assert_int_equal(lstat(link, &info), 0);
    assert_true(S_ISLNK(info.st_mode));
    read_file(path_of(state, "far.csv"), text, sizeof text);
    assert_int_equal(strncmp(text, "\"run\"", 5), 0);
    if (!access("/dev/full", W_OK))
        assert_prints(run_command(state, "export final -o /dev/full --db lab.db"), 74, err,
                      "No space left");
}

static void where_nothing_can_be_made_it_says_so(void **state)
{
    assert_prints(run_command(state, "export final -o nowhere/a.csv --db lab.db"), 73, err,
                  "nowhere/a.csv");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_replaced_and_nothing_else_is_left),
        cmocka_unit_test(a_spec_is_never_replaced),
        cmocka_unit_test(a_failure_leaves_what_was_there),
        cmocka_unit_test(what_is_no_ordinary_file_is_written_as_it_is),
        cmocka_unit_test(where_nothing_can_be_made_it_says_so),
    };
    return cmocka_run_group_tests(tests, trained_sweep_open, trained_sweep_close);
}

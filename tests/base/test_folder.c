#include "lab/base/folder.h"
#include "tests/support/check.h"
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena arena;
static struct failure failure;

static const char *name_of(const char *path)
{
    const char *name = folder_of_file(&arena, path, &failure);
    assert_string_equal(failure.message, "");
    return name;
}

static void touch(const char *path)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fclose(file);
}

static void all_levels_are_made_and_what_is_there_stays(void **state)
{
    (void)state;
    struct stat s;
    assert_int_equal(folder_make(&arena, "a/b/c", &failure), STATUS_OK);
    touch("a/b/c/file");
    assert_int_equal(folder_make(&arena, "a/b/c", &failure), STATUS_OK);
    assert_int_equal(stat("a/b/c/file", &s), 0);
    struct failure wrong = {0};
    assert_int_equal(folder_make(&arena, "a/b/c/file/d", &wrong), STATUS_CREATE);
    assert_non_null(strstr(wrong.message, "a/b/c/file/d: "));
    wrong = (struct failure){0};
    assert_int_equal(folder_make(&arena, "", &wrong), STATUS_CREATE);
    wrong = (struct failure){0};
    if (access("/sys/kernel", F_OK))
        return;
    assert_int_equal(folder_make(&arena, "/sys/kernel/a/b", &wrong), STATUS_CREATE);
    assert_null(strstr(wrong.message, "No such file")); /* that is what became of b */
}

static void a_file_has_one_name_however_it_is_reached(void **state)
{
    (void)state;
    folder_make(&arena, "runs", &failure);
    touch("runs/may.db");
    assert_int_equal(symlink("runs/may.db", "link.db"), 0);
    assert_string_equal(name_of("runs/may.db"), "db+runs+may.db");
    assert_string_equal(name_of("./runs/../runs/may.db"), "db+runs+may.db");
    assert_string_equal(name_of("link.db"), "db+runs+may.db");
}

/* Of the name the path can be read again: those that once were one are told apart. */
static void two_files_have_two_names(void **state)
{
    (void)state;
    static const char *const path[] = {"x/a/b.db",    "x/a-b.db",   "x/a+b.db",     "x/a%2Bb.db",
                                       "x/a/+b.db",   "x/a+/b.db",  "x/a%b.db",     "x/a/b/c.db",
                                       "x/db+a.db",   "x/a b.db",   "x/a-/b.db",    "x/.a.db",
                                       "../outer.db", "x/outer.db", "x/../outer.db"};
    enum { PATHS = sizeof path / sizeof *path };
    const char *name[PATHS];
    for (int i = 0; i < PATHS; i++) {
        char folder[100];
        snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(path[i], '/') - path[i]), path[i]);
        folder_make(&arena, folder, &failure);
        touch(path[i]);
        name[i] = name_of(path[i]);
        assert_null(strchr(name[i], '/'));
        for (int k = 0; k < i; k++)
            assert_string_not_equal(name[i], name[k]);
    }
    assert_int_equal(strncmp(name[12], "db++", 4), 0);
}

static char *outer;

static int open_folder(void **state)
{
    (void)state;
    outer = temp_dir();
    arena_open(&arena, 1 << 20);
    return chdir(outer) || mkdir("here", 0777) || chdir("here");
}

static int close_folder(void **state)
{
    (void)state;
    arena_close(&arena);
    remove_dir(outer);
    return chdir("/");
}

static void a_long_or_hostile_path_is_a_word_too(void **state)
{
    (void)state;
    char path[900] = "/", other[900];
    for (int i = 0; i < 40; i++)
        strcat(path, "a-long-folder-name/");
    snprintf(other, sizeof other, "%sb", path);
    strcat(path, "a");
    assert_true(strlen(name_of(path)) <= 200);
    assert_string_not_equal(name_of(path), name_of(other));
    assert_string_equal(name_of("a\nb\033+"), "db+a%0Ab%1B%2B");
}

static void names_are_of_one_ending_and_in_order(void **state)
{
    (void)state;
    struct failure wrong = {0};
    assert_int_equal(folder_make(&arena, "named", &failure), STATUS_OK);
    touch("named/b.sql");
    touch("named/a.sql");
    touch("named/c.gp");
    touch("named/.d.sql");
    touch("named/.sql");
    const char **name = folder_names(&arena, "named", ".sql", &failure);
    assert_string_equal(name[0], "a");
    assert_string_equal(name[1], "b");
    assert_null(name[2]);
    assert_null(*folder_names(&arena, "nowhere", ".sql", &failure));
    assert_int_equal(failure.status, STATUS_OK);
    assert_null(folder_names(&arena, "named/c.gp", ".sql", &wrong));
    assert_int_equal(wrong.status, STATUS_DISK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_levels_are_made_and_what_is_there_stays),
        cmocka_unit_test(a_file_has_one_name_however_it_is_reached),
        cmocka_unit_test(two_files_have_two_names),
        cmocka_unit_test(a_long_or_hostile_path_is_a_word_too),
        cmocka_unit_test(names_are_of_one_ending_and_in_order),
    };
    return cmocka_run_group_tests(tests, open_folder, close_folder);
}

/* A file is replaced at once, and what dead writers left goes, that alone. */
#include "lab/base/atomic_file.h"
#include "tests/support/check.h"
#include <dirent.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

static struct arena arena;
static char *folder;

static const char *path_of(const char *name)
{
    return arena_printf(&arena, "%s/%s", folder, name);
}

static void put(const char *name, const char *text)
{
    FILE *file = fopen(path_of(name), "w");
    assert_true(file && fputs(text, file) >= 0 && !fclose(file));
}

static void check_text(const char *name, const char *wanted)
{
    char text[64] = "";
    FILE *file = fopen(path_of(name), "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    assert_string_equal(text, wanted);
}

static int files(void)
{
    int n = 0;
    DIR *d = opendir(folder);
    for (struct dirent *e; (e = readdir(d));)
        n += e->d_name[0] != '.';
    closedir(d);
    return n;
}

static void no_reader_sees_half_of_it(void **state)
{
    (void)state;
    struct failure failure = {0};
    struct atomic_file out;
    put("a", "before");
    assert_int_equal(atomic_file_open(&arena, path_of("a"), &out, &failure), STATUS_OK);
    fputs("after", out.file);
    fflush(out.file);
    check_text("a", "before");
    assert_int_equal(atomic_file_close(&out, &failure), STATUS_OK);
    check_text("a", "after");
    assert_int_equal(files(), 1);
}

static void a_failure_leaves_what_was_there(void **state)
{
    (void)state;
    struct failure failure = {0};
    struct atomic_file out;
    assert_int_equal(atomic_file_open(&arena, path_of("a"), &out, &failure), STATUS_OK);
    fputs("half", out.file);
    fail(&failure, STATUS_DATA, "wrong");
    assert_int_equal(atomic_file_close(&out, &failure), STATUS_DATA);
    check_text("a", "after");
    assert_int_equal(files(), 1);
}

/* As a disk that is far away may, at last. */
static void what_cannot_be_closed_is_a_failure(void **state)
{
    (void)state;
    struct failure failure = {0};
    struct atomic_file out;
    assert_int_equal(atomic_file_open(&arena, "/dev/null", &out, &failure), STATUS_OK);
    close(fileno(out.file));
    assert_int_equal(atomic_file_close(&out, &failure), STATUS_DISK);
    assert_non_null(strstr(failure.message, "/dev/null: cannot be written: "));
}

/* A published copy is; what is no whole head is none. */
static void a_database_is_never_replaced(void **state)
{
    static const char head[] = "SQLite format 3";
    static const struct {
        const char *name;
        size_t bytes;
        mode_t mode;
        bool copy, kept;
    } file[] = {
        {"runs", sizeof head, 0644, false, true},      {"runs", sizeof head, 0644, true, true},
        {"link", sizeof head, 0644, false, true}, /* to `runs` */
        {"public", sizeof head, 0444, false, true},    {"public", sizeof head, 0444, true, false},
        {"short", sizeof head - 1, 0644, false, false}};
    (void)state;
    for (size_t i = 0; i < sizeof file / sizeof *file; i++) {
        const char *path = path_of(file[i].name);
        struct failure failure = {0};
        struct atomic_file out;
        char text[sizeof head] = "";
        if (strcmp(file[i].name, "link")) {
            FILE *made = fopen(path, "w");
            assert_int_equal(fwrite(head, 1, file[i].bytes, made), file[i].bytes);
            fclose(made);
            chmod(path, file[i].mode);
        } else {
            assert_int_equal(symlink("runs", path), 0);
        }
        if ((file[i].copy ? atomic_file_open_copy : atomic_file_open)(&arena, path, &out,
                                                                      &failure) == STATUS_OK)
            fputs("other", out.file);
        atomic_file_close(&out, &failure);
        assert_int_equal(failure.status, file[i].kept ? STATUS_CREATE : STATUS_OK);
        FILE *now = fopen(path, "r");
        fread(text, 1, sizeof text, now);
        fclose(now);
        assert_int_equal(!memcmp(text, head, sizeof head), file[i].kept);
    }
    for (size_t i = 0; i < sizeof file / sizeof *file; i++)
        unlink(path_of(file[i].name));
}

/* What a sweep that was killed has stored may be there alone. */
static void a_log_of_commits_is_never_replaced(void **state)
{
    static const char *const head[] = {"\x37\x7f\x06\x82 and all its pages",
                                       "\x37\x7f\x06\x83 and all its pages"};
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct failure failure = {0};
        struct atomic_file out;
        put("x.db-wal", head[i]);
        assert_int_equal(atomic_file_open(&arena, path_of("x.db-wal"), &out, &failure),
                         STATUS_CREATE);
        unlink(path_of("x.db-wal"));
    }
}

/* A process that has begun to write; killed, it leaves its file. */
static pid_t writer(const char *name)
{
    int ready[2];
    char byte;
    assert_int_equal(pipe(ready), 0);
    const pid_t child = fork();
    if (!child) {
        struct failure failure = {0};
        struct atomic_file out;
        atomic_file_open(&arena, path_of(name), &out, &failure);
        fputs("half", out.file);
        fflush(out.file);
        if (write(ready[1], "", 1) == 1)
            pause();
        _exit(1);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    close(ready[1]);
    return child;
}

static void what_dead_writers_left_goes_with_the_next_file_of_the_folder(void **state)
{
    (void)state;
    struct failure failure = {0};
    struct atomic_file out;
    const pid_t dead = writer("b"), living = writer("c");
    kill(dead, SIGKILL);
    waitpid(dead, NULL, 0);
    put("d.12", "another program's");
    put("d.depthlab", "somebody's");
    put("12.depthlab", "somebody's");
    put(".12.depthlab", "somebody's"); /* not among files() */
    assert_int_equal(files(), 6);
    assert_int_equal(atomic_file_open(&arena, path_of("e"), &out, &failure), STATUS_OK);
    assert_int_equal(atomic_file_close(&out, &failure), STATUS_OK);
    assert_int_equal(files(), 6); /* e is there, and b's half is gone */
    assert_int_not_equal(access(path_of(arena_printf(&arena, "b.%d.depthlab", dead)), F_OK), 0);
    check_text(arena_printf(&arena, "c.%d.depthlab", living), "half");
    check_text(".12.depthlab", "somebody's");
    kill(living, SIGKILL);
    waitpid(living, NULL, 0);
}

/* In a child that then ends as a signal would end it. */
static void what_is_forgotten_is_gone_and_others_stay(void **state)
{
    (void)state;
    struct failure failure = {0};
    struct atomic_file ours, journal;
    put("forgotten", "before");
    assert_int_equal(atomic_file_open(&arena, path_of("other"), &ours, &failure), STATUS_OK);
    const int before = files();
    const pid_t pid = fork();
    if (pid == 0) {
        if (atomic_file_open(&arena, path_of("forgotten"), &journal, &failure))
            _exit(1);
        fclose(fopen(arena_printf(&arena, "%s-journal", journal.temporary), "w"));
        atomic_file_forget();
        _exit(0);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    assert_int_equal(status, 0);
    assert_int_equal(files(), before);
    check_text("forgotten", "before");
    assert_int_equal(atomic_file_close(&ours, &failure), STATUS_OK);
}

static void a_dead_writer_interrupted_its_own_file_alone(void **state)
{
    (void)state;
    struct failure failure = {0};
    struct atomic_file ours;
    assert_int_equal(atomic_file_open(&arena, path_of("living"), &ours, &failure), STATUS_OK);
    put("a.1.depthlab", "");
    put("a.1.depthlab-journal", "");
    const int before = files();
    assert_true(atomic_file_interrupted(&arena, path_of("a")));
    assert_false(atomic_file_interrupted(&arena, path_of("b")));
    assert_false(atomic_file_interrupted(&arena, path_of("a.1")));
    assert_false(atomic_file_interrupted(&arena, path_of("living")));
    assert_int_equal(files(), before);
    atomic_file_clear(&arena, path_of("b"));
    assert_int_equal(files(), before - 2);
    assert_false(atomic_file_interrupted(&arena, path_of("a")));
    assert_int_equal(atomic_file_close(&ours, &failure), STATUS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_reader_sees_half_of_it),
        cmocka_unit_test(a_failure_leaves_what_was_there),
        cmocka_unit_test(what_cannot_be_closed_is_a_failure),
        cmocka_unit_test(a_database_is_never_replaced),
        cmocka_unit_test(a_log_of_commits_is_never_replaced),
        cmocka_unit_test(what_dead_writers_left_goes_with_the_next_file_of_the_folder),
        cmocka_unit_test(what_is_forgotten_is_gone_and_others_stay),
        cmocka_unit_test(a_dead_writer_interrupted_its_own_file_alone),
    };
    arena_open(&arena, SIZE_MAX);
    folder = temp_dir();
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    remove_dir(folder);
    arena_close(&arena);
    return failed;
}

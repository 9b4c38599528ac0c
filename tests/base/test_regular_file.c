/* Whatever has a name in a file system: opened, or refused without waiting. */
#include "lab/base/regular_file.h"
#include "tests/support/check.h"
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

static void a_file_is_opened_and_has_its_size(void **state)
{
    (void)state;
    struct failure failure = {0};
    uint64_t bytes = 0;
    char *dir = temp_dir(), path[100], link[100], c;
    snprintf(path, sizeof path, "%s/f", dir);
    snprintf(link, sizeof link, "%s/l", dir);
    FILE *file = fopen(path, "we");
    fputs("one", file);
    fclose(file);
    assert_int_equal(symlink(path, link), 0);
    for (int k = 0; k < 2; k++) {
        int fd = regular_file_open(k ? link : path, &bytes, &failure);
        assert_int_equal(bytes, 3);
        assert_int_equal(read(fd, &c, 1), 1);
        assert_int_equal(c, 'o');
        assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
        close(fd);
    }
    remove_dir(dir);
}

static void anything_else_is_named_at_once(void **state)
{
    (void)state;
    char *dir = temp_dir(), pipe[100], door[100], absent[100], loop[100];
    snprintf(pipe, sizeof pipe, "%s/p", dir);
    snprintf(door, sizeof door, "%s/s", dir);
    snprintf(absent, sizeof absent, "%s/a", dir);
    snprintf(loop, sizeof loop, "%s/l", dir);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%.90s", door);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(mkfifo(pipe, 0666), 0);
    assert_int_equal(symlink(loop, loop), 0);
    const struct {
        const char *path, *says;
    } known[] = {
        {dir, ": is a folder, not a file"},    {pipe, ": is a pipe, not a file"},
        {door, ": is a socket, not a file"},   {"/dev/zero", ": is a device, not a file"},
        {absent, ": cannot be read: No such"}, {loop, ": cannot be read: Too many levels"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct failure failure = {0};
        uint64_t bytes;
        assert_int_equal(regular_file_open(known[i].path, &bytes, &failure), -1);
        assert_int_equal(failure.status, STATUS_DATA);
        if (strncmp(failure.message, known[i].path, strlen(known[i].path)) ||
            !strstr(failure.message, known[i].says))
            fail_msg("`%s` says `%s`", known[i].path, failure.message);
    }
    close(fd);
    remove_dir(dir);
}

static void all_of_it_is_read_or_the_first_of_it(void **state)
{
    (void)state;
    struct failure failure = {0};
    struct arena arena;
    char *dir = temp_dir(), path[100];
    size_t bytes;
    arena_open(&arena, 1 << 10);
    snprintf(path, sizeof path, "%s/f", dir);
    FILE *file = fopen(path, "we");
    fwrite("one\0two", 1, 7, file);
    fclose(file);
    assert_memory_equal(regular_file_read(&arena, path, SIZE_MAX, &bytes, &failure), "one\0two", 8);
    assert_int_equal(bytes, 7);
    assert_string_equal(regular_file_read(&arena, path, 2, &bytes, &failure), "on");
    assert_int_equal(bytes, 2);
    assert_null(regular_file_read(&arena, dir, SIZE_MAX, &bytes, &failure));
    assert_non_null(strstr(failure.message, "is a folder"));
    failure = (struct failure){0};
    assert_int_equal(truncate(path, 1 << 10), 0); /* more than there is room for */
    assert_null(regular_file_read(&arena, path, SIZE_MAX, &bytes, &failure));
    assert_string_equal(failure.message, "out of memory");
    arena_close(&arena);
    remove_dir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_opened_and_has_its_size),
        cmocka_unit_test(anything_else_is_named_at_once),
        cmocka_unit_test(all_of_it_is_read_or_the_first_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

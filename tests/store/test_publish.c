/* The copy is one moment, whole, read-only, and takes nobody's place. */
#include "tests/store/scratch_store.h"
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

static char *file_in(struct scratch_store *d, const char *name)
{
    return arena_printf(&d->arena, "%s/%s", d->folder, name);
}

static void the_copy_is_whole_and_read_only(void **state)
{
    struct scratch_store *d = *state;
    struct stat info;
    unsigned char head[20];
    char *file = file_in(d, "a?b #'copy.db");
    for (int i = 0; i < 2; i++) { /* the second replaces the first */
        assert_int_equal(store_publish(d->store, &d->arena, file, &d->failure), STATUS_OK);
        check_ok(d);
        struct store *copy = store_open(file, true, &d->failure);
        check_ok(d);
        assert_int_equal(sql_int(copy, &d->failure, "SELECT count(*) FROM run", ""), 1 + i);
        assert_int_equal(sql_int(copy, &d->failure,
                                 "SELECT integrity_check = 'ok' FROM pragma_integrity_check", ""),
                         1);
        store_close(copy);
        scratch_new_run(d, "00000000000000bb");
    }
    assert_int_equal(stat(file, &info), 0);
    assert_int_equal(info.st_mode & 0222, 0);
    FILE *f = fopen(file, "re");
    assert_int_equal(fread(head, 1, sizeof head, f), sizeof head);
    fclose(f);
    assert_int_equal(head[18], 1); /* not WAL: a reader makes no files beside it */
}

static void a_writer_goes_on_and_its_open_rows_stay_out(void **state)
{
    struct scratch_store *d = *state;
    struct store *reader = store_open(d->file, true, &d->failure);
    sql_begin(d->store, &d->failure);
    sql_run(d->store, "UPDATE run SET steps = 7", &d->failure);
    store_publish(reader, &d->arena, file_in(d, "copy.db"), &d->failure);
    sql_end(d->store, &d->failure);
    store_close(reader);
    check_ok(d);
    struct store *copy = store_open(file_in(d, "copy.db"), true, &d->failure);
    assert_int_equal(sql_int(copy, &d->failure, "SELECT steps FROM run", ""), 0);
    store_close(copy);
    assert_int_equal(scratch_int(d, "SELECT steps FROM run"), 7);
}

static void no_database_in_use_is_replaced(void **state)
{
    struct scratch_store *d = *state;
    store_publish(d->store, &d->arena, d->file, &d->failure);
    check_failed(d, STATUS_USAGE, "is the database itself");
    assert_int_equal(link(d->file, file_in(d, "other.db")), 0);
    store_publish(d->store, &d->arena, file_in(d, "other.db"), &d->failure);
    check_failed(d, STATUS_USAGE, "is the database itself");
    struct store *other = store_open(file_in(d, "third.db"), false, &d->failure);
    check_ok(d);
    store_publish(d->store, &d->arena, file_in(d, "third.db"), &d->failure);
    check_failed(d, STATUS_BUSY, "third.db is a database in use");
    store_close(other);
    assert_int_equal(symlink("lab.db", file_in(d, "link.db")), 0);
    store_publish(d->store, &d->arena, file_in(d, "link.db"), &d->failure);
    check_failed(d, STATUS_CREATE, "link.db is no ordinary file");
    store_publish(d->store, &d->arena, file_in(d, "none/copy.db"), &d->failure);
    check_failed(d, STATUS_CREATE, "none/copy.db: No such file");
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM run"), 1);
}

/* And not to the database, whose disk may be another. */
static void want_of_room_is_the_copys(void **state)
{
    struct scratch_store *d = *state;
    struct rlimit all, few = {8192, 8192}; /* bytes of a file */
    getrlimit(RLIMIT_FSIZE, &all);
    few.rlim_max = all.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &few);
    store_publish(d->store, &d->arena, file_in(d, "copy.db"), &d->failure);
    setrlimit(RLIMIT_FSIZE, &all);
    check_failed(d, STATUS_DISK, "/copy.db: disk I/O error (File too large)");
    assert_int_not_equal(access(file_in(d, "copy.db"), F_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(the_copy_is_whole_and_read_only),
        scratch_test(a_writer_goes_on_and_its_open_rows_stay_out),
        scratch_test(no_database_in_use_is_replaced),
        scratch_test(want_of_room_is_the_copys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* One holder a run, until it lets go or dies. */
#include "tests/store/scratch_store.h"
#include <signal.h>
#include <sys/wait.h>

static void a_second_store_of_this_process_is_refused(void **state)
{
    struct scratch_store *d = *state;
    struct store *other = store_open(d->file, false, &d->failure);
    assert_int_equal(lock_take(d->store, 5, &d->failure), STATUS_OK);
    assert_true(lock_taken(other, 5));
    assert_false(lock_taken(other, 6));
    assert_int_equal(lock_take(other, 6, &d->failure), STATUS_OK);
    lock_take(other, 5, &d->failure);
    check_failed(d, STATUS_BUSY, "run 5");
    lock_drop(d->store, 5);
    assert_int_equal(lock_take(other, 5, &d->failure), STATUS_OK);
    store_close(other);
    assert_false(lock_taken(d->store, 5));
    check_ok(d);
}

static void a_process_that_dies_lets_go(void **state)
{
    struct scratch_store *d = *state;
    int ready[2];
    assert_int_equal(pipe(ready), 0);
    store_close(d->store); /* SQLite does not cross a fork */
    d->store = NULL;
    pid_t child = fork();
    if (!child) {
        struct failure failure = {0};
        struct store *store = store_open(d->file, false, &failure);
        char taken = lock_take(store, 9, &failure) == STATUS_OK;
        if (write(ready[1], &taken, 1) == 1)
            pause();
        _exit(1);
    }
    char taken = 0;
    assert_int_equal(read(ready[0], &taken, 1), 1);
    assert_int_equal(taken, 1);
    d->store = store_open(d->file, false, &d->failure);
    check_ok(d);
    assert_true(lock_taken(d->store, 9));
    lock_take(d->store, 9, &d->failure);
    check_failed(d, STATUS_BUSY, "another process");
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_false(lock_taken(d->store, 9));
    assert_int_equal(lock_take(d->store, 9, &d->failure), STATUS_OK);
    close(ready[0]);
    close(ready[1]);
}

static void locks_do_not_disturb_the_database(void **state)
{
    struct scratch_store *d = *state;
    struct store *other = store_open(d->file, false, &d->failure);
    sql_begin(d->store, &d->failure);
    lock_take(other, 5, &d->failure);
    store_close(other); /* closes the sidecar while a transaction is open */
    sql_run(d->store, "DELETE FROM sweep", &d->failure);
    struct store *third = store_open(d->file, true, &d->failure);
    check_ok(d);
    assert_int_equal(sql_int(third, &d->failure, "SELECT count(*) FROM sweep", ""), 1);
    store_close(third);
    sql_end(d->store, &d->failure);
    check_ok(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(a_second_store_of_this_process_is_refused),
        scratch_test(a_process_that_dies_lets_go),
        scratch_test(locks_do_not_disturb_the_database),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

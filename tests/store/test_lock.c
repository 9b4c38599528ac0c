/* One holder a run, until it lets go or dies. */
#include "tests/store/scratch_store.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
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

static bool has_sidecar(const struct scratch_store *d)
{
    char name[400];
    snprintf(name, sizeof name, "%s.lock", d->file);
    return !access(name, F_OK);
}

/* A class's database is named by links from many folders. */
static void a_link_has_the_locks_of_its_database(void **state)
{
    struct scratch_store *d = *state;
    char link[400];
    snprintf(link, sizeof link, "%s.link", d->file);
    assert_int_equal(symlink(d->file, link), 0);
    store_close(d->store);
    unlink(d->file);
    struct store *other = store_open(link, false, &d->failure); /* which makes it */
    d->store = store_open(d->file, false, &d->failure);
    assert_int_equal(lock_take(d->store, 5, &d->failure), STATUS_OK);
    assert_true(lock_taken(other, 5));
    assert_int_equal(lock_take(other, 5, &d->failure), STATUS_BUSY);
    check_failed(d, STATUS_BUSY, "is being trained by another process");
    store_close(other);
    unlink(link);
}

static void the_last_one_removes_the_sidecar(void **state)
{
    struct scratch_store *d = *state;
    struct store *other = store_open(d->file, false, &d->failure);
    lock_take(d->store, 5, &d->failure);
    assert_true(has_sidecar(d));
    store_close(other);
    assert_true(has_sidecar(d));
    lock_drop(d->store, 5);
    store_close(store_open(d->file, true, &d->failure));
    assert_true(has_sidecar(d)); /* who only reads leaves it */
    store_close(store_open(d->file, false, &d->failure));
    assert_false(has_sidecar(d));
    assert_int_equal(lock_take(d->store, 5, &d->failure), STATUS_OK); /* and another is made */
    assert_true(has_sidecar(d));
    check_ok(d);
}

/* The lock of one that removes the sidecar is no run's: who meets it waits. */
static void a_remover_is_not_taken_for_a_holder(void **state)
{
    struct scratch_store *d = *state;
    char name[400];
    snprintf(name, sizeof name, "%s.lock", d->file);
    assert_int_equal(lock_take(d->store, 5, &d->failure), STATUS_OK);
    lock_drop(d->store, 5);
    struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    const int remover = open(name, O_RDWR);
    assert_int_equal(fcntl(remover, F_OFD_SETLK, &all), 0);
    assert_false(lock_taken(d->store, 5));
    const pid_t child = fork();
    if (!child) {
        usleep(50000);
        unlink(name);
        _exit(0);
    }
    close(remover); /* the child has it still */
    assert_int_equal(lock_take(d->store, 5, &d->failure), STATUS_OK);
    assert_true(has_sidecar(d));
    waitpid(child, NULL, 0);
    check_ok(d);
}

/* Processes that open, lock, let go and close, over and over; the one that has the lock makes a folder, which
 * nobody else can while it is there. */
static void removing_it_lets_no_two_hold_one_lock(void **state)
{
    enum { PROCESSES = 8, ROUNDS = 400 };
    struct scratch_store *d = *state;
    char name[400];
    snprintf(name, sizeof name, "%s.held", d->file);
    for (int i = 0; i < PROCESSES; i++)
        if (!fork()) {
            struct store store = {.file = d->file, .lock = -1};
            int wrong = 0, held = 0;
            for (int k = 0; k < ROUNDS || !held; k++) {
                struct failure failure = {0};
                if (!lock_take(&store, 3, &failure)) {
                    wrong += mkdir(name, 0777);
                    usleep(50);
                    wrong += rmdir(name);
                    held++;
                    lock_drop(&store, 3);
                } else {
                    wrong += failure.status != STATUS_BUSY;
                }
                lock_close(&store);
            }
            _exit(wrong != 0);
        }
    for (int i = 0, status; i < PROCESSES; i++) {
        assert_true(wait(&status) > 0);
        assert_true(WIFEXITED(status) && !WEXITSTATUS(status));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(a_second_store_of_this_process_is_refused),
        scratch_test(a_process_that_dies_lets_go),
        scratch_test(locks_do_not_disturb_the_database),
        scratch_test(a_link_has_the_locks_of_its_database),
        scratch_test(the_last_one_removes_the_sidecar),
        scratch_test(a_remover_is_not_taken_for_a_holder),
        scratch_test(removing_it_lets_no_two_hold_one_lock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

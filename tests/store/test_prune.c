/* States that training brings back go, others stay, and the file gets smaller. */
#include "tests/store/scratch_store.h"

enum { STATE = 1 << 20 };

/* Runs with a state each: a quick one, a dear one, one on files, one that starts from a file, one that is kept,
 * one of another arithmetic. */
static void fill(struct scratch_store *d)
{
    sql_run(
        d->store,
        "DELETE FROM sweep; DELETE FROM run; INSERT INTO run (id, uuid, cell, seed, status, "
        "seconds) "
        "VALUES (1, 'a', '{\"data.checksum\":0}', 1, 'done', 60), (2, 'b', '{}', 1, 'done', 61), "
        "(3, 'c', '{\"data.checksum\":7}', 1, 'done', 1), "
        "(4, 'd', '{\"start.checksum\":7}', 1, 'done', 1), (5, 'e', '{\"x\":1}', 1, 'done', 1), "
        "(6, 'f', '{\"x\":2}', 1, 'done', 1);"
        "UPDATE run SET cell = json_set(cell, '$.arithmetic', iif(id = 6, 'other', 'exact'));"
        "INSERT INTO checkpoint SELECT id, 10, id = 5, zeroblob(1 << 20) FROM run;"
        "PRAGMA wal_checkpoint(TRUNCATE)",
        &d->failure);
    check_ok(d);
}

static void what_comes_back_goes(void **state)
{
    struct scratch_store *d = *state;
    struct prune p;
    fill(d);
    store_prune_plan(d->store, 60, "exact", &p, &d->failure);
    check_ok(d);
    assert_int_equal(p.states, 1);
    assert_int_equal(p.state_bytes, STATE);
    assert_int_equal(p.others, 1);
    assert_true(p.bytes > 6 * STATE && p.bytes < 7 * STATE);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM checkpoint"), 6);
    store_prune(d->store, 60, "exact", &p, &d->failure);
    check_ok(d);
    assert_int_equal(scratch_int(d, "SELECT group_concat(run, '') = '23456' FROM checkpoint"), 1);
    assert_true(p.bytes_after > 5 * STATE && p.bytes_after < 6 * STATE);
    assert_int_equal(scratch_int(d, "PRAGMA auto_vacuum"), 2);
    store_prune_plan(d->store, 60, "exact", &p, &d->failure);
    assert_int_equal(p.states, 0);
}

static void not_while_a_run_is_trained(void **state)
{
    struct scratch_store *d = *state;
    struct prune p;
    scratch_begin(d, false);
    store_prune(d->store, 60, "exact", &p, &d->failure);
    check_failed(d, STATUS_BUSY, "runs are being trained");
    store_run_end(d->store, d->run, RUN_DONE, "", 1, &d->failure);
    store_prune(d->store, 60, "exact", &p, &d->failure);
    check_ok(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(what_comes_back_goes),
        scratch_test(not_while_a_run_is_trained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

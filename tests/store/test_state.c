/* States are found by their step, stay when they are kept for good, and go otherwise. */
#include "tests/store/scratch_store.h"

/* A run with states after 20 and 30 updates, which is its last. */
static void finish(struct scratch_store *d)
{
    scratch_begin(d, false);
    struct recorder r = store_recorder(d->store, d->run, &d->failure);
    for (int step = 10; step <= 30; step += 10) {
        const struct checkpoint c = {step, step == 20 ? "twenty" : "other", 6, step != 10};
        r.checkpoint(r.self, &c);
    }
    store_run_end(d->store, d->run, RUN_DONE, "", 1, &d->failure);
    check_ok(d);
}

static struct checkpoint state_at(struct scratch_store *d, int64_t step)
{
    struct checkpoint c;
    store_run_state_at(d->store, &d->arena, d->run, step, &c, &d->failure);
    check_ok(d);
    return c;
}

static void they_are_found_by_their_step(void **state)
{
    struct scratch_store *d = *state;
    finish(d);
    const struct checkpoint c = state_at(d, 20);
    assert_int_equal(c.bytes, 6);
    assert_memory_equal(c.data, "twenty", 6);
    assert_null(state_at(d, 25).data);
    assert_int_equal(state_at(d, -1).step, 30);
    assert_string_equal(store_run_states(d->store, &d->arena, d->run, &d->failure), "20, 30");
}

static void the_last_of_a_finished_run_is_that_of_its_end(void **state)
{
    struct scratch_store *d = *state;
    finish(d);
    sql_run(d->store, "DELETE FROM checkpoint WHERE step = 30", &d->failure);
    assert_null(state_at(d, -1).data);
    sql_run(d->store, "UPDATE run SET status = 'unfinished'", &d->failure);
    assert_int_equal(state_at(d, -1).step, 20);
}

static void those_not_kept_for_good_are_dropped(void **state)
{
    struct scratch_store *d = *state;
    finish(d);
    store_states_keep(d->store, d->run, &d->failure);
    store_states_drop(d->store, 1, &d->run, 60, "", &d->failure);
    assert_string_equal(store_run_states(d->store, &d->arena, d->run, &d->failure), "20, 30");
    sql_run(d->store, "UPDATE checkpoint SET keep = 0 WHERE step = 20", &d->failure);
    store_states_drop(d->store, 1, (int64_t[]){d->run + 1}, 60, "", &d->failure);
    assert_int_equal(state_at(d, 20).step, 20);
    store_states_drop(d->store, 1, &d->run, 60, "", &d->failure);
    check_ok(d);
    assert_string_equal(store_run_states(d->store, &d->arena, d->run, &d->failure), "30");
}

/* Of a run that goes on nothing is dropped, nor what training again could not bring back. */
static void those_that_could_not_come_back_stay(void **state)
{
    static const char *const change[] = {
        "UPDATE run SET status = 'unfinished'", "UPDATE run SET seconds = 61",
        "UPDATE run SET cell = json_set(cell, '$.\"data.checksum\"', 7)",
        "UPDATE run SET cell = json_set(cell, '$.\"start.checksum\"', 7)",
        "UPDATE run SET cell = json_set(cell, '$.arithmetic', 'other')"};
    static const char whole[] =
        "UPDATE run SET status = 'done', seconds = 1, cell = '{\"arithmetic\":\"exact\"}'";
    struct scratch_store *d = *state;
    finish(d);
    for (size_t i = 0; i < sizeof change / sizeof *change; i++) {
        sql_run(d->store, whole, &d->failure);
        sql_run(d->store, change[i], &d->failure);
        store_states_drop(d->store, 1, &d->run, 60, "exact", &d->failure);
        check_ok(d);
        assert_string_equal(store_run_states(d->store, &d->arena, d->run, &d->failure), "20, 30");
    }
    sql_run(d->store, whole, &d->failure);
    store_states_drop(d->store, 1, &d->run, 60, "exact", &d->failure);
    assert_string_equal(store_run_states(d->store, &d->arena, d->run, &d->failure), "");
}

static void one_that_is_put_back_goes_again_and_replaces_none(void **state)
{
    struct scratch_store *d = *state;
    finish(d);
    store_state_put(d->store, d->run, &(struct checkpoint){20, "twelve", 6, true}, &d->failure);
    store_state_put(d->store, d->run, &(struct checkpoint){25, "twelve", 6, true}, &d->failure);
    check_ok(d);
    assert_memory_equal(state_at(d, 20).data, "twenty", 6);
    assert_memory_equal(state_at(d, 25).data, "twelve", 6);
    store_states_drop(d->store, 1, &d->run, 60, "", &d->failure);
    assert_null(state_at(d, 25).data);
}

static void the_file_gets_smaller(void **state)
{
    struct scratch_store *d = *state;
    static char bytes[1 << 20];
    finish(d);
    store_state_put(d->store, d->run, &(struct checkpoint){5, bytes, sizeof bytes, true},
                    &d->failure);
    assert_true(scratch_int(d, "PRAGMA page_count") * scratch_int(d, "PRAGMA page_size") > 1 << 20);
    store_states_drop(d->store, 1, &d->run, 60, "", &d->failure);
    check_ok(d);
    assert_true(scratch_int(d, "PRAGMA page_count") * scratch_int(d, "PRAGMA page_size") < 1 << 19);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(they_are_found_by_their_step),
        scratch_test(the_last_of_a_finished_run_is_that_of_its_end),
        scratch_test(those_not_kept_for_good_are_dropped),
        scratch_test(those_that_could_not_come_back_stay),
        scratch_test(one_that_is_put_back_goes_again_and_replaces_none),
        scratch_test(the_file_gets_smaller),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

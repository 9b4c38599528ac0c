/* A run from its cell to its end: found again, locked, resumed, repeated. */
#include "tests/store/scratch_store.h"

static const struct column column[] = {{"x", "1", "", ""}};
static const struct series series = {"thing", "", 1, column, .keys = 0};

static void record(struct scratch_store *d, int64_t from, int64_t to, bool checkpoint)
{
    struct recorder r = store_recorder(d->store, d->run, &d->failure);
    for (int64_t s = from; s < to; s++)
        r.row(r.self, &series, s, 0, (double[]){(double)s}, 0);
    if (checkpoint)
        r.checkpoint(r.self, &(struct checkpoint){to, &to, sizeof to, false});
    check_ok(d);
}

static void end(struct scratch_store *d, enum run_status status, const char *detail, double seconds)
{
    store_run_end(d->store, d->run, status, detail, seconds, &d->failure);
    check_ok(d);
}

static int64_t rows(struct scratch_store *d)
{
    return scratch_int(d, "SELECT count(*) FROM thing_row");
}

static void the_same_cell_is_the_same_run(void **state)
{
    struct scratch_store *d = *state;
    assert_int_equal(scratch_new_run(d, "00000000000000aa"), d->run);
    assert_int_not_equal(scratch_new_run(d, "00000000000000bb"), d->run);
    int64_t run;
    store_run(d->store, "00000000000000aa", "{\"other\":1}", 1, &run, &d->failure);
    check_failed(d, STATUS_DATA, "00000000000000aa has other settings");
    store_run(d->store, "00000000000000cc", "{\"c\":1}", UINT64_MAX, &run, &d->failure);
    check_failed(d, STATUS_DATA, "seed");
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM run"), 2);

    const char *cell;
    enum run_status status;
    store_run_cell(d->store, &d->arena, d->run, &cell, &status, &d->failure);
    check_ok(d);
    assert_non_null(strstr(cell, "\"net.depth\":8"));
    assert_int_equal(status, RUN_NEW);
    store_run_cell(d->store, &d->arena, 99, &cell, &status, &d->failure);
    check_failed(d, STATUS_DATA, "no run 99");
}

static void a_status_is_read_back_as_it_was_set(void **state)
{
    struct scratch_store *d = *state;
    for (enum run_status want = RUN_UNFINISHED; want <= RUN_FAILED; want++) {
        const char *cell;
        enum run_status status;
        scratch_begin(d, false);
        end(d, want, "why", 1);
        store_run_cell(d->store, &d->arena, d->run, &cell, &status, &d->failure);
        assert_int_equal(status, want);
    }
}

static void a_run_is_held_by_one(void **state)
{
    struct scratch_store *d = *state;
    struct store *other = store_open(d->file, false, &d->failure);
    struct checkpoint c;
    scratch_begin(d, false);
    assert_true(store_run_locked(d->store, d->run));
    assert_true(store_run_locked(other, d->run));
    store_run_begin(d->store, &d->arena, d->run, &scratch_provenance, false, &c, &d->failure);
    check_failed(d, STATUS_BUSY, "already");
    store_run_begin(other, &d->arena, d->run, &scratch_provenance, true, &c, &d->failure);
    check_failed(d, STATUS_BUSY, "another process");
    end(d, RUN_UNFINISHED, "", 1);
    assert_false(store_run_locked(other, d->run));
    store_run_begin(other, &d->arena, d->run, &scratch_provenance, false, &c, &d->failure);
    check_ok(d);
    store_close(other);
    assert_false(store_run_locked(d->store, d->run));
}

static void a_run_that_is_not_there_cannot_begin_and_is_not_held(void **state)
{
    struct scratch_store *d = *state;
    struct checkpoint c;
    store_run_begin(d->store, &d->arena, 99, &scratch_provenance, false, &c, &d->failure);
    check_failed(d, STATUS_DATA, "no run 99");
    assert_false(store_run_locked(d->store, 99));
    store_run_end(d->store, 99, RUN_DONE, "", 1, &d->failure);
    check_failed(d, STATUS_FAILED, "run 99 is not open");
}

static void an_interrupted_run_goes_on_at_its_checkpoint(void **state)
{
    struct scratch_store *d = *state;
    assert_null(scratch_begin(d, false).data);
    record(d, 0, 3, true);
    record(d, 3, 5, false);
    end(d, RUN_UNFINISHED, "", 1);
    assert_int_equal(rows(d), 3);

    struct checkpoint c = scratch_begin(d, false);
    assert_int_equal(c.step, 3);
    assert_int_equal(c.bytes, sizeof(int64_t));
    assert_int_equal(*(const int64_t *)c.data, 3);
    record(d, 3, 5, false);
    end(d, RUN_DONE, "", 1);
    assert_int_equal(rows(d), 5);
    assert_int_equal(scratch_int(d, "SELECT steps FROM run"), 4);
    assert_int_equal(scratch_int(d, "SELECT count(ended) FROM run"), 1);
}

static void a_failed_run_keeps_what_its_checkpoint_has(void **state)
{
    struct scratch_store *d = *state;
    scratch_begin(d, false);
    record(d, 0, 3, true);
    record(d, 3, 5, false);
    fail(&d->failure, STATUS_FAILED, "out of patience");
    store_run_end(d->store, d->run, RUN_FAILED, d->failure.message, 1, &d->failure);
    check_failed(d, STATUS_FAILED, "out of patience");
    assert_int_equal(rows(d), 3);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM run WHERE status = 'failed' AND "
                                    "detail = 'out of patience'"),
                     1);
}

static void a_diverged_run_keeps_its_last_rows_but_no_state_to_go_on_from(void **state)
{
    struct scratch_store *d = *state;
    scratch_begin(d, false);
    record(d, 0, 3, true);
    record(d, 3, 6, false);
    end(d, RUN_DIVERGED, "layer 7", 1);
    assert_int_equal(rows(d), 6);
    assert_int_equal(scratch_int(d, "SELECT steps FROM run WHERE detail = 'layer 7'"), 5);

    assert_int_equal(scratch_int(d, "SELECT count(*) FROM resume"), 0);
}

static void again_begins_with_nothing(void **state)
{
    struct scratch_store *d = *state;
    scratch_begin(d, false);
    const struct run_network net = {12, 24, 48, 2, (const char *const[]){"stem", "head"}};
    store_run_network(d->store, d->run, &net, &d->failure);
    record(d, 0, 3, true);
    end(d, RUN_DONE, "", 5);
    assert_null(scratch_begin(d, true).data);
    assert_int_equal(rows(d), 0);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM layer_name"), 0);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM run WHERE steps = 0 AND params = 0 AND "
                                    "flops IS NULL AND bytes IS NULL AND seconds = 0 AND status = "
                                    "'unfinished' AND ended IS NULL"),
                     1);
}

static void the_time_of_all_sittings_is_added(void **state)
{
    struct scratch_store *d = *state;
    scratch_begin(d, false);
    end(d, RUN_UNFINISHED, "", 2.5);
    scratch_begin(d, false);
    end(d, RUN_DONE, "", 4);
    assert_int_equal(scratch_int(d, "SELECT seconds = 6.5 FROM run"), 1);
}

static void a_run_of_two_builds_names_both(void **state)
{
    struct scratch_store *d = *state;
    struct provenance second = scratch_provenance;
    second.revision = "def5678+";
    struct checkpoint c;
    scratch_begin(d, false);
    record(d, 0, 3, true);
    end(d, RUN_UNFINISHED, "", 1);
    for (int i = 0; i < 2; i++) {
        store_run_begin(d->store, &d->arena, d->run, &second, false, &c, &d->failure);
        end(d, RUN_UNFINISHED, "", 1);
        assert_int_equal(scratch_int(d, "SELECT count(*) FROM run WHERE "
                                        "revision = 'abc1234; def5678+' AND host = 'here' AND "
                                        "threads = 1"),
                         1);
    }
    store_run_begin(d->store, &d->arena, d->run, &second, true, &c, &d->failure);
    assert_int_equal(scratch_int(d, "SELECT revision = 'def5678+' FROM run"), 1);
    store_run_revision(d->store, d->run, "0123456", &d->failure);
    check_ok(d);
    assert_int_equal(scratch_int(d, "SELECT revision = '0123456' FROM run"), 1);
    unlink(d->file); /* all that a run which came out the same stores: a sweep ends here */
    store_run_revision(d->store, d->run, "7654321", &d->failure);
    check_failed(d, STATUS_DISK, "was removed, moved or replaced");
}

static void the_network_has_parameters_and_named_layers(void **state)
{
    struct scratch_store *d = *state;
    const char *const name[] = {"stem", "block 1", "head"};
    const struct run_network net = {4321, 1e12, 5e6, 3, name};
    store_run_network(d->store, d->run, &net, &d->failure);
    store_run_network(d->store, d->run, &net, &d->failure); /* as a resumed run does */
    check_ok(d);
    assert_int_equal(scratch_int(d, "SELECT params FROM final"), 4321);
    assert_int_equal(scratch_int(d, "SELECT flops = 1e12 AND bytes = 5e6 FROM final"), 1);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM layer_name"), 3);
    assert_int_equal(scratch_int(d, "SELECT layer FROM layer_name WHERE name = 'head'"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(the_same_cell_is_the_same_run),
        scratch_test(a_status_is_read_back_as_it_was_set),
        scratch_test(a_run_is_held_by_one),
        scratch_test(a_run_that_is_not_there_cannot_begin_and_is_not_held),
        scratch_test(an_interrupted_run_goes_on_at_its_checkpoint),
        scratch_test(a_failed_run_keeps_what_its_checkpoint_has),
        scratch_test(a_diverged_run_keeps_its_last_rows_but_no_state_to_go_on_from),
        scratch_test(again_begins_with_nothing),
        scratch_test(the_time_of_all_sittings_is_added),
        scratch_test(a_run_of_two_builds_names_both),
        scratch_test(the_network_has_parameters_and_named_layers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Rows that come after the training leave everything else as it was, and are not measured twice. */
#include "tests/store/scratch_store.h"

static const struct column column[] = {{"number", "1", "which", ""}, {"x", "1", "a value", ""}};
static const struct series series = {"later", "layer", 2, column, .keys = 1};

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

static const struct series other = {"beside", "layer", 2, column, .keys = 1};
static const struct series *const written[] = {&series, &other, NULL};

/* A probe run of probe `name`, begun; how many of its parts are there. */
static int begin(struct scratch_store *d, struct probe_record *record, const char *name,
                 const char *how)
{
    int parts = -1;
    *record = (struct probe_record){d->run, 20, name, how, written};
    assert_int_equal(store_probe_begin(d->store, record, &parts, &d->failure), STATUS_OK);
    return parts;
}

static void put(struct scratch_store *d, const struct series *s, int i, double x)
{
    struct recorder r = store_recorder(d->store, d->run, &d->failure);
    r.row(r.self, s, 20, 3, (double[]){i, x}, 0);
    check_ok(d);
}

static void end(struct scratch_store *d, bool done)
{
    store_probe_end(d->store, d->run, done, &d->failure);
    check_ok(d);
}

static void write_two(struct scratch_store *d, double x, bool done)
{
    struct probe_record record;
    assert_int_equal(begin(d, &record, "later", "{}"), 0);
    put(d, &series, 0, x);
    put(d, &series, 1, x);
    end(d, done);
}

static void rows_are_written_together_and_replaced_the_next_time(void **state)
{
    struct scratch_store *d = *state;
    finish(d);
    write_two(d, 1, false);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM later_row"), 0);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM probe_run"), 0);
    write_two(d, 1, true);
    write_two(d, 5, true);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM later_row"), 2);
    assert_int_equal(scratch_int(d, "SELECT sum(x) FROM later_row"), 10);
    assert_int_equal(
        scratch_int(d, "SELECT count(*) FROM run WHERE status = 'done' AND steps = 30"), 1);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM checkpoint"), 2);
    assert_int_equal(scratch_int(d,
                                 "SELECT count(*) FROM probe_run WHERE run = 1 AND step = 20 AND "
                                 "probe = 'later' AND how = '{}' AND done"),
                     1);
    assert_false(store_run_locked(d->store, d->run));
}

/* Three parts of one row each, left after two of them and a row that was not kept. */
static void leave_after_two(struct scratch_store *d, double x)
{
    struct probe_record record;
    assert_int_equal(begin(d, &record, "later", "{}"), 0);
    for (int i = 0; i < 2; i++) {
        put(d, &series, i, x);
        assert_int_equal(store_probe_keep(d->store, d->run, i + 1, &d->failure), STATUS_OK);
    }
    put(d, &series, 2, x);
    end(d, false);
}

static void an_interrupted_look_goes_on_behind_what_is_there(void **state)
{
    struct scratch_store *d = *state;
    struct probe_record record;
    finish(d);
    leave_after_two(d, 1);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM later_row"), 2);
    scratch_reopen(d);
    assert_int_equal(begin(d, &record, "later", "{}"), 2);
    put(d, &series, 2, 7);
    end(d, true);
    assert_int_equal(scratch_int(d, "SELECT sum(x) FROM later_row"), 9);
    assert_int_equal(begin(d, &record, "later", "{}"), 0); /* done: the next one measures again */
    end(d, false);
}

/* Another probe run is another beginning; until it has written something, what was there stays. */
static void one_that_is_made_otherwise_begins_anew(void **state)
{
    struct scratch_store *d = *state;
    struct probe_record record;
    finish(d);
    assert_int_equal(begin(d, &record, "later", "{}"), 0);
    put(d, &other, 0, 1);
    end(d, true);
    leave_after_two(d, 1);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM beside_row"), 0);
    assert_int_equal(begin(d, &record, "later", "{\"seed\":2}"), 0);
    end(d, false);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM later_row"), 2);
    assert_int_equal(begin(d, &record, "later", "{\"seed\":2}"), 0);
    put(d, &series, 0, 5);
    assert_int_equal(store_probe_keep(d->store, d->run, 1, &d->failure), STATUS_OK);
    end(d, false);
    assert_int_equal(scratch_int(d, "SELECT sum(x) FROM later_row"), 5);
}

/* Rows of a state that the run no longer has are gone, and so is how far they came. */
static void training_anew_forgets_the_look(void **state)
{
    struct scratch_store *d = *state;
    finish(d);
    leave_after_two(d, 1);
    scratch_begin(d, true);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM probe_run"), 0);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM later_row"), 0);
}

static void two_may_look_at_once(void **state)
{
    struct scratch_store *d = *state;
    struct failure failure = {0};
    struct probe_record record;
    int parts;
    finish(d);
    struct store *second = store_open(d->file, false, &failure);
    begin(d, &record, "later", "{}");
    assert_int_equal(store_probe_begin(second, &record, &parts, &failure), STATUS_OK);
    struct recorder r = store_recorder(second, d->run, &failure);
    r.row(r.self, &series, 20, 1, (double[]){0, 7}, 0);
    assert_int_equal(store_probe_end(second, d->run, true, &failure), STATUS_OK);
    end(d, true);
    store_close(second);
}

/* Who is overtaken gives up: no row of his comes between those of the other. */
static void the_slower_of_two_gives_up(void **state)
{
    struct scratch_store *d = *state;
    struct failure failure = {0};
    struct probe_record record, same;
    int parts;
    finish(d);
    struct store *second = store_open(d->file, false, &failure);
    begin(d, &record, "later", "{}");
    put(d, &series, 0, 1);
    assert_int_equal(store_probe_keep(d->store, d->run, 1, &d->failure), STATUS_OK);
    same = record;
    assert_int_equal(store_probe_begin(second, &same, &parts, &failure), STATUS_OK);
    assert_int_equal(parts, 1);
    struct recorder r = store_recorder(second, d->run, &failure);
    r.row(r.self, &series, 20, 3, (double[]){1, 1}, 0);
    assert_int_equal(store_probe_end(second, d->run, true, &failure), STATUS_OK);
    put(d, &series, 1, 100);
    assert_int_equal(store_probe_keep(d->store, d->run, 2, &d->failure), STATUS_BUSY);
    store_probe_end(d->store, d->run, false, &d->failure);
    check_failed(d, STATUS_BUSY, "another process probes run 1 with later");
    assert_int_equal(scratch_int(d, "SELECT sum(x) FROM later_row"), 2);
    store_close(second);
}

static void a_run_in_training_is_left_alone(void **state)
{
    struct scratch_store *d = *state;
    struct probe_record record = {d->run, 20, "later", "{}", written};
    int parts;
    scratch_begin(d, false);
    assert_int_equal(store_probe_begin(d->store, &record, &parts, &d->failure), STATUS_BUSY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(rows_are_written_together_and_replaced_the_next_time),
        scratch_test(an_interrupted_look_goes_on_behind_what_is_there),
        scratch_test(one_that_is_made_otherwise_begins_anew),
        scratch_test(training_anew_forgets_the_look),
        scratch_test(two_may_look_at_once),
        scratch_test(the_slower_of_two_gives_up),
        scratch_test(a_run_in_training_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Rows that come after the training leave everything else as it was. */
#include "tests/store/desk.h"

static const struct column column[] = {{"number", "1", "which", ""}, {"x", "1", "a value", ""}};
static const struct series series = {"later", "layer", 2, column, 1};

static void finish(struct desk *d)
{
    desk_begin(d, false);
    struct recorder r = store_recorder(d->store, d->run, &d->failure);
    for (int step = 10; step <= 30; step += 10) {
        const struct checkpoint c = {step, step == 20 ? "twenty" : "other", 6, step != 10};
        r.checkpoint(r.self, &c);
    }
    store_run_end(d->store, d->run, RUN_DONE, "", 1, &d->failure);
    check_ok(d);
}

static void kept_states_are_found_by_their_step(void **state)
{
    struct desk *d = *state;
    struct checkpoint c;
    finish(d);
    store_run_state_at(d->store, &d->arena, d->run, 20, &c, &d->failure);
    check_ok(d);
    assert_int_equal(c.bytes, 6);
    assert_memory_equal(c.data, "twenty", 6);
    store_run_state_at(d->store, &d->arena, d->run, 25, &c, &d->failure);
    check_ok(d);
    assert_null(c.data);
    assert_string_equal(store_run_states(d->store, &d->arena, d->run, &d->failure), "20, 30");
}

static void write_two(struct desk *d, double x, bool keep)
{
    assert_int_equal(store_exam_begin(d->store, d->run, &d->failure), STATUS_OK);
    struct recorder r = store_recorder(d->store, d->run, &d->failure);
    for (int i = 0; i < 2; i++)
        r.row(r.self, &series, 20, 3, (double[]){i, x}, 0);
    store_exam_end(d->store, d->run, keep, &d->failure);
    check_ok(d);
}

static void rows_are_written_together_and_replaced_the_next_time(void **state)
{
    struct desk *d = *state;
    finish(d);
    write_two(d, 1, false);
    assert_int_equal(desk_int(d, "SELECT count(*) FROM later_row"), 0);
    write_two(d, 1, true);
    write_two(d, 5, true);
    assert_int_equal(desk_int(d, "SELECT count(*) FROM later_row"), 2);
    assert_int_equal(desk_int(d, "SELECT sum(x) FROM later_row"), 10);
    assert_int_equal(desk_int(d, "SELECT count(*) FROM run WHERE status = 'done' AND steps = 30"),
                     1);
    assert_int_equal(desk_int(d, "SELECT count(*) FROM checkpoint"), 2);
    assert_false(store_run_locked(d->store, d->run));
}

static void two_may_look_at_once(void **state)
{
    struct desk *d = *state;
    struct failure failure = {0};
    finish(d);
    struct store *other = store_open(d->file, false, &failure);
    assert_int_equal(store_exam_begin(d->store, d->run, &d->failure), STATUS_OK);
    assert_int_equal(store_exam_begin(other, d->run, &failure), STATUS_OK);
    struct recorder r = store_recorder(other, d->run, &failure);
    r.row(r.self, &series, 20, 1, (double[]){0, 7}, 0);
    assert_int_equal(store_exam_end(other, d->run, true, &failure), STATUS_OK);
    assert_int_equal(store_exam_end(d->store, d->run, true, &d->failure), STATUS_OK);
    assert_int_equal(desk_int(d, "SELECT x FROM later_row"), 7);
    store_close(other);
}

static void a_run_in_training_is_left_alone(void **state)
{
    struct desk *d = *state;
    desk_begin(d, false);
    assert_int_equal(store_exam_begin(d->store, d->run, &d->failure), STATUS_BUSY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        desk_test(kept_states_are_found_by_their_step),
        desk_test(rows_are_written_together_and_replaced_the_next_time),
        desk_test(two_may_look_at_once),
        desk_test(a_run_in_training_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

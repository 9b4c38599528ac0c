/* What is lost with a row: its run's other rows, verdicts, sweeps; and what is not. */
#include "tests/store/scratch_store.h"

/* Three finished runs with a row of each in `gradient`, a sweep of them and a verdict. */
static void fill(struct scratch_store *d)
{
    scratch_new_run(d, "00000000000000bb");
    scratch_new_run(d, "00000000000000cc");
    const int64_t run[] = {1, 2, 3};
    store_sweep(
        d->store,
        &(struct sweep_record){.experiment = "e", .spec = "question: ?", .runs = 3, .run = run},
        &d->failure);
    scratch_verdict(d);
    sql_run(
        d->store,
        "UPDATE run SET status = 'done', steps = 9, uuid = text_hash(cell);"
        "INSERT INTO gradient_row (run, step, place, h, odd) SELECT id, 1, 0, id / 8.0, 0 FROM run;"
        "INSERT INTO checkpoint SELECT id, 9, 1, x'0102' FROM run",
        &d->failure);
    check_ok(d);
}

static struct recovery recover(struct scratch_store *d)
{
    struct recovery result = {0};
    char *file = arena_printf(&d->arena, "%s/new.db", d->folder);
    store_close(d->store);
    d->store = recorded_open(file, false, &d->failure);
    store_recover(d->file, d->store, &result, &d->failure);
    return result;
}

static void a_sound_one_is_copied_whole(void **state)
{
    struct scratch_store *d = *state;
    fill(d);
    const struct recovery r = recover(d);
    check_ok(d);
    assert_true(r.whole && r.sweeps);
    assert_int_equal(r.runs, 3);
    assert_int_equal(r.lost, 0);
    assert_int_equal(scratch_int(d, "SELECT sum(h * 8 = run) FROM gradient"), 3);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM checkpoint WHERE data = x'0102'"), 3);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM verdict"), 1);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM final WHERE status = 'done'"), 3);
}

/* What the new database does not take is no fault of the old one. */
static void a_value_that_cannot_be_put_is_said(void **state)
{
    struct scratch_store *d = *state;
    fill(d);
    sql_run(d->store, "UPDATE run SET cell = cell || printf('%300000d', 1) WHERE id = 2",
            &d->failure);
    char *file = arena_printf(&d->arena, "%s/new.db", d->folder);
    store_close(d->store);
    d->store = recorded_open(file, false, &d->failure);
    check_ok(d);
    sqlite3_limit(d->store->db, SQLITE_LIMIT_LENGTH, 200000);
    store_recover(d->file, d->store, &(struct recovery){0}, &d->failure);
    check_failed(d, STATUS_DATA, "too big, in: INSERT INTO");
}

/* The row is of no type that its column may have, as in a page that was overwritten. */
static void a_run_that_lost_a_row_is_new(void **state)
{
    struct scratch_store *d = *state;
    fill(d);
    sql_run(
        d->store,
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '') "
        "WHERE name = 'checkpoint'",
        &d->failure);
    scratch_reopen(d);
    sql_run(d->store, "UPDATE checkpoint SET data = 7 WHERE run = 2", &d->failure);
    const struct recovery r = recover(d);
    check_ok(d);
    assert_false(r.whole);
    assert_true(r.sweeps);
    assert_int_equal(r.lost, 1);
    assert_int_equal(scratch_int(d, "SELECT status = 'new' AND steps = 0 FROM run WHERE id = 2"),
                     1);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM run WHERE status = 'done'"), 2);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM gradient WHERE run <> 2"), 2);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM gradient"), 2);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM sweep"), 3);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM verdict"), 0);
}

/* Half a sweep would look like a result. */
static void a_sweep_without_a_run_is_none(void **state)
{
    struct scratch_store *d = *state;
    fill(d);
    sql_run(d->store,
            "PRAGMA foreign_keys = OFF; DELETE FROM gradient_row WHERE run = 3;"
            "DELETE FROM checkpoint WHERE run = 3; DELETE FROM run WHERE id = 3",
            &d->failure);
    const struct recovery r = recover(d);
    check_ok(d);
    assert_false(r.whole || r.sweeps);
    assert_int_equal(r.runs, 2);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM sweep"), 0);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM gradient_row"), 2);
}

/* Its cell is no longer what it is named for, or nothing that can be read. */
static void a_run_that_lost_its_settings_goes(void **state)
{
    static const char *const cell[] = {"replace(cell, ':8', ':9')", "replace(cell, '{', '(')"};
    struct scratch_store *d = *state;
    fill(d);
    for (int i = 0; i < 2; i++)
        sql_run(d->store,
                arena_printf(&d->arena, "UPDATE run SET cell = %s WHERE id = %d", cell[i], 2 + i),
                &d->failure);
    const struct recovery r = recover(d);
    check_ok(d);
    assert_false(r.whole || r.sweeps);
    assert_int_equal(r.runs, 1);
    assert_int_equal(scratch_int(d, "SELECT sum(run) FROM gradient_row"), 1);
}

static void another_layout_is_refused(void **state)
{
    struct scratch_store *d = *state;
    fill(d);
    sql_run(d->store, "CREATE TABLE song (title TEXT)", &d->failure);
    recover(d);
    check_failed(d, STATUS_DATA, "its table song is not of this program's layout");
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM run"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(a_sound_one_is_copied_whole),
        scratch_test(a_value_that_cannot_be_put_is_said),
        scratch_test(a_run_that_lost_a_row_is_new),
        scratch_test(a_sweep_without_a_run_is_none),
        scratch_test(a_run_that_lost_its_settings_goes),
        scratch_test(another_layout_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

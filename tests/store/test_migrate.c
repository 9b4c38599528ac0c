/* A layout goes up one step at a time, each whole or not at all. */
#include "lab/store/series_writer.h"
#include "tests/store/scratch_store.h"

/* The layouts of this program and two after them; `second` may be NULL. */
static const char *const *layouts_and(struct scratch_store *d, const char *first,
                                      const char *second)
{
    const char **all = arena_alloc(&d->arena, (size_t)(store_version + 2) * sizeof *all);
    memcpy(all, store_layouts, (size_t)store_version * sizeof *all);
    all[store_version] = first;
    all[store_version + 1] = second;
    return all;
}

static void the_steps_run_in_order_and_once(void **state)
{
    struct scratch_store *d = *state;
    const char *const *layouts =
        layouts_and(d, "ALTER TABLE run ADD COLUMN two INTEGER; UPDATE run SET two = 2",
                    "ALTER TABLE run ADD COLUMN three INTEGER; UPDATE run SET three = two + 1");
    migrate(d->store, layouts, store_version + 2, &d->failure);
    check_ok(d);
    assert_int_equal(scratch_int(d, "PRAGMA user_version"), store_version + 2);
    assert_int_equal(scratch_int(d, "SELECT three FROM run"), 3);
    migrate(d->store, layouts, store_version + 2, &d->failure);
    check_ok(d);
    assert_int_equal(scratch_int(d, "PRAGMA foreign_keys"), 1);
}

static void a_step_that_fails_leaves_the_layout_before_it(void **state)
{
    struct scratch_store *d = *state;
    const char *const *layouts = layouts_and(d, "ALTER TABLE run ADD COLUMN two INTEGER",
                                             "ALTER TABLE run ADD COLUMN three INTEGER; "
                                             "DELETE FROM run; INSERT INTO nowhere VALUES (1)");
    migrate(d->store, layouts, store_version + 2, &d->failure);
    check_failed(d, STATUS_DATA, "nowhere");
    assert_int_equal(scratch_int(d, "PRAGMA user_version"), store_version + 1);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM run"), 1);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM pragma_table_info('run') "
                                    "WHERE name IN ('two', 'three')"),
                     1);
    assert_int_equal(scratch_int(d, "PRAGMA foreign_keys"), 1);
}

static void a_step_may_rebuild_a_table_but_not_break_references(void **state)
{
    struct scratch_store *d = *state;
    const char *const *layouts = layouts_and(
        d,
        "CREATE TABLE made (name TEXT PRIMARY KEY, spec TEXT, question TEXT, claim TEXT, "
        "source TEXT, more TEXT); INSERT INTO made SELECT *, '' FROM experiment; "
        "DROP TABLE experiment; ALTER TABLE made RENAME TO experiment",
        "DELETE FROM experiment");
    migrate(d->store, layouts, store_version + 1, &d->failure);
    check_ok(d);
    assert_int_equal(
        scratch_int(d, "SELECT count(*) FROM sweep JOIN experiment ON name = experiment"), 1);
    migrate(d->store, layouts, store_version + 2, &d->failure);
    check_failed(d, STATUS_DATA, "break references");
    assert_int_equal(scratch_int(d, "PRAGMA user_version"), store_version + 1);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM experiment"), 1);
}

static void a_reader_does_not_migrate(void **state)
{
    struct scratch_store *d = *state;
    const char *const *layouts = layouts_and(d, "CREATE TABLE more (x INTEGER)", NULL);
    struct store *reader = store_open(d->file, true, &d->failure);
    check_ok(d);
    migrate(reader, layouts, store_version + 1, &d->failure);
    check_failed(d, STATUS_DATA, "opening it for writing brings it to layout");
    store_close(reader);
    assert_int_equal(scratch_int(d, "PRAGMA user_version"), store_version);
}

/* A file of layout 1 with a run, its rows and an odd number, brought to today's layout: what was there
 * reads as before, and what was not measured then has no value. */
static void a_file_of_layout_1_keeps_what_it_has(void **state)
{
    struct scratch_store *d = *state;
    struct store old = {.file = d->file, .lock = -1};
    store_close(d->store);
    remove(d->file);
    sqlite3_open(d->file, &old.db);
    migrate(&old, store_layouts, 1, &d->failure);
    sql_run(&old,
            "INSERT INTO experiment VALUES ('e', '', '?', 'c', 's');"
            "INSERT INTO run (uuid, cell, seed, params) VALUES ('aa', '{\"net.depth\":8}', 1, 7);"
            "INSERT INTO sweep VALUES ('e', 0, 1);"
            "INSERT INTO layer_row (run, step, place, h, distinct_units, odd) "
            "VALUES (1, 5, 2, NULL, 3, 2)",
            &d->failure);
    sqlite3_close(old.db);
    d->store = store_open(d->file, false, &d->failure);
    check_ok(d);
    assert_int_equal(scratch_int(d, "PRAGMA user_version"), store_version);
    assert_int_equal(scratch_int(d, "SELECT params = 7 AND depth = 8 AND flops IS NULL FROM final"),
                     1);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM reduction"), 0);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM exam"), 0);
    struct query *q =
        query_open(d->store, "SELECT h, distinct_units, active, odd FROM gradient", &d->failure);
    assert_true(query_next(q));
    assert_true(query_real(q, 0) == INFINITY);
    assert_true(query_real(q, 1) == 3);
    assert_true(query_is_null(q, 2));
    query_close(q);
}

/* A column that came behind `odd` has its own two bits of it. */
static void a_column_that_came_later_can_be_odd(void **state)
{
    struct scratch_store *d = *state;
    static const struct column column[] = {{"h", "1", "", ""}, {"active", "1", "", ""}};
    const struct series series = {"layer", "layer", 2, column, 0};
    struct series_writer writer;
    series_writer_open(d->store, &series, &writer, &d->failure);
    series_writer_write(d->store, &writer, d->run, 0, 0, (double[]){INFINITY, NAN}, 0, &d->failure);
    series_writer_close(&writer);
    check_ok(d);
    struct query *q = query_open(d->store, "SELECT h, active, odd FROM gradient", &d->failure);
    assert_true(query_next(q));
    assert_string_equal(query_text(q, 0), "inf");
    assert_string_equal(query_text(q, 1), "nan");
    query_close(q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(the_steps_run_in_order_and_once),
        scratch_test(a_step_that_fails_leaves_the_layout_before_it),
        scratch_test(a_step_may_rebuild_a_table_but_not_break_references),
        scratch_test(a_reader_does_not_migrate),
        scratch_test(a_file_of_layout_1_keeps_what_it_has),
        scratch_test(a_column_that_came_later_can_be_odd),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A layout goes up one step at a time, each whole or not at all. */
#include "tests/store/desk.h"

static void the_steps_run_in_order_and_once(void **state)
{
    struct desk *d = *state;
    const char *const layouts[] = {store_layouts[0],
                                   "ALTER TABLE run ADD COLUMN two INTEGER; "
                                   "UPDATE run SET two = 2",
                                   "ALTER TABLE run ADD COLUMN three INTEGER; "
                                   "UPDATE run SET three = two + 1"};
    migrate(d->store, layouts, 3, &d->failure);
    check_ok(d);
    assert_int_equal(desk_int(d, "PRAGMA user_version"), 3);
    assert_int_equal(desk_int(d, "SELECT three FROM run"), 3);
    migrate(d->store, layouts, 3, &d->failure);
    check_ok(d);
    assert_int_equal(desk_int(d, "PRAGMA foreign_keys"), 1);
}

static void a_step_that_fails_leaves_the_layout_before_it(void **state)
{
    struct desk *d = *state;
    const char *const layouts[] = {store_layouts[0], "ALTER TABLE run ADD COLUMN two INTEGER",
                                   "ALTER TABLE run ADD COLUMN three INTEGER; "
                                   "DELETE FROM run; INSERT INTO nowhere VALUES (1)"};
    migrate(d->store, layouts, 3, &d->failure);
    check_failed(d, STATUS_DATA, "nowhere");
    assert_int_equal(desk_int(d, "PRAGMA user_version"), 2);
    assert_int_equal(desk_int(d, "SELECT count(*) FROM run"), 1);
    assert_int_equal(desk_int(d, "SELECT count(*) FROM pragma_table_info('run') "
                                 "WHERE name IN ('two', 'three')"),
                     1);
    assert_int_equal(desk_int(d, "PRAGMA foreign_keys"), 1);
}

static void a_step_may_rebuild_a_table_but_not_break_references(void **state)
{
    struct desk *d = *state;
    const char *const layouts[] = {
        store_layouts[0],
        "CREATE TABLE made (name TEXT PRIMARY KEY, spec TEXT, question TEXT, claim TEXT, "
        "source TEXT, more TEXT); INSERT INTO made SELECT *, '' FROM experiment; "
        "DROP TABLE experiment; ALTER TABLE made RENAME TO experiment",
        "DELETE FROM experiment"};
    migrate(d->store, layouts, 2, &d->failure);
    check_ok(d);
    assert_int_equal(desk_int(d, "SELECT count(*) FROM sweep JOIN experiment ON name = experiment"),
                     1);
    migrate(d->store, layouts, 3, &d->failure);
    check_failed(d, STATUS_DATA, "break references");
    assert_int_equal(desk_int(d, "PRAGMA user_version"), 2);
    assert_int_equal(desk_int(d, "SELECT count(*) FROM experiment"), 1);
}

static void a_reader_does_not_migrate(void **state)
{
    struct desk *d = *state;
    const char *const layouts[] = {store_layouts[0], "CREATE TABLE more (x INTEGER)"};
    struct store *reader = store_open(d->file, true, &d->failure);
    check_ok(d);
    migrate(reader, layouts, 2, &d->failure);
    check_failed(d, STATUS_DATA, "opening it for writing brings it to layout 2");
    store_close(reader);
    assert_int_equal(desk_int(d, "PRAGMA user_version"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        desk_test(the_steps_run_in_order_and_once),
        desk_test(a_step_that_fails_leaves_the_layout_before_it),
        desk_test(a_step_may_rebuild_a_table_but_not_break_references),
        desk_test(a_reader_does_not_migrate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

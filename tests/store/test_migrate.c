/* A layout goes up step by step, all of them or none. */
#include "lab/store/series_writer.h"
#include "tests/store/scratch_store.h"

/* The layouts of this program and two after them; `second` may be NULL. */
static struct layouts layouts_and(struct scratch_store *d, const char *first, const char *second)
{
    const int n = store_layouts.version;
    const char **step = arena_alloc(&d->arena, (size_t)(n + 2) * sizeof *step);
    memcpy(step, store_layouts.step, (size_t)n * sizeof *step);
    step[n] = first;
    step[n + 1] = second;
    return (struct layouts){store_layouts.fresh, step, second ? n + 2 : n + 1};
}

static void up_to(struct scratch_store *d, struct layouts layouts, int version)
{
    layouts.version = version;
    migrate(d->store, &layouts, &d->failure);
}

static void the_steps_run_in_order_and_once(void **state)
{
    struct scratch_store *d = *state;
    struct layouts layouts =
        layouts_and(d, "ALTER TABLE run ADD COLUMN two INTEGER; UPDATE run SET two = 2",
                    "ALTER TABLE run ADD COLUMN three INTEGER; UPDATE run SET three = two + 1");
    up_to(d, layouts, store_layouts.version + 2);
    check_ok(d);
    assert_int_equal(scratch_int(d, "PRAGMA user_version"), store_layouts.version + 2);
    assert_int_equal(scratch_int(d, "SELECT three FROM run"), 3);
    up_to(d, layouts, store_layouts.version + 2);
    check_ok(d);
    assert_int_equal(scratch_int(d, "PRAGMA foreign_keys"), 1);
}

static void a_step_that_fails_leaves_the_file_as_it_was(void **state)
{
    struct scratch_store *d = *state;
    struct layouts layouts = layouts_and(d, "ALTER TABLE run ADD COLUMN two INTEGER",
                                         "ALTER TABLE run ADD COLUMN three INTEGER; "
                                         "DELETE FROM run; INSERT INTO nowhere VALUES (1)");
    up_to(d, layouts, store_layouts.version + 2);
    check_failed(d, STATUS_DATA, "and has another (no such table: nowhere); `depthlab recover");
    assert_int_equal(scratch_int(d, "PRAGMA user_version"), store_layouts.version);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM run"), 1);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM pragma_table_info('run') "
                                    "WHERE name IN ('two', 'three')"),
                     0);
    assert_int_equal(scratch_int(d, "PRAGMA foreign_keys"), 1);
}

static void a_step_may_rebuild_a_table_but_not_break_references(void **state)
{
    struct scratch_store *d = *state;
    struct layouts layouts = layouts_and(
        d,
        "DROP VIEW lecture; CREATE TABLE made (name TEXT PRIMARY KEY, spec TEXT, question TEXT, "
        "claim TEXT, "
        "source TEXT, request TEXT, lecture TEXT, more TEXT); INSERT INTO made SELECT *, '' FROM "
        "experiment; "
        "DROP TABLE experiment; ALTER TABLE made RENAME TO experiment",
        "DELETE FROM experiment");
    up_to(d, layouts, store_layouts.version + 1);
    check_ok(d);
    assert_int_equal(
        scratch_int(d, "SELECT count(*) FROM sweep JOIN experiment ON name = experiment"), 1);
    up_to(d, layouts, store_layouts.version + 2);
    check_failed(d, STATUS_DATA, "break references");
    assert_int_equal(scratch_int(d, "PRAGMA user_version"), store_layouts.version + 1);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM experiment"), 1);
}

static void a_reader_does_not_migrate(void **state)
{
    struct scratch_store *d = *state;
    struct layouts layouts = layouts_and(d, "CREATE TABLE more (x INTEGER)", NULL);
    struct store *reader = store_open(d->file, true, &d->failure);
    check_ok(d);
    migrate(reader, &layouts, &d->failure);
    check_failed(d, STATUS_DATA, "copy it to a folder of your own");
    store_close(reader);
    assert_int_equal(scratch_int(d, "PRAGMA user_version"), store_layouts.version);
}

static char *whole_file(const char *path)
{
    char *text = NULL;
    size_t n = 0;
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_true(getdelim(&text, &n, 0, file) > 0);
    fclose(file);
    return text;
}

/* Later layouts are passed on the way from these. */
enum { OLD = 3 };

/* A file of an old layout, opened by hand: layout-1.sql and what follows it, with a sweep of two runs, rows
 * and an odd number. */
static void make_old(struct scratch_store *d, int layout)
{
    struct store old = {.file = d->file, .lock = -1};
    char *first = whole_file("tests/store/layout-1.sql");
    const char *const step[] = {NULL, store_layouts.step[1], store_layouts.step[2]};
    const struct layouts layouts = {first, step, layout};
    store_close(d->store);
    remove(d->file);
    sqlite3_open(d->file, &old.db);
    sql_run(&old, first, &d->failure);
    sql_run(&old, "PRAGMA user_version = 1; PRAGMA application_id = 1148220520", &d->failure);
    migrate(&old, &layouts, &d->failure);
    sql_run(&old,
            "INSERT INTO experiment VALUES ('e', '', '?', 'c', 's');"
            "INSERT INTO run (uuid, cell, seed, params) VALUES"
            " ('aa', '{\"seed\":1,\"net.depth\":8,\"start.from\":\"it''s\",\"data.checksum\":0}', "
            "1, 7),"
            " ('bb', '{\"seed\":1,\"net.depth\":4,\"start.from\":\"\",\"data.checksum\":0}', 1, 7),"
            " ('cc', '{\"seed\":1,\"net.depth\":8,\"start.from\":\"\",\"data.checksum\":9}', 1, 7),"
            " ('dd', '{\"seed\":1,\"net.depth\":4,\"start.from\":\"it''s\",\"data.checksum\":9}', "
            "1, 7);"
            "INSERT INTO sweep VALUES ('e', 0, 1), ('e', 1, 2), ('e', 2, 3), ('e', 3, 4);"
            "UPDATE run SET status = iif(id = 2, 'diverged', 'unfinished');"
            "INSERT INTO checkpoint (run, step, keep, data) VALUES (1, 3, 1, x'03'), "
            "(1, 5, 0, x'05'), (2, 4, 0, x'04');"
            "INSERT INTO probe VALUES ('layer', 'h', 'layer', '1', 'before', '');"
            "INSERT INTO layer_row (run, step, place, h, distinct_units, odd) "
            "VALUES (1, 5, 2, NULL, 3, 2)",
            &d->failure);
    check_ok(d);
    sqlite3_close(old.db);
    free(first);
    d->store = recorded_open(d->file, false, &d->failure);
    check_ok(d);
}

/* Every table's columns and every view's text. */
static char *describe(struct store *store, struct arena *arena, struct failure *failure)
{
    struct query *q = query_open(
        store,
        "SELECT group_concat(line, char(10)) FROM (SELECT CASE s.type WHEN 'view' THEN s.sql ELSE "
        "s.name || ' ' || (SELECT group_concat(c.name || c.type || c.\"notnull\" || c.pk) FROM "
        "(SELECT * FROM pragma_table_info(s.name) ORDER BY name) AS c) END AS line FROM "
        "sqlite_schema AS s WHERE s.type IN ('table', 'view') ORDER BY s.name)",
        failure);
    char *text = query_next(q) ? arena_strdup(arena, query_text(q, 0)) : NULL;
    query_close(q);
    return text;
}

static void a_file_of_any_layout_becomes_as_a_new_one(void **state)
{
    struct scratch_store *d = *state;
    const char *fresh = describe(d->store, &d->arena, &d->failure);
    for (int layout = 1; layout <= OLD; layout++) {
        make_old(d, layout);
        assert_int_equal(scratch_int(d, "PRAGMA user_version"), store_layouts.version);
        assert_string_equal(describe(d->store, &d->arena, &d->failure), fresh);
    }
}

static void what_a_changed_instrument_measured_is_measured_again(void **state)
{
    struct scratch_store *d = *state;
    sql_run(d->store,
            "INSERT INTO probe_run VALUES (1, 0, 'shatter', '{\"samples\":256}', 3, 1), "
            "(1, 0, 'rank', '{\"samples\":256}', 3, 1)",
            &d->failure);
    sql_run(d->store, store_layouts.step[8], &d->failure);
    check_ok(d);
    assert_int_equal(scratch_int(d,
                                 "SELECT group_concat(probe || done || parts) = 'rank13,shatter00' "
                                 "FROM (SELECT * FROM probe_run ORDER BY probe)"),
                     1);
}

/* What was there reads as before, and what was not measured then has no value. */
static void an_old_file_keeps_what_it_has(void **state)
{
    struct scratch_store *d = *state;
    for (int layout = 1; layout <= OLD; layout++) {
        make_old(d, layout);
        assert_int_equal(
            scratch_int(
                d,
                "SELECT params = 7 AND depth = 8 AND flops IS NULL AND bytes IS NULL FROM final"),
            1);
        assert_int_equal(scratch_int(d, "SELECT count(*) FROM reduction"), 0);
        assert_int_equal(scratch_int(d, "SELECT count(*) FROM probe_run"), 0);
        assert_int_equal(scratch_int(d, "SELECT definition LIKE 'Frobenius%' FROM probe WHERE "
                                        "series = 'gradient' AND name = 'h'"),
                         1);
        struct query *q = query_open(
            d->store, "SELECT h, distinct_units, active, odd FROM gradient", &d->failure);
        assert_true(query_next(q));
        assert_true(query_real(q, 0) == INFINITY);
        assert_true(query_real(q, 1) == 3);
        assert_true(query_is_null(q, 2));
        query_close(q);
    }
}

static void an_old_sweep_gets_a_setting_for_each_axis(void **state)
{
    struct scratch_store *d = *state;
    make_old(d, 3);
    struct query *q = query_open(d->store, "SELECT request FROM experiment", &d->failure);
    assert_true(query_next(q));
    assert_string_equal(query_text(q, 0), "--data PATH --set 'seed=[1]' --set 'net.depth=[8,4]' "
                                          "--set 'start.from=[\"it'\\''s\",\"\"]'");
    query_close(q);
}

/* From where an unfinished run went on it still does; of an ended one that is of no use. */
static void an_old_unfinished_run_goes_on(void **state)
{
    struct scratch_store *d = *state;
    make_old(d, 3);
    assert_int_equal(scratch_int(d, "SELECT sum(step) FROM resume WHERE data = x'05'"), 5);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM resume"), 1);
    assert_int_equal(scratch_int(d, "SELECT sum(step) FROM checkpoint WHERE NOT keep"), 3);
}

/* A column that came behind `odd` has its own two bits of it. */
static void a_column_that_came_later_can_be_odd(void **state)
{
    struct scratch_store *d = *state;
    static const struct column column[] = {{"h", "1", "", ""}, {"active", "1", "", ""}};
    const struct series series = {"gradient", "layer", 2, column, .keys = 0};
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
        scratch_test(a_step_that_fails_leaves_the_file_as_it_was),
        scratch_test(a_step_may_rebuild_a_table_but_not_break_references),
        scratch_test(a_reader_does_not_migrate),
        scratch_test(a_file_of_any_layout_becomes_as_a_new_one),
        scratch_test(what_a_changed_instrument_measured_is_measured_again),
        scratch_test(an_old_file_keeps_what_it_has),
        scratch_test(an_old_sweep_gets_a_setting_for_each_axis),
        scratch_test(an_old_unfinished_run_goes_on),
        scratch_test(a_column_that_came_later_can_be_odd),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

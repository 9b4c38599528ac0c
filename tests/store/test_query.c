/* Queries: bound by name, read only, every value distinct from none. */
#include "tests/store/scratch_store.h"

static void values_are_bound_by_name(void **state)
{
    struct scratch_store *d = *state;
    struct query *q = query_open(
        d->store, "SELECT :t || '!' AS text, :i + 1, :r * 2, :t, NULL AS none", &d->failure);
    query_bind_text(q, ":t", "it's \"x\"; --");
    query_bind_int(q, ":i", (int64_t)1 << 53);
    query_bind_real(q, ":r", 0.1);
    query_bind_text(q, ":another", "passed over");
    assert_true(query_next(q));
    assert_int_equal(query_columns(q), 5);
    assert_string_equal(query_column_name(q, 0), "text");
    assert_string_equal(query_text(q, 0), "it's \"x\"; --!");
    assert_true(query_int(q, 1) == ((int64_t)1 << 53) + 1);
    assert_true(query_real(q, 2) == 0.2);
    assert_true(query_is_text(q, 3) && !query_is_text(q, 2));
    assert_true(query_is_null(q, 4) && isnan(query_real(q, 4)));
    assert_string_equal(query_text(q, 4), "");
    assert_false(query_next(q));
    query_close(q);
    check_ok(d);
}

static void a_parameter_without_a_value_is_a_failure(void **state)
{
    struct scratch_store *d = *state;
    struct query *q =
        query_open(d->store, "SELECT * FROM final WHERE experiment = :experiment", &d->failure);
    query_bind_text(q, ":experimnet", "e");
    assert_false(query_next(q));
    query_close(q);
    check_failed(d, STATUS_DATA, ":experiment of the query has no value");
}

static void a_query_may_only_read(void **state)
{
    struct scratch_store *d = *state;
    const char *const writes[] = {"DELETE FROM run", "DROP VIEW final", "PRAGMA user_version = 7",
                                  "INSERT INTO run (uuid, cell, seed) VALUES ('', '', 1)"};
    for (int i = 0; i < 4; i++) {
        assert_null(query_open(d->store, writes[i], &d->failure));
        check_failed(d, STATUS_DATA, "may only read");
    }
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM run"), 1);
}

static void a_wrong_query_is_refused_and_asking_it_is_harmless(void **state)
{
    struct scratch_store *d = *state;
    assert_null(query_open(d->store, "SELECT trane_loss FROM final", &d->failure));
    check_failed(d, STATUS_DATA, "no such column: trane_loss");
    assert_null(query_open(d->store, " -- nothing", &d->failure));
    check_failed(d, STATUS_DATA, "a query is needed");
    assert_null(query_open(d->store, "SELECT 1; SELECT 2", &d->failure));
    check_failed(d, STATUS_DATA, "one query is expected");

    query_bind_text(NULL, ":t", "");
    assert_false(query_next(NULL));
    assert_int_equal(query_columns(NULL), 0);
    assert_true(query_is_null(NULL, 0));
    assert_string_equal(query_text(NULL, 0), "");
    assert_true(isnan(query_real(NULL, 0)));
    query_close(NULL);
}

static void an_error_while_reading_sticks(void **state)
{
    struct scratch_store *d = *state;
    struct query *q = query_open(
        d->store, "SELECT json_extract(value, '$') FROM json_each('[\"1\", \"{\"]')", &d->failure);
    assert_true(query_next(q));
    assert_false(query_next(q));
    assert_false(query_next(q));
    query_close(q);
    check_failed(d, STATUS_DATA, "malformed JSON");
}

static void a_script_is_split_into_its_queries(void **state)
{
    struct scratch_store *d = *state;
    const char *sql = "-- text ONE; with a semicolon\nSELECT 1;\n;;\n-- table TWO\n"
                      "SELECT ';' || :x;\n-- the end\n";
    const char *const want[] = {"1", ";2"};
    int n = 0;
    for (struct query *q; (q = query_open_next(d->store, &sql, &d->failure)); n++) {
        query_bind_int(q, ":x", 2);
        assert_true(query_next(q));
        assert_string_equal(query_text(q, 0), want[n]);
        query_close(q);
        if (n == 0)
            assert_non_null(strstr(sql, "-- table TWO"));
    }
    check_ok(d);
    assert_int_equal(n, 2);
    assert_string_equal(sql, "");
    sql = "SELECT 1; SELEKT 2; SELECT 3";
    query_close(query_open_next(d->store, &sql, &d->failure));
    assert_null(query_open_next(d->store, &sql, &d->failure));
    check_failed(d, STATUS_DATA, "SELEKT");
}

static void numbers_are_written_as_short_as_they_read_back(void **state)
{
    struct scratch_store *d = *state;
    struct query *q = query_open(
        d->store, "SELECT 0.1, 1.0 / 3, :f, 1e22, 3.0, 9007199254740993, 9e999, -9e999, 5e-324",
        &d->failure);
    query_bind_real(q, ":f", (double)0.35f);
    static const char *const want[] = {
        "0.1", "0.3333333333333333", "0.3499999940395355", "1e+22", "3", "9007199254740993", "inf",
        "-inf"};
    assert_true(query_next(q));
    for (int c = 0; c < 8; c++)
        assert_string_equal(query_text(q, c), want[c]);
    assert_true(strtod(query_text(q, 8), NULL) == 5e-324);
    query_close(q);
    check_ok(d);
}

/* final_row and curve_row both have a train_loss and an odd of their own. */
static void what_is_odd_is_found_through_views_and_joins(void **state)
{
    struct scratch_store *d = *state;
    sql_run(d->store,
            "INSERT INTO curve_row (run, step, place, test_acc, odd) VALUES (1, 0, 0, 0.5, 1 << 2);"
            "INSERT INTO final_row (run, step, place, train_acc, odd) VALUES (1, 9, 0, 0.25, 2)",
            &d->failure);
    struct query *q = query_open(d->store,
                                 "SELECT c.train_loss, f.train_loss, c.test_acc, f.test_loss, "
                                 "c.odd, f.odd, c.test_loss FROM curve c JOIN final f USING (run)",
                                 &d->failure);
    const char *const want[] = {"nan", "inf", "0.5", "", "4", "2", ""};
    assert_true(query_next(q));
    for (int c = 0; c < 7; c++)
        assert_string_equal(query_text(q, c), want[c]);
    assert_true(isnan(query_real(q, 0)) && !query_is_null(q, 0));
    assert_true(isinf(query_real(q, 1)));
    assert_true(query_is_null(q, 3));
    query_close(q);

    q = query_open(d->store, "SELECT train_loss FROM curve", &d->failure);
    assert_true(query_next(q));
    assert_true(query_is_null(q, 0)); /* nothing to tell it by */
    query_close(q);
    check_ok(d);
}

static void note_name(void *self, const char *name)
{
    char *all = self;
    if (!strstr(all, name))
        strcat(strcat(all, name), " ");
}

/* Of named queries those that are used. */
static void what_a_query_reads_is_seen_without_running_it(void **state)
{
    struct scratch_store *d = *state;
    char all[500] = "";
    query_reads(
        d->store,
        "WITH a AS (SELECT * FROM final WHERE experiment = :experiment), b AS (SELECT * FROM "
        "best) SELECT count(*) FROM a",
        all, note_name, &d->failure);
    check_ok(d);
    assert_non_null(strstr(all, "final "));
    assert_non_null(strstr(all, "run "));
    assert_null(strstr(all, "best"));
    query_reads(d->store, "SELECT * FROM nothing", all, note_name, &d->failure);
    assert_int_equal(d->failure.status, STATUS_DATA);
}

/* It stands before a view of its name. */
static void a_table_of_rows_lasts_until_the_scratch_ends(void **state)
{
    struct scratch_store *d = *state;
    query_scratch_begin(d->store, &d->failure);
    struct query *q =
        query_open_table(d->store, "best", "SELECT :x AS x UNION SELECT 2", &d->failure);
    query_bind_int(q, ":x", 5);
    assert_false(query_next(q));
    query_close(q);
    check_ok(d);
    assert_int_equal(scratch_int(d, "SELECT sum(x) FROM best"), 7);
    query_scratch_end(d->store);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM temp.sqlite_schema"), 0);
    assert_null(query_open_table(d->store, "t", "DELETE FROM run", &d->failure));
    assert_int_equal(d->failure.status, STATUS_DATA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(values_are_bound_by_name),
        scratch_test(a_parameter_without_a_value_is_a_failure),
        scratch_test(a_query_may_only_read),
        scratch_test(a_wrong_query_is_refused_and_asking_it_is_harmless),
        scratch_test(an_error_while_reading_sticks),
        scratch_test(a_script_is_split_into_its_queries),
        scratch_test(numbers_are_written_as_short_as_they_read_back),
        scratch_test(what_a_query_reads_is_seen_without_running_it),
        scratch_test(a_table_of_rows_lasts_until_the_scratch_ends),
        scratch_test(what_is_odd_is_found_through_views_and_joins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SQLite's failures become ours: the file's name, the message, the status that fits. */
#include "tests/store/desk.h"

static void a_statement_takes_its_parameters_by_letter(void **state)
{
    struct desk *d = *state;
    sql_run(d->store, "CREATE TABLE t (a INTEGER, b REAL, c TEXT, d REAL) STRICT", &d->failure);
    sql_do(d->store, &d->failure, "INSERT INTO t VALUES (?, ?, ?, ?)", "irtr", INT64_MIN, 0.5,
           "it's", (double)NAN);
    check_ok(d);
    assert_true(sql_int(d->store, "SELECT a FROM t", &d->failure) == INT64_MIN);
    assert_int_equal(desk_int(d, "SELECT b = 0.5 AND c = 'it''s' AND d IS NULL FROM t"), 1);
    assert_int_equal(desk_int(d, "SELECT a FROM t WHERE b > 1"), 0);
}

static void failures_name_file_message_and_statement(void **state)
{
    struct desk *d = *state;
    sql_run(d->store, "SELECT colour FROM run", &d->failure);
    check_failed(d, STATUS_DATA, "lab.db: no such column: colour, in: SELECT colour FROM run");
    sql_do(d->store, &d->failure, "INSERT INTO sweep VALUES ('x', 0, 77)", "");
    check_failed(d, STATUS_DATA, "FOREIGN KEY");
    sql_do(d->store, &d->failure, "INSERT INTO layer_name VALUES (?, 'two', '')", "i", d->run);
    check_failed(d, STATUS_DATA, "cannot store TEXT value in INTEGER column");
}

static void a_transaction_is_all_or_nothing(void **state)
{
    struct desk *d = *state;
    sql_begin(d->store, &d->failure);
    sql_run(d->store, "DELETE FROM sweep", &d->failure);
    sql_run(d->store, "nonsense", &d->failure);
    sql_run(d->store, "DELETE FROM experiment", &d->failure);
    assert_int_equal(sql_end(d->store, &d->failure), STATUS_DATA);
    check_failed(d, STATUS_DATA, "nonsense");
    assert_int_equal(desk_int(d, "SELECT count(*) FROM sweep"), 1);
    assert_int_equal(desk_int(d, "SELECT count(*) FROM experiment"), 1);

    sql_begin(d->store, &d->failure);
    sql_run(d->store, "DELETE FROM sweep", &d->failure);
    assert_int_equal(sql_end(d->store, &d->failure), STATUS_OK);
    assert_int_equal(desk_int(d, "SELECT count(*) FROM sweep"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        desk_test(a_statement_takes_its_parameters_by_letter),
        desk_test(failures_name_file_message_and_statement),
        desk_test(a_transaction_is_all_or_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

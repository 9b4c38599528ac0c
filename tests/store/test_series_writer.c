/* A series finds its table by name, or makes it, and says what its columns mean. */
#include "lab/store/series_writer.h"
#include "tests/store/scratch_store.h"

static void a_standard_series_finds_its_columns_whatever_their_order(void **state)
{
    struct scratch_store *d = *state;
    const struct column column[] = {{"test_acc", "1", "", ""}, {"epoch", "1", "", ""}};
    const struct series series = {"curve", "", 2, column, .keys = 0};
    struct series_writer w;
    series_writer_open(d->store, &series, &w, &d->failure);
    check_ok(d);
    assert_int_equal(w.place[0], 4);
    assert_int_equal(w.place[1], 0);
    series_writer_write(d->store, &w, d->run, 3, 0, (double[]){NAN, INFINITY}, 0, &d->failure);
    series_writer_close(&w);
    /* read by the rule that schema.sql states */
    assert_int_equal(scratch_int(d, "SELECT odd FROM curve_row"), 1 << 8 | 2);
    assert_int_equal(scratch_int(d, "SELECT train_loss IS NULL FROM curve_row"), 1);
}

static void a_column_the_table_lacks_is_added_behind(void **state)
{
    struct scratch_store *d = *state;
    const struct column column[] = {{"x", "1", "", ""}, {"y", "1", "", ""}};
    struct series series = {"thing", "layer", 1, column, .keys = 0};
    struct series_writer w;
    series_writer_open(d->store, &series, &w, &d->failure);
    series_writer_write(d->store, &w, d->run, 1, 0, (double[]){INFINITY}, 0, &d->failure);
    series_writer_close(&w);
    series.columns = 2;
    series_writer_open(d->store, &series, &w, &d->failure);
    series_writer_write(d->store, &w, d->run, 2, 0, (double[]){1, -INFINITY}, 0, &d->failure);
    series_writer_close(&w);
    check_ok(d);
    struct query *q =
        query_open(d->store, "SELECT x, y, odd FROM thing ORDER BY step", &d->failure);
    assert_true(query_next(q));
    assert_string_equal(query_text(q, 0), "inf");
    assert_true(query_is_null(q, 1));
    assert_true(query_next(q));
    assert_string_equal(query_text(q, 0), "1");
    assert_string_equal(query_text(q, 1), "-inf");
    query_close(q);
}

static void the_last_of_32_columns_can_be_odd(void **state)
{
    struct scratch_store *d = *state;
    struct column column[32];
    char name[32][16];
    double value[32] = {0};
    for (int c = 0; c < 32; c++) {
        snprintf(name[c], sizeof name[c], "c%d", c);
        column[c] = (struct column){name[c], "1", "", ""};
    }
    value[31] = -INFINITY;
    value[0] = NAN;
    struct series_writer w;
    series_writer_open(d->store, &(struct series){"wide", "", 32, column, .keys = 0}, &w,
                       &d->failure);
    series_writer_write(d->store, &w, d->run, 0, 0, value, 0, &d->failure);
    series_writer_close(&w);
    check_ok(d);
    struct query *q = query_open(d->store, "SELECT c0, c31, c30, odd FROM wide_row", &d->failure);
    assert_true(query_next(q));
    assert_string_equal(query_text(q, 0), "nan");
    assert_string_equal(query_text(q, 1), "-inf");
    assert_string_equal(query_text(q, 2), "0");
    query_close(q);
}

/* Singular values of a layer: rows of one place, distinguished by their number. */
static void leading_columns_may_be_keys(void **state)
{
    struct scratch_store *d = *state;
    const struct column column[] = {{"number", "1", "which, from 0", ""},
                                    {"sigma", "1", "a singular value", ""}};
    const struct series series = {"sigmas", "layer", 2, column, .keys = 1};
    struct series_writer w;
    series_writer_open(d->store, &series, &w, &d->failure);
    for (int again = 0; again < 2; again++)
        for (int i = 0; i < 3; i++)
            series_writer_write(d->store, &w, d->run, 5, 7, (double[]){i, again ? 1.5 * i : NAN}, 0,
                                &d->failure);
    series_writer_close(&w);
    check_ok(d);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM sigmas_row WHERE place = 7 AND odd = 0"),
                     3);
    assert_int_equal(scratch_int(d, "SELECT sum(number * 100 + sigma * 10) FROM sigmas_row"), 345);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(a_standard_series_finds_its_columns_whatever_their_order),
        scratch_test(leading_columns_may_be_keys),
        scratch_test(a_column_the_table_lacks_is_added_behind),
        scratch_test(the_last_of_32_columns_can_be_odd),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

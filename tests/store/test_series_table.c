/* A series makes its table and its view, and says what its columns mean. */
#include "lab/store/series_table.h"
#include "tests/store/scratch_store.h"

static void a_new_series_gets_a_table_like_the_others(void **state)
{
    struct scratch_store *d = *state;
    const struct column column[] = {{"entropy", "nat", "of the spectrum", "some paper, sec. 2"},
                                    {"rank", "1", "stable rank", ""}};
    const struct series series = {"spectrum", "layer", 2, column, .keys = 0};
    series_table_make(d->store, &series, &d->failure);
    check_ok(d);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM pragma_table_info('spectrum_row')"), 6);
    assert_int_equal(scratch_int(d,
                                 "SELECT count(*) FROM sqlite_schema WHERE name = 'spectrum_row' "
                                 "AND sql LIKE '%STRICT, WITHOUT ROWID'"),
                     1);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM probe WHERE series = 'spectrum' AND "
                                    "place = 'layer' AND name = 'entropy' AND unit = 'nat' AND "
                                    "source = 'some paper, sec. 2'"),
                     1);
}

static void a_definition_is_written_once_and_again_when_it_changes(void **state)
{
    struct scratch_store *d = *state;
    struct column column[] = {{"x", "1", "before", ""}};
    const struct series series = {"thing", "", 1, column, .keys = 0};
    series_table_make(d->store, &series, &d->failure);
    int64_t version = scratch_int(d, "SELECT total_changes()");
    series_table_make(d->store, &series, &d->failure);
    assert_int_equal(scratch_int(d, "SELECT total_changes()"), version);
    column[0].definition = "after";
    series_table_make(d->store, &series, &d->failure);
    assert_int_equal(
        scratch_int(d, "SELECT definition = 'after' FROM probe WHERE series = 'thing'"), 1);
}

static void names_that_are_no_names_are_refused(void **state)
{
    struct scratch_store *d = *state;
    const char *const wrong[] = {"", "x y", "x\"", "1x", "odd", "step", "X;"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const struct column column = {wrong[i], "1", "", ""};
        series_table_make(d->store, &(struct series){"thing", "", 1, &column, .keys = 0},
                          &d->failure);
        check_failed(d, STATUS_DATA, "cannot be the name of a column");
    }
    const struct column column = {"x", "1", "", ""};
    series_table_make(d->store,
                      &(struct series){"a\"; DROP TABLE run; --", "", 1, &column, .keys = 0},
                      &d->failure);
    check_failed(d, STATUS_DATA, "cannot be the name of a table");
    series_table_make(d->store, &(struct series){"thing", "", 33, &column, .keys = 0}, &d->failure);
    check_failed(d, STATUS_DATA, "33 columns");
}

static const struct column measured[] = {{"x", "1", "an x", ""}, {"branch", "1", "another", ""}};

/* The names of a view's columns, with commas between. */
static const char *columns_of(struct scratch_store *d, const char *view)
{
    struct query *q =
        query_open(d->store, "SELECT group_concat(name) FROM pragma_table_info(:v)", &d->failure);
    query_bind_text(q, ":v", view);
    const char *names = query_next(q) ? arena_strdup(&d->arena, query_text(q, 0)) : "";
    query_close(q);
    return names;
}

static void a_view_has_the_run_the_columns_and_the_settings(void **state)
{
    struct scratch_store *d = *state;
    const struct series by_lag = {"lagged", "lag", 2, measured, .keys = 0};
    series_table_make(d->store, &by_lag, &d->failure);
    check_ok(d);
    assert_string_equal(columns_of(d, "lagged"),
                        "run,experiment,block,depth,seed,step,lag,x,branch,norm,branch_scale,init,"
                        "lr,cell,odd");
    const struct series one_a_step = {"stepped", "", 1, measured, .keys = 0};
    series_table_make(d->store, &one_a_step, &d->failure);
    assert_string_equal(columns_of(d, "stepped"),
                        "run,experiment,block,depth,seed,lr,step,x,norm,branch,init,cell,odd");
    check_ok(d);
}

static void a_place_with_a_settings_name_is_called_place(void **state)
{
    struct scratch_store *d = *state;
    const struct series series = {"by_block", "block", 1, measured, .keys = 0};
    series_table_make(d->store, &series, &d->failure);
    assert_string_equal(
        columns_of(d, "by_block"),
        "run,experiment,block,depth,seed,step,place,x,norm,branch,init,lr,cell,odd");
    assert_string_equal(store_series_place(&series), "place");
    assert_string_equal(store_series_place(&(struct series){"a", "lag", 1, measured, .keys = 0}),
                        "lag");
    check_ok(d);
}

static void a_view_says_what_its_columns_mean(void **state)
{
    struct scratch_store *d = *state;
    const struct series series = {"noted", "", 1, measured, .keys = 0};
    series_table_make(d->store, &series, &d->failure);
    assert_int_equal(
        scratch_int(d, "SELECT sql LIKE '%-- 1: an x%' FROM sqlite_schema WHERE name = 'noted'"),
        1);
}

/* A view of an earlier program, be it the beginning of ours, is replaced. */
static void a_view_is_made_when_it_is_this_one_whole(void **state)
{
    struct scratch_store *d = *state;
    const struct series series = {"whole", "layer", 1, measured, .keys = 0};
    series_table_make(d->store, &series, &d->failure);
    assert_true(series_table_is_made(d->store, &series, &d->failure));
    struct query *q = query_open(d->store,
                                 "SELECT substr(sql, 1, instr(sql, ' LEFT JOIN') - 1) "
                                 "FROM sqlite_schema WHERE name = 'whole'",
                                 &d->failure);
    assert_true(query_next(q));
    const char *shorter = arena_strdup(&d->arena, query_text(q, 0));
    query_close(q);
    assert_true(strlen(shorter) > 100);
    sql_run(d->store, "DROP VIEW whole", &d->failure);
    sql_run(d->store, shorter, &d->failure);
    check_ok(d);
    assert_false(series_table_is_made(d->store, &series, &d->failure));
    check_ok(d);
}

/* Two nets at two rates, two seeds: the mean over the seeds chooses, a diverged run loses. */
static void best_has_each_net_at_its_best_rate(void **state)
{
    struct scratch_store *d = *state;
    sql_run(
        d->store,
        "DELETE FROM sweep; DELETE FROM run;"
        "INSERT INTO run (id, uuid, cell, seed, status) SELECT value, value, json_object('seed', "
        "value % 2, 'net.depth', 2 + value / 4, 'train.lr', 0.5 + value / 2 % 2), value % 2, "
        "iif(value = 4, 'diverged', 'done') FROM json_each('[0,1,2,3,4,5,6,7]');"
        "INSERT INTO sweep SELECT 'e', id, id FROM run;"
        "INSERT INTO final_row (run, step, place, train_loss) VALUES (0, 9, 0, 1), (1, 9, 0, 4), "
        "(2, 9, 0, 3), (3, 9, 0, 1), (5, 9, 0, 0), (6, 9, 0, 7), (7, 9, 0, 7)",
        &d->failure);
    check_ok(d);
    assert_int_equal(scratch_int(d, "SELECT group_concat(run, '') = '2367' FROM best"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(a_new_series_gets_a_table_like_the_others),
        scratch_test(a_definition_is_written_once_and_again_when_it_changes),
        scratch_test(names_that_are_no_names_are_refused),
        scratch_test(a_view_has_the_run_the_columns_and_the_settings),
        scratch_test(a_place_with_a_settings_name_is_called_place),
        scratch_test(a_view_says_what_its_columns_mean),
        scratch_test(a_view_is_made_when_it_is_this_one_whole),
        scratch_test(best_has_each_net_at_its_best_rate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Lists of columns come from both tables; rows of pairs are copied, compared. */
#include "lab/store/merge_rows.h"
#include "tests/store/scratch_store.h"

static const struct merge_order order = {.from = "other.db"};

struct both {
    struct merge result;
    struct merging g;
};

/* Two tables of unlike columns, the other's with a column that ours has not. */
static struct both attach(struct scratch_store *d)
{
    struct both both = {
        .g = {.store = d->store, .arena = &d->arena, .order = &order, .failure = &d->failure}};
    sql_run(d->store,
            "ATTACH ':memory:' AS shard;"
            "CREATE TABLE main.t_row (run INTEGER, step INTEGER, x REAL, y REAL, PRIMARY KEY (run, "
            "step));"
            "CREATE TABLE shard.t_row (run INTEGER, step INTEGER, y REAL, x REAL, z REAL, PRIMARY "
            "KEY (run, step));"
            "CREATE TEMP TABLE merge_pair (old INTEGER, new INTEGER, step INTEGER);"
            "INSERT INTO shard.t_row VALUES (5, 1, 10, 11, 12), (5, 2, 20, 21, 22)",
            &d->failure);
    check_ok(d);
    return both;
}

static void columns_are_those_of_both(void **state)
{
    struct scratch_store *d = *state;
    struct both both = attach(d);
    assert_string_equal(merge_columns(&both.g, "t_row", "s."), "s.\"step\", s.\"x\", s.\"y\"");
    assert_string_equal(merge_columns(&both.g, "no_row", ""), "");
    merge_check_tables(&both.g);
    check_failed(d, STATUS_DATA, "t_row.z");
}

static void pairs_rows_are_copied_under_their_new_number(void **state)
{
    struct scratch_store *d = *state;
    struct both both = attach(d);
    merge_set_pairs(&both.g, "SELECT 5, 1, 2");
    merge_copy_rows(&both.g, "INSERT", "t_row");
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM main.t_row"), 1);
    assert_int_equal(
        scratch_int(d, "SELECT run = 1 AND step = 2 AND x = 21 AND y = 20 FROM main.t_row"), 1);
    merge_set_pairs(&both.g, "SELECT 5, 1, NULL");
    merge_copy_rows(&both.g, "INSERT OR IGNORE", "t_row");
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM main.t_row"), 2);
}

static void each_run_that_differs_is_found_once(void **state)
{
    struct scratch_store *d = *state;
    struct both both = attach(d);
    both.g.result = &both.result;
    merge_set_pairs(&both.g, "SELECT 5, 1, NULL");
    merge_copy_rows(&both.g, "INSERT", "t_row");
    merge_compare_rows(&both.g, "t_row");
    assert_int_equal(both.result.conflicts, 0);
    sql_run(d->store, "UPDATE main.t_row SET y = NULL", &d->failure);
    merge_compare_rows(&both.g, "t_row");
    check_ok(d);
    assert_int_equal(both.result.conflicts, 1);
    assert_string_equal(both.result.conflict[0],
                        "run 00000000000000aa: t_row at step 1: y 10.0, not NULL");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(columns_are_those_of_both),
        scratch_test(pairs_rows_are_copied_under_their_new_number),
        scratch_test(each_run_that_differs_is_found_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

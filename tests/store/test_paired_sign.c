#include "tests/store/scratch_store.h"

static int sign(struct scratch_store *d, const char *rows)
{
    return (int)scratch_int(
        d, arena_printf(&d->arena, "SELECT paired_sign(column1, column2) FROM (VALUES %s)", rows));
}

static void a_sign_needs_five_rows_that_agree(void **state)
{
    struct scratch_store *d = *state;
    assert_int_equal(sign(d, "(2, 1), (3, 2), (2, 1), (3, 2), (9, 1)"), 1);
    assert_int_equal(sign(d, "(1, 2), (2, 3), (1, 2), (2, 3), (1, 9)"), -1);
    assert_int_equal(sign(d, "(2, 1), (3, 2), (2, 1), (3, 2)"), 0);
    assert_int_equal(sign(d, "(2, 1), (3, 2), (2, 1), (1, 2), (9, 1)"), 0);
    assert_int_equal(sign(d, "(1, 1), (1, 1), (1, 1), (1, 1), (1, 1), (1, 1)"), 0);
}

static void null_is_the_worst_value(void **state)
{
    struct scratch_store *d = *state;
    assert_int_equal(sign(d, "(NULL, 1), (NULL, 2), (NULL, 1), (NULL, 2), (NULL, 1)"), 1);
    assert_int_equal(sign(d, "(NULL, NULL), (3, 2), (3, 2), (3, 2), (3, 2)"), 0);
}

static void no_row_and_too_many_are_no_mistake(void **state)
{
    struct scratch_store *d = *state;
    assert_int_equal(scratch_int(d, "SELECT paired_sign(1, 2) WHERE 0"), 0);
    assert_int_equal(
        scratch_int(d, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                       "60) SELECT paired_sign(i <= 20, i > 20) FROM n"),
        1);
}

/* Five that agree have p = 1/32: too much for two tests. Ten have 1/1024, enough for 51. */
static void of_several_tests_each_must_show_more(void **state)
{
    struct scratch_store *d = *state;
    static const char rows[] =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
        "SELECT paired_sign(i + 1, i, %d) FROM n";
    static const int want[][3] = {{5, 1, 1}, {5, 2, 0}, {10, 51, 1}, {10, 52, 0}};
    for (int i = 0; i < 4; i++)
        assert_int_equal(scratch_int(d, arena_printf(&d->arena, rows, want[i][0], want[i][1])),
                         want[i][2]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(a_sign_needs_five_rows_that_agree),
        scratch_test(null_is_the_worst_value),
        scratch_test(of_several_tests_each_must_show_more),
        scratch_test(no_row_and_too_many_are_no_mistake),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

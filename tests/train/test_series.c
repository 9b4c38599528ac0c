/* What a reader of the stored numbers finds: every column has a unit and a definition. */
#include "lab/train/train.h"
#include "tests/support/check.h"

static void check_series(const struct series *s, const char *name, int columns,
                         const char *const *column)
{
    assert_string_equal(s->name, name);
    assert_string_equal(s->place, "");
    assert_int_equal(s->columns, columns);
    for (int i = 0; i < columns; i++) {
        assert_string_equal(s->column[i].name, column[i]);
        assert_true(strlen(s->column[i].unit) > 0);
        assert_true(strlen(s->column[i].definition) > 10);
        assert_non_null(s->column[i].source);
    }
}

static void curve_and_final_have_the_columns_that_the_views_name(void **state)
{
    (void)state;
    const char *const curve[] = {"epoch", "train_loss", "train_acc", "test_loss", "test_acc"};
    const char *const final[] = {"train_loss", "train_acc", "test_loss", "test_acc",
                                 "train_loss_eval"};
    check_series(&series_curve, "curve", 5, curve);
    check_series(&series_final, "final", 5, final);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(curve_and_final_have_the_columns_that_the_views_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

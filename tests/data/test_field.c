/* Numbers, gaps, dates, damage and words. */
#include "lab/data/field.h"
#include "tests/support/check.h"

static void a_cell_is_one_of_a_few_things(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum field field;
        double value;
    } law[] = {
        {"1", FIELD_NUMBER, 1},
        {"-2.5e1", FIELD_NUMBER, -25},
        {".5", FIELD_NUMBER, .5},
        {"+3", FIELD_NUMBER, 3},
        {"", FIELD_EMPTY, 0},
        {"?", FIELD_MISSING, 0},
        {"na", FIELD_MISSING, 0},
        {"#N/A", FIELD_MISSING, 0},
        {"-", FIELD_MISSING, 0},
        {"NaN", FIELD_NOT_FINITE, 0},
        {"-Infinity", FIELD_NOT_FINITE, 0},
        {"1e39", FIELD_NOT_FINITE, 0},
        {"2024-05-01", FIELD_DATE, 0},
        {"2024-05-01T10:00", FIELD_DATE, 0},
        {"1.5.2024", FIELD_DATE, 0},
        {"5/1/24", FIELD_DATE, 0},
        {"12:30", FIELD_DATE, 0},
        {"1.5.2", FIELD_DAMAGED, 0},
        {"1,5", FIELD_DAMAGED, 0},
        {"0x10", FIELD_DAMAGED, 0},
        {"12 kg", FIELD_DAMAGED, 0},
        {"red", FIELD_WORD, 0},
        {"e", FIELD_WORD, 0}, /* all of it may stand in a number */
        {"\xC3\xBC", FIELD_WORD, 0},
    };
    for (size_t i = 0; i < sizeof law / sizeof *law; i++) {
        double value = 0;
        const enum field f = field_read(law[i].text, false, &value);
        if (f != law[i].field || (f == FIELD_NUMBER && !(fabs(value - law[i].value) <= 0)))
            fail_msg("'%s' is %d, %g", law[i].text, (int)f, value);
        assert_int_equal(*field_fault(f) == 0, f == FIELD_NUMBER);
    }
}

static void a_comma_may_be_the_decimal_sign(void **state)
{
    (void)state;
    double value;
    assert_int_equal(field_read("1,5", true, &value), FIELD_NUMBER);
    check_near(value, 1.5, 0);
    assert_int_equal(field_read("-,25e1", true, &value), FIELD_NUMBER);
    check_near(value, -2.5, 0);
    assert_int_equal(field_read("1.5", true, &value), FIELD_NUMBER);
    assert_int_equal(field_read("1.234,5", true, &value), FIELD_DAMAGED);
    assert_int_equal(field_read("1,234,5", true, &value), FIELD_DAMAGED);
}

static void some_texts_are_no_labels(void **state)
{
    (void)state;
    static const char *const none[] = {"", "?", "NA", "n/a", "nan", "NULL", "inf"};
    static const char *const some[] = {"-", "+", ".", "none", "0", "Namibia"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_true(field_is_no_label(none[i]));
    for (size_t i = 0; i < sizeof some / sizeof *some; i++)
        assert_false(field_is_no_label(some[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cell_is_one_of_a_few_things),
        cmocka_unit_test(a_comma_may_be_the_decimal_sign),
        cmocka_unit_test(some_texts_are_no_labels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "lab/base/number.h"
#include "lab/base/rng.h"
#include "tests/support/check.h"

static void a_whole_number_is_decimal_digits_and_a_sign(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t n;
    } good[] = {{"0", 0},
                {"7", 7},
                {"-12", -12},
                {"+3", 3},
                {"9223372036854775807", INT64_MAX},
                {"-9223372036854775808", INT64_MIN}};
    int64_t n;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(number_whole(good[i].text, &n));
        assert_int_equal(n, good[i].n);
    }
}

static void anything_else_is_no_whole_number(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "-",
                                      "+",
                                      "4x",
                                      " 4",
                                      "4 ",
                                      "4.0",
                                      "1e3",
                                      "0x10",
                                      "010",
                                      "00",
                                      "0o7",
                                      "--4",
                                      "1_000",
                                      "9223372036854775808",
                                      "-9223372036854775809"};
    int64_t n;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (number_whole(bad[i], &n))
            fail_msg("`%s` was read as %ld", bad[i], (long)n);
}

static void a_real_number_may_have_a_fraction_and_an_exponent(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double x;
    } good[] = {{"0", 0},      {"0.35", 0.35}, {".5", 0.5},   {"5.", 5},        {"-1e-3", -1e-3},
                {"1E+5", 1e5}, {"0e9", 0},     {"0.000", 0},  {"1e308", 1e308}, {"5e-324", 5e-324},
                {"+2.5", 2.5}, {"0.1", 0.1},   {"1e007", 1e7}};
    double x;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(number_real(good[i].text, &x));
        check_near(x, good[i].x, 0);
    }
}

static void anything_else_is_no_real_number(void **state)
{
    (void)state;
    static const char *const bad[] = {"",       ".",      "-",     "0.1x",  "1e",  "1e+",  "e5",
                                      "inf",    "nan",    ".inf",  "0x1p3", "1,5", "00.1", "1e999",
                                      "-1e999", "1e-999", "1.2.3", " 1",    "1 "};
    double x;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (number_real(bad[i], &x))
            fail_msg("`%s` was read as %g", bad[i], x);
}

static void the_shortest_text_reads_back_equal(void **state)
{
    (void)state;
    char text[NUMBER_BYTES];
    struct stream s = stream_of(1, PURPOSE_TEST, 0, 0);
    for (uint64_t i = 0; i < 20000; i++) {
        double x, back, scale = pow(10, 40 * stream_uniform(s, 2 * i) - 20);
        x = stream_normal(s, 2 * i + 1) * scale;
        number_text(x, text);
        assert_true(number_real(text, &back));
        check_near(back, x, 0);
    }
    static const struct {
        double x;
        const char *text;
    } known[] = {{0.1, "0.1"}, {1.0 / 3, "0.3333333333333333"},
                 {400, "400"}, {0, "0"},
                 {-0.0, "0"},  {1e-5, "1e-05"},
                 {-3, "-3"},   {1e15, "1e+15"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        number_text(known[i].x, text);
        assert_string_equal(text, known[i].text);
    }
}

static void a_measured_value_keeps_its_sign_and_15_digits(void **state)
{
    (void)state;
    static const struct {
        double x;
        const char *text;
    } known[] = {{0.1, "0.1"},
                 {1.0 / 3, "0.3333333333333333"},
                 {0.1 + 0.2, "0.30000000000000004"},
                 {400, "400"},
                 {-0.0, "-0"},
                 {5e-324, "4.94065645841247e-324"},
                 {1e15, "1e+15"},
                 {NAN, "nan"},
                 {-INFINITY, "-inf"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char text[NUMBER_BYTES];
        number_measured(known[i].x, text);
        assert_string_equal(text, known[i].text);
    }
}

static void infinities_of_one_sign_differ_by_nothing(void **state)
{
    (void)state;
    assert_true(number_difference(INFINITY, INFINITY) == 0);
    assert_true(number_difference(-INFINITY, -INFINITY) == 0);
    assert_true(number_difference(INFINITY, -INFINITY) == INFINITY);
    assert_true(number_difference(1, INFINITY) == -INFINITY);
    assert_true(number_difference(3, 1) == 2);
    assert_true(isnan(number_difference(NAN, 1)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(infinities_of_one_sign_differ_by_nothing),
        cmocka_unit_test(a_whole_number_is_decimal_digits_and_a_sign),
        cmocka_unit_test(anything_else_is_no_whole_number),
        cmocka_unit_test(a_real_number_may_have_a_fraction_and_an_exponent),
        cmocka_unit_test(anything_else_is_no_real_number),
        cmocka_unit_test(the_shortest_text_reads_back_equal),
        cmocka_unit_test(a_measured_value_keeps_its_sign_and_15_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Every dtype against numbers known from its definition. */
#include "lab/store/tensor.h"
#include "tests/support/check.h"

static double half(uint16_t bits)
{
    const struct tensor t = {"x", &dtype_f16, 0, {0}, 1, &bits};
    return tensor_number(&t, 0);
}

static double brain(uint16_t bits)
{
    const struct tensor t = {"x", &dtype_bf16, 0, {0}, 1, &bits};
    return tensor_number(&t, 0);
}

static void halves_are_ieee(void **state)
{
    (void)state;
    const struct {
        uint16_t bits;
        double x;
    } law[] = {
        {0x3c00, 1},        {0xbc00, -1},          {0x3555, 0x1.554p-2}, {0x7bff, 65504},
        {0x0400, 0x1p-14},  {0x03ff, 0x1.ff8p-15}, {0x0001, 0x1p-24},    {0x8001, -0x1p-24},
        {0x0000, 0},        {0x8000, 0},           {0x7c00, INFINITY},   {0xfc00, -INFINITY},
        {0x4248, 3.140625},
    };
    for (size_t i = 0; i < sizeof law / sizeof *law; i++)
        if (half(law[i].bits) != law[i].x)
            fail_msg("F16 %04x is %g, not %g", law[i].bits, half(law[i].bits), law[i].x);
    assert_true(isnan(half(0x7e00)) && isnan(half(0xfc01)));
}

/* gcc has a type of its own for these on x86 with SSE2; clang 14 has not */
static void every_half_is_what_the_compiler_says(void **state)
{
    (void)state;
#if defined __FLT16_MAX__ && !defined __clang__
    for (unsigned bits = 0; bits < 0x10000; bits++) {
        uint16_t b = (uint16_t)bits;
        __extension__ _Float16 h;
        memcpy(&h, &b, sizeof h);
        double x = (double)h, got = half(b);
        if (!(got == x || (isnan(x) && isnan(got))))
            fail_msg("F16 %04x is %g, not %g", bits, got, x);
    }
#else
    skip();
#endif
}

static void a_brain_float_is_the_upper_half_of_a_float(void **state)
{
    (void)state;
    assert_true(brain(0x3f80) == 1 && brain(0xc000) == -2 && brain(0x3eab) == 0x1.56p-2);
    assert_true(brain(0x7f80) == INFINITY && isnan(brain(0x7fc0)) && brain(0x0001) == 0x1p-133);
    assert_true(brain(0x7f7f) == 0x1.fep127);
}

static void numbers_need_no_alignment(void **state)
{
    (void)state;
    char bytes[1 + 3 * 8];
    const float f[] = {0.1f, -1e-45f, 3e38f};
    const double d[] = {0.1, 5e-324, -1e308};
    const int64_t n[] = {-1, 1, INT64_C(1) << 53};
    for (int i = 0; i < 3; i++) {
        struct tensor t = {"x", &dtype_f32, 1, {3}, 3, memcpy(bytes + 1, f, sizeof f)};
        assert_true(tensor_number(&t, (size_t)i) == (double)f[i]);
        t.dtype = &dtype_f64;
        memcpy(bytes + 1, d, sizeof d);
        assert_true(tensor_number(&t, (size_t)i) == d[i]);
        t.dtype = &dtype_i64;
        memcpy(bytes + 1, n, sizeof n);
        assert_true(tensor_number(&t, (size_t)i) == (double)n[i]);
    }
}

static void dtypes_are_found_by_name(void **state)
{
    (void)state;
    assert_ptr_equal(dtype_find("F32"), &dtype_f32);
    assert_ptr_equal(dtype_find("BF16"), &dtype_bf16);
    assert_null(dtype_find("f32"));
    assert_null(dtype_find(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(halves_are_ieee),
        cmocka_unit_test(every_half_is_what_the_compiler_says),
        cmocka_unit_test(a_brain_float_is_the_upper_half_of_a_float),
        cmocka_unit_test(numbers_need_no_alignment),
        cmocka_unit_test(dtypes_are_found_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

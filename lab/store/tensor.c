/* x = (-1)^s * 2^(e - bias) * 1.m     F16: 1, 5, 10 bits and bias 15;  BF16: the upper half of F32 */
#include "lab/store/tensor.h"
#include <math.h>
#include <string.h>

static double from_f64(const void *p)
{
    double x;
    memcpy(&x, p, sizeof x);
    return x;
}

static double from_f32(const void *p)
{
    float x;
    memcpy(&x, p, sizeof x);
    return (double)x;
}

static double from_f16(const void *p)
{
    uint16_t bits;
    memcpy(&bits, p, sizeof bits);
    int e = bits >> 10 & 31, m = bits & 1023;
    double x = e == 31  ? (m ? NAN : INFINITY)
               : e == 0 ? ldexp(m, -24) /* no hidden 1 */
                        : ldexp(1024 + m, e - 25);
    return bits >> 15 ? -x : x;
}

static double from_bf16(const void *p)
{
    uint16_t upper;
    memcpy(&upper, p, sizeof upper);
    return from_f32(&(uint32_t){(uint32_t)upper << 16});
}

static double from_i64(const void *p)
{
    int64_t n;
    memcpy(&n, p, sizeof n);
    return (double)n;
}

const struct dtype dtype_f64 = {"F64", 8, from_f64}, dtype_f32 = {"F32", 4, from_f32},
                   dtype_f16 = {"F16", 2, from_f16}, dtype_bf16 = {"BF16", 2, from_bf16},
                   dtype_i64 = {"I64", 8, from_i64};

const struct dtype *dtype_find(const char *name)
{
    static const struct dtype *const all[] = {&dtype_f64, &dtype_f32, &dtype_f16, &dtype_bf16,
                                              &dtype_i64};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (!strcmp(all[i]->name, name))
            return all[i];
    return NULL;
}

double tensor_number(const struct tensor *t, size_t i)
{
    return t->dtype->number((const char *)t->data + i * t->dtype->bytes);
}

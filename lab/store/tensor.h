/* A named array of numbers in somebody's file: its shape, how a number is spelt, where its bytes are.
 *
 * A dtype is one row of a table: the name that safetensors gives it, its size, and how its bytes
 * become a double. A double holds every number of F64, F32, F16 and BF16 exactly, and an I64 up to
 * 2^53; so (real)tensor_number() rounds once at most. Bytes are little-endian and need no alignment. */
#pragma once
#include <stddef.h>
#include <stdint.h>

enum { TENSOR_RANK = 8 };

struct dtype {
    const char *name;
    size_t bytes;
    double (*number)(const void *);
};

extern const struct dtype dtype_f64, dtype_f32, dtype_f16, dtype_bf16, dtype_i64;

/* NULL for a name that is none of these. */
const struct dtype *dtype_find(const char *name);

struct tensor {
    const char *name;
    const struct dtype *dtype;
    int rank; /* 0: a single number */
    int64_t dim[TENSOR_RANK];
    size_t count;     /* product of dim */
    const void *data; /* count numbers, row major */
};

/* Number i of a tensor, counted row by row. */
double tensor_number(const struct tensor *, size_t i);

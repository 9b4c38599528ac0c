/* The layers of a network as the textbook writes them, one sample and one number at a time, in
 * double: the judge of a whole network. A sheet is a batch of vectors, handed about by value, so a
 * block's test reads as its formula:
 *
 *     y = slow_relu(slow_add(x, slow_linear(net, "block1.layer1", x)));
 */
#pragma once
#include "tests/support/test_net.h"

enum { SHEET_BATCH = 24, SHEET_SIZE = 16 };

struct sheet {
    int batch, size;
    double v[SHEET_BATCH][SHEET_SIZE];
};

#define SHEET_EACH(s, n, i)                                                                        \
    for (int n = 0; n < (s).batch; n++)                                                            \
        for (int i = 0; i < (s).size; i++)

/* A node's value, or a gradient copied from it. */
static inline struct sheet sheet_of(const struct node *at, const void *lanes, int batch)
{
    struct sheet s = {batch, shape_size(at->shape), {{0}}};
    if (s.batch > SHEET_BATCH || s.size > SHEET_SIZE)
        fail_msg("%d samples of %d numbers are too large for a sheet", s.batch, s.size);
    SHEET_EACH (s, n, i)
        s.v[n][i] = number(at, lanes, n, i);
    return s;
}

static inline double param_at(const struct network *net, const char *place, const char *what,
                              int index)
{
    char name[100];
    snprintf(name, sizeof name, "%s.%s", place, what);
    const struct param *p = param_named(net, name);
    return p ? (double)p->value[index] : 0;
}

static inline struct sheet slow_linear(const struct network *net, const char *place, struct sheet x)
{
    char name[100];
    snprintf(name, sizeof name, "%s.weight", place);
    const struct param *w = param_named(net, name);
    struct sheet y = {x.batch, w->dim[0], {{0}}};
    SHEET_EACH (y, n, o) {
        y.v[n][o] = param_at(net, place, "bias", o);
        for (int i = 0; i < x.size; i++)
            y.v[n][o] += (double)w->value[o * x.size + i] * x.v[n][i];
    }
    return y;
}

/* dL/dx = W^T dL/dy */
static inline struct sheet slow_linear_back(const struct network *net, const char *place,
                                            struct sheet dy)
{
    char name[100];
    snprintf(name, sizeof name, "%s.weight", place);
    const struct param *w = param_named(net, name);
    struct sheet dx = {dy.batch, w->dim[1], {{0}}};
    SHEET_EACH (dx, n, i)
        for (int o = 0; o < dy.size; o++)
            dx.v[n][i] += (double)w->value[o * dx.size + i] * dy.v[n][o];
    return dx;
}

static inline struct sheet slow_relu(struct sheet x)
{
    SHEET_EACH (x, n, i)
        x.v[n][i] = x.v[n][i] > 0 ? x.v[n][i] : 0;
    return x;
}

/* dL/dx = dL/dy where x > 0 */
static inline struct sheet slow_relu_back(struct sheet x, struct sheet dy)
{
    SHEET_EACH (x, n, i)
        dy.v[n][i] = x.v[n][i] > 0 ? dy.v[n][i] : 0;
    return dy;
}

static inline struct sheet slow_add(struct sheet a, struct sheet b)
{
    SHEET_EACH (a, n, i)
        a.v[n][i] += b.v[n][i];
    return a;
}

static inline struct sheet slow_scale(double c, struct sheet x)
{
    SHEET_EACH (x, n, i)
        x.v[n][i] *= c;
    return x;
}

static inline struct sheet slow_sigmoid(struct sheet x)
{
    SHEET_EACH (x, n, i)
        x.v[n][i] = 1 / (1 + exp(-x.v[n][i]));
    return x;
}

/* a b, element by element */
static inline struct sheet slow_times(struct sheet a, struct sheet b)
{
    SHEET_EACH (a, n, i)
        a.v[n][i] *= b.v[n][i];
    return a;
}

/* (a, b) */
static inline struct sheet slow_concat(struct sheet a, struct sheet b)
{
    const int size = a.size;
    a.size += b.size;
    if (a.size > SHEET_SIZE)
        fail_msg("%d numbers are too large for a sheet", a.size);
    SHEET_EACH (b, n, i)
        a.v[n][size + i] = b.v[n][i];
    return a;
}

/* (x - mean) / sqrt(var + 1e-5) over `count` numbers that lie `stride` apart. */
static inline void slow_whiten(double *x, int count, int stride)
{
    double mean = 0, var = 0;
    for (int i = 0; i < count; i++)
        mean += x[i * stride] / count;
    for (int i = 0; i < count; i++)
        var += (x[i * stride] - mean) * (x[i * stride] - mean) / count;
    for (int i = 0; i < count; i++)
        x[i * stride] = (x[i * stride] - mean) / sqrt(var + 1e-5);
}

/* The norm that the net was built with: over the batch for each feature, over the features for each
 * sample, or none; then gain and shift. */
static inline struct sheet slow_norm(const struct network *net, const char *place, struct sheet x)
{
    if (!strcmp(net->spec->norm, "none"))
        return x;
    if (!strcmp(net->spec->norm, "batch"))
        for (int i = 0; i < x.size; i++)
            slow_whiten(&x.v[0][i], x.batch, SHEET_SIZE);
    else
        for (int n = 0; n < x.batch; n++)
            slow_whiten(x.v[n], x.size, 1);
    SHEET_EACH (x, n, i)
        x.v[n][i] = x.v[n][i] * param_at(net, place, "weight", i) + param_at(net, place, "bias", i);
    return x;
}

static inline double sheet_norm(struct sheet x)
{
    double squares = 0;
    SHEET_EACH (x, n, i)
        squares += x.v[n][i] * x.v[n][i];
    return sqrt(squares);
}

/* ||a - b|| <= tolerance ||b|| */
static inline void check_sheets(struct sheet a, struct sheet b, double tolerance)
{
    assert_int_equal(a.batch, b.batch);
    assert_int_equal(a.size, b.size);
    check_near(sheet_norm(slow_add(a, slow_scale(-1, b))), 0, tolerance * sheet_norm(b));
}

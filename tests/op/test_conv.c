/* Judged by central differences on small planes, by plain loops where Winograd's way is taken and where
 * it is not. */
#include "lab/op/op.h"
#include "tests/support/check.h"
#include "tests/support/opcheck.h"
#include "tests/support/planes.h"

/* ---- laws ---- */

static struct node *on(struct graph *g, struct shape x, int out, int kernel, int stride, int pad,
                       bool bias)
{
    struct node *image = graph_input(g, "x", x);
    graph_want(image);
    struct param *w = graph_param(g, "w", 4, (int[]){out, x.channels, kernel, kernel});
    struct param *b = bias ? graph_param(g, "b", 1, &out) : NULL;
    return op_conv(g, image, w, b, stride, pad);
}

static struct node *stepping(struct graph *g, const struct opcheck_size *n)
{
    return on(g, (struct shape){1 + n->in % 4, 3, 4}, 1 + n->out % 3, 3, 2, 1, true);
}

static struct node *one_by_one(struct graph *g, const struct opcheck_size *n)
{
    return on(g, (struct shape){1 + n->in % 5, 2, 2}, 1 + n->out % 3, 1, 1, 0, false);
}

static struct node *winograds(struct graph *g, const struct opcheck_size *n)
{
    return on(g, (struct shape){8 + n->in % 3, 5, 4}, 8 + n->out % 2, 3, 1, 1, true);
}

static void backward_is_the_derivative(void **state)
{
    (void)state;
    opcheck(&(struct opcheck){.build = stepping});
    opcheck(&(struct opcheck){.build = one_by_one});
    opcheck(&(struct opcheck){.build = winograds, .bent = true}); /* the sums below judge it */
}

/* ---- sums ---- */

static const struct {
    struct shape x;
    int out, kernel, stride, pad;
} cases[] = {
    {{3, 9, 7}, 5, 3, 1, 1},   {{16, 9, 7}, 8, 3, 1, 1}, {{16, 8, 8}, 17, 3, 1, 1},
    {{8, 7, 7}, 16, 3, 2, 1},  {{3, 12, 9}, 4, 7, 2, 3}, {{5, 4, 4}, 9, 1, 2, 0},
    {{9, 2, 3}, 10, 3, 1, 1},  {{4, 6, 6}, 3, 5, 1, 2},  {{2, 5, 5}, 2, 3, 1, 0},
    {{16, 1, 1}, 16, 3, 1, 1},
};
enum { CASES = sizeof cases / sizeof *cases };

/* The place (u, v) of x that tap (a, b) of output place (i, j) reads; false where it has none. */
static bool reads(int k, struct shape x, int i, int j, int a, int b, int *u, int *v)
{
    *u = i * cases[k].stride + a - cases[k].pad;
    *v = j * cases[k].stride + b - cases[k].pad;
    return *u >= 0 && *u < x.height && *v >= 0 && *v < x.width;
}

static double at(const struct param *w, const real *of, int o, int c, int a, int b)
{
    return (double)of[((o * w->dim[1] + c) * w->dim[2] + a) * w->dim[2] + b];
}

static double tolerance(double size)
{
    return (sizeof(real) == 4 ? 2e-5 : 1e-12) * (1 + size);
}

static void check_forward(const struct planes *p, int k, const struct param *w,
                          const struct param *b)
{
    const struct shape x = p->x->shape, y = p->y->shape;
    const int side = cases[k].kernel, taps = side * side;
    for (int n = 0; n < PLANES_BATCH; n++)
        for (int o = 0; o < y.channels; o++)
            for (int i = 0; i < y.height; i++)
                for (int j = 0; j < y.width; j++) {
                    double sum = (double)b->value[o], size = 0;
                    for (int q = 0, u, v; q < x.channels * taps; q++) {
                        const int c = q / taps, r = q % taps / side, s = q % side;
                        if (!reads(k, x, i, j, r, s, &u, &v))
                            continue;
                        const double term = at(w, w->value, o, c, r, s) * x_at(p, n, c, u, v);
                        sum += term;
                        size += fabs(term);
                    }
                    check_near(y_at(p, n, o, i, j), sum, tolerance(size));
                }
}

/* The same sum taken apart: what each output place says of each tap and of the place under it. */
static void check_backward(const struct planes *p, int k, const struct param *w,
                           const struct param *b)
{
    const struct shape x = p->x->shape, y = p->y->shape;
    const int place = x.height * x.width, side = cases[k].kernel, taps = side * side;
    double *dw = calloc(w->count, sizeof *dw), db[32] = {0};
    double *dx = calloc((size_t)(x.channels * place), sizeof *dx);
    for (int n = 0; n < PLANES_BATCH; n++) {
        memset(dx, 0, (size_t)(x.channels * place) * sizeof *dx);
        for (int o = 0; o < y.channels; o++)
            for (int i = 0; i < y.height; i++)
                for (int j = 0; j < y.width; j++) {
                    const double dy = dy_at(p, n, o, i, j);
                    db[o] += dy;
                    for (int q = 0, u, v; q < x.channels * taps; q++) {
                        const int c = q / taps, r = q % taps / side, s = q % side;
                        if (!reads(k, x, i, j, r, s, &u, &v))
                            continue;
                        const int tap = ((o * x.channels + c) * w->dim[2] + r) * w->dim[2] + s;
                        dw[tap] += dy * x_at(p, n, c, u, v);
                        dx[c * place + u * x.width + v] += dy * (double)w->value[tap];
                    }
                }
        for (int c = 0; c < x.channels; c++)
            for (int q = 0; q < place; q++)
                check_near(dx_at(p, n, c, q / x.width, q % x.width), dx[c * place + q],
                           tolerance(8 * y.channels));
    }
    for (size_t i = 0; i < w->count; i++)
        check_near((double)w->grad[i], dw[i], tolerance(40.0 * PLANES_BATCH));
    for (int o = 0; o < y.channels; o++)
        check_near((double)b->grad[o], db[o], tolerance(40.0 * PLANES_BATCH));
    free(dw);
    free(dx);
}

static void it_is_the_sum_over_the_window(void **state)
{
    (void)state;
    for (int k = 0; k < CASES; k++) {
        struct planes p;
        planes_open(&p, cases[k].x);
        struct param *w = graph_param(
            p.g, "w", 4,
            (int[]){cases[k].out, cases[k].x.channels, cases[k].kernel, cases[k].kernel});
        struct param *b = graph_param(p.g, "b", 1, &cases[k].out);
        p.y = op_conv(p.g, p.x, w, b, cases[k].stride, cases[k].pad);
        planes_prepare(&p);
        for (size_t i = 0; i < w->count; i++)
            w->value[i] = (real)((double)(i * 7 % 11) / 10 - .5);
        for (size_t i = 0; i < b->count; i++)
            b->value[i] = (real)i;
        planes_run(&p);
        check_forward(&p, k, w, b);
        check_backward(&p, k, w, b);
        planes_close(&p);
    }
}

static void what_does_not_fit_is_refused(void **state)
{
    (void)state;
    const struct {
        struct shape x;
        int in, kernel, bias, stride, pad;
    } wrong[] = {{{3, 8, 8}, 4, 3, 2, 1, 1},
                 {{3, 8, 8}, 3, 3, 5, 1, 1},
                 {{3, 2, 8}, 3, 3, 2, 1, 0},
                 {{3, 8, 8}, 3, 3, 2, 0, 1},
                 {{3, 8, 8}, 3, 3, 2, 1, 3}};
    for (int i = 0; i < 5; i++) {
        struct planes p;
        planes_open(&p, wrong[i].x);
        struct param *w =
            graph_param(p.g, "w", 4, (int[]){2, wrong[i].in, wrong[i].kernel, wrong[i].kernel});
        assert_null(op_conv(p.g, p.x, w, graph_param(p.g, "b", 1, &wrong[i].bias), wrong[i].stride,
                            wrong[i].pad));
        assert_non_null(strstr(p.failure.message, "conv: "));
        planes_close(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backward_is_the_derivative),
        cmocka_unit_test(it_is_the_sum_over_the_window),
        cmocka_unit_test(what_does_not_fit_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What is promised of the kernels: on shapes drawn at random they are the sums that the textbook writes. The judge is
 * plain loops in double (tests/support/plain_conv.h); a linear layer is a 1 x 1 convolution of one pixel to it. */
#include "lab/kernel/linear.h"
#include "lab/kernel/winograd.h"
#include "tests/support/plain_conv.h"
#include "tests/support/promise.h"

static const double UNIT = sizeof(real) == 4 ? 0x1p-24 : 0x1p-53;
/* Winograd's sums are of transformed tiles: an error is beside the whole result, not beside the number it is in. */
static const double WINOGRAD = 128 * UNIT; /* of its usual size; 5e-6 of it in float */

enum kernel { LINEAR, DIRECT, WINOGRAD_3X3 };

struct trial {
    struct conv_size n;
    bool bias, add;        /* y has a bias; dx is added to what is there */
    double *x, *w, *b, *y; /* y is dy on the way back; all are what the result is added to */
};

struct chance {
    struct stream stream;
    uint64_t drawn;
};

static int below(struct chance *c, int n)
{
    return (int)stream_below(c->stream, c->drawn++, (uint64_t)n);
}

/* 1 to n, small numbers more often. */
static int size_up_to(struct chance *c, int n)
{
    return 1 + below(c, 1 + below(c, n));
}

static struct conv_size draw_size(struct chance *c, enum kernel kernel)
{
    for (;;) {
        struct conv_size n = {.batch = size_up_to(c, 70),
                              .in = size_up_to(c, 70),
                              .out = size_up_to(c, 70),
                              .height = 1,
                              .width = 1,
                              .kernel = 1,
                              .stride = 1};
        if (kernel == LINEAR) {
            n.in = size_up_to(c, 300);
            n.out = size_up_to(c, 300);
        } else {
            n.height = size_up_to(c, 20);
            n.width = size_up_to(c, 20);
            n.kernel = kernel == WINOGRAD_3X3 ? 3 : size_up_to(c, 7);
            n.stride = kernel == WINOGRAD_3X3 ? 1 : size_up_to(c, 4);
            n.pad = kernel == WINOGRAD_3X3 ? 1 : below(c, n.kernel);
        }
        const double products = (double)n.batch * n.in * n.out * n.height * n.width * n.kernel *
                                n.kernel;
        if (n.height + 2 * n.pad >= n.kernel && n.width + 2 * n.pad >= n.kernel && products < 4e6)
            return n;
    }
}

static struct trial trial_begin(struct chance *c, enum kernel kernel)
{
    const struct conv_size n = draw_size(c, kernel);
    const uint64_t seed = c->stream.seed + c->drawn;
    return (struct trial){n,
                          below(c, 2),
                          below(c, 2),
                          conv_noise(n, CONV_X, seed),
                          conv_noise(n, CONV_W, seed),
                          conv_noise(n, CONV_B, seed),
                          conv_noise(n, CONV_Y, seed)};
}

static void trial_end(struct trial *t)
{
    free(t->x);
    free(t->w);
    free(t->b);
    free(t->y);
}

/* The result by the plain loops: of the numbers, or of their sizes, which says how large an error may be. Begins
 * with what it is added to. */
static double *plainly(const struct trial *t, enum conv_array result, bool sizes)
{
    double *array[] = {[CONV_X] = t->x, [CONV_W] = t->w, [CONV_Y] = t->y}, *copy[4] = {0};
    const size_t pixels = conv_number(t->n, CONV_Y) / (size_t)(t->n.batch * t->n.out);
    for (int a = 0; a <= CONV_Y; a++) {
        const size_t count = conv_number(t->n, (enum conv_array)a);
        copy[a] = calloc(count, sizeof(double));
        const bool begins = a == CONV_W || (a == CONV_X && t->add);
        for (size_t i = 0; a != CONV_B && i < count; i++) {
            const double v = a != (int)result         ? array[a][i]
                             : begins                 ? array[a][i]
                             : a == CONV_Y && t->bias ? t->b[i / pixels % (size_t)t->n.out]
                                                      : 0;
            copy[a][i] = sizes ? fabs(v) : v;
        }
    }
    plain_conv(t->n, copy[CONV_X], copy[CONV_W], copy[CONV_Y], result);
    for (int a = 0; a <= CONV_Y; a++)
        if (a != (int)result)
            free(copy[a]);
    return copy[result];
}

/* The same by the kernel. */
static double *by_kernel(const struct trial *t, enum kernel kernel, enum conv_array result)
{
    const struct conv_size n = t->n;
    const struct winograd_size win = {n.batch, n.in, n.out, n.height, n.width};
    const struct linear_size flat = {n.batch, n.in, n.out};
    const size_t lanes_x = lanes_of(n, CONV_X) * sizeof(lane),
                 lanes_y = lanes_of(n, CONV_Y) * sizeof(lane),
                 w_bytes = conv_number(n, CONV_W) * sizeof(real),
                 b_bytes = conv_number(n, CONV_B) * sizeof(real);
    lane *x = conv_lay(n, CONV_X, t->x, 3), *y = conv_lay(n, CONV_Y, t->y, 0);
    real *w = conv_reals(n, CONV_W, t->w), *b = conv_reals(n, CONV_B, t->b),
         *bias = t->bias ? b : NULL;
    const size_t u_bytes = (kernel == WINOGRAD_3X3 ? winograd_packed(win) : conv_packed(n)) *
                           sizeof(real),
                 room = kernel == WINOGRAD_3X3 ? winograd_scratch(win) : conv_scratch(n);
    real *u = conv_memory(u_bytes);
    void *scratch = conv_memory(room);
    if (kernel == LINEAR && result == CONV_Y) {
        linear_forward(flat, w, bias, x, y);
    } else if (kernel == LINEAR && result == CONV_X) {
        linear_backward_data(flat, w, y, x, t->add);
    } else if (kernel == LINEAR) {
        linear_backward_weight(flat, x, y, w);
    } else if (kernel == DIRECT && result == CONV_Y) {
        conv_pack(n, w, u);
        conv_forward(n, u, bias, x, y, scratch);
    } else if (kernel == DIRECT && result == CONV_X) {
        conv_pack_back(n, w, u);
        conv_backward_data(n, u, y, x, t->add, scratch);
    } else if (kernel == DIRECT) {
        conv_backward_weight(n, x, y, w, scratch);
    } else if (result == CONV_Y) {
        winograd_pack(win, w, u);
        winograd_forward(win, u, bias, x, y, scratch);
    } else if (result == CONV_X) {
        winograd_pack_back(win, w, u);
        winograd_backward_data(win, u, y, x, t->add, scratch);
    } else {
        winograd_backward_weight(win, x, y, w, scratch);
    }
    double *got = result == CONV_W ? malloc(conv_number(n, CONV_W) * sizeof *got)
                                   : conv_lift(n, result, result == CONV_X ? x : y);
    for (size_t i = 0; result == CONV_W && i < conv_number(n, CONV_W); i++)
        got[i] = (double)w[i];
    conv_release(x, lanes_x);
    conv_release(y, lanes_y);
    conv_release(w, w_bytes);
    conv_release(b, b_bytes);
    conv_release(u, u_bytes);
    conv_release(scratch, room);
    return got;
}

/* A sum of n products, each rounded, is off by at most n units of the sum of their sizes. */
static const char *judged(const struct trial *t, enum kernel kernel, enum conv_array result)
{
    static char why[200];
    const struct conv_size n = t->n;
    const int terms = 2 + (result == CONV_Y   ? n.in * n.kernel * n.kernel
                           : result == CONV_X ? n.out * n.kernel * n.kernel
                                              : n.batch * conv_out_height(n) * conv_out_width(n));
    const size_t count = conv_number(n, result);
    double *want = plainly(t, result, false), *size = plainly(t, result, true),
           *got = by_kernel(t, kernel, result);
    double worst = 0, off = 0, norm = 0;
    for (size_t i = 0; i < count; i++) {
        const double d = fabs(got[i] - want[i]), bound = terms * UNIT * size[i];
        worst = fmax(worst, bound > 0 ? d / bound : d > 0 ? INFINITY : 0);
        if (isnan(d))
            worst = INFINITY;
        off += d * d;
        norm += size[i] * size[i] / terms;
    }
    free(want);
    free(size);
    free(got);
    const double error = kernel == WINOGRAD_3X3 ? sqrt(off / norm) / WINOGRAD : worst;
    if (getenv("VERBOSE"))
        print_message("%d %d %.3g\n", kernel, result, error);
    if (error <= 1)
        return NULL;
    snprintf(
        why, sizeof why,
        "batch %d, %d x %d x %d to %d, kernel %d, stride %d, pad %d%s%s: off by %.2g of the bound",
        n.batch, n.in, n.height, n.width, n.out, n.kernel, n.stride, n.pad, t->bias ? ", bias" : "",
        t->add ? ", added" : "", error);
    return why;
}

static void try_kernel(enum kernel kernel, const char *name, int cases)
{
    static const struct {
        enum conv_array array;
        const char *name;
    } result[] = {{CONV_Y, "forward"}, {CONV_X, "data"}, {CONV_W, "weights"}};
    struct chance chance = {.stream = promise_stream()};
    struct promise *p[3];
    for (int r = 0; r < 3; r++)
        p[r] = promise("%s, %s: random shapes = plain loops, to round-off", name, result[r].name);
    for (int i = 0; i < cases; i++) {
        struct trial t = trial_begin(&chance, kernel);
        for (int r = 0; r < 3; r++)
            promise_case(p[r], judged(&t, kernel, result[r].array), "shape", i);
        trial_end(&t);
    }
    for (int r = 0; r < 3; r++)
        promise_kept(p[r]);
}

static void linear_layers(void **state)
{
    (void)state;
    try_kernel(LINEAR, "linear layer", promise_cases(60, 3000));
}

static void direct_convolutions(void **state)
{
    (void)state;
    try_kernel(DIRECT, "direct convolution", promise_cases(40, 3000));
}

static void winograd_convolutions(void **state)
{
    (void)state;
    try_kernel(WINOGRAD_3X3, "Winograd's convolution", promise_cases(40, 3000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(linear_layers),
                                       cmocka_unit_test(direct_convolutions),
                                       cmocka_unit_test(winograd_convolutions)};
    return cmocka_run_group_tests(tests, NULL, promises_end);
}

/* What theory says about dL/dh at the start, layer by layer, at width 128 and depth 24.
 *
 * Exact, to round-off: a linear net's gradient is the product of its matrices, and orthogonal matrices
 * keep its norm. Statistical, means over ten seeds: the slopes of log10 ||dL/dh|| a layer towards the
 * input, which single seeds of this width scatter round by about .005. */
#include "tests/support/test_net.h"

enum { WIDTH = 128, DEPTH = 24, IN = 100, CLASSES = 10, BATCH = 64, SEEDS = 10 };

/* ---- exact: a product of matrices ---- */

/* dL/dlogits of the mean loss: (softmax(z) - [k = class]) / N. */
static void head_gradient(const struct test_net *b, int n, double *dz)
{
    const struct node *z = b->net->logits;
    double sum = 0;
    for (int k = 0; k < CLASSES; k++)
        sum += exp(number(z, z->value, n, k));
    for (int k = 0; k < CLASSES; k++)
        dz[k] = (exp(number(z, z->value, n, k)) / sum -
                 (k == (int)number(b->net->target, b->net->target->value, n, 0))) /
                b->pass.batch;
}

/* p <- p w, p being [CLASSES][rows of w] and then [CLASSES][columns of w]. */
static void times(double p[CLASSES][WIDTH], const struct param *w)
{
    for (int k = 0; k < CLASSES; k++) {
        double row[WIDTH] = {0};
        for (int o = 0; o < w->dim[0]; o++)
            for (int i = 0; i < w->dim[1]; i++)
                row[i] += p[k][o] * (double)w->value[o * w->dim[1] + i];
        memcpy(p[k], row, sizeof row);
    }
}

/* dL/dh of layer l is P^T dL/dz, with P the product of the matrices above it, W_head ... W_(l+1); a
 * residual block is the matrix I + W2 W1 and ends at a sum, so only its ends are looked at. */
static void check_product(const struct test_net *b, int l, double p[CLASSES][WIDTH])
{
    const struct node *h = b->net->layer[l].h;
    double wrong = 0, size = 0;
    for (int n = 0; n < b->pass.batch; n++) {
        double dz[CLASSES];
        head_gradient(b, n, dz);
        for (int i = 0; i < WIDTH; i++) {
            double want = 0;
            for (int k = 0; k < CLASSES; k++)
                want += p[k][i] * dz[k];
            wrong += pow(number(h, b->shot.grad[h->index], n, i) - want, 2);
            size += want * want;
        }
    }
    check_near(sqrt(wrong), 0, (exact ? 1e-12 : 1e-5) * sqrt(size));
}

static void a_linear_nets_gradient_is_the_product_of_its_matrices(void **state)
{
    (void)state;
    const char *const inits[] = {"xavier", "orthogonal", "torch-uniform"};
    for (int i = 0; i < 3; i++) {
        struct net_spec spec = spec_of("plain", DEPTH, WIDTH);
        spec.activation = "linear";
        spec.init = inits[i];
        struct test_net b;
        test_net_open(&b, spec, IN, CLASSES, 19);
        snapshot_take(&b);
        double p[CLASSES][WIDTH] = {{0}};
        for (int k = 0; k < CLASSES; k++)
            p[k][k] = 1;
        for (int l = DEPTH; l >= 0; l--) {
            times(p, b.net->layer[l + 1].w);
            check_product(&b, l, p);
        }
        test_net_close(&b);
    }
}

/* Through each residual block it is the product of I + W2 W1. */
static void a_linear_residual_nets_gradient_is_a_product_of_one_plus_f(void **state)
{
    (void)state;
    struct net_spec spec = spec_of("preact", DEPTH, WIDTH);
    spec.activation = "linear";
    spec.init = "xavier";
    struct test_net b;
    test_net_open(&b, spec, IN, CLASSES, 19);
    snapshot_take(&b);
    double p[CLASSES][WIDTH] = {{0}}, f[CLASSES][WIDTH];
    for (int k = 0; k < CLASSES; k++)
        p[k][k] = 1;
    times(p, b.net->layer[DEPTH + 1].w);
    check_product(&b, DEPTH, p); /* the last layer's h is what the last sum adds */
    for (int l = DEPTH; l > 0; l -= 2) {
        memcpy(f, p, sizeof f);
        times(f, b.net->layer[l].w);
        check_product(&b, l - 1, f);
        times(f, b.net->layer[l - 1].w);
        for (int k = 0; k < CLASSES; k++)
            for (int i = 0; i < WIDTH; i++)
                p[k][i] += f[k][i];
        check_product(&b, l - 2, p);
    }
    test_net_close(&b);
}

/* ---- statistical: slopes ---- */

static double norm_of(const struct test_net *b, const struct node *n, const void *lanes)
{
    double squares = 0;
    for (int k = 0; k < b->pass.batch; k++)
        for (int i = 0; i < shape_size(n->shape); i++)
            squares += pow(number(n, lanes, k, i), 2);
    return sqrt(squares);
}

/* log10 ||dL/dh|| of layer 1 over that of layer DEPTH, for each layer between; the mean over seeds. */
static double slope_of(struct net_spec spec)
{
    double sum = 0;
    struct test_net b;
    test_net_open(&b, spec, IN, CLASSES, BATCH);
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        if (network_start(b.net, seed))
            fail_msg("%s", b.failure.message);
        test_net_feed(&b, seed);
        snapshot_take(&b);
        const struct node *first = b.net->layer[1].h, *last = b.net->layer[DEPTH].h;
        sum += log10(norm_of(&b, first, b.shot.grad[first->index]) /
                     norm_of(&b, last, b.shot.grad[last->index]));
    }
    test_net_close(&b);
    return sum / SEEDS / (DEPTH - 1);
}

static struct net_spec plain(const char *activation, const char *init)
{
    struct net_spec spec = spec_of("plain", DEPTH, WIDTH);
    spec.activation = activation;
    spec.init = init;
    return spec;
}

/* A layer multiplies ||dL/dh||^2 by n var(w) E act'^2. */
static void slopes_towards_the_input_are_those_of_theory(void **state)
{
    (void)state;
    check_near(slope_of(plain("sigmoid", "xavier")), -.60, .04);
    check_near(slope_of(plain("relu", "xavier")), log10(sqrt(.5)), .012);
    check_near(slope_of(plain("relu", "torch-uniform")), log10(sqrt(1. / 6)), .012);
    check_near(slope_of(plain("relu", "he")), 0, .012);
}

/* Norms are kept by every single orthogonal layer, for every seed. */
static void orthogonal_linear_layers_keep_the_norm_exactly(void **state)
{
    (void)state;
    struct test_net b;
    test_net_open(&b, plain("linear", "orthogonal"), IN, CLASSES, BATCH);
    snapshot_take(&b);
    const struct node *last = b.net->layer[DEPTH].h;
    const double want = norm_of(&b, last, b.shot.grad[last->index]);
    for (int l = 1; l < DEPTH; l++) {
        const struct node *h = b.net->layer[l].h;
        check_near(norm_of(&b, h, b.shot.grad[h->index]), want, (exact ? 1e-12 : 1e-5) * want);
    }
    test_net_close(&b);
}

/* The mean of f(z)^2 over z = N(0, variance), by a fine sum. */
static double mean_square(double (*f)(double), double variance)
{
    double sum = 0;
    for (int i = -800; i <= 800; i++) {
        const double z = i / 100.;
        sum += pow(f(z * sqrt(variance)), 2) * exp(-z * z / 2) / 100 / sqrt(2 * acos(-1));
    }
    return sum;
}

static double sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}

static double sigmoid_slope(double x)
{
    return sigmoid(x) * (1 - sigmoid(x));
}

/* The -.60 is log10 of the largest slope, 1/4. With the variance that h really has, the fixed point
 * of v = E sigmoid^2, theory says -.627, and holds it to .012 as the others. */
static void sigmoids_slope_follows_from_the_variance_of_h(void **state)
{
    (void)state;
    double v = .25;
    for (int i = 0; i < 50; i++)
        v = mean_square(sigmoid, v);
    const double want = log10(sqrt(mean_square(sigmoid_slope, v)));
    check_near(want, -.627, .001);
    check_near(slope_of(plain("sigmoid", "xavier")), want, .012);
}

/* ---- statistical: residual nets and batch norm ---- */

/* log10 of dL/dx of the first block over dL/dy of the last, the mean over seeds. */
static double gain_of(const char *branch)
{
    struct net_spec spec = spec_of("preact", DEPTH, WIDTH);
    spec.branch = branch;
    struct test_net b;
    test_net_open(&b, spec, IN, CLASSES, BATCH);
    double sum = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        if (network_start(b.net, seed))
            fail_msg("%s", b.failure.message);
        test_net_feed(&b, seed);
        snapshot_take(&b);
        const struct node *x = b.net->junction[0].x, *y = b.net->junction[DEPTH / 2 - 1].sum;
        sum += log10(norm_of(&b, x, b.shot.grad[x->index]) / norm_of(&b, y, b.shot.grad[y->index]));
    }
    test_net_close(&b);
    return sum / SEEDS;
}

/* Unscaled blocks double the square: sqrt(2) a block. 1/sqrt(L): (1 + 1/B)^(B/2) in all, which is
 * less than sqrt(e). Zero branches: one, to the last bit. */
static void residual_gradients_grow_as_theory_says(void **state)
{
    (void)state;
    const double B = DEPTH / 2.;
    check_near(gain_of("none") / B, log10(sqrt(2)), .012);
    check_near(gain_of("1/sqrt(L)") / B, log10(pow(1 + 1 / B, .5)), .012);
    check_near(gain_of("zero-last"), 0, 0);
    check_near(gain_of("rezero"), 0, 0);
}

/* Yang et al. 2019: a plain ReLU net with batch norm EXPLODES, sqrt(pi / (pi - 1)) a layer. */
static void batch_norm_makes_plain_gradients_explode(void **state)
{
    (void)state;
    struct net_spec spec = plain("relu", "he");
    spec.norm = "batch";
    check_near(slope_of(spec), log10(sqrt(acos(-1) / (acos(-1) - 1))), .012);
}

/* ReLU and mirrored weights: f(x) + f(x') = f(x + x'), and of each mirrored pair of units one is on, so
 * dL/dh has one norm from stem to the last layer, sample by sample. */
static void a_net_that_looks_linear_is_linear(void **state)
{
    (void)state;
    struct net_spec spec = spec_of("plain", DEPTH, WIDTH);
    spec.init = "looks-linear";
    struct test_net b;
    test_net_open(&b, spec, IN, CLASSES, 3);
    for (int i = 0; i < IN; i++)
        b.net->input->value[i][2] = b.net->input->value[i][0] + b.net->input->value[i][1];
    snapshot_take(&b);
    const struct node *y = b.net->logits;
    for (int k = 0; k < CLASSES; k++)
        check_near(number(y, y->value, 0, k) + number(y, y->value, 1, k), number(y, y->value, 2, k),
                   100 * round_off);
    for (int n = 0; n < 3; n++) {
        double last = 0;
        for (int l = DEPTH; l >= 0; l--) {
            const struct node *h = b.net->layer[l].h;
            double square = 0;
            for (int i = 0; i < WIDTH; i++)
                square += pow(number(h, b.shot.grad[h->index], n, i), 2);
            if (l == DEPTH)
                last = sqrt(square);
            assert_true(last > 0);
            check_near(sqrt(square), last, 100 * round_off * last);
        }
    }
    test_net_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_linear_nets_gradient_is_the_product_of_its_matrices),
        cmocka_unit_test(a_linear_residual_nets_gradient_is_a_product_of_one_plus_f),
        cmocka_unit_test(slopes_towards_the_input_are_those_of_theory),
        cmocka_unit_test(orthogonal_linear_layers_keep_the_norm_exactly),
        cmocka_unit_test(a_net_that_looks_linear_is_linear),
        cmocka_unit_test(sigmoids_slope_follows_from_the_variance_of_h),
        cmocka_unit_test(residual_gradients_grow_as_theory_says),
        cmocka_unit_test(batch_norm_makes_plain_gradients_explode),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Judged by the whole Hessian of small nets, from second differences of the loss itself, and its
 * eigenvalues. */
#include "lab/probe/sharpness.h"
#include "lab/train/evaluate.h"
#include "tests/support/probe_setup.h"
#include <lapacke.h>

enum { WIDTH = 3, FEATURES = 3, CLASSES = 3, SAMPLES = 20, MOST = 500 };

static double loss_of(struct probe_setup *t, struct pass *pass)
{
    graph_forward(t->net->graph, pass);
    return evaluate_pass(t->net, pass).loss;
}

/* Every trained number, by its place in the graph's array. */
static int places(const struct network *net, size_t *place)
{
    int n = 0;
    for (const struct param *p = net->graph->params.first; p; p = p->next)
        for (size_t i = 0; i < p->count; i++)
            place[n++] = p->offset + i;
    assert_true(n <= MOST);
    return n;
}

/* The eigenvalues, ascending, of H_ij = (L(+i +j) - L(+i -j) - L(-i +j) + L(-i -j)) / 4h^2. */
static int spectrum(struct probe_setup *t, double *value)
{
    const double h = exact ? 2e-4 : .04;
    size_t place[MOST];
    static double H[MOST * MOST];
    const int n = places(t->net, place);
    real *w = t->net->graph->value;
    struct pass pass = probe_fill(&t->run, MODE_MEASURE);
    for (int i = 0; i < n; i++)
        for (int j = 0; j <= i; j++) {
            double sum = 0;
            for (int k = 0; k < 4; k++) {
                const real a = w[place[i]], b = w[place[j]];
                w[place[i]] += (real)(k & 1 ? -h : h);
                w[place[j]] += (real)(k & 2 ? -h : h);
                sum += (k == 0 || k == 3 ? 1 : -1) * loss_of(t, &pass);
                w[place[j]] = b;
                w[place[i]] = a;
            }
            H[i * n + j] = H[j * n + i] = sum / (4 * h * h);
        }
    assert_int_equal(LAPACKE_dsyev(LAPACK_COL_MAJOR, 'N', 'U', n, H, n, value), 0);
    return n;
}

static void check_ends(struct probe_setup *t)
{
    double value[MOST];
    probe_setup_examine(t, &probe_sharpness);
    const int n = spectrum(t, value);
    const struct entry *e = &t->recorded.row[0];
    const double near = (exact ? 1e-4 : 2e-2) * value[n - 1];
    assert_int_equal(t->recorded.rows, 1);
    check_near(e->value[0], value[n - 1], near);
    check_near(e->value[2], value[0], near);
    check_near(e->value[1], 0, near);
    check_near(e->value[4], 0, near);
}

static void the_ends_are_those_of_the_whole_hessian(void **state)
{
    (void)state;
    const char *const norms[] = {"none", "none", "layer", "batch"};
    /* over three features norms bend too sharply for the long steps of float */
    for (int k = 0; k < (exact ? 4 : 2); k++) {
        struct probe_setup t;
        struct net_spec spec = spec_of(k ? "preact" : "plain", 2, WIDTH);
        spec.activation = "tanh";
        spec.norm = norms[k];
        probe_setup_open(&t, spec, (struct shape){FEATURES, 1, 1}, CLASSES, SAMPLES);
        check_ends(&t);
        probe_setup_close(&t);
    }
}

/* The same, H column by column from gradients so near that no ReLU bends between them. In double. */
static int spectrum_of_gradients(struct probe_setup *t, double *value)
{
    struct graph *g = t->net->graph;
    size_t place[MOST];
    static double H[MOST * MOST];
    const int n = places(t->net, place);
    struct pass pass = probe_fill(&t->run, MODE_MEASURE);
    memset(H, 0, sizeof H);
    for (int i = 0; i < n; i++)
        for (int side = -1; side <= 1; side += 2) {
            const real w = g->value[place[i]];
            g->value[place[i]] += (real)(side * 1e-7);
            graph_zero_grad(g);
            graph_forward(g, &pass);
            graph_backward(g, &pass, NULL);
            g->value[place[i]] = w;
            for (int j = 0; j < n; j++) /* the two halves make it symmetric */
                for (int turn = 0; turn < 2; turn++)
                    H[turn ? i * n + j : j * n + i] += side * (double)g->grad[place[j]] / 2e-7 / 2;
        }
    assert_int_equal(LAPACKE_dsyev(LAPACK_COL_MAJOR, 'N', 'U', n, H, n, value), 0);
    return n;
}

static double nearest(const double *value, int n, double x)
{
    double least = INFINITY;
    for (int i = 0; i < n; i++)
        least = fmin(least, fabs(value[i] - x));
    return least;
}

/* So many steps of gradient descent: a trained net has a bulk of small eigenvalues beside a few large ones. */
static void descend(struct probe_setup *t, int steps, double lr)
{
    struct graph *g = t->net->graph;
    struct pass pass = probe_fill(&t->run, MODE_MEASURE);
    for (int step = 0; step < steps; step++) {
        graph_zero_grad(g);
        graph_forward(g, &pass);
        graph_backward(g, &pass, NULL);
        for (size_t i = 0; i < g->params.reals; i++)
            g->value[i] -= (real)lr * g->grad[i];
    }
}

/* Of nets with more weights than Lanczos has steps: what is given is an eigenvalue to within its residual, the smallest
 * one to a hundredth, or it is left out. */
static void what_is_not_found_is_left_out(void **state)
{
    (void)state;
    if (!exact)
        return; /* float's residuals are those of its long steps */
    int left_out = 0, nets = 0;
    for (int norm = 0; norm < 2; norm++)
        for (int depth = 1; depth <= 4; depth *= 2, nets++) {
            struct probe_setup t;
            double value[MOST];
            struct net_spec spec = spec_of("plain", depth, 8);
            spec.span = 1;
            spec.activation = "tanh";
            spec.norm = norm ? "batch" : "none";
            probe_setup_open(&t, spec, (struct shape){8, 1, 1}, 10, 300);
            descend(&t, 200, .3);
            probe_setup_examine(&t, &probe_sharpness);
            const int n = spectrum_of_gradients(&t, value);
            const struct entry *e = &t.recorded.row[0];
            const double five_digits = 1e-5 * value[n - 1];
            assert_true(nearest(value, n, e->value[0]) <= e->value[1] + five_digits);
            if (!e->missing) {
                assert_true(nearest(value, n, e->value[2]) <= e->value[4] + five_digits);
                check_near(e->value[2], value[0], .01 * fabs(value[0]) + five_digits);
            }
            left_out += e->missing == 1 << 2;
            probe_setup_close(&t);
        }
    assert_true(left_out > 0 && left_out < nets);
}

/* Where all matrices of a deep linear net are 0 but the head's bias, two layers still make a saddle. */
static void a_saddle_has_a_negative_end(void **state)
{
    (void)state;
    struct probe_setup t;
    struct net_spec spec = spec_of("plain", 1, WIDTH);
    spec.span = 1;
    spec.activation = "linear";
    probe_setup_open(&t, spec, (struct shape){FEATURES, 1, 1}, CLASSES, SAMPLES);
    for (int l = 1; l < 3; l++)
        memset(t.net->layer[l].w->value, 0, t.net->layer[l].w->count * sizeof(real));
    check_ends(&t);
    assert_true(t.recorded.row[0].value[2] < -.01);
    probe_setup_close(&t);
}

/* ReLU nets with norms; and Lanczos finds the same ends from any start. */
static void kinks_are_no_curvature(void **state)
{
    (void)state;
    if (!exact)
        return; /* float's steps are too long, as the header says */
    struct probe_setup t;
    struct net_spec spec = spec_of("residual", 4, WIDTH);
    spec.norm = "batch";
    probe_setup_open(&t, spec, (struct shape){FEATURES, 1, 1}, CLASSES, SAMPLES);
    probe_setup_examine(&t, &probe_sharpness);
    t.run.seed = 2;
    probe_setup_examine(&t, &probe_sharpness);
    double value[MOST];
    const int n = spectrum_of_gradients(&t, value);
    for (int k = 0; k < 2; k++) {
        const double *got = t.recorded.row[k].value;
        check_near(got[0], value[n - 1], 1e-5 * value[n - 1]);
        check_near(got[2], value[0], 1e-5 * value[n - 1]);
        check_near(got[1], 0, 1e-3 * value[n - 1]);
    }
    probe_setup_close(&t);
}

/* 32 plain layers with batch norm make a step of the weights some 1.21^32 = 460 times as long, and a ReLU
 * that bends on the way outweighs the curvature a hundred times. */
static void a_net_that_amplifies_is_measured_between_kinks(void **state)
{
    (void)state;
    if (!exact)
        return;
    struct probe_setup t;
    struct net_spec spec = spec_of("plain", 32, 32);
    spec.norm = "batch";
    probe_setup_open(&t, spec, (struct shape){FEATURES, 8, 8}, CLASSES, 128);
    probe_setup_examine(&t, &probe_sharpness);
    const double *got = t.recorded.row[0].value;
    assert_true(got[0] > 1000 && got[1] < 1e-3 * got[0]);
    probe_setup_close(&t);
}

/* Where all is 0 the head's bias sees H = diag(p) - p p^T, p = 1/3 each: twice 1/3 and once 0. Its weights
 * and the bias of the layer below are a saddle, d^2L / dW_ki db_i = r_k with r = p less the shares of the
 * classes: +- ||r||. And the gradient is r. */
static void a_closed_form(void **state)
{
    (void)state;
    struct probe_setup t;
    struct net_spec spec = spec_of("plain", 2, WIDTH);
    spec.activation = "tanh"; /* 0 is no kink of it */
    probe_setup_open(&t, spec, (struct shape){FEATURES, 1, 1}, CLASSES, SAMPLES);
    memset(t.net->graph->value, 0, t.net->graph->params.reals * sizeof(real));
    probe_setup_examine(&t, &probe_sharpness);
    const double *got = t.recorded.row[0].value;
    check_near(got[0], 1 / 3., exact ? 1e-5 : 1e-3);
    check_near(got[1], 0, exact ? 1e-4 : 1e-3);
    double square = 0;
    for (int k = 0; k < CLASSES; k++)
        square += pow(1 / 3. - (k < SAMPLES % CLASSES ? 7 : 6) / (double)SAMPLES, 2);
    check_near(got[2], -sqrt(square), exact ? 1e-4 : 1e-3);
    check_near(got[3], sqrt(square), 1e-6);
    probe_setup_close(&t);
}

static void what_is_not_finite_is_reported(void **state)
{
    (void)state;
    struct probe_setup t;
    probe_setup_open(&t, spec_of("plain", 2, WIDTH), (struct shape){FEATURES, 1, 1}, CLASSES,
                     SAMPLES);
    t.net->layer[1].w->value[0] = (real)NAN;
    probe_setup_examine(&t, &probe_sharpness);
    for (int i = 0; i < 5; i++)
        assert_true(isnan(t.recorded.row[0].value[i]));
    assert_int_equal(t.recorded.row[0].missing, 0);
    probe_setup_close(&t);
}

/* H v is finite and its square is not, which doubles alone are large enough for. */
static void what_overflows_is_reported(void **state)
{
    (void)state;
    if (sizeof(real) < sizeof(double))
        return;
    struct probe_setup t;
    probe_setup_open(&t, spec_of("plain", 2, WIDTH), (struct shape){FEATURES, 1, 1}, CLASSES,
                     SAMPLES);
    for (int i = 0; i < SAMPLES * FEATURES; i++)
        t.data.train.x[i] *= (real)1e160;
    struct param *head = t.net->layer[t.net->layers - 1].w;
    memset(head->value, 0, head->count * sizeof(real));
    probe_setup_examine(&t, &probe_sharpness);
    for (int i = 0; i < 3; i++)
        assert_true(isnan(t.recorded.row[0].value[i]));
    probe_setup_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ends_are_those_of_the_whole_hessian),
        cmocka_unit_test(kinks_are_no_curvature),
        cmocka_unit_test(what_is_not_found_is_left_out),
        cmocka_unit_test(a_saddle_has_a_negative_end),
        cmocka_unit_test(a_net_that_amplifies_is_measured_between_kinks),
        cmocka_unit_test(a_closed_form),
        cmocka_unit_test(what_is_not_finite_is_reported),
        cmocka_unit_test(what_overflows_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

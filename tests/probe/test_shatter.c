/* Judged by central differences along the line, and by the textbook's formula on the gradients of all
 * points at once. */
#include "lab/probe/shatter.h"
#include "tests/support/probe_setup.h"

enum { POINTS = 40, WIDTH = 6, CLASSES = 3, FEATURES = 5 };
#define APART (1 / 16.)

static void open_smooth(struct probe_setup *t, const char *activation, const char *norm)
{
    struct net_spec spec = spec_of("preact", 4, WIDTH);
    spec.norm = norm;
    spec.activation = activation;
    probe_setup_open(t, spec, (struct shape){FEATURES, 1, 1}, CLASSES, POINTS);
}

static double length_of(const real *a, const real *b)
{
    double square = 0;
    for (int i = 0; i < FEATURES; i++)
        square += pow((double)(b[i] - a[i]), 2);
    return sqrt(square);
}

/* The sum of the logits so far from sample 0 toward sample 1. */
static double sum_at(struct probe_setup *t, double far)
{
    const real *x = t->data.train.x;
    const real s = (real)(far / length_of(x, x + FEATURES));
    for (int i = 0; i < FEATURES; i++)
        t->net->input->value[i] = (lane){0} + (x[i] + s * (x[FEATURES + i] - x[i]));
    struct pass pass = {.mode = MODE_EVAL, .batch = 1};
    graph_forward(t->net->graph, &pass);
    double sum = 0;
    for (int k = 0; k < CLASSES; k++)
        sum += number(t->net->logits, t->net->logits->value, 0, k);
    return sum;
}

/* Norms stand still at the samples' own statistics. */
static void the_slope_is_that_of_central_differences(void **state)
{
    (void)state;
    for (int normed = 0; normed < 2; normed++) {
        struct probe_setup t;
        open_smooth(&t, "tanh", normed ? "batch" : "none");
        probe_setup_examine(&t, &probe_shatter);
        probe_freeze(&t.run);
        const double e = exact ? 1e-5 : 2e-3;
        for (int n = 0; n < POINTS; n++) {
            const double s = n * APART, want = (sum_at(&t, s + e) - sum_at(&t, s - e)) / (2 * e);
            const struct entry *row = memory_recorder_at(&t.recorded, "shatter_line", n, ANY);
            check_near(row->value[0], s, 1e-15);
            check_near(row->value[1], want, (exact ? 3e-7 : 6e-3) * (1 + fabs(want)));
        }
        probe_setup_close(&t);
    }
}

struct gradients {
    const struct node *h;
    double g[POINTS][WIDTH];
};

static void see(void *self, const struct node *n, const struct pass *pass)
{
    struct gradients *all = self;
    for (int s = 0; n == all->h && s < pass->batch; s++)
        for (int i = 0; i < WIDTH; i++)
            all->g[s][i] = number(n, n->grad, s, i);
}

/* Autocorrelation along the line from sample 2 l on, from one whole backward pass. */
static void slow_line(struct probe_setup *t, int l, double *r)
{
    const struct network *net = t->net;
    struct gradients all = {.h = net->layer[0].h};
    struct pass pass = {.mode = MODE_EVAL, .batch = POINTS};
    const real *a = t->data.train.x + 2 * l * FEATURES, *b = a + FEATURES;
    const double way = length_of(a, b);
    double mean[WIDTH] = {0};
    memset(r, 0, POINTS / 2 * sizeof *r);
    for (int i = 0; i < FEATURES; i++)
        for (int n = 0; n < POINTS; n++)
            net->input->value[n / LANES * FEATURES + i][n % LANES] =
                (real)((double)a[i] + (double)(b[i] - a[i]) / way * n * APART);
    graph_forward(net->graph, &pass);
    for (int i = 0; i < lane_groups(POINTS) * CLASSES; i++)
        net->logits->grad[i] = (lane){0} + 1;
    graph_backward_from(net->graph, &pass, net->logits, &(struct observer){&all, see});
    for (int n = 0; n < POINTS; n++)
        for (int i = 0; i < WIDTH; i++)
            mean[i] += all.g[n][i] / POINTS;
    for (int k = 0; k < POINTS / 2; k++)
        for (int n = 0; n + k < POINTS; n++)
            for (int i = 0; i < WIDTH; i++)
                r[k] += (all.g[n][i] - mean[i]) * (all.g[n + k][i] - mean[i]);
    for (int k = POINTS / 2 - 1; k >= 0; k--)
        r[k] /= r[0];
}

static void the_autocorrelation_is_the_textbooks(void **state)
{
    (void)state;
    struct probe_setup t;
    open_smooth(&t, "relu", "none");
    probe_setup_examine(&t, &probe_shatter);
    double sum[POINTS / 2] = {0}, r[POINTS / 2];
    for (int l = 0; l < 8; l++) {
        slow_line(&t, l, r);
        for (int k = 0; k < POINTS / 2; k++)
            sum[k] += r[k] / 8;
    }
    for (int k = 0; k < POINTS / 2; k++) {
        const struct entry *row = memory_recorder_at(&t.recorded, "shatter", k, ANY);
        check_near(row->value[0], k * APART, 1e-15);
        check_near(row->value[1], sum[k], exact ? 1e-12 : 1e-4);
    }
    assert_null(memory_recorder_at(&t.recorded, "shatter", POINTS / 2, ANY));
    assert_true(sum[1] < .999 && sum[1] > .3);
    probe_setup_close(&t);
}

/* Of n white numbers (r_1, r_2, ...) are -1/n times the share of pairs, in the mean; the neighbours of a
 * brown one are alike, and r falls through 0 at about a third of the way. */
static void noises_are_white_and_brown(void **state)
{
    (void)state;
    struct probe_setup t;
    open_smooth(&t, "relu", "none");
    probe_setup_examine(&t, &probe_shatter);
    for (int k = 0; k < POINTS / 2; k++) {
        const double *r = memory_recorder_at(&t.recorded, "shatter", k, ANY)->value;
        if (k)
            check_near(r[2], -1. / POINTS * (POINTS - k) / POINTS, .02);
        else
            check_near(r[2], 1, 1e-12);
    }
    check_near(memory_recorder_at(&t.recorded, "shatter", 0, ANY)->value[3], 1, 1e-12);
    check_near(memory_recorder_at(&t.recorded, "shatter", 1, ANY)->value[3], .9, .05);
    assert_true(memory_recorder_at(&t.recorded, "shatter", POINTS / 2 - 1, ANY)->value[3] < 0);
    probe_setup_close(&t);
}

/* A linear net's gradient is the same everywhere: there is nothing to correlate. */
static void a_linear_net_has_no_autocorrelation(void **state)
{
    (void)state;
    struct probe_setup t;
    open_smooth(&t, "linear", "none");
    probe_setup_examine(&t, &probe_shatter);
    assert_int_equal(memory_recorder_at(&t.recorded, "shatter", 1, ANY)->missing, 2);
    const double rise = sum_at(&t, 1) - sum_at(&t, 0); /* at a distance of 1 */
    for (int n = 0; n < POINTS; n++)
        check_near(memory_recorder_at(&t.recorded, "shatter_line", n, ANY)->value[1], rise,
                   round_off * (1 + fabs(rise)));
    probe_setup_close(&t);
}

/* With norms: frozen at the samples' own statistics, no matter what the running ones say. */
static void norms_are_frozen_at_the_samples(void **state)
{
    (void)state;
    double r[2];
    for (int moved = 0; moved < 2; moved++) {
        struct probe_setup t;
        struct net_spec spec = spec_of("plain", 8, 4);
        spec.norm = "batch";
        spec.family = "cifar";
        probe_setup_open(&t, spec, (struct shape){2, 5, 4}, CLASSES, POINTS);
        for (size_t i = 0; moved && i < t.net->graph->statistics.reals; i++)
            t.net->graph->kept[i] += 3;
        probe_setup_examine(&t, &probe_shatter);
        r[moved] = memory_recorder_at(&t.recorded, "shatter", 1, ANY)->value[1];
        probe_setup_close(&t);
    }
    check_near(r[0], r[1], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_slope_is_that_of_central_differences),
        cmocka_unit_test(the_autocorrelation_is_the_textbooks),
        cmocka_unit_test(noises_are_white_and_brown),
        cmocka_unit_test(a_linear_net_has_no_autocorrelation),
        cmocka_unit_test(norms_are_frozen_at_the_samples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Judged by weights whose singular values are known (rotations of diagonal matrices), by the quarter circle
 * law of large random matrices, by Jacobi's rotations of long products in plain loops, and by comparing units
 * one by one. */
#include "lab/probe/cost.h"
#include "lab/probe/spectrum.h"
#include "lab/probe/weight_rank.h"
#include "tests/support/probe_setup.h"

enum { ENTROPY, STABLE, PRODUCT_ENTROPY, PRODUCT_STABLE, UNITS, OFF, ON, ALIKE, OWN, COLUMNS };
enum { N = 8, MOST = 72 };
static const uint32_t no_product = 3u << PRODUCT_ENTROPY;

static const double near = sizeof(real) == sizeof(double) ? 1e-9 : 1e-4;

static double entropy_rank(const double *sigma, int n)
{
    double sum = 0, entropy = 0;
    for (int i = 0; i < n; i++)
        sum += sigma[i];
    for (int i = 0; i < n; i++)
        entropy -= sigma[i] > 0 ? sigma[i] / sum * log(sigma[i] / sum) : 0;
    return exp(entropy);
}

static double stable_rank(const double *sigma, int n)
{
    double squares = 0, largest = 0;
    for (int i = 0; i < n; i++) {
        squares += sigma[i] * sigma[i];
        largest = fmax(largest, sigma[i] * sigma[i]);
    }
    return squares / largest;
}

static void check_ranks(const double *row, int at, const double *sigma, int n)
{
    const double entropy = entropy_rank(sigma, n), stable = stable_rank(sigma, n);
    check_near(row[at], entropy, near * entropy);
    check_near(row[at + 1], stable, near * stable);
}

/* ---- known singular values ---- */

static double rotation(int i, int k)
{
    return (__builtin_popcount((unsigned)(i & k)) % 2 ? -1 : 1) / sqrt(N);
}

/* W = H diag(size 2^(-i slope)) H: of l such matrices the product is H diag(size^l 2^(-i l slope)) H. */
static void rotate(const struct param *w, double size, double slope)
{
    for (int o = 0; o < N; o++)
        for (int i = 0; i < N; i++) {
            double sum = 0;
            for (int k = 0; k < N; k++)
                sum += rotation(o, k) * pow(2, -k * slope) * rotation(k, i);
            w->value[o * N + i] = (real)(size * sum);
        }
}

/* 40 layers of which each makes all numbers 10^20 times as small, or as large. */
static void a_products_rank_is_that_of_the_products_of_singular_values(void **state)
{
    (void)state;
    const double sizes[] = {1, 1e-20, 1e20};
    struct probe_setup t;
    probe_setup_open(&t, spec_of("plain", 40, N), (struct shape){5, 1, 1}, 3, 4);
    for (int k = 0; k < 3; k++) {
        for (int l = 1; l <= 40; l++)
            rotate(t.net->layer[l].w, sizes[k], .02 * k);
        t.recorded.rows = 0;
        probe_setup_examine(&t, &probe_weight_rank);
        assert_int_equal(t.recorded.rows, 40);
        for (int l = 1; l <= 40; l++) {
            double one[N], all[N];
            for (int i = 0; i < N; i++) {
                one[i] = pow(2, -i * .02 * k);
                all[i] = pow(one[i], l);
            }
            const struct entry *e = &t.recorded.row[l - 1];
            assert_int_equal(e->place, l);
            assert_int_equal(e->missing & (no_product | 3u << ENTROPY), 0);
            check_ranks(e->value, ENTROPY, one, N);
            check_ranks(e->value, PRODUCT_ENTROPY, all, N);
        }
    }
    probe_setup_close(&t);
}

/* Singular values of a large matrix of independent draws: density sqrt(4 - s^2) / pi of s from 0 to 2, so a
 * stable rank of 1 / 4 and an entropy rank of E(s) exp(-E(s log s) / E(s)) of all. */
static void random_weights_have_the_quarter_circles_rank(void **state)
{
    (void)state;
    enum { STEPS = 100000, WIDE = 192 };
    double s1 = 0, slog = 0;
    for (int i = 0; i < STEPS; i++) {
        const double s = 2 * (i + .5) / STEPS, share = sqrt(4 - s * s) / M_PI * 2 / STEPS;
        s1 += share * s;
        slog += share * s * log(s);
    }
    struct probe_setup t;
    probe_setup_open(&t, spec_of("plain", 2, WIDE), (struct shape){5, 1, 1}, 3, 4);
    probe_setup_examine(&t, &probe_weight_rank);
    for (int l = 0; l < 2; l++) {
        const double *v = t.recorded.row[l].value;
        check_near(v[ENTROPY] / WIDE, s1 * exp(-slog / s1), .01);
        check_near(v[STABLE] / WIDE, .25, .025);
    }
    probe_setup_close(&t);
}

/* ---- any weights, by loops ---- */

struct loops {
    int rows, wide;
    double a[MOST][MOST];
};

/* The columns of a are turned against each other until all are at right angles: then they are as long as the
 * singular values. */
static void check_by_rotations(const double *row, int at, struct loops m)
{
    double sigma[MOST] = {0};
    for (int sweep = 0; sweep < 60; sweep++)
        for (int p = 0; p < m.wide; p++)
            for (int q = 0; q < p; q++) {
                double pp = 0, qq = 0, pq = 0;
                for (int i = 0; i < m.rows; i++) {
                    pp += m.a[i][p] * m.a[i][p];
                    qq += m.a[i][q] * m.a[i][q];
                    pq += m.a[i][p] * m.a[i][q];
                }
                const double turn = .5 * atan2(2 * pq, qq - pp), c = cos(turn), s = sin(turn);
                for (int i = 0; i < m.rows; i++) {
                    const double x = m.a[i][p], y = m.a[i][q];
                    m.a[i][p] = c * x - s * y;
                    m.a[i][q] = s * x + c * y;
                }
            }
    for (int p = 0; p < m.wide; p++) {
        for (int i = 0; i < m.rows; i++)
            sigma[p] += m.a[i][p] * m.a[i][p];
        sigma[p] = sqrt(sigma[p]);
    }
    check_ranks(row, at, sigma, m.wide);
}

static struct loops loops_of(const struct param *w)
{
    struct loops m = {w->dim[0], (int)w->count / w->dim[0], {{0}}};
    for (int i = 0; i < m.rows * m.wide; i++)
        m.a[i / m.wide][i % m.wide] = (double)w->value[i];
    return m;
}

static struct loops product(const struct loops *x, const struct loops *y)
{
    struct loops z = {x->rows, y->wide, {{0}}};
    for (int i = 0; i < x->rows; i++)
        for (int j = 0; j < y->wide; j++)
            for (int k = 0; k < x->wide; k++)
                z.a[i][j] += x->a[i][k] * y->a[k][j];
    return z;
}

static void ranks_are_those_of_loops(void **state)
{
    (void)state;
    const char *const blocks[] = {"plain", "preact", "preact"};
    for (int k = 0; k < 3; k++) {
        struct probe_setup t;
        struct net_spec spec = spec_of(blocks[k], 6, N + k);
        spec.rank = k == 2 ? 3 : 0;
        probe_setup_open(&t, spec, (struct shape){5, 1, 1}, 3, 19);
        probe_setup_examine(&t, &probe_weight_rank);
        struct loops all = {0};
        for (int l = 1; l <= 6; l++) {
            const struct layer *layer = &t.net->layer[l];
            struct loops w = loops_of(layer->w);
            if (k == 2) {
                const struct loops factor = loops_of(layer->h->in[0]->param[0]);
                w = product(&w, &factor);
            }
            all = l == 1 ? w : product(&w, &all);
            const struct entry *e = &t.recorded.row[l - 1];
            assert_int_equal(e->missing, 0);
            check_by_rotations(e->value, ENTROPY, w);
            check_by_rotations(e->value, PRODUCT_ENTROPY, all);
            assert_true(k < 2 || e->value[ENTROPY] < 3);
        }
        probe_setup_close(&t);
    }
}

/* W of a convolution is [out][in x kernel x kernel]; of concatenated features there is no chain of matrices. */
static void where_there_is_no_chain_of_matrices_there_is_no_product(void **state)
{
    (void)state;
    struct probe_setup t;
    struct net_spec spec = spec_of("residual", 8, 2);
    spec.family = "cifar";
    probe_setup_open(&t, spec, (struct shape){2, 8, 8}, 3, 19);
    probe_setup_examine(&t, &probe_weight_rank);
    assert_int_equal(t.recorded.rows, 6);
    for (int l = 1; l <= 6; l++) {
        assert_int_equal(t.recorded.row[l - 1].missing, no_product);
        const struct loops w = loops_of(t.net->layer[l].w);
        struct loops turned = {w.wide, w.rows, {{0}}};
        for (int i = 0; i < w.rows * w.wide; i++)
            turned.a[i % w.wide][i / w.wide] = w.a[i / w.wide][i % w.wide];
        check_by_rotations(t.recorded.row[l - 1].value, ENTROPY, turned);
    }
    probe_setup_close(&t);

    probe_setup_open(&t, spec_of("concat", 4, N), (struct shape){5, 1, 1}, 3, 19);
    probe_setup_examine(&t, &probe_weight_rank);
    assert_int_equal(t.recorded.row[0].missing & no_product, 0);
    assert_int_equal(t.recorded.row[3].missing & no_product, no_product);
    probe_setup_close(&t);
}

/* Zeros, as a residual net's last layers of a branch at its start, and what a diverged run leaves. */
static void no_weights_no_rank(void **state)
{
    (void)state;
    struct probe_setup t;
    probe_setup_open(&t, spec_of("plain", 2, N), (struct shape){5, 1, 1}, 3, 19);
    const struct param *w = t.net->layer[1].w;
    const uint32_t ranks = no_product | 3u << ENTROPY;
    memset(w->value, 0, w->count * sizeof *w->value);
    probe_setup_examine(&t, &probe_weight_rank);
    assert_int_equal(t.recorded.row[0].missing, ranks);
    assert_int_equal(t.recorded.row[1].missing, no_product);
    w->value[3] = (real)NAN;
    probe_setup_examine(&t, &probe_weight_rank);
    assert_int_equal(t.recorded.row[2].missing, ranks);
    assert_int_equal(t.recorded.row[3].missing, no_product);
    probe_setup_close(&t);
}

/* ---- units ---- */

static bool is_on(const struct node *n, int sample, int unit)
{
    return number(n, n->value, sample, unit) != 0;
}

static void check_units(const struct node *n, int samples, const double *v)
{
    int off = 0, on = 0, alike = 0, own = 0;
    for (int u = 0; u < shape_size(n->shape); u++) {
        int count = 0, earlier = 0;
        for (int s = 0; s < samples; s++)
            count += is_on(n, s, u);
        for (int o = 0; o < u; o++) {
            bool same = true;
            for (int s = 0; s < samples; s++)
                same &= is_on(n, s, u) == is_on(n, s, o);
            earlier += same;
        }
        const bool switches = count > 0 && count < samples;
        off += count == 0;
        on += count == samples;
        alike += switches && earlier;
        own += switches && !earlier;
    }
    check_near(v[UNITS], shape_size(n->shape), 0);
    check_near(v[OFF], off, 0);
    check_near(v[ON], on, 0);
    check_near(v[ALIKE], alike, 0);
    check_near(v[OWN], own, 0);
}

static void units_are_of_four_kinds(void **state)
{
    (void)state;
    const char *const blocks[] = {"plain", "residual", "preact"};
    double seen[COLUMNS] = {0};
    int none_on = 0;
    for (int k = 0; k < 6; k++) {
        const int samples = k < 3 ? 9 : 400;
        struct probe_setup t;
        probe_setup_open(&t, spec_of(blocks[k % 3], 16, 12), (struct shape){5, 1, 1}, 3, samples);
        probe_setup_examine(&t, &probe_weight_rank);
        for (int l = 1; l <= 16; l++) {
            const struct node *active = t.net->graph->node[t.net->layer[l].h->index];
            for (int i = active->index; strcmp(active->op->name, "relu"); i++)
                active = t.net->graph->node[i];
            check_units(active, samples, t.recorded.row[l - 1].value);
            none_on += t.recorded.row[l - 1].value[ON] == 0;
            for (int c = OFF; c <= OWN; c++)
                seen[c] += t.recorded.row[l - 1].value[c];
        }
        probe_setup_close(&t);
    }
    for (int c = OFF; c <= OWN; c++)
        assert_true(seen[c] > 0);
    assert_true(none_on > 0); /* so many samples find each unit off */

    struct probe_setup t;
    struct net_spec spec = spec_of("plain", 2, N);
    spec.activation = "tanh"; /* never 0 */
    probe_setup_open(&t, spec, (struct shape){5, 1, 1}, 3, 9);
    probe_setup_examine(&t, &probe_weight_rank);
    assert_int_equal(t.recorded.row[0].missing,
                     1u << UNITS | 1u << OFF | 1u << ON | 1u << ALIKE | 1u << OWN);
    probe_setup_close(&t);
}

/* Of each layer its own matrix and the product of those up to it, and the step of that product. */
static void the_cost_is_two_spectra_and_a_product_a_layer(void **state)
{
    (void)state;
    struct probe_setup t;
    probe_setup_open(&t, spec_of("plain", 4, N), (struct shape){5, 1, 1}, 3, 19);
    const double layer = 2 * spectrum_flops(N, N) + 2. * N * N * N;
    check_near(probe_weight_rank.passes(&t.run), FORWARD_PASS + cost_passes(&t.run, 4 * layer),
               1e-9);
    probe_setup_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_products_rank_is_that_of_the_products_of_singular_values),
        cmocka_unit_test(random_weights_have_the_quarter_circles_rank),
        cmocka_unit_test(ranks_are_those_of_loops),
        cmocka_unit_test(where_there_is_no_chain_of_matrices_there_is_no_product),
        cmocka_unit_test(no_weights_no_rank),
        cmocka_unit_test(units_are_of_four_kinds),
        cmocka_unit_test(the_cost_is_two_spectra_and_a_product_a_layer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

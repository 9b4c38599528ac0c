/* Judged by central differences of the blocks themselves (in double), and by nets whose Jacobians are
 * known: orthogonal, diagonal, the identity. */
#include "lab/probe/cost.h"
#include "lab/probe/jacobian.h"
#include "lab/probe/spectrum.h"
#include "tests/support/mirrored_net.h"

enum { NUMBER, SIGMA, BRANCH, PROJECTED, MOST = 64 };
enum { LARGEST, MEDIAN, SMALLEST, CONDITION, STABLE, ENTROPY, FACTS, LABEL = 2 * FACTS };
static const uint32_t all = (1 << FACTS) - 1;

static const struct entry *row_of(const struct probe_setup *t, const char *series, int place,
                                  int number)
{
    for (int i = 0; i < t->recorded.rows; i++) {
        const struct entry *e = &t->recorded.row[i];
        if (!strcmp(e->series->name, series) && e->place == place &&
            (!number || e->value[NUMBER] == number))
            return e;
    }
    return NULL;
}

static int rows_of(const struct probe_setup *t, const char *series)
{
    int rows = 0;
    for (int i = 0; i < t->recorded.rows; i++)
        rows += !strcmp(t->recorded.row[i].series->name, series);
    return rows;
}

static void check_spectrum(const struct probe_setup *t, int place, int column, const double *sigma,
                           int n, double tolerance)
{
    for (int i = 0; i < n; i++) {
        const struct entry *e = row_of(t, "jacobian", place, i + 1);
        assert_non_null(e);
        assert_int_equal(e->missing >> column & 1, 0);
        check_near(e->value[column], sigma[i], tolerance);
    }
    assert_null(row_of(t, "jacobian", place, n + 1));
}

/* ---- against differences ---- */

/* j[rows][columns] of y by x at sample 0. */
static void differ(const struct node *x, const struct node *y, double *j)
{
    struct pass pass = {.mode = MODE_EVAL, .batch = 1};
    const int rows = shape_size(y->shape), columns = shape_size(x->shape);
    const double step = 1e-5;
    for (int c = 0; c < columns; c++) {
        const real at = x->value[c][0];
        for (int sign = -1; sign <= 1; sign += 2) {
            x->value[c][0] = at + (real)(sign * step);
            graph_forward_between(y->graph, &pass, x, y);
            for (int r = 0; r < rows; r++)
                j[r * columns + c] = (sign < 0 ? 0 : j[r * columns + c]) +
                                     sign * (double)y->value[r][0] / (2 * step);
        }
        x->value[c][0] = at;
    }
    graph_forward_between(y->graph, &pass, x, y);
}

/* No gain 1, no shift 0. */
static void stir(struct network *net)
{
    uint64_t i = 0;
    const struct stream draws = stream_of(2, PURPOSE_TEST, 3, 0);
    for (struct param *p = net->graph->params.first; p; p = p->next)
        for (size_t k = 0; k < p->count; k++)
            p->value[k] += (real)(.3 * stream_normal(draws, i++));
}

static void singular_values(double *a, int rows, int columns, double *sigma)
{
    struct arena arena;
    struct failure failure = {0};
    arena_open(&arena, (size_t)1 << 30);
    if (!spectrum_singular_values(&arena, a, rows, columns, sigma, &failure))
        fail_msg("not finite, or %s", failure.message);
    arena_close(&arena);
}

static void check_matrix(const struct probe_setup *t, int place, int column, double *j, int rows,
                         int columns)
{
    double sigma[MOST];
    singular_values(j, rows, columns, sigma);
    check_spectrum(t, place, column, sigma, rows < columns ? rows : columns, 1e-6 * sigma[0]);
}

/* What remains of the Jacobian without the shortcut, which passes on what the activation behind the sum
 * lets through, if there is one. */
static void take_identity(const struct net_spec *spec, const struct node *y, double *j)
{
    const int n = shape_size(y->shape);
    for (int i = 0; i < n; i++) {
        const double at = (double)y->value[i][0];
        if (!strcmp(spec->block, "preact"))
            j[i * n + i] -= 1;
        else if (!strcmp(spec->activation, "relu"))
            j[i * n + i] -= at > 0;
        else
            j[i * n + i] -= 1 - at * at; /* tanh */
    }
}

/* Whether a place has numbers of its branch. */
static void check_branch(const struct probe_setup *t, int place, bool has)
{
    const uint32_t missing = row_of(t, "jacobian_summary", place, 0)->missing;
    assert_int_equal(missing >> FACTS & all, has ? 0 : all);
    assert_int_equal(row_of(t, "jacobian", place, 1)->missing, has ? 0 : 1 << BRANCH);
}

static void check_by_differences(struct net_spec spec, struct shape shape, int samples)
{
    struct probe_setup t;
    double j[MOST * MOST];
    probe_setup_open(&t, spec, shape, 3, samples);
    stir(t.net);
    probe_setup_examine(&t, &probe_jacobian);
    probe_freeze(&t.run);
    struct pass pass = probe_fill(&t.run, MODE_EVAL);
    graph_forward(t.net->graph, &pass);
    const int last = probe_places(t.net) - 1;
    const struct node *stem = probe_output(t.net, 0), *end = probe_output(t.net, last);
    const bool skips = !strcmp(spec.block, "residual") || !strcmp(spec.block, "preact");
    for (int p = 1; p <= last; p++) {
        const struct node *x = probe_output(t.net, p - 1), *y = probe_output(t.net, p);
        const int rows = shape_size(y->shape), columns = shape_size(x->shape);
        differ(x, y, j);
        check_matrix(&t, p, SIGMA, j, rows, columns);
        check_branch(&t, p, t.net->junctions > 0);
        if (skips && shape_equal(x->shape, y->shape)) {
            differ(x, y, j);
            take_identity(&spec, y, j);
            check_matrix(&t, p, BRANCH, j, rows, columns);
            const double *v = row_of(&t, "jacobian_summary", p, 0)->value + FACTS;
            check_near(v[LARGEST], row_of(&t, "jacobian", p, 1)->value[BRANCH], 0);
            check_near(v[SMALLEST], row_of(&t, "jacobian", p, rows)->value[BRANCH], 0);
        }
    }
    differ(stem, end, j);
    check_matrix(&t, 0, SIGMA, j, shape_size(end->shape), shape_size(stem->shape));
    check_branch(&t, 0, false);
    probe_setup_close(&t);
}

static const char *const blocks[] = {"plain",   "residual", "preact",
                                     "highway", "concat",   "inception"};
static const char *const norms[] = {"none", "batch", "layer"};
static const char *const activations[] = {"relu", "tanh"};

static void fully_connected_blocks_agree_with_differences(void **state)
{
    (void)state;
    if (!exact)
        skip();
    for (int k = 0; k < 36; k++) {
        struct net_spec spec = spec_of(blocks[k % 6], 6, 8);
        spec.norm = norms[k / 6 % 3];
        spec.activation = activations[k / 18];
        check_by_differences(spec, (struct shape){5, 1, 1}, k % 2 ? 40 : 3);
    }
}

static void convolutional_blocks_agree_with_differences(void **state)
{
    (void)state;
    if (!exact)
        skip();
    for (int k = 0; k < 8; k++) {
        struct net_spec spec = spec_of(blocks[k % 4], 8, 3);
        spec.family = "cifar";
        spec.norm = norms[1 - k / 4];
        check_by_differences(spec, (struct shape){2, 4, 4}, 20);
    }
}

/* ---- known Jacobians ---- */

static void orthogonal_linear_nets_stretch_nothing(void **state)
{
    (void)state;
    struct probe_setup t;
    struct net_spec spec = spec_of("plain", 10, 8);
    spec.activation = "linear";
    spec.init = "orthogonal";
    probe_setup_open(&t, spec, (struct shape){5, 1, 1}, 3, 20);
    probe_setup_examine(&t, &probe_jacobian);
    const double ones[] = {1, 1, 1, 1, 1, 1, 1, 1};
    for (int p = 0; p < 6; p++) {
        check_spectrum(&t, p, SIGMA, ones, 8, 10 * round_off);
        const double *v = row_of(&t, "jacobian_summary", p, 0)->value;
        check_near(v[STABLE], 8, 100 * round_off);
        check_near(v[ENTROPY], 8, 100 * round_off);
    }
    assert_int_equal(rows_of(&t, "jacobian"), 6 * 8);
    assert_int_equal(rows_of(&t, "jacobian_summary"), 6);
    probe_setup_close(&t);
}

/* 1, 2, 4, 8 and their signs; samples fewer than rows. */
static void diagonal_layers_have_their_entries(void **state)
{
    (void)state;
    for (int n = 4; n <= 5; n++) {
        struct probe_setup t;
        mirror_open(&t, n, 3, 2);
        double sum = 0, squares = 0, entropy = 0, sigma[5];
        for (int i = 0; i < n; i++) {
            t.net->layer[1].w->value[i * n + i] = (real)(i % 2 ? -pow(2, i) : pow(2, i));
            sigma[n - 1 - i] = pow(2, i);
            sum += pow(2, i);
            squares += pow(4, i);
        }
        for (int i = 0; i < n; i++)
            entropy -= sigma[i] / sum * log(sigma[i] / sum);
        probe_setup_examine(&t, &probe_jacobian);
        for (int p = 0; p < 2; p++) {
            check_spectrum(&t, p, SIGMA, sigma, n, 1e-12);
            const double *v = row_of(&t, "jacobian_summary", p, 0)->value;
            check_near(v[LARGEST], pow(2, n - 1), 1e-12);
            check_near(v[MEDIAN], n == 4 ? 3 : 4, 1e-12);
            check_near(v[SMALLEST], 1, 1e-12);
            check_near(v[CONDITION], pow(2, n - 1), 1e-12);
            check_near(v[STABLE], squares / pow(4, n - 1), 1e-12);
            check_near(v[ENTROPY], exp(entropy), 1e-12);
        }
        probe_setup_close(&t);
    }
}

static void a_zero_branch_leaves_the_identity(void **state)
{
    (void)state;
    struct probe_setup t;
    struct net_spec spec = spec_of("preact", 6, 8);
    spec.branch = "rezero";
    probe_setup_open(&t, spec, (struct shape){5, 1, 1}, 3, 20);
    probe_setup_examine(&t, &probe_jacobian);
    const double ones[] = {1, 1, 1, 1, 1, 1, 1, 1}, zeros[8] = {0};
    for (int p = 0; p < 4; p++)
        check_spectrum(&t, p, SIGMA, ones, 8, 1e-14);
    for (int p = 1; p < 4; p++) {
        check_spectrum(&t, p, BRANCH, zeros, 8, 0);
        const struct entry *e = row_of(&t, "jacobian_summary", p, 0);
        const int ratios = 1 << CONDITION | 1 << STABLE | 1 << ENTROPY;
        assert_int_equal(e->missing, ratios << FACTS);
        check_near(e->value[FACTS + LARGEST], 0, 0);
    }
    assert_int_equal(row_of(&t, "jacobian", 0, 1)->missing, 1 << BRANCH);
    probe_setup_close(&t);
}

/* Wherever it leaves and arrives, a long connection makes 2 I of the whole; a block that it leaves or
 * enters on the way has its own I and no branch. Where it leaves behind the stem, that ends with a tap. */
static void a_long_connection_is_part_of_the_whole(void **state)
{
    (void)state;
    const int ways[][2] = {{0, 4}, {1, 3}, {2, 4}, {0, 3}};
    const double ones[] = {1, 1, 1, 1}, twos[] = {2, 2, 2, 2};
    for (int k = 0; k < 4; k++) {
        struct probe_setup t;
        struct net_spec spec = spec_of("plain", 4, 4);
        spec.activation = "linear";
        spec.skip_from = ways[k][0];
        spec.skip_to = ways[k][1];
        probe_setup_open(&t, spec, (struct shape){4, 1, 1}, 3, 20);
        for (int l = 0; l < 5; l++)
            for (int i = 0; i < 16; i++)
                t.net->layer[l].w->value[i] = i / 4 == i % 4;
        probe_setup_examine(&t, &probe_jacobian);
        check_spectrum(&t, 0, SIGMA, twos, 4, 1e-12);
        check_spectrum(&t, 1, SIGMA, ones, 4, 1e-12);
        check_spectrum(&t, 2, SIGMA, spec.skip_from == 2 ? twos : ones, 4, 1e-12);
        for (int p = 0; p < 3; p++)
            check_branch(&t, p, false);
        probe_setup_close(&t);
    }
}

static void what_is_not_finite_is_left_out(void **state)
{
    (void)state;
    for (int k = 0; k < 2; k++) {
        struct probe_setup t;
        mirror_open(&t, k ? 513 : 4, 3, 20);
        t.net->layer[2].w->value[0] = INFINITY;
        probe_setup_examine(&t, &probe_jacobian);
        assert_int_equal(t.recorded.rows, 2);
        for (int p = 0; p < 2; p++) {
            const struct entry *e = row_of(&t, "jacobian_summary", p, 0);
            assert_int_equal(e->missing, all << FACTS | all);
            check_near(e->value[LABEL], k, 0);
        }
        probe_setup_close(&t);
    }
}

/* ---- projections ---- */

static void projections_of_the_identity_are_isometries(void **state)
{
    (void)state;
    struct probe_setup t;
    double ones[64];
    mirror_open(&t, 600, 3, 20);
    probe_setup_examine(&t, &probe_jacobian);
    for (int i = 0; i < 64; i++)
        ones[i] = 1;
    for (int p = 0; p < 2; p++) {
        check_spectrum(&t, p, SIGMA, ones, 64, 10 * round_off);
        check_near(row_of(&t, "jacobian", p, 1)->value[PROJECTED], 1, 0);
        check_near(row_of(&t, "jacobian_summary", p, 0)->value[LABEL], 1, 0);
    }
    probe_setup_close(&t);
}

/* Cauchy: value i of 64 of m lies between J's values i and i + m - 64. The mean square is J's, to four
 * standard deviations of 64 numbers that scatter as exponential ones would. */
static void projected_values_interlace_with_the_whole(void **state)
{
    (void)state;
    enum { M = 520 };
    struct probe_setup t;
    mirror_open(&t, M, 3, 64);
    double *j = malloc(sizeof(double) * M * M), sigma[M], square = 0, whole_square = 0;
    for (int i = 0; i < M * M; i++) {
        const double x = stream_normal(stream_of(5, PURPOSE_TEST, 0, 0), (uint64_t)i) / sqrt(M);
        t.net->layer[1].w->value[i] = (real)x;
        j[i] = (double)t.net->layer[1].w->value[i];
        whole_square += j[i] * j[i] / M;
    }
    singular_values(j, M, M, sigma);
    probe_setup_examine(&t, &probe_jacobian);
    for (int i = 0; i < 64; i++) {
        const double value = row_of(&t, "jacobian", 1, i + 1)->value[SIGMA];
        assert_true(value <= sigma[i] * (1 + 10 * round_off));
        assert_true(value >= sigma[i + M - 64] * (1 - 10 * round_off));
        square += value * value / 64;
    }
    check_near(square, whole_square, .5 * whole_square);
    free(j);
    probe_setup_close(&t);
}

/* 16 x 8 x 8 numbers behind the stem and the first block, 32 x 4 x 4 behind the second, 64 x 2 x 2 behind
 * the third: the first block's output alone is projected. All blocks' Jacobian has 256 rows, which take
 * 13 passes of 20 samples through three of four places; the blocks' have 64, 512 and 256. To freeze and
 * to go forward takes a third of a pass each. */
static void large_places_are_projected_and_cost_less(void **state)
{
    (void)state;
    struct probe_setup t;
    struct net_spec spec = spec_of("residual", 8, 16);
    spec.family = "cifar";
    probe_setup_open(&t, spec, (struct shape){1, 8, 8}, 3, 20);
    probe_setup_examine(&t, &probe_jacobian);
    const int values[] = {256, 64, 512, 256};
    for (int p = 0; p < 4; p++) {
        check_branch(&t, p, p > 0);
        assert_non_null(row_of(&t, "jacobian", p, values[p]));
        assert_null(row_of(&t, "jacobian", p, values[p] + 1));
        check_near(row_of(&t, "jacobian", p, 1)->value[PROJECTED], p == 1, 0);
        check_near(row_of(&t, "jacobian_summary", p, 0)->value[LABEL], p == 1, 0);
    }
    const double flops = spectrum_flops(256, 1024) + 3 * spectrum_flops(64, 1024) +
                         2 * spectrum_flops(512, 1024) + 2 * spectrum_flops(256, 512);
    check_near(probe_jacobian.passes(&t.run),
               2. / 3 + 2. / 3 * (13 * 3 + 4 + 26 + 13) / 4 + cost_passes(&t.run, flops), 1e-9);
    probe_setup_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fully_connected_blocks_agree_with_differences),
        cmocka_unit_test(convolutional_blocks_agree_with_differences),
        cmocka_unit_test(orthogonal_linear_nets_stretch_nothing),
        cmocka_unit_test(diagonal_layers_have_their_entries),
        cmocka_unit_test(a_zero_branch_leaves_the_identity),
        cmocka_unit_test(a_long_connection_is_part_of_the_whole),
        cmocka_unit_test(what_is_not_finite_is_left_out),
        cmocka_unit_test(projections_of_the_identity_are_isometries),
        cmocka_unit_test(projected_values_interlace_with_the_whole),
        cmocka_unit_test(large_places_are_projected_and_cost_less),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

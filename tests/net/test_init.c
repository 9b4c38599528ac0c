/* Exact: bounds, orthogonality, the orthogonal matrix itself (by Gram and Schmidt in plain loops), the
 * same draws under every scale. Statistical: moments of n draws, within five standard errors. */
#include "lab/net/init.h"
#include "lab/net/names.h"
#include "tests/support/check.h"
#include "tests/support/failing_malloc.h"

static const bool exact = sizeof(real) == sizeof(double);

static const struct init *find(const char *text, double *number)
{
    struct failure failure = {0};
    const struct init *init = init_find(text, number, &failure);
    if (!init)
        fail_msg("%s", failure.message);
    return init;
}

static struct stream stream_for(uint64_t seed)
{
    return stream_of(seed, PURPOSE_WEIGHT, 3, ROLE_WEIGHT);
}

static void fill(init_weight *weight, double number, struct fan f, real *w)
{
    struct arena arena;
    struct failure failure = {0};
    arena_open(&arena, (size_t)1 << 26);
    const struct draw d = {stream_for(1), number, f, &arena, &failure};
    if (weight(&d, w))
        fail_msg("%s", failure.message);
    assert_int_equal(arena_mark(&arena), 0);
    arena_close(&arena);
}

/* Weights [out][channels * area] of this init; the caller frees them. */
static real *draw_filters(const char *text, struct fan f)
{
    double number;
    real *w = malloc(fan_count(f) * sizeof *w);
    const struct init *init = find(text, &number);
    fill(init->weight, number, f, w);
    return w;
}

static real *draw(const char *text, int out, int in)
{
    return draw_filters(text, (struct fan){out, in, 1});
}

static void each_text_finds_its_init(void **state)
{
    (void)state;
    double parameter;
    int names = 0;
    for (; init_name(names); names++)
        if (strcmp(init_name(names), "normal"))
            assert_string_equal(find(init_name(names), &parameter)->name, init_name(names));
    assert_true(names >= 7);
    assert_string_equal(find("normal(0.1)", &parameter)->name, "normal");
    check_near(parameter, .1, 0);
    find("normal(2e-3)", &parameter);
    check_near(parameter, 2e-3, 0);
}

static void bad_text_is_refused(void **state)
{
    (void)state;
    const char *const wrong[] = {"",
                                 "hee",
                                 "h",
                                 "He",
                                 "he(2)",
                                 "normal",
                                 "normal()",
                                 "normal(x)",
                                 "normal(",
                                 "normal(0.1",
                                 "normal(.1)x",
                                 "normal(0.1x)",
                                 "normal(-1)",
                                 "normal(inf)",
                                 "nor",
                                 "normal(1e999)",
                                 "normal(nan)",
                                 "normal( 1)"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct failure failure = {0};
        double parameter;
        if (init_find(wrong[i], &parameter, &failure))
            fail_msg("`%s` was accepted", wrong[i]);
        assert_int_equal(failure.status, STATUS_DATA);
        char quoted[40];
        snprintf(quoted, sizeof quoted, "`%s`", wrong[i]);
        assert_non_null(strstr(failure.message, quoted));
    }
}

/* Mean 0, the variance, and as many within one deviation as a normal law has. */
static void normal_inits_have_their_variance(void **state)
{
    (void)state;
    enum { OUT = 200, IN = 300, N = OUT * IN };
    const struct {
        const char *text;
        double variance;
    } law[] = {
        {"he", 2.0 / IN}, {"xavier", 2.0 / (IN + OUT)}, {"lecun", 1.0 / IN}, {"normal(0.1)", .01}};
    for (int k = 0; k < 4; k++) {
        real *w = draw(law[k].text, OUT, IN);
        double mean = 0, square = 0, inside = 0;
        for (int i = 0; i < N; i++) {
            const double z = (double)w[i] / sqrt(law[k].variance);
            mean += z / N;
            square += z * z / N;
            inside += (fabs(z) < 1) / (double)N;
        }
        check_near(mean, 0, 5 / sqrt(N));
        check_near(square, 1, 5 * sqrt(2.0 / N));
        check_near(inside, .682689, 5 * sqrt(.682689 * .317311 / N));
        free(w);
    }
}

static void torch_uniform_fills_its_bounds(void **state)
{
    (void)state;
    enum { OUT = 200, IN = 300, N = OUT * IN };
    real *w = draw("torch-uniform", OUT, IN), b[OUT];
    double parameter, square = 0, least = 1, most = -1;
    find("torch-uniform", &parameter)->bias(stream_for(1), (struct fan){OUT, IN, 1}, b);
    for (int i = 0; i < N; i++) {
        const double u = (double)w[i] * sqrt(IN);
        square += u * u / N;
        least = fmin(least, u);
        most = fmax(most, u);
    }
    assert_true(least >= -1 && least < -.999 && most <= 1 && most > .999);
    check_near(square, 1.0 / 3, 5 * sqrt(4.0 / 45 / N));
    least = most = square = 0;
    for (int i = 0; i < OUT; i++) {
        const double u = (double)b[i] * sqrt(IN);
        square += u * u / OUT;
        least = fmin(least, u);
        most = fmax(most, u);
    }
    assert_true(least >= -1 && least < -.9 && most <= 1 && most > .9);
    check_near(square, 1.0 / 3, 5 * sqrt(4.0 / 45 / OUT));
    free(w);
}

/* Each weight is its own normal draw times one number of the init, whatever the init. */
static void scales_are_all_that_tells_normal_inits_apart(void **state)
{
    (void)state;
    enum { OUT = 7, IN = 11 };
    const struct {
        const char *text;
        double deviation;
    } law[] = {{"he", sqrt(2.0 / IN)},
               {"xavier", sqrt(2.0 / (IN + OUT))},
               {"lecun", sqrt(1.0 / IN)},
               {"normal(3)", 3}};
    for (int k = 0; k < 4; k++) {
        real *w = draw(law[k].text, OUT, IN);
        for (uint64_t i = 0; i < OUT * IN; i++)
            check_near((double)w[i] / law[k].deviation, stream_normal(stream_for(1), i),
                       exact ? 1e-14 : 1e-6);
        free(w);
    }
}

static const int shapes[][2] = {{1, 1}, {1, 9}, {9, 1}, {24, 24}, {10, 33}, {33, 10}, {128, 128}};
enum { SHAPES = sizeof shapes / sizeof *shapes };

/* W W^T = I where W has more columns, W^T W = I where it has more rows. */
static void orthogonal_weights_are_orthogonal(void **state)
{
    (void)state;
    for (int k = 0; k < SHAPES; k++) {
        const int out = shapes[k][0], in = shapes[k][1], n = out < in ? out : in;
        const int along = out < in ? in : out;
        real *w = draw("orthogonal", out, in);
        for (int i = 0; i < n; i++)
            for (int j = 0; j <= i; j++) {
                double dot = 0;
                for (int m = 0; m < along; m++)
                    dot += out <= in ? (double)w[i * in + m] * (double)w[j * in + m]
                                     : (double)w[m * in + i] * (double)w[m * in + j];
                check_near(dot, i == j, exact ? 1e-12 : 1e-6);
            }
        free(w);
    }
}

/* Gram and Schmidt on the rows of the draws (on the columns where they are shorter), in order: this
 * is the Q whose R has a positive diagonal, uniform over all orthogonal matrices. */
static void orthogonal_weights_are_the_draws_made_orthogonal(void **state)
{
    (void)state;
    for (int k = 0; k < SHAPES; k++) {
        const int out = shapes[k][0], in = shapes[k][1], n = out <= in ? out : in;
        const int along = out <= in ? in : out, row = out <= in ? in : 1, step = out <= in ? 1 : in;
        double *q = malloc((size_t)(out * in) * sizeof *q);
        for (int i = 0; i < out * in; i++)
            q[i] = stream_normal(stream_for(1), (uint64_t)i);
        for (int i = 0; i < n; i++)
            for (int again = 0; again < 2; again++) /* twice, for round-off */
                for (int j = 0; j <= i; j++) {
                    double dot = 0;
                    for (int m = 0; m < along; m++)
                        dot += q[i * row + m * step] * q[j * row + m * step];
                    for (int m = 0; m < along; m++)
                        q[i * row + m * step] = i == j ? q[i * row + m * step] / sqrt(dot)
                                                       : q[i * row + m * step] -
                                                             dot * q[j * row + m * step];
                }
        real *w = draw("orthogonal", out, in);
        for (int i = 0; i < out * in; i++)
            check_near((double)w[i], q[i], exact ? 1e-10 : 1e-6);
        free(q);
        free(w);
    }
}

/* w = (Q, -Q; -Q, Q) with Q orthogonal; the stem mirrors rows alone, the head columns alone. */
static void looks_linear_weights_mirror_an_orthogonal_matrix(void **state)
{
    (void)state;
    enum { OUT = 10, IN = 6 };
    double number;
    const struct init *init = find("looks-linear", &number);
    init_weight *const draws[] = {init->weight, init->stem, init->head};
    for (int k = 0; k < 3; k++) {
        const bool rows = k != 2, columns = k != 1;
        const int m = rows ? OUT / 2 : OUT, n = columns ? IN / 2 : IN;
        real w[OUT * IN], q[OUT * IN];
        fill(draws[k], number, (struct fan){OUT, IN, 1}, w);
        fill(find("orthogonal", &number)->weight, number, (struct fan){m, n, 1}, q);
        for (int i = 0; i < OUT; i++)
            for (int j = 0; j < IN; j++)
                check_near((double)w[i * IN + j],
                           ((i < m) == (j < n) ? 1 : -1) * (double)q[i % m * n + j % n], 0);
    }
}

/* fan-in counts channels times area, and so does fan-out. */
static void filters_have_the_variance_of_their_fans(void **state)
{
    (void)state;
    const struct fan f = {64, 32 * 9, 9};
    const struct {
        const char *init;
        double variance;
    } want[] = {
        {"he", 2. / (32 * 9)}, {"lecun", 1. / (32 * 9)}, {"xavier", 2. / (32 * 9 + 64 * 9)}};
    for (int k = 0; k < 3; k++) {
        real *w = draw_filters(want[k].init, f);
        double square = 0;
        for (size_t i = 0; i < fan_count(f); i++)
            square += (double)w[i] * (double)w[i] / (double)fan_count(f);
        check_near(square / want[k].variance, 1, 5 * sqrt(2. / (double)fan_count(f)));
        free(w);
    }
}

/* At the middle pixel W W^T = I, elsewhere 0: a circular convolution keeps every norm (Xiao et al.). */
static void delta_orthogonal_keeps_norms_through_the_middle(void **state)
{
    (void)state;
    enum { OUT = 8, IN = 5, AREA = 9 };
    real *w = draw_filters("delta-orthogonal", (struct fan){OUT, IN * AREA, AREA});
    for (int a = 0; a < IN; a++)
        for (int b = 0; b < IN; b++) {
            double dot = 0;
            for (int o = 0; o < OUT; o++)
                dot += (double)w[(o * IN + a) * AREA + 4] * (double)w[(o * IN + b) * AREA + 4];
            check_near(dot, a == b, exact ? 1e-14 : 1e-6);
        }
    for (int i = 0; i < OUT * IN * AREA; i++)
        if (i % AREA != 4)
            check_near((double)w[i], 0, 0);
    free(w);
}

/* Channel c + 1/2 and filter o + 1/2 mirror c and o, whole windows at a time. */
static void looks_linear_mirrors_whole_channels(void **state)
{
    (void)state;
    enum { OUT = 6, IN = 4, AREA = 9 };
    real *w = draw_filters("looks-linear", (struct fan){OUT, IN * AREA, AREA});
    for (int o = 0; o < OUT / 2; o++)
        for (int i = 0; i < IN / 2 * AREA; i++) {
            const double q = (double)w[o * IN * AREA + i];
            assert_true(q != 0);
            check_near((double)w[o * IN * AREA + IN / 2 * AREA + i], -q, 0);
            check_near((double)w[(o + OUT / 2) * IN * AREA + i], -q, 0);
            check_near((double)w[(o + OUT / 2) * IN * AREA + IN / 2 * AREA + i], q, 0);
        }
    free(w);
}

static const char *const orthogonals[] = {"orthogonal", "delta-orthogonal", "looks-linear"};

/* An arena of any size has room for the whole matrix, or the answer is a failure that says of which
 * weights; scratch is given back either way. */
static void without_room_orthogonal_weights_are_a_failure(void **state)
{
    (void)state;
    const struct fan f = {12, 10 * 9, 9};
    for (int k = 0; k < 3; k++) {
        double number;
        init_weight *const weight = find(orthogonals[k], &number)->weight;
        real *want = draw_filters(orthogonals[k], f), *w = malloc(fan_count(f) * sizeof *w);
        struct failure failure = {0};
        struct arena arena;
        arena_open(&arena, 1 << 20);
        const struct draw d = {stream_for(1), number, f, &arena, &failure};
        arena.size = 0;
        while (weight(&d, w)) {
            assert_int_equal(failure.status, STATUS_FAILED);
            assert_string_equal(failure.message, "out of memory");
            assert_int_equal(arena_mark(&arena), 0);
            failure = (struct failure){0};
            arena.size += 64;
        }
        assert_memory_equal(w, want, fan_count(f) * sizeof *w);
        assert_true(arena.size > 8 * 10 * 12); /* Q, in double */
        arena_close(&arena);
        free(want);
        free(w);
    }
}

/* What the arena has no part in would be taken from malloc. */
static void orthogonal_weights_need_no_malloc(void **state)
{
    (void)state;
    const struct fan f = {64, 32 * 9, 9};
    for (int k = 0; k < 3; k++) {
        double number;
        init_weight *const weight = find(orthogonals[k], &number)->weight;
        real *want = draw_filters(orthogonals[k], f), *w = calloc(fan_count(f), sizeof *w);
        malloc_left = 0;
        fill(weight, number, f, w);
        malloc_left = -1;
        assert_memory_equal(w, want, fan_count(f) * sizeof *w);
        free(want);
        free(w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_text_finds_its_init),
        cmocka_unit_test(bad_text_is_refused),
        cmocka_unit_test(normal_inits_have_their_variance),
        cmocka_unit_test(torch_uniform_fills_its_bounds),
        cmocka_unit_test(scales_are_all_that_tells_normal_inits_apart),
        cmocka_unit_test(orthogonal_weights_are_orthogonal),
        cmocka_unit_test(orthogonal_weights_are_the_draws_made_orthogonal),
        cmocka_unit_test(looks_linear_weights_mirror_an_orthogonal_matrix),
        cmocka_unit_test(filters_have_the_variance_of_their_fans),
        cmocka_unit_test(delta_orthogonal_keeps_norms_through_the_middle),
        cmocka_unit_test(looks_linear_mirrors_whole_channels),
        cmocka_unit_test(without_room_orthogonal_weights_are_a_failure),
        cmocka_unit_test(orthogonal_weights_need_no_malloc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Judged by a net whose inverse is a division, by missing coordinates that can be counted, and by what Lipschitz
 * constants promise. */
#include "lab/probe/invert.h"
#include "tests/support/probe_setup.h"
#include <float.h>

enum { BOUND, LOCAL, STEPS, ERROR, CHAINED, BACK, WIDTH = 6 };
static const double there = 64 * (sizeof(real) == sizeof(float) ? FLT_EPSILON : DBL_EPSILON);

static const struct entry *row_of(const struct probe_setup *t, int place)
{
    const struct entry *e = memory_recorder_at(&t->recorded, "invert", place, ANY);
    assert_non_null(e);
    return e;
}

static void set_identity(const struct param *w, double a)
{
    for (size_t i = 0; i < w->count; i++)
        w->value[i] = (real)(i / WIDTH == i % WIDTH ? a : 0);
}

/* y = x + a x, in each of two blocks, behind a stem that shows the data. */
static void open_linear(struct probe_setup *t, double a, int samples)
{
    struct net_spec spec = spec_of("preact", 4, WIDTH);
    spec.activation = "linear";
    probe_setup_open(t, spec, (struct shape){WIDTH, 1, 1}, 3, samples);
    for (int l = 0; l < 5; l++)
        set_identity(t->net->layer[l].w, l == 2 || l == 4 ? a : 1);
}

/* x = y / (1 + a). The first x is y, off by a y; each step multiplies that by -a. */
static void a_multiple_of_x_is_divided_out_at_its_rate(void **state)
{
    (void)state;
    static const double as[] = {.6, -.6, .3, .05, -.8, -.8};
    for (int k = 0; k < 6; k++) {
        struct probe_setup t;
        open_linear(&t, as[k], k < 5 ? 70 : LANES + 1); /* few: most lanes of the last are dead */
        probe_setup_examine(&t, &probe_invert);
        assert_int_equal(t.recorded.rows, 3);
        for (int p = 1; p <= 2; p++) {
            const double *v = row_of(&t, p)->value;
            check_near(v[BOUND], fabs(as[k]), 1e-6);
            check_near(v[LOCAL], fabs(as[k]), 1e-6);
            check_near(v[STEPS], ceil(log(there) / log(fabs(as[k]))) - 1, 0);
            check_near(v[ERROR], 0, there / (1 - fabs(as[k])));
            check_near(v[BACK], exact, 0);
        }
        assert_true(row_of(&t, 1)->value[CHAINED] >= row_of(&t, 2)->value[CHAINED]);
        check_near(row_of(&t, 2)->value[CHAINED], row_of(&t, 2)->value[ERROR], 0);
        check_near(row_of(&t, 0)->value[ERROR], 0, there);
        check_near(row_of(&t, 0)->value[CHAINED], row_of(&t, 1)->value[CHAINED], there);
        probe_setup_close(&t);
    }
}

/* y = x + 2 x and y = x - 2 x: every step doubles the error, so the first x, which is y, was the best: off by 2 x. */
static void what_pulls_apart_is_not_inverted(void **state)
{
    (void)state;
    for (int sign = -1; sign <= 1; sign += 2) {
        struct probe_setup t;
        open_linear(&t, 2 * sign, 70);
        probe_setup_examine(&t, &probe_invert);
        for (int p = 1; p <= 2; p++) {
            const double *v = row_of(&t, p)->value;
            check_near(v[LOCAL], 2, 1e-6);
            check_near(v[STEPS], 20, 0);
            check_near(v[ERROR], 2, 1e-5);
        }
        check_near(row_of(&t, 2)->value[BACK], 0, 0);
        /* the second block's 3 y (or -y) is taken for y by the first: (1 + a)^2 x - x */
        check_near(row_of(&t, 1)->value[CHAINED], sign > 0 ? 8 : 0, 1e-5);
        probe_setup_close(&t);
    }
}

/* Factors that bring the promise to q. */
static void set_bound(struct probe_setup *t, double q)
{
    for (int b = 1; b <= 6; b++) {
        char name[32];
        snprintf(name, sizeof name, "block%d.scale", b);
        param_named(t->net, name)->value[0] = 1;
    }
    probe_setup_examine(t, &probe_invert);
    for (int b = 1; b <= 6; b++) {
        char name[32];
        snprintf(name, sizeof name, "block%d.scale", b);
        param_named(t->net, name)->value[0] = (real)(q / row_of(t, b)->value[BOUND]);
    }
    t->recorded.rows = 0;
}

static void what_is_promised_comes_back(void **state)
{
    (void)state;
    static const char *const activations[] = {"relu", "tanh"};
    for (int k = 0; k < 2; k++) {
        struct probe_setup t;
        struct net_spec spec = spec_of("preact", 12, 9);
        spec.branch = "rezero";
        spec.activation = activations[k];
        probe_setup_open(&t, spec, (struct shape){5, 1, 1}, 3, 70);
        set_bound(&t, .5);
        probe_setup_examine(&t, &probe_invert);
        for (int p = 0; p <= 6; p++) {
            const struct entry *e = row_of(&t, p);
            assert_true(e->value[CHAINED] <= (exact ? 1e-12 : 1e-3));
            assert_true(e->value[ERROR] <= (exact ? 1e-12 : 1e-3));
            if (exact)
                check_near(e->value[BACK], 1, 0);
            if (!p)
                continue;
            check_near(e->value[BOUND], .5, 1e-6);
            assert_true(e->value[LOCAL] < .5 && e->value[STEPS] > 3);
            assert_true(e->value[STEPS] <= ceil(log(there / 2) / log(.5)));
        }
        probe_setup_close(&t);
    }
}

/* A plain ReLU block hides what its units that are off had: no x is found. */
static void plain_blocks_do_not_come_back(void **state)
{
    (void)state;
    struct probe_setup t;
    probe_setup_open(&t, spec_of("plain", 4, 9), (struct shape){5, 1, 1}, 3, 40);
    probe_setup_examine(&t, &probe_invert);
    for (int p = 1; p <= 2; p++) {
        const struct entry *e = row_of(&t, p);
        assert_int_equal(e->missing, 1 << BOUND);
        assert_true(e->value[LOCAL] >= 1 && e->value[ERROR] > .1);
        check_near(e->value[BACK], 0, 0);
    }
    assert_int_equal(row_of(&t, 0)->missing, (1 << (BACK + 1)) - 1); /* its stem ends in ReLU */
    probe_setup_close(&t);
}

/* The stem's rows are the first of I: of each sample the other coordinates are lost. */
static void a_narrow_stem_loses_what_it_does_not_see(void **state)
{
    (void)state;
    struct probe_setup t;
    struct net_spec spec = spec_of("preact", 2, 4);
    spec.branch = "rezero";
    probe_setup_open(&t, spec, (struct shape){WIDTH, 1, 1}, 3, 20);
    set_identity(t.net->layer[0].w, 1);
    probe_setup_examine(&t, &probe_invert);
    double worst = 0;
    for (int s = 0; s < 20; s++) {
        double lost = 0, all = 0;
        for (int i = 0; i < WIDTH; i++) {
            const double x = (double)t.data.train.x[s * WIDTH + i];
            all += x * x;
            lost += i < 4 ? 0 : x * x;
        }
        worst = fmax(worst, sqrt(lost / all));
    }
    check_near(row_of(&t, 0)->value[ERROR], worst, 1e-5);
    check_near(row_of(&t, 0)->value[CHAINED], worst, 1e-5);
    check_near(row_of(&t, 1)->value[CHAINED], 0, 0); /* F is 0 */
    check_near(row_of(&t, 1)->value[STEPS], 0, 0);
    probe_setup_close(&t);
}

/* A wide stem that looks away from one input. */
static void a_stem_without_full_rank_has_no_answer(void **state)
{
    (void)state;
    struct probe_setup t;
    probe_setup_open(&t, spec_of("preact", 2, 9), (struct shape){5, 1, 1}, 3, 20);
    for (int o = 0; o < 9; o++)
        t.net->layer[0].w->value[5 * o + 3] = 0;
    probe_setup_examine(&t, &probe_invert);
    assert_int_equal(row_of(&t, 0)->missing, (1 << (BACK + 1)) - 1);
    assert_int_equal(row_of(&t, 1)->missing, 0);
    probe_setup_close(&t);
}

/* He's nets: places 3 and 5 end blocks that halve the image. With batch norm and F small they still come back. */
static void a_chain_ends_where_the_shape_changes(void **state)
{
    (void)state;
    struct probe_setup t;
    struct net_spec spec = spec_of("preact", 14, 4);
    spec.family = "cifar";
    spec.norm = "batch";
    spec.branch = "1/L";
    probe_setup_open(&t, spec, (struct shape){3, 6, 6}, 3, 20);
    probe_setup_examine(&t, &probe_invert);
    const uint32_t chain = 1 << CHAINED | 1 << BACK;
    for (int p = 0; p <= 6; p++) {
        const struct entry *e = row_of(&t, p);
        const bool same = p && p != 3 && p != 5;
        assert_int_equal(e->missing, 1u << BOUND |
                                         (same ? 0 : 1 << LOCAL | 1 << STEPS | 1 << ERROR) |
                                         (p == 6 ? 0 : chain));
        if (same && e->value[LOCAL] < 1)
            assert_true(e->value[ERROR] < (exact ? 1e-10 : 1e-3));
    }
    assert_true(row_of(&t, 1)->value[LOCAL] < 1);
    assert_true(row_of(&t, 6)->value[LOCAL] > 1 && row_of(&t, 6)->value[ERROR] > .01);
    probe_setup_close(&t);
}

/* A net that is not finite has rows, and its errors are no numbers. */
static void nothing_finite_is_said_of_a_diverged_net(void **state)
{
    (void)state;
    struct probe_setup t;
    open_linear(&t, .5, 70);
    t.net->layer[0].w->value[0] = NAN;
    assert_int_equal(probe_invert.examine(&t.run), STATUS_OK);
    assert_true(isnan(row_of(&t, 2)->value[ERROR]));
    check_near(row_of(&t, 2)->value[BACK], 0, 0);
    probe_setup_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_multiple_of_x_is_divided_out_at_its_rate),
        cmocka_unit_test(what_pulls_apart_is_not_inverted),
        cmocka_unit_test(what_is_promised_comes_back),
        cmocka_unit_test(plain_blocks_do_not_come_back),
        cmocka_unit_test(a_narrow_stem_loses_what_it_does_not_see),
        cmocka_unit_test(a_stem_without_full_rank_has_no_answer),
        cmocka_unit_test(a_chain_ends_where_the_shape_changes),
        cmocka_unit_test(nothing_finite_is_said_of_a_diverged_net),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

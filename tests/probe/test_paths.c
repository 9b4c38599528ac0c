/* Judged by walking all 2^B paths one by one, in double, with the matrices and the masks of the ReLUs;
 * and by nets whose split is known. */
#include "lab/probe/paths.h"
#include "tests/support/probe_setup.h"

enum { BLOCKS = 5, WIDTH = 6, SAMPLES = 19, CLASSES = 3 };

static const double TIGHT = sizeof(real) == 8 ? 1e-12 : 1e-5;

struct vector {
    double x[WIDTH];
};

/* W^T g, g having one number a row of W. */
static struct vector back_through(const struct param *w, const double *g)
{
    struct vector v = {{0}};
    for (int o = 0; o < w->dim[0]; o++)
        for (int i = 0; i < w->dim[1]; i++)
            v.x[i] += (double)w->value[o * w->dim[1] + i] * g[o];
    return v;
}

/* Through the ReLU that reads layer l. */
static struct vector mask(const struct network *net, int l, int sample, struct vector v)
{
    const struct node *a = net->layer[l].active;
    for (int i = 0; i < WIDTH; i++)
        v.x[i] *= number(a, a->value, sample, i) > 0;
    return v;
}

/* dL/dy of the last block, through head and loss. */
static struct vector enter(const struct network *net, int sample)
{
    double z[CLASSES], sum = 0;
    for (int k = 0; k < CLASSES; k++)
        sum += z[k] = exp(number(net->logits, net->logits->value, sample, k));
    for (int k = 0; k < CLASSES; k++)
        z[k] = (z[k] / sum - (k == sample % CLASSES)) / SAMPLES;
    return mask(net, 2 * BLOCKS, sample, back_through(net->layer[2 * BLOCKS + 1].w, z));
}

/* J_F^T g of block j. */
static struct vector branch(const struct network *net, int j, int sample, struct vector g, bool pre)
{
    struct vector v = back_through(net->layer[2 * j + 2].w, g.x);
    v = back_through(net->layer[2 * j + 1].w, mask(net, 2 * j + 1, sample, v).x);
    return pre ? mask(net, 2 * j, sample, v) : v;
}

/* One path: bit j says that it passes the branch of block j. */
static struct vector walk(const struct network *net, int sample, unsigned path, bool pre)
{
    struct vector g = enter(net, sample);
    for (int j = BLOCKS - 1; j >= 0; j--) {
        if (!pre && j < BLOCKS - 1)
            g = mask(net, 2 * j + 2, sample, g);
        if (path >> j & 1)
            g = branch(net, j, sample, g, pre);
    }
    return g;
}

static void check_all_paths(const char *block)
{
    struct probe_setup t;
    probe_setup_open(&t, spec_of(block, 2 * BLOCKS, WIDTH), (struct shape){5, 1, 1}, CLASSES,
                     SAMPLES);
    probe_setup_examine(&t, &probe_paths);
    double square[BLOCKS + 1] = {0}, along[BLOCKS + 1] = {0}, all = 0;
    for (int n = 0; n < SAMPLES; n++) {
        struct vector part[BLOCKS + 1] = {{{0}}}, total = {{0}};
        for (unsigned path = 0; path < 1u << BLOCKS; path++) {
            const struct vector g = walk(t.net, n, path, !strcmp(block, "preact"));
            for (int i = 0; i < WIDTH; i++) {
                part[__builtin_popcount(path)].x[i] += g.x[i];
                total.x[i] += g.x[i];
            }
        }
        for (int i = 0; i < WIDTH; i++) {
            all += total.x[i] * total.x[i];
            for (int k = 0; k <= BLOCKS; k++) {
                square[k] += part[k].x[i] * part[k].x[i];
                along[k] += part[k].x[i] * total.x[i];
            }
        }
    }
    assert_int_equal(t.recorded.rows, BLOCKS + 1);
    for (int k = 0; k <= BLOCKS; k++) {
        const struct entry *e = &t.recorded.row[k];
        assert_int_equal(e->place, k);
        assert_true(square[k] > 0);
        check_near(e->value[0], sqrt(square[k]), TIGHT * sqrt(square[k]));
        check_near(e->value[1], along[k] / all, TIGHT);
    }
    probe_setup_close(&t);
}

static void the_split_is_that_of_all_paths_walked(void **state)
{
    (void)state;
    check_all_paths("preact");
    check_all_paths("residual");
}

/* Branches that are the identity make all paths alike. */
static void equal_paths_share_as_the_binomial_says(void **state)
{
    (void)state;
    struct probe_setup t;
    struct net_spec spec = spec_of("preact", 2 * BLOCKS, WIDTH);
    spec.activation = "linear";
    probe_setup_open(&t, spec, (struct shape){5, 1, 1}, CLASSES, SAMPLES);
    for (int l = 1; l <= 2 * BLOCKS; l++)
        for (int i = 0; i < WIDTH * WIDTH; i++)
            t.net->layer[l].w->value[i] = i % (WIDTH + 1) == 0;
    probe_setup_examine(&t, &probe_paths);
    const double binomial[BLOCKS + 1] = {1 / 32., 5 / 32., 10 / 32., 10 / 32., 5 / 32., 1 / 32.};
    for (int k = 0; k <= BLOCKS; k++) {
        check_near(t.recorded.row[k].value[1], binomial[k], TIGHT);
        check_near(t.recorded.row[k].value[2], binomial[k], 1e-12);
    }
    probe_setup_close(&t);
}

static void branches_that_are_zero_carry_nothing(void **state)
{
    (void)state;
    struct probe_setup t;
    struct net_spec spec = spec_of("preact", 2 * BLOCKS, WIDTH);
    spec.branch = "zero-last";
    probe_setup_open(&t, spec, (struct shape){5, 1, 1}, CLASSES, SAMPLES);
    probe_setup_examine(&t, &probe_paths);
    for (int k = 0; k <= BLOCKS; k++) {
        check_near(t.recorded.row[k].value[1], k == 0, 0);
        assert_true((t.recorded.row[k].value[0] > 0) == (k == 0));
    }
    probe_setup_close(&t);
}

/* Where the head starts at zero there is no gradient to share. */
static void nothing_has_no_shares(void **state)
{
    (void)state;
    struct probe_setup t;
    struct net_spec spec = spec_of("preact", 2 * BLOCKS, WIDTH);
    spec.branch = "fixup";
    probe_setup_open(&t, spec, (struct shape){5, 1, 1}, CLASSES, SAMPLES);
    probe_setup_examine(&t, &probe_paths);
    for (int k = 0; k <= BLOCKS; k++)
        assert_int_equal(t.recorded.row[k].missing, 2);
    probe_setup_close(&t);
}

/* Whatever sits on the ways: norms over the batch, projections, gates, padding, concatenation. */
static void shares_always_sum_to_one(void **state)
{
    (void)state;
    const char *const blocks[] = {"residual", "preact", "highway", "concat"};
    const char *const shortcuts[] = {"A", "B", "C", "scaled(0.5)", "gated(0)"};
    for (int b = 0; b < 4; b++)
        for (int s = 0; s < (b < 2 ? 5 : 1); s++)
            for (int norm = 0; norm < 2; norm++) {
                struct probe_setup t;
                struct net_spec spec = spec_of(blocks[b], 8, 4);
                spec.family = "cifar";
                spec.norm = norm ? "batch" : "none";
                spec.shortcut = shortcuts[s];
                probe_setup_open(&t, spec, (struct shape){3, 8, 7}, CLASSES, 33);
                probe_setup_examine(&t, &probe_paths);
                double sum = 0;
                for (int k = 0; k < t.recorded.rows; k++)
                    sum += t.recorded.row[k].value[1];
                check_near(sum, 1, TIGHT);
                assert_int_equal(t.recorded.rows, t.net->junctions + 1);
                probe_setup_close(&t);
            }
}

static void a_plain_net_has_one_path(void **state)
{
    (void)state;
    struct probe_setup t;
    probe_setup_open(&t, spec_of("plain", 4, WIDTH), (struct shape){5, 1, 1}, CLASSES, SAMPLES);
    probe_setup_examine(&t, &probe_paths);
    assert_int_equal(t.recorded.rows, 1);
    assert_true(t.recorded.row[0].value[0] > 0);
    check_near(t.recorded.row[0].value[1], 1, 0);
    check_near(t.recorded.row[0].value[2], 1, 0);
    probe_setup_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_split_is_that_of_all_paths_walked),
        cmocka_unit_test(equal_paths_share_as_the_binomial_says),
        cmocka_unit_test(branches_that_are_zero_carry_nothing),
        cmocka_unit_test(nothing_has_no_shares),
        cmocka_unit_test(shares_always_sum_to_one),
        cmocka_unit_test(a_plain_net_has_one_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

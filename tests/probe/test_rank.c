/* Judged by features whose spectrum is known (columns of a Hadamard matrix are orthogonal and have mean
 * 0) and by loops over pairs of samples and of units. */
#include "lab/probe/rank.h"
#include "tests/support/mirrored_net.h"
#include <float.h>

enum { FEATURES, ENTROPY, STABLE, COSINE, UNITS, DEAD, DISTINCT, N = 32, F = 6 };

static double hadamard(int i, int k)
{
    return __builtin_popcount((unsigned)(i & k)) % 2 ? -1 : 1;
}

/* Both places must say it. */
static void check_ranks(struct probe_setup *t, double entropy, double stable)
{
    t->recorded.rows = 0;
    probe_setup_examine(t, &probe_rank);
    assert_int_equal(t->recorded.rows, 2);
    for (int p = 0; p < 2; p++) {
        const struct entry *e = &t->recorded.row[p];
        assert_int_equal(e->place, p);
        check_near(e->value[FEATURES], F, 0);
        assert_int_equal(e->missing & (1u << ENTROPY | 1u << STABLE), 0);
        check_near(e->value[ENTROPY], entropy, 1e-5 * entropy);
        check_near(e->value[STABLE], stable, 1e-5 * stable);
    }
}

/* Wherever the samples' mean lies. */
static void orthogonal_features_have_full_rank(void **state)
{
    (void)state;
    struct probe_setup t;
    mirror_open(&t, F, 3, N);
    for (int i = 0; i < N * F; i++)
        t.data.train.x[i] = (real)(hadamard(i / F, 1 + i % F) + 5 * (i % F));
    check_ranks(&t, F, F);
    probe_setup_close(&t);
}

static void k_equal_directions_have_rank_k(void **state)
{
    (void)state;
    struct probe_setup t;
    mirror_open(&t, F, 3, N);
    for (int k = 1; k <= 4; k++) {
        /* along rows 1 .. k of an orthogonal 4 x 4 matrix */
        for (int i = 0; i < N * F; i++) {
            t.data.train.x[i] = 0;
            for (int j = 0; j < k && i % F < 4; j++)
                t.data.train.x[i] += (real)(hadamard(i / F, 1 + j) * hadamard(j, i % F));
        }
        check_ranks(&t, k, k);
    }
    probe_setup_close(&t);
}

/* sigma_i proportional to 2^-i. */
static void unequal_directions_count_by_their_shares(void **state)
{
    (void)state;
    struct probe_setup t;
    mirror_open(&t, F, 3, N);
    double sum = 0, squares = 0, entropy = 0;
    for (int i = 0; i < F; i++) {
        sum += pow(2, -i);
        squares += pow(4, -i);
    }
    for (int i = 0; i < F; i++)
        entropy -= pow(2, -i) / sum * log(pow(2, -i) / sum);
    for (int i = 0; i < N * F; i++)
        t.data.train.x[i] = (real)(hadamard(i / F, 1 + i % F) * pow(2, -(i % F)));
    check_ranks(&t, exp(entropy), squares);
    probe_setup_close(&t);
}

/* A few dozen times the distance between neighbouring reals is no round-off. */
static void small_differences_count(void **state)
{
    (void)state;
    struct probe_setup t;
    mirror_open(&t, F, 3, N);
    const double small = 64 * (exact ? DBL_EPSILON : FLT_EPSILON);
    for (int i = 0; i < N * F; i++)
        t.data.train.x[i] = (real)(1 + small * hadamard(i / F, 1 + i % F));
    check_ranks(&t, F, F);
    probe_setup_close(&t);
}

static void samples_that_do_not_differ_have_no_rank(void **state)
{
    (void)state;
    struct probe_setup t;
    mirror_open(&t, F, 3, N);
    for (int k = 0; k < 2; k++) {
        for (int i = 0; i < N * F; i++)
            t.data.train.x[i] = (real)(k * (.1 + i % F));
        t.recorded.rows = 0;
        probe_setup_examine(&t, &probe_rank);
        for (int p = 0; p < 2; p++) {
            const struct entry *e = &t.recorded.row[p];
            const uint32_t off = 1u << UNITS | 1u << DEAD | 1u << DISTINCT; /* not ReLUs */
            const uint32_t none = 1u << ENTROPY | 1u << STABLE | (k ? 0 : 1u << COSINE);
            assert_int_equal(e->missing, off | none);
            if (k)
                check_near(e->value[COSINE], 1, 1e-6);
        }
    }
    probe_setup_close(&t);
}

/* ---- any net, against loops ---- */

static double slow_cosine(const struct node *n, int samples)
{
    double sum = 0;
    int pairs = 0;
    for (int a = 0; a < samples; a++)
        for (int b = 0; b < a; b++) {
            double ab = 0, aa = 0, bb = 0;
            for (int i = 0; i < shape_size(n->shape); i++) {
                const double x = number(n, n->value, a, i), y = number(n, n->value, b, i);
                ab += x * y;
                aa += x * x;
                bb += y * y;
            }
            if (aa > 0 && bb > 0) {
                sum += ab / sqrt(aa * bb);
                pairs++;
            }
        }
    return sum / pairs;
}

static bool are_alike(const struct node *n, int samples, int a, int b)
{
    for (int s = 0; s < samples; s++)
        if ((number(n, n->value, s, a) != 0) != (number(n, n->value, s, b) != 0))
            return false;
    return true;
}

static int slow_dead(const struct node *n, int samples)
{
    int dead = 0;
    for (int u = 0; u < shape_size(n->shape); u++) {
        bool on = false;
        for (int s = 0; s < samples; s++)
            on |= number(n, n->value, s, u) != 0;
        dead += !on;
    }
    return dead;
}

static int slow_distinct(const struct node *n, int samples)
{
    int distinct = 0;
    for (int u = 0; u < shape_size(n->shape); u++) {
        int first = 0;
        while (!are_alike(n, samples, first, u))
            first++;
        distinct += first == u;
    }
    return distinct;
}

/* By name: the ReLU behind a plain or residual block is its last node; preact blocks are read by the
 * first ReLU of what follows. */
static const struct node *relu_of(const struct network *net, int place, bool behind)
{
    int i = net->place[place + 1].first - 1;
    while (behind && !strstr(net->graph->node[i]->op->name, "relu"))
        i++;
    return net->graph->node[i];
}

static void cosines_and_units_are_those_of_loops(void **state)
{
    (void)state;
    const char *const blocks[] = {"plain", "residual", "preact"};
    for (int k = 0; k < 6; k++) {
        struct probe_setup t;
        struct net_spec spec = spec_of(blocks[k % 3], 8, 4);
        spec.family = k < 3 ? "mlp" : "cifar";
        spec.norm = k < 3 ? "none" : "batch";
        probe_setup_open(&t, spec, k < 3 ? (struct shape){5, 1, 1} : (struct shape){2, 4, 4}, 3,
                         19);
        probe_setup_examine(&t, &probe_rank);
        assert_int_equal(t.recorded.rows, probe_places(t.net));
        for (int p = 0; p < probe_places(t.net); p++) {
            const double *v = t.recorded.row[p].value;
            const struct node *active = relu_of(t.net, p, k % 3 == 2);
            check_near(v[FEATURES], shape_size(probe_output(t.net, p)->shape), 0);
            check_near(v[COSINE], slow_cosine(probe_output(t.net, p), 19), 1e-12);
            check_near(v[UNITS], shape_size(active->shape), 0);
            check_near(v[DEAD], slow_dead(active, 19), 0);
            check_near(v[DISTINCT], slow_distinct(active, 19), 0);
        }
        probe_setup_close(&t);
    }
}

/* Daneshmand et al.: He-initialised ReLU layers turn all samples into one direction. */
static void a_deep_plain_net_collapses_to_rank_one(void **state)
{
    (void)state;
    struct probe_setup t;
    probe_setup_open(&t, spec_of("plain", 120, 16), (struct shape){16, 1, 1}, 3, 64);
    probe_setup_examine(&t, &probe_rank);
    const struct entry *first = &t.recorded.row[0], *last = &t.recorded.row[60];
    assert_true(first->value[STABLE] > 3 && first->value[COSINE] < .5);
    assert_true(last->value[STABLE] < 1.2 && last->value[COSINE] > .95);
    probe_setup_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orthogonal_features_have_full_rank),
        cmocka_unit_test(k_equal_directions_have_rank_k),
        cmocka_unit_test(unequal_directions_count_by_their_shares),
        cmocka_unit_test(small_differences_count),
        cmocka_unit_test(samples_that_do_not_differ_have_no_rank),
        cmocka_unit_test(cosines_and_units_are_those_of_loops),
        cmocka_unit_test(a_deep_plain_net_collapses_to_rank_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

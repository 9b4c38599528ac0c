/* Judged by sorting all distances, and by classes that lie in clusters or anywhere. */
#include "lab/probe/knn.h"
#include "tests/support/mirrored_net.h"

struct other {
    int sample;
    double distance;
};

static int nearer(const void *a, const void *b)
{
    const struct other *x = a, *y = b;
    if (x->distance != y->distance)
        return x->distance < y->distance ? -1 : 1;
    return x->sample - y->sample;
}

static int slow_class(const struct probe_setup *t, const struct node *n, int s)
{
    const int N = t->run.samples, *label = t->data.train.label;
    struct other others[200];
    int count = 0, votes[10] = {0}, best = -1;
    for (int k = 0; k < N; k++) {
        double sum = 0;
        for (int i = 0; i < shape_size(n->shape); i++)
            sum += pow(number(n, n->value, s, i) - number(n, n->value, k, i), 2);
        if (k != s)
            others[count++] = (struct other){k, sum};
    }
    qsort(others, (size_t)count, sizeof *others, nearer);
    count = count < 5 ? count : 5;
    for (int i = 0; i < count; i++)
        votes[label[others[i].sample]]++;
    for (int i = count - 1; i >= 0; i--) /* the nearer voter's class comes last, and wins a tie */
        if (best < 0 || votes[label[others[i].sample]] >= votes[best])
            best = label[others[i].sample];
    return best;
}

static void check_against_sorting(struct probe_setup *t)
{
    probe_setup_examine(t, &probe_knn);
    assert_int_equal(t->recorded.rows, probe_places(t->net));
    for (int p = 0; p < probe_places(t->net); p++) {
        int right = 0;
        for (int s = 0; s < t->run.samples; s++)
            right += slow_class(t, probe_output(t->net, p), s) == t->data.train.label[s];
        assert_int_equal(t->recorded.row[p].place, p);
        assert_int_equal(t->recorded.row[p].missing, 0);
        check_near(t->recorded.row[p].value[0], (double)right / t->run.samples, 1e-12);
    }
}

static void accuracies_are_those_of_sorting(void **state)
{
    (void)state;
    for (int k = 0; k < 4; k++) {
        struct probe_setup t;
        struct net_spec spec = spec_of(k % 2 ? "residual" : "plain", 8, 4);
        spec.family = k < 2 ? "mlp" : "cifar";
        spec.norm = k < 2 ? "none" : "batch";
        probe_setup_open(&t, spec, k < 2 ? (struct shape){5, 1, 1} : (struct shape){2, 5, 4}, 3,
                         77);
        for (int i = 0; i < 77; i++)
            t.data.train.x[i * shape_size(t.net->input->shape)] += (real)t.data.train.label[i];
        check_against_sorting(&t);
        probe_setup_close(&t);
    }
}

/* Points of a small grid: many are as near as others. */
static void equal_distances_and_votes_are_settled_in_order(void **state)
{
    (void)state;
    struct probe_setup t;
    mirror_open(&t, 2, 4, 90);
    for (int i = 0; i < 180; i++)
        t.data.train.x[i] = (real)floor(2 * (double)t.data.train.x[i]);
    check_against_sorting(&t);
    probe_setup_close(&t);
}

static void clusters_are_recognised(void **state)
{
    (void)state;
    struct probe_setup t;
    mirror_open(&t, 3, 4, 120);
    for (int i = 0; i < 360; i++) /* around the corners of a square */
        t.data.train.x[i] =
            (real)(.1 * (double)t.data.train.x[i] + (t.data.train.label[i / 3] >> i % 3 & 1));
    probe_setup_examine(&t, &probe_knn);
    check_near(t.recorded.row[0].value[0], 1, 0);
    check_near(t.recorded.row[1].value[0], 1, 0);
    probe_setup_close(&t);
}

/* A sample is no neighbour of its own: of 2000 guesses among 4 classes a quarter is right, to four
 * standard deviations. */
static void independent_classes_are_guessed(void **state)
{
    (void)state;
    struct probe_setup t;
    mirror_open(&t, 8, 4, 2000);
    probe_setup_examine(&t, &probe_knn);
    check_near(t.recorded.row[0].value[0], .25, .04);
    probe_setup_close(&t);
}

static void few_samples_have_fewer_neighbours(void **state)
{
    (void)state;
    struct probe_setup t;
    mirror_open(&t, 3, 2, 4);
    check_against_sorting(&t);
    probe_setup_close(&t);
}

static void features_that_are_not_finite_have_no_neighbours(void **state)
{
    (void)state;
    struct probe_setup t;
    mirror_open(&t, 6, 4, 20);
    t.data.train.x[3] = INFINITY;
    probe_setup_examine(&t, &probe_knn);
    assert_int_equal(t.recorded.row[1].missing, 1);
    probe_setup_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accuracies_are_those_of_sorting),
        cmocka_unit_test(equal_distances_and_votes_are_settled_in_order),
        cmocka_unit_test(clusters_are_recognised),
        cmocka_unit_test(independent_classes_are_guessed),
        cmocka_unit_test(few_samples_have_fewer_neighbours),
        cmocka_unit_test(features_that_are_not_finite_have_no_neighbours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Judged by plain loops: each sample alone through the net, its loss by the formula in double. */
#include "lab/train/evaluate.h"
#include "tests/support/test_net.h"

enum { FEATURES = 5, CLASSES = 3, MOST = 50 };

static struct part draw_part(struct arena *arena, int count)
{
    const struct stream draws = stream_of(3, PURPOSE_TEST, 8, 0);
    struct part p = {count, arena_alloc(arena, (size_t)(count * FEATURES) * sizeof(real)),
                     arena_alloc(arena, (size_t)count * sizeof(int)), NULL};
    for (int i = 0; i < count * FEATURES; i++)
        p.x[i] = (real)stream_normal(draws, (uint64_t)i);
    for (int i = 0; i < count; i++)
        p.label[i] = (int)stream_below(draws, (uint64_t)(count * FEATURES + i), CLASSES);
    return p;
}

/* One sample's log-sum-exp minus its own logit, and whether its class has the largest logit, the
 * first one where several are as large. */
static void add_sample(const double z[CLASSES], int label, struct score *sum)
{
    double exps = 0;
    bool best = true;
    for (int c = 0; c < CLASSES; c++) {
        exps += exp(z[c]);
        best &= c < label ? z[c] < z[label] : z[c] <= z[label];
    }
    sum->loss += log(exps) - z[label];
    sum->accuracy += best;
}

/* Without batch norm a sample's loss does not depend on its company. */
static struct score one_by_one(struct test_net *b, const struct part *part)
{
    struct score sum = {0};
    struct pass pass = {.mode = MODE_EVAL, .batch = 1};
    for (int i = 0; i < part->count; i++) {
        double z[CLASSES];
        for (int f = 0; f < FEATURES; f++)
            b->net->input->value[f][0] = part->x[i * FEATURES + f];
        graph_forward(b->net->graph, &pass);
        for (int c = 0; c < CLASSES; c++)
            z[c] = number(b->net->logits, b->net->logits->value, 0, c);
        add_sample(z, part->label[i], &sum);
    }
    return (struct score){sum.loss / part->count, sum.accuracy / part->count};
}

static void a_part_is_scored_whole_whatever_the_batch(void **state)
{
    (void)state;
    const int counts[] = {1, 2, 16, 17, 31, MOST}, batches[] = {1, 3, 16, 20, 32, 50, 64};
    for (int k = 0; k < 42; k++) {
        struct test_net b;
        test_net_open(&b, spec_of("residual", 4, 7), FEATURES, CLASSES, batches[k % 7]);
        const struct part part = draw_part(&b.arena, counts[k / 7]);
        const size_t used = b.arena.used;
        const struct score got = evaluate(b.net, &part, MODE_EVAL, &b.arena);
        const struct score want = one_by_one(&b, &part);
        check_near(got.loss, want.loss, round_off * 10);
        check_near(got.accuracy, want.accuracy, 1e-12);
        assert_int_equal(b.arena.used, used);
        test_net_close(&b);
    }
}

/* MODE_MEASURE takes each batch's own statistics, MODE_EVAL the kept ones; neither moves them. */
static void modes_differ_in_the_statistics_they_use_and_move_none(void **state)
{
    (void)state;
    struct net_spec spec = spec_of("plain", 4, 7);
    spec.norm = "batch";
    struct test_net b;
    test_net_open(&b, spec, FEATURES, CLASSES, 20);
    const struct part part = draw_part(&b.arena, MOST);
    struct graph *g = b.net->graph;
    const size_t bytes = g->statistics.reals * sizeof(real);
    for (size_t i = 0; i < g->statistics.reals; i++)
        g->kept[i] = (real)(.2 + .001 * (double)i);
    void *before = memcpy(arena_alloc(&b.arena, bytes), g->kept, bytes);

    const struct score eval = evaluate(b.net, &part, MODE_EVAL, &b.arena);
    const struct score measure = evaluate(b.net, &part, MODE_MEASURE, &b.arena);
    assert_memory_equal(g->kept, before, bytes);
    check_near(eval.loss, one_by_one(&b, &part).loss, round_off * 10);
    assert_true(fabs(eval.loss - measure.loss) > .01);

    /* with other kept statistics MODE_EVAL says something else, MODE_MEASURE the same */
    for (size_t i = 0; i < g->statistics.reals; i++)
        g->kept[i] = (real).1;
    assert_true(evaluate(b.net, &part, MODE_EVAL, &b.arena).loss != eval.loss);
    check_near(evaluate(b.net, &part, MODE_MEASURE, &b.arena).loss, measure.loss, 0);
    test_net_close(&b);
}

/* Batches in the part's own order, the last one incomplete: 20, 20 and 10 of 50. */
static void batches_are_taken_in_order(void **state)
{
    (void)state;
    struct net_spec spec = spec_of("plain", 4, 7);
    spec.norm = "batch";
    struct test_net b;
    test_net_open(&b, spec, FEATURES, CLASSES, 20);
    const struct part all = draw_part(&b.arena, MOST);
    double loss = 0;
    for (int first = 0; first < MOST; first += 20) {
        const int count = first < 40 ? 20 : 10;
        const struct part some = {count, all.x + first * FEATURES, all.label + first, NULL};
        loss += evaluate(b.net, &some, MODE_MEASURE, &b.arena).loss * count / MOST;
    }
    check_near(evaluate(b.net, &all, MODE_MEASURE, &b.arena).loss, loss, 1e-12);
    test_net_close(&b);
}

/* 41 samples by 20: the last one's loss is that beside the one before it, which counts once. */
static void a_last_sample_is_measured_beside_the_one_before(void **state)
{
    (void)state;
    struct net_spec spec = spec_of("plain", 4, 7);
    spec.norm = "batch";
    struct test_net b;
    test_net_open(&b, spec, FEATURES, CLASSES, 20);
    struct part all = draw_part(&b.arena, 41);
    const struct part two = {2, all.x + 39 * FEATURES, all.label + 39, NULL};
    evaluate(b.net, &two, MODE_MEASURE, &b.arena);
    const double last = number(b.net->loss, b.net->loss->value, 1, 0);
    all.count = 40;
    const double loss = evaluate(b.net, &all, MODE_MEASURE, &b.arena).loss * 40 + last;
    all.count = 41;
    check_near(evaluate(b.net, &all, MODE_MEASURE, &b.arena).loss, loss / 41, 1e-12);
    assert_true(last > 0);
    test_net_close(&b);
}

static void the_pass_just_made_is_scored(void **state)
{
    (void)state;
    struct test_net b;
    test_net_open(&b, spec_of("preact", 4, 7), FEATURES, CLASSES, 19);
    graph_forward(b.net->graph, &b.pass);
    struct score sum = {0};
    for (int n = 0; n < 19; n++) {
        double z[CLASSES];
        for (int c = 0; c < CLASSES; c++)
            z[c] = number(b.net->logits, b.net->logits->value, n, c);
        add_sample(z, (int)number(b.net->target, b.net->target->value, n, 0), &sum);
    }
    const struct score got = evaluate_pass(b.net, &b.pass);
    check_near(got.loss, sum.loss / 19, round_off);
    check_near(got.accuracy, sum.accuracy / 19, 1e-12);
    test_net_close(&b);
}

/* Dead lanes hold what they hold; a number that is not finite counts where a sample lies. */
static void the_first_layer_that_is_not_finite_is_found(void **state)
{
    (void)state;
    struct test_net b;
    test_net_open(&b, spec_of("plain", 4, 7), FEATURES, CLASSES, 19);
    graph_forward(b.net->graph, &b.pass);
    assert_int_equal(evaluate_first_nonfinite_layer(b.net, &b.pass), -1);
    b.net->layer[1].h->value[7 + 3][3] = (real)NAN; /* sample 19, which is none */
    assert_int_equal(evaluate_first_nonfinite_layer(b.net, &b.pass), -1);
    b.net->layer[4].h->value[7 + 3][2] = (real)NAN; /* sample 18 */
    assert_int_equal(evaluate_first_nonfinite_layer(b.net, &b.pass), 4);
    b.net->layer[2].h->value[0][0] = (real)-INFINITY;
    assert_int_equal(evaluate_first_nonfinite_layer(b.net, &b.pass), 2);
    test_net_close(&b);
}

/* No memory, no score: never a loss of 0. */
static void without_memory_the_score_is_not_a_number(void **state)
{
    (void)state;
    struct test_net b;
    struct arena tiny;
    test_net_open(&b, spec_of("plain", 4, 7), FEATURES, CLASSES, 19);
    const struct part part = draw_part(&b.arena, 5);
    arena_open(&tiny, 64);
    const struct score got = evaluate(b.net, &part, MODE_EVAL, &tiny);
    assert_true(isnan(got.loss) && isnan(got.accuracy));
    arena_close(&tiny);
    test_net_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_part_is_scored_whole_whatever_the_batch),
        cmocka_unit_test(modes_differ_in_the_statistics_they_use_and_move_none),
        cmocka_unit_test(batches_are_taken_in_order),
        cmocka_unit_test(a_last_sample_is_measured_beside_the_one_before),
        cmocka_unit_test(the_pass_just_made_is_scored),
        cmocka_unit_test(the_first_layer_that_is_not_finite_is_found),
        cmocka_unit_test(without_memory_the_score_is_not_a_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

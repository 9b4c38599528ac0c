/* What was estimated is what the arena then gives. */
#include "lab/run/footprint.h"
#include "lab/spec/cell.h"
#include "tests/support/small_training.h"

static double wanted(const char *block, const char *norm, const char *optimizer, int depth,
                     int width)
{
    struct small_training c;
    struct net_spec net = spec_of(block, depth, width);
    struct train_spec train = train_spec_of(2, 45);
    net.norm = norm;
    train.optimizer = optimizer;
    small_training_open(&c, net, train);
    struct footprint f = footprint_of(c.net, &c.spec, SMALL_TRAIN + SMALL_TEST);
    assert_int_equal(small_training_run(&c, NULL), STATUS_OK);
    check_near(f.total,
               f.values + f.gradients + f.room + f.parameters + f.optimizer + f.copies + f.data, 0);
    double share = f.total / (double)c.arena.high;
    small_training_close(&c);
    return share;
}

/* The rest are the graph's books: nodes, names, the plan of its buffers. */
static void a_run_takes_what_was_estimated_and_little_more(void **state)
{
    (void)state;
    static const char *const optimizer[] = {"sgd", "adam"};
    for (int i = 0; i < 2; i++) {
        double plain = wanted("plain", "none", optimizer[i], 20, 100),
               preact = wanted("preact", "batch", optimizer[i], 20, 100);
        if (plain < .9 || plain > 1 || preact < .9 || preact > 1)
            fail_msg("%s: %g and %g of what was used", optimizer[i], plain, preact);
    }
}

static void each_slot_of_the_optimizer_is_as_large_as_the_weights(void **state)
{
    (void)state;
    struct small_training c;
    small_training_open(&c, spec_of("plain", 4, 16), train_spec_of(1, 16));
    struct footprint sgd = footprint_of(c.net, &c.spec, 10);
    c.spec.optimizer = "adam";
    struct footprint adam = footprint_of(c.net, &c.spec, 10);
    const double weights = (double)(c.net->graph->params.reals * sizeof(real));
    check_near(sgd.optimizer, weights, 0);
    check_near(adam.optimizer, 2 * weights, 0);
    check_near(adam.total - sgd.total, 2 * weights, 0); /* the checkpoint holds them too */
    check_near(sgd.data, 10 * (SMALL_FEATURES * (double)sizeof(real) + sizeof(int)), 0);
    small_training_close(&c);
}

static void what_does_not_fit_is_refused_with_the_numbers(void **state)
{
    (void)state;
    struct failure failure = {0};
    struct footprint f = {.values = 0x1p30, .parameters = 0x1p31, .total = 0x1p30 + 0x1p31};
    assert_int_equal(footprint_check(&f, f.total, &failure), STATUS_OK);
    assert_int_equal(footprint_check(&f, f.total - 1, &failure), STATUS_FAILED);
    assert_non_null(strstr(failure.message, "needs 3.0 GiB and the machine has 3.0 GiB"));
    assert_non_null(strstr(failure.message, "1.0 GiB for values"));
    assert_non_null(strstr(failure.message, "2.0 GiB for weights"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_takes_what_was_estimated_and_little_more),
        cmocka_unit_test(each_slot_of_the_optimizer_is_as_large_as_the_weights),
        cmocka_unit_test(what_does_not_fit_is_refused_with_the_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

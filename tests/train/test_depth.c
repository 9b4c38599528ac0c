/* No depth is too deep: ten thousand layers are built, trained a little and measured. */
#include "tests/support/small_training.h"

static void ten_thousand_layers_run(void **state)
{
    (void)state;
    struct net_spec net = spec_of("preact", 10000, 4);
    net.branch = "rezero";
    struct train_spec spec = train_spec_of(2, 4);
    spec.lr = 1e-5;
    spec.evaluate = 0;
    struct small_training c;
    small_training_open(&c, net, spec);
    assert_int_equal(c.net->layers, 10002);
    assert_int_equal(small_training_run(&c, NULL), STATUS_OK);
    assert_false(c.outcome.diverged);
    assert_int_equal(c.outcome.steps, 2);
    assert_non_null(memory_recorder_find(&c.recorded, &series_gradient, 0, 1));
    assert_non_null(memory_recorder_find(&c.recorded, &series_gradient, 0, 10000));
    small_training_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(ten_thousand_layers_run)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

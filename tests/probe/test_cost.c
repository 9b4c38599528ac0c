/* Judged by a net whose operations can be counted by hand. */
#include "lab/probe/cost.h"
#include "tests/support/probe_setup.h"

/* Stem 4 x 5, a layer 4 x 4, head 3 x 4, each 2 operations a weight; backward costs twice what forward
 * does; and linear algebra takes ten times as long. */
static void as_many_operations_as_a_pass_take_longer(void **state)
{
    (void)state;
    struct probe_setup t;
    struct net_spec spec = spec_of("plain", 1, 4);
    spec.span = 1;
    probe_setup_open(&t, spec, (struct shape){5, 1, 1}, 3, 20);
    double forward = 0;
    for (int i = 0; i < t.net->graph->nodes; i++) {
        const struct node *n = t.net->graph->node[i];
        if (n->param[0])
            forward += 2. * (double)n->param[0]->count;
    }
    check_near(forward, 2 * (4 * 5 + 4 * 4 + 3 * 4), 0);
    const double passes = cost_passes(&t.run, 3 * forward * t.run.samples);
    /* biases, activations and the loss are work too */
    assert_true(passes < 10 && passes > 10 * .6);
    check_near(cost_passes(&t.run, 1e9), 1e3 * cost_passes(&t.run, 1e6), 1e-6 * passes);
    probe_setup_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_many_operations_as_a_pass_take_longer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

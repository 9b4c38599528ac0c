/* Judged by a net whose operations can be counted by hand. */
#include "lab/probe/cost.h"
#include "tests/support/exams.h"

/* Stem 4 x 5, a layer 4 x 4, head 3 x 4, each 2 operations a weight; backward costs twice what forward
 * does; and linear algebra takes ten times as long. */
static void as_many_operations_as_a_pass_take_longer(void **state)
{
    (void)state;
    struct table t;
    struct net_spec spec = spec_of("plain", 1, 4);
    spec.span = 1;
    table_open(&t, spec, (struct shape){5, 1, 1}, 3, 20);
    double forward = 0;
    for (int i = 0; i < t.net->graph->nodes; i++) {
        const struct node *n = t.net->graph->node[i];
        if (n->param[0])
            forward += 2. * (double)n->param[0]->count;
    }
    check_near(forward, 2 * (4 * 5 + 4 * 4 + 3 * 4), 0);
    const double passes = algebra_passes(&t.exam, 3 * forward * t.exam.samples);
    /* biases, activations and the loss are work too */
    assert_true(passes < 10 && passes > 10 * .6);
    check_near(algebra_passes(&t.exam, 1e9), 1e3 * algebra_passes(&t.exam, 1e6), 1e-6 * passes);
    table_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_many_operations_as_a_pass_take_longer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

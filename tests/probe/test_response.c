/* Judged by plain loops over the nodes themselves: what the unfused batch norm's output deviates. */
#include "lab/probe/response.h"
#include "tests/support/probe_setup.h"

static double deviation_of(const struct node *n, int samples)
{
    double sum = 0, square = 0, count = 0;
    for (int s = 0; s < samples; s++)
        for (int i = 0; i < shape_size(n->shape); i++) {
            const double x = number(n, n->value, s, i);
            sum += x;
            square += x * x;
            count++;
        }
    return sqrt(square / count - sum * sum / count / count);
}

static void deviations_are_those_of_the_nodes(void **state)
{
    (void)state;
    for (int k = 0; k < 2; k++) {
        struct probe_setup t;
        struct net_spec spec = spec_of("residual", 4, 6);
        spec.norm = "batch";
        spec.activation = "tanh"; /* so that norms are nodes of their own */
        if (k) {
            spec.family = "cifar";
            spec.depth = 8;
        }
        probe_setup_open(&t, spec, k ? (struct shape){3, 5, 6} : (struct shape){5, 1, 1}, 3, 21);
        probe_setup_examine(&t, &probe_response);
        assert_int_equal(t.recorded.rows, t.net->layers);
        for (int l = 0; l < t.net->layers; l++) {
            const struct entry *e = &t.recorded.row[l];
            const struct node *h = t.net->layer[l].h, *norm = NULL;
            assert_int_equal(e->place, l);
            check_near(e->value[0], deviation_of(h, 21), 1e-5 * e->value[0]);
            for (int i = 0; i < t.net->graph->nodes; i++)
                if (t.net->graph->node[i]->op &&
                    !strcmp(t.net->graph->node[i]->op->name, "batchnorm") &&
                    t.net->graph->node[i]->in[0] == h)
                    norm = t.net->graph->node[i];
            assert_int_equal(e->missing, norm ? 0 : 2);
            if (norm)
                check_near(e->value[1], deviation_of(norm, 21), 2e-5);
        }
        probe_setup_close(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(deviations_are_those_of_the_nodes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What probes share: names, places, features; and none of them may change a net. */
#include "lab/probe/probe.h"
#include "tests/support/probe_setup.h"

static void each_probe_has_its_name_and_says_what_it_writes(void **state)
{
    (void)state;
    for (int i = 0; probes[i]; i++) {
        assert_ptr_equal(probe_find(probes[i]->name), probes[i]);
        assert_true(strlen(probes[i]->about) > 10);
        for (int k = 0; probes[i]->series[k]; k++)
            for (int c = 0; c < probes[i]->series[k]->columns; c++) {
                const struct column *column = &probes[i]->series[k]->column[c];
                assert_true(*column->unit && strlen(column->definition) > 10 && column->source);
            }
    }
    assert_null(probe_find("microscope"));
}

/* probe_setup_examine refuses a probe that touches weights, statistics or the arena's mark. */
static void no_probe_changes_a_net(void **state)
{
    (void)state;
    for (int i = 0; probes[i]; i++)
        for (int k = 0; k < 2; k++) {
            struct probe_setup t;
            struct net_spec spec = spec_of("residual", k ? 8 : 4, 8);
            spec.norm = k ? "batch" : "none";
            spec.family = k ? "cifar" : "mlp";
            spec.width = k ? 4 : 8;
            probe_setup_open(&t, spec, k ? (struct shape){1, 6, 6} : (struct shape){5, 1, 1}, 3,
                             40);
            probe_setup_walk(&t, 3);
            assert_true(probes[i]->passes(&t.run) > 0);
            probe_setup_examine(&t, probes[i]);
            assert_true(t.recorded.rows > 0);
            probe_setup_close(&t);
        }
}

static void a_place_ends_with_its_blocks_output(void **state)
{
    (void)state;
    struct probe_setup t;
    probe_setup_open(&t, spec_of("residual", 4, 8), (struct shape){5, 1, 1}, 3, 20);
    assert_int_equal(probe_places(t.net), 3);
    assert_string_equal(probe_place_name(t.net, 0), "stem");
    assert_string_equal(probe_place_name(t.net, 2), "block2");
    assert_ptr_equal(probe_output(t.net, 2), t.net->layer[5].h->in[0]);
    probe_setup_close(&t);
}

static void features_are_the_nodes_numbers_or_their_means(void **state)
{
    (void)state;
    struct probe_setup t;
    struct net_spec spec = spec_of("plain", 8, 4);
    enum { N = 2 * LANES + 5 };
    spec.family = "cifar";
    spec.activation = "tanh"; /* no feature is 0 */
    probe_setup_open(&t, spec, (struct shape){3, 4, 5}, 3, N);
    struct pass pass = probe_fill(&t.run, MODE_MEASURE);
    graph_forward(t.net->graph, &pass);
    const struct node *n = probe_output(t.net, 1);
    int all, pooled;
    const double *x = probe_features(&t.run, n, false, &all);
    const double *mean = probe_features(&t.run, n, true, &pooled);
    assert_int_equal(all, 4 * 20);
    assert_int_equal(pooled, 4);
    for (int s = 0; s < N; s++)
        for (int c = 0; c < 4; c++) {
            double sum = 0;
            for (int i = 0; i < 20; i++) {
                check_near(x[s * all + c * 20 + i], number(n, n->value, s, c * 20 + i), 0);
                sum += x[s * all + c * 20 + i];
            }
            check_near(mean[s * pooled + c], sum / 20, 1e-12);
        }
    probe_setup_close(&t);
}

/* Each running statistic is that of what its norm reads; and afterwards it is what it was. */
static void frozen_statistics_are_the_samples_own(void **state)
{
    (void)state;
    struct probe_setup t;
    struct net_spec spec = spec_of("residual", 4, 6);
    spec.norm = "batch";
    probe_setup_open(&t, spec, (struct shape){5, 1, 1}, 3, 40);
    const real was = t.net->graph->kept[0];
    const size_t mark = arena_mark(&t.arena);
    const real *before = probe_freeze(&t.run);
    struct pass pass = probe_fill(&t.run, MODE_MEASURE);
    graph_forward(t.net->graph, &pass);
    const struct param *p = t.net->graph->statistics.first;
    for (int l = 0; l < t.net->layers - 1; l++, p = p->next->next)
        for (int i = 0; i < 6; i++) {
            const struct node *h = t.net->layer[l].h;
            double sum = 0, square = 0;
            for (int s = 0; s < 40; s++)
                sum += number(h, h->value, s, i) / 40;
            for (int s = 0; s < 40; s++)
                square += pow(number(h, h->value, s, i) - sum, 2) / 39;
            check_near((double)p->value[i], sum, round_off);
            check_near((double)p->next->value[i], square, 10 * round_off);
        }
    assert_null(p);
    probe_thaw(&t.run, before);
    check_near((double)t.net->graph->kept[0], (double)was, 0);
    arena_rewind(&t.arena, mark);
    probe_setup_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_probe_has_its_name_and_says_what_it_writes),
        cmocka_unit_test(no_probe_changes_a_net),
        cmocka_unit_test(a_place_ends_with_its_blocks_output),
        cmocka_unit_test(frozen_statistics_are_the_samples_own),
        cmocka_unit_test(features_are_the_nodes_numbers_or_their_means),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

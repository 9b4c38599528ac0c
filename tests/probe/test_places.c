/* Judged by what a probe sees that writes down when it is called. */
#include "lab/probe/cost.h"
#include "lab/probe/places.h"
#include "tests/support/probe_setup.h"

static const struct column columns[] = {{"x", "1", "a number for the test", ""}};
static const struct series series = {"test", "place", 1, columns, .keys = 0};

/* The mean of what the place holds; takes memory, and gives none back. */
static enum status measure(struct probe_run *e, int place)
{
    int features;
    double *x = probe_features(e, probe_output(e->net, place), false, &features), sum = 0;
    for (int i = 0; i < e->samples * features; i++)
        sum += x[i];
    return probe_row(e, &series, place, &sum, 0);
}

static enum status fail_at_the_second(struct probe_run *e, int place)
{
    return place == 1 ? fail(e->failure, STATUS_FAILED, "tired") : measure(e, place);
}

static void open_net(struct probe_setup *t)
{
    struct net_spec spec = spec_of("residual", 6, 4);
    spec.norm = "batch";
    probe_setup_open(t, spec, (struct shape){5, 1, 1}, 3, 20);
}

static void each_place_is_seen_with_batch_statistics(void **state)
{
    (void)state;
    struct probe_setup t;
    open_net(&t);
    const size_t mark = arena_mark(&t.arena);
    assert_int_equal(places_examine(&t.run, measure), STATUS_OK);
    assert_int_equal(arena_mark(&t.arena), mark);
    assert_int_equal(t.recorded.rows, 4);
    struct pass pass = probe_fill(&t.run, MODE_MEASURE);
    graph_forward(t.net->graph, &pass);
    for (int p = 0; p < 4; p++) {
        double sum = 0;
        for (int s = 0; s < 20; s++)
            for (int i = 0; i < 4; i++)
                sum += number(probe_output(t.net, p), probe_output(t.net, p)->value, s, i);
        assert_int_equal(t.recorded.row[p].place, p);
        check_near(t.recorded.row[p].value[0], sum, 1e-9);
    }
    probe_setup_close(&t);
}

static void a_failure_ends_it(void **state)
{
    (void)state;
    struct probe_setup t;
    open_net(&t);
    assert_int_equal(places_examine(&t.run, fail_at_the_second), STATUS_FAILED);
    assert_int_equal(t.recorded.rows, 1);
    probe_setup_close(&t);
}

static double a_million_a_feature(const struct probe_run *e, int features)
{
    (void)e;
    return 1e6 * features;
}

static void the_cost_is_a_pass_forward_and_the_places_operations(void **state)
{
    (void)state;
    struct probe_setup t;
    open_net(&t);
    check_near(places_passes(&t.run, a_million_a_feature),
               FORWARD_PASS + cost_passes(&t.run, 4 * 4 * 1e6), 1e-9);
    probe_setup_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_place_is_seen_with_batch_statistics),
        cmocka_unit_test(a_failure_ends_it),
        cmocka_unit_test(the_cost_is_a_pass_forward_and_the_places_operations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

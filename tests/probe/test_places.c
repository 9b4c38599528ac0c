/* Judged by what a probe sees that writes down when it is called. */
#include "lab/probe/cost.h"
#include "lab/probe/places.h"
#include "tests/support/exams.h"

static const struct column columns[] = {{"x", "1", "a number for the test", ""}};
static const struct series series = {"test", "place", 1, columns, 0};

/* The mean of what the place holds; takes memory, and gives none back. */
static enum status look(struct exam *e, int place)
{
    int features;
    double *x = exam_features(e, exam_output(e->net, place), false, &features), sum = 0;
    for (int i = 0; i < e->samples * features; i++)
        sum += x[i];
    return exam_row(e, &series, place, &sum, 0);
}

static enum status fail_at_the_second(struct exam *e, int place)
{
    return place == 1 ? fail(e->failure, STATUS_FAILED, "tired") : look(e, place);
}

static void open_net(struct table *t)
{
    struct net_spec spec = spec_of("residual", 6, 4);
    spec.norm = "batch";
    table_open(t, spec, (struct shape){5, 1, 1}, 3, 20);
}

static void each_place_is_seen_with_batch_statistics(void **state)
{
    (void)state;
    struct table t;
    open_net(&t);
    const size_t mark = arena_mark(&t.arena);
    assert_int_equal(places_examine(&t.exam, look), STATUS_OK);
    assert_int_equal(arena_mark(&t.arena), mark);
    assert_int_equal(t.diary.rows, 4);
    struct pass pass = exam_fill(&t.exam, MODE_MEASURE);
    graph_forward(t.net->graph, &pass);
    for (int p = 0; p < 4; p++) {
        double sum = 0;
        for (int s = 0; s < 20; s++)
            for (int i = 0; i < 4; i++)
                sum += number(exam_output(t.net, p), exam_output(t.net, p)->value, s, i);
        assert_int_equal(t.diary.row[p].place, p);
        check_near(t.diary.row[p].value[0], sum, 1e-9);
    }
    table_close(&t);
}

static void a_failure_ends_it(void **state)
{
    (void)state;
    struct table t;
    open_net(&t);
    assert_int_equal(places_examine(&t.exam, fail_at_the_second), STATUS_FAILED);
    assert_int_equal(t.diary.rows, 1);
    table_close(&t);
}

static double a_million_a_feature(const struct exam *e, int features)
{
    (void)e;
    return 1e6 * features;
}

static void the_cost_is_a_pass_forward_and_the_places_operations(void **state)
{
    (void)state;
    struct table t;
    open_net(&t);
    check_near(places_passes(&t.exam, a_million_a_feature),
               FORWARD_PASS + algebra_passes(&t.exam, 4 * 4 * 1e6), 1e-9);
    table_close(&t);
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

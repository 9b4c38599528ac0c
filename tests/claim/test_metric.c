#include "lab/claim/metric.h"
#include "tests/support/small_lab.h"

static void every_metric_is_a_column_of_its_view(void **state)
{
    struct lab *lab = *state;
    int n = 0;
    for (; metric_name(n); n++) {
        struct metric m;
        assert_true(metric_find(metric_name(n), &m));
        const char *sql =
            arena_printf(&lab->arena, "SELECT %s, odd FROM %s", m.column, m.series->name);
        struct query *q = query_open(lab->store, sql, &lab->failure);
        lab_ok(lab);
        query_close(q);
    }
    assert_int_equal(n, 5 + 8 + 4 + 4 + 5); /* final, gradient, junction, reduction, the run */
}

static double worst(const char *name)
{
    struct metric m;
    assert_true(metric_find(name, &m));
    return m.worst;
}

static void of_losses_less_is_better_and_of_accuracies_more(void **state)
{
    (void)state;
    static const char *const less[] = {"train_loss", "test_loss", "train_loss_eval",
                                       "params",     "flops",     "bytes",
                                       "h",          "dh",        "dw",
                                       "w",          "dead",      "update_ratio",
                                       "identity",   "branch",    "total"};
    static const char *const more[] = {"train_acc", "test_acc", "distinct_units", "kept", "rank"};
    static const char *const neither[] = {"cosine", "active", "best",
                                          "share",  "guess",  "guess_error"};
    for (size_t i = 0; i < sizeof less / sizeof *less; i++)
        assert_true(worst(less[i]) == INFINITY);
    for (size_t i = 0; i < sizeof more / sizeof *more; i++)
        assert_true(worst(more[i]) == 0);
    for (size_t i = 0; i < sizeof neither / sizeof *neither; i++)
        assert_true(isnan(worst(neither[i])));
}

/* train_loss is of the whole training set, not of the curve's batch. */
static void a_loss_is_how_a_run_ended(void **state)
{
    (void)state;
    struct metric m;
    assert_true(metric_find("train_loss", &m));
    assert_string_equal(m.series->name, "final");
    assert_true(m.series->once);
    assert_true(metric_find("dh", &m));
    assert_false(m.series->once);
    assert_string_equal(store_series_place(m.series), "layer");
}

static void time_is_no_metric(void **state)
{
    (void)state;
    struct metric m;
    assert_false(metric_find("seconds", &m));
    assert_false(metric_find("epoch", &m));
    assert_false(metric_find("", &m));
}

static void a_probes_column_is_measured_by_series_and_name(void **state)
{
    (void)state;
    struct metric m;
    assert_true(metric_find("rank.entropy_rank", &m));
    assert_string_equal(m.column, "entropy_rank");
    assert_string_equal(m.series->name, "rank");
    assert_string_equal(store_series_place(m.series), "place");
    assert_true(isnan(m.worst));
    assert_true(metric_find("linear_probe.accuracy", &m));
    const char *const none[] = {
        "rank.",         "rank.entropy", "entropy_rank", "rank.entropy_ranks", "ran.entropy_rank",
        "jacobian.sigma" /* several rows a place */};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(metric_find(none[i], &m));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(every_metric_is_a_column_of_its_view),
        cmocka_unit_test(of_losses_less_is_better_and_of_accuracies_more),
        cmocka_unit_test(a_loss_is_how_a_run_ended),
        cmocka_unit_test(time_is_no_metric),
        cmocka_unit_test(a_probes_column_is_measured_by_series_and_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

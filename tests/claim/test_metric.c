#include "lab/claim/metric.h"
#include "lab/probe/reduction.h"
#include "tests/support/small_lab.h"

static int column_of(const struct series *series, const char *name)
{
    for (int c = 0; c < series->columns; c++)
        if (!strcmp(series->column[c].name, name))
            return c;
    return -1;
}

static void every_measure_is_a_column_that_an_instrument_writes(void **state)
{
    (void)state;
    for (const struct metric *m = metrics; m->name; m++) {
        const struct series *const all[] = {&series_final, &series_layer, &series_junction,
                                            &series_reduction};
        const struct series *series = NULL;
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
            char table[40];
            snprintf(table, sizeof table, "%s_row", all[i]->name);
            if (strstr(m->view->table, table))
                series = all[i];
        }
        assert_non_null(series);
        assert_true(column_of(series, m->name) >= 0 || !strcmp(m->name, "params") ||
                    !strcmp(m->name, "flops")); /* these are known before the first step */
        assert_ptr_equal(metric_find(m->name), m);
    }
}

static void every_measure_is_a_column_of_its_view(void **state)
{
    struct lab *lab = *state;
    for (const struct metric *m = metrics; m->name; m++) {
        const char *sql = arena_printf(&lab->arena, "SELECT %s FROM %s", m->name, m->view->name);
        struct query *q = query_open(lab->store, sql, &lab->failure);
        lab_ok(lab);
        query_close(q);
    }
}

static void of_losses_less_is_better_and_of_accuracies_more(void **state)
{
    (void)state;
    assert_true(metric_find("train_loss")->worst == INFINITY);
    assert_true(metric_find("test_acc")->worst == 0);
    assert_true(metric_find("dh")->worst == INFINITY);
    assert_true(isnan(metric_find("cosine")->worst));
}

static void time_is_no_measure(void **state)
{
    (void)state;
    assert_null(metric_find("seconds"));
    assert_null(metric_find(""));
}

static void a_probes_column_is_measured_by_series_and_name(void **state)
{
    struct lab *lab = *state;
    const struct metric *m = metric_of_probe(&lab->arena, "rank.entropy_rank");
    assert_non_null(m);
    assert_string_equal(m->column, "entropy_rank");
    assert_string_equal(m->view->table, "rank_row");
    assert_string_equal(m->view->place, "place");
    assert_true(m->view->made && isnan(m->worst));
    assert_non_null(metric_of_probe(&lab->arena, "linear_probe.accuracy"));
    const char *const none[] = {"rank",          "rank.",
                                "rank.entropy",  "rank.entropy_ranks",
                                "entropy_rank",  "ran.entropy_rank",
                                "jacobian.sigma" /* several rows a place */};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_null(metric_of_probe(&lab->arena, none[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_measure_is_a_column_that_an_instrument_writes),
        lab_test(every_measure_is_a_column_of_its_view),
        lab_test(a_probes_column_is_measured_by_series_and_name),
        cmocka_unit_test(of_losses_less_is_better_and_of_accuracies_more),
        cmocka_unit_test(time_is_no_measure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "lab/inspect/run_summary.h"
#include "tests/support/small_lab.h"

static int open_run(void **state)
{
    if (lab_open(state))
        return -1;
    struct lab *lab = *state;
    lab_axis(lab, "depth", "2 4", 0);
    lab_sweep(lab);
    return 0;
}

#define planned_test(f) cmocka_unit_test_setup_teardown(f, open_run, lab_close)

static struct run_summary portrait_of(struct lab *lab, int cell)
{
    struct run_summary p;
    run_summary_read(&lab->arena, lab->store, lab->run[cell], &p, &lab->failure);
    lab_ok(lab);
    return p;
}

static void row_of_curve(struct lab *lab, int cell, int64_t step, double loss, bool tested)
{
    const double row[] = {0, loss, .5, 2 * loss, .5};
    lab_row(lab, cell, &series_curve, step, 0, row, tested ? 0 : 0x18);
}

/* One layer by its norms. */
static void row_of_layer(struct lab *lab, int cell, int64_t step, int layer, double h, double dh,
                         double update)
{
    const double row[] = {h, dh, 1, 1, update, 0, 1, 1};
    lab_row(lab, cell, &series_gradient, step, layer, row, 0);
}

static void a_run_that_was_only_planned_has_nothing_but_its_settings(void **state)
{
    struct run_summary p = portrait_of(*state, 1);
    assert_string_equal(p.status, "new");
    assert_string_equal(p.experiments, "e");
    assert_int_equal(p.cell.net.depth, 4);
    assert_int_equal(strlen(p.hash), 16);
    assert_true(isnan(p.loss[0]));
    assert_int_equal(p.curve.points, 0);
    assert_int_equal(p.first.layers + p.last.layers, 0);
    assert_false(p.running);
}

static void what_was_measured_is_there(void **state)
{
    struct lab *lab = *state;
    lab_begin(lab, 0);
    const char *name[] = {"stem", "block1.layer1", "block1.layer2", "head"};
    const struct run_network net = {1234, 5678, 0, 4, name};
    store_run_network(lab->store, lab->run[0], &net, &lab->failure);
    for (int64_t step = 0; step <= 20; step += 10) {
        row_of_curve(lab, 0, step, 3 - (double)step / 10, step == 20);
        for (int l = 0; l < 4; l++)
            row_of_layer(lab, 0, step, l, 10 + l, 20 + l + (double)step, .01);
    }
    lab_row(lab, 0, &series_final, 20, 0, (double[]){.9, .8, .7, .6, .5}, 0);
    assert_true(portrait_of(lab, 0).running);
    lab_end(lab, 0, RUN_DONE);
    struct run_summary p = portrait_of(lab, 0);
    assert_string_equal(p.status, "done");
    assert_false(p.running);
    assert_int_equal(p.params, 1234);
    for (int i = 0; i < LOSSES; i++)
        check_near(p.loss[i], .9 - .1 * i, 1e-12);
    assert_int_equal(p.curve.points, 3);
    assert_int_equal(p.curve.step[2], 20);
    check_near(p.curve.train_loss[1], 2, 0);
    assert_true(isnan(p.curve.test_loss[1]));
    check_near(p.curve.test_loss[2], 2, 0);
    assert_int_equal(p.first.step, 0);
    assert_int_equal(p.last.step, 20);
    assert_int_equal(p.last.layers, 4);
    assert_string_equal(p.last.name[2], "block1.layer2");
    check_near(p.first.dh[3], 23, 0);
    check_near(p.last.dh[3], 43, 0);
    check_near(p.last.h[1], 11, 0);
    assert_string_equal(p.revision, "r");
}

static void a_value_that_is_no_number_stays_one(void **state)
{
    struct lab *lab = *state;
    lab_begin(lab, 0);
    row_of_curve(lab, 0, 0, INFINITY, false);
    row_of_layer(lab, 0, 0, 0, NAN, 1, 1);
    lab_end(lab, 0, RUN_DIVERGED);
    struct run_summary p = portrait_of(lab, 0);
    assert_true(isinf(p.curve.train_loss[0]));
    assert_true(isnan(p.first.h[0]));
}

static void a_run_that_is_not_there_is_refused(void **state)
{
    struct lab *lab = *state;
    struct run_summary p;
    assert_int_equal(run_summary_read(&lab->arena, lab->store, 99, &p, &lab->failure), STATUS_DATA);
    assert_non_null(strstr(lab->failure.message, "no run 99"));
}

static void check_why(struct lab *lab, const char *present, const char *absent)
{
    struct run_summary p = portrait_of(lab, 0);
    const char *why = run_summary_why(&lab->arena, &p, &lab->failure);
    if (!strstr(why, present) || (absent && strstr(why, absent)))
        fail_msg("`%s`: should say `%s`", why, present);
}

static void the_reason_names_what_was_out_of_the_ordinary(void **state)
{
    struct lab *lab = *state;
    lab_begin(lab, 0);
    check_why(lab, "no layer was logged", NULL);
    for (int l = 0; l < 4; l++)
        row_of_layer(lab, 0, 0, l, 1 + l, 1, .01);
    lab_end(lab, 0, RUN_DIVERGED);
    check_why(lab, "nothing out of the ordinary", "grows");
    lab_begin(lab, 0);
    for (int l = 0; l < 4; l++)
        row_of_layer(lab, 0, 7, l, l == 2 ? 5000 : 1, l == 1 ? 300 : 1, l == 3 ? 2.5 : .1);
    lab_end(lab, 0, RUN_DIVERGED);
    check_why(lab, "step 7: the signal ||h|| grows 5e+03-fold from the stem to  (layer 2)", NULL);
    check_why(lab, "||dL/dh|| grows 300-fold from the head back to  (layer 1)", NULL);
    check_why(lab, "(layer 3) is 2.5 times its weights", "ordinary");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        planned_test(a_run_that_was_only_planned_has_nothing_but_its_settings),
        planned_test(what_was_measured_is_there),
        planned_test(a_value_that_is_no_number_stays_one),
        planned_test(a_run_that_is_not_there_is_refused),
        planned_test(the_reason_names_what_was_out_of_the_ordinary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

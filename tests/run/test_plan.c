/* What is left to do is counted once, and refused where it cannot be done. */
#include "lab/run/plan.h"
#include "tests/support/small_lab.h"

static const char spec[] = "question: q\n"
                           "data: {side: 6, train: 300, test: 60}\n"
                           "net: {width: 16}\n"
                           "train: {steps: 60, batch: 32}\n"
                           "sweep: {depth: [2, 12], lr: [0.01, 0.03], seed: [1, 2]}\n";

static struct experiment experiment_of(struct lab *lab, const char *text)
{
    struct experiment e = {0};
    struct request q = {.name = "s", .folder = lab->folder};
    FILE *file = fopen(arena_printf(&lab->arena, "%s/s.yaml", lab->folder), "w");
    fputs(text, file);
    fclose(file);
    experiment_read(&lab->arena, &q, &e, &lab->failure);
    lab_ok(lab);
    return e;
}

static struct plan plan_of(struct lab *lab, struct planner *p, const char *text)
{
    struct plan plan;
    const struct experiment e = experiment_of(lab, text);
    plan_read(p, &e, &plan, &lab->failure);
    lab_ok(lab);
    return plan;
}

static struct plan plan_alone(struct lab *lab, bool again, const char *text)
{
    struct planner p;
    planner_open(&p, &lab->arena, lab->store, again, &lab->failure);
    const struct plan plan = plan_of(lab, &p, text);
    planner_close(&p);
    return plan;
}

static void every_run_is_left_at_first(void **state)
{
    struct lab *lab = *state;
    const struct plan plan = plan_alone(lab, false, spec);
    assert_int_equal(plan.runs, 8);
    assert_int_equal(plan.left, 8);
    assert_int_equal(plan.trained, 0);
    assert_int_equal(plan.sets, 1);
    assert_int_equal(plan.data.train.count, 300);
    assert_int_equal(plan.largest, 4); /* the first that is 12 deep */
    assert_true(plan.memory[0] == plan.memory[3] && plan.memory[3] > plan.memory[4]);
    assert_true(plan.longest < plan.seconds / 4 && plan.longest > plan.seconds / 8);
}

static void what_the_store_has_is_not(void **state)
{
    struct lab *lab = *state;
    struct experiment e = experiment_of(lab, spec);
    experiment_plan(&lab->arena, lab->store, &e, &lab->failure);
    lab->run[0] = e.run[0];
    lab->run[1] = e.run[5];
    lab_final(lab, 0, 1);
    lab_diverged(lab, 1);
    const struct plan plan = plan_alone(lab, false, spec), again = plan_alone(lab, true, spec);
    assert_int_equal(plan.trained, 2);
    assert_int_equal(plan.left, 6);
    assert_int_equal(again.trained, 2);
    assert_int_equal(again.left, 8);
    assert_true(plan.seconds < again.seconds && plan.bytes < again.bytes);
}

static void a_run_of_two_experiments_is_left_to_the_first(void **state)
{
    struct lab *lab = *state;
    struct planner p;
    planner_open(&p, &lab->arena, lab->store, false, &lab->failure);
    assert_int_equal(plan_of(lab, &p, spec).left, 8);
    const struct plan second = plan_of(lab, &p, spec);
    planner_close(&p);
    assert_int_equal(second.runs, 8);
    assert_int_equal(second.left, 0);
    check_near(second.seconds, 0, 0);
}

static void what_cells_start_from_is_a_run_too(void **state)
{
    struct lab *lab = *state;
    const char text[] = "question: q\n"
                        "data: {side: 6, train: 300, test: 60}\n"
                        "train: {steps: 60, batch: 32}\n"
                        "net: {depth: 12}\n"
                        "start: {from: depth=4, insert: identity}\n"
                        "sweep: {start.noise: [0, 0.1]}\n";
    const struct plan plan = plan_alone(lab, false, text);
    struct experiment e = experiment_of(lab, text);
    experiment_plan(&lab->arena, lab->store, &e, &lab->failure);
    lab_ok(lab);
    assert_int_equal(plan.runs, 3);
    assert_int_equal(plan.left, 3);
    assert_int_equal(e.sources, 1);
    const double source = plan_run_seconds(&plan, &e, e.source[0], 0),
                 cell = plan_run_seconds(&plan, &e, e.run[0], 0);
    assert_true(source < cell);
    check_near(plan.seconds, source + 2 * cell, 1e-12);
}

static void each_set_is_loaded(void **state)
{
    struct lab *lab = *state;
    const struct plan plan = plan_alone(
        lab, false, "question: q\nsweep: {side: [6, 8], depth: [2, 4], data.noise: [0.1, 0.2]}\n");
    assert_int_equal(plan.sets, 4);
    assert_true(plan.memory[0] > plan.memory[7]);
}

static void time_is_shared_by_cores_and_memory_by_runs(void **state)
{
    (void)state;
    double memory[] = {5, 4, 2, 1};
    const struct plan plan = {.seconds = 100, .longest = 30, .left = 4, .memory = memory};
    check_near(plan_seconds(&plan, 1, 1, 8), 100, 0);
    check_near(plan_seconds(&plan, 2, 1, 8), 50, 0);
    check_near(plan_seconds(&plan, 8, 1, 2), 50, 0);
    check_near(plan_seconds(&plan, 8, 1, 8), 30, 0);
    check_near(plan_seconds(&plan, 2, 4, 8), 12.5, 0);
    assert_int_equal(plan_width(&plan, 3, 100), 3);
    assert_int_equal(plan_width(&plan, 3, 11), 3);
    assert_int_equal(plan_width(&plan, 3, 10), 2);
    assert_int_equal(plan_width(&plan, 3, 4), 0);
    assert_int_equal(plan_width(&plan, 9, 12), 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(every_run_is_left_at_first),
        lab_test(what_the_store_has_is_not),
        lab_test(a_run_of_two_experiments_is_left_to_the_first),
        lab_test(what_cells_start_from_is_a_run_too),
        lab_test(each_set_is_loaded),
        cmocka_unit_test(time_is_shared_by_cores_and_memory_by_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

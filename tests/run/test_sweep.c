#include "lab/run/sweep.h"
#include "tests/support/small_lab.h"

static void runs_come_in_the_grids_order_with_their_cells(void **state)
{
    struct lab *lab = *state;
    struct sweep sweep;
    lab_axis(lab, "depth", "8 4", 0);
    lab_axis(lab, "seed", "7 3 5", 0);
    lab_sweep(lab);
    sweep_read(&lab->arena, lab->store, "e", &sweep, &lab->failure);
    lab_ok(lab);
    assert_int_equal(sweep.runs, 6);
    assert_int_equal(sweep.seeds, 3);
    const uint64_t seeds[] = {7, 3, 5};
    for (int i = 0; i < 6; i++) {
        assert_int_equal(sweep.run[i].id, lab->run[i]);
        assert_int_equal(sweep.run[i].cell.net.depth, i < 3 ? 8 : 4);
        assert_int_equal(sweep.run[i].seed, i % 3);
        assert_int_equal(sweep.run[i].cell.seed, seeds[i % 3]);
        assert_int_equal(sweep.seed[i % 3], seeds[i % 3]);
    }
}

static void only_a_run_that_came_to_its_end_is_measured(void **state)
{
    struct lab *lab = *state;
    struct sweep sweep;
    const enum run_status end[] = {RUN_DONE, RUN_DIVERGED, RUN_FAILED, RUN_UNFINISHED};
    lab_axis(lab, "seed", "1 2 3 4 5", 0);
    lab_sweep(lab);
    for (int i = 0; i < 4; i++) {
        lab_begin(lab, i);
        lab_end(lab, i, end[i]);
    }
    sweep_read(&lab->arena, lab->store, "e", &sweep, &lab->failure);
    lab_ok(lab);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(sweep.run[i].measured, i < 2);
        assert_int_equal(sweep.run[i].diverged, i == 1);
    }
}

static void another_experiments_runs_are_not_read(void **state)
{
    struct lab *lab = *state;
    struct sweep sweep;
    lab_axis(lab, "seed", "1 2", 0);
    lab_sweep(lab);
    store_sweep(lab->store,
                &(struct sweep_record){.experiment = "other", .runs = 1, .run = lab->run + 1},
                &lab->failure);
    sweep_read(&lab->arena, lab->store, "other", &sweep, &lab->failure);
    assert_int_equal(sweep.runs, 1);
    assert_int_equal(sweep.run[0].id, lab->run[1]);
    sweep_read(&lab->arena, lab->store, "unknown", &sweep, &lab->failure);
    assert_int_equal(sweep.runs, 0);
    lab_ok(lab);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(runs_come_in_the_grids_order_with_their_cells),
        lab_test(only_a_run_that_came_to_its_end_is_measured),
        lab_test(another_experiments_runs_are_not_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

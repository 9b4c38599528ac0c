/* What `run` says of a sweep when it is done. */
#include "tests/cli/trained_sweep.h"

static const char spec[] =
    "question: q\n"
    "data: {side: 6, train: 200, test: 40}\n"
    "net: {width: 8}\n"
    "train: {steps: 30, batch: 32}\n"
    "sweep: {lr: [0.01, 1e6], depth: [2, 6], seed: [1, 2]}\n"
    "expect:\n"
    "  - say: deeper is worse\n"
    "    compare: train_loss of {depth 6, lr best} > train_loss of {depth 2, lr "
    "best}\n";

static void counts_divergence_verdicts_and_edges_are_said(void **state)
{
    write_file(*state, "grid.yaml", spec);
    struct child_result *result = run_command(state, "run grid.yaml --db grid.db");
    assert_prints(result, 0, out, "grid: 8 runs, ");
    assert_prints(result, 0, out, " diverged\n  diverged: lr 1000000 depth ");
    assert_prints(result, 0, out, "is the first whose h is not finite");
    assert_prints(result, 0, out, "  inconclusive: deeper is worse\n      ");
    assert_prints(
        result, 0, err,
        "grid: lr: best is at the edge of its grid (0.01) in 2 of 2 nets: try --lr 1e-10,0.01,");
}

static void runs_of_another_build_are_noted_until_they_are_compared(void **state)
{
    char db[300];
    struct failure failure = {0};
    snprintf(db, sizeof db, "%s/lab.db", (char *)*state);
    struct store *store = store_open(db, false, &failure);
    for (int64_t run = 1; run <= 12; run++)
        store_run_revision(store, run, "0000000", &failure);
    store_close(store);
    assert_int_equal(failure.status, STATUS_OK);
    assert_prints(
        run_command(state, "run small.yaml --db lab.db"), 0, err,
        "small: 12 runs are of another build (revision 0000000): --again compares them\n");
    const char *const without[] = {"run small.yaml --db lab.db --quiet",
                                   "run small.yaml --db lab.db --again",
                                   "run small.yaml --db lab.db"};
    for (int i = 0; i < 3; i++) {
        const struct child_result *result = run_command(state, without[i]);
        assert_prints(result, 0, out, "small: 12 runs, 12 done");
        assert_null(strstr(result->err, "0000000"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_divergence_verdicts_and_edges_are_said),
        cmocka_unit_test(runs_of_another_build_are_noted_until_they_are_compared),
    };
    return cmocka_run_group_tests(tests, trained_sweep_open, trained_sweep_close);
}

/* Weights that are not kept come back for those who ask, and a database can be made smaller. */
#include "lab/store/store_internal.h"
#include "tests/cli/trained_sweep.h"

#define STATES "SELECT count(*) FROM checkpoint"

static void weights_stay_where_they_are_asked_for(void **state)
{
    check_near(value_in(state, "lab.db", STATES), 0, 0);
    assert_prints(run_command(state, "run small.yaml --seed 9 --keep-weights --db kept.db"), 0, out,
                  "4 done");
    check_near(value_in(state, "kept.db", STATES), 4, 0);
    run_command(state, "run small.yaml --seed 9,10 --db kept.db");
    check_near(value_in(state, "kept.db", STATES), 4, 0);
}

/* The same file, once from the database and once from training again. */
static void others_come_from_training_again(void **state)
{
    run_command(state, "run small.yaml --seed 9 --depth 6 --keep-weights --db a.db");
    run_command(state, "run small.yaml --seed 9 --depth 6 --db b.db");
    assert_string_equal(run_command(state, "export 2 --weights a.st --db a.db")->err, "");
    assert_prints(run_command(state, "export 2 --weights b.st --db b.db"), 0, err,
                  "run 2 has not kept its weights: it is trained again, about 1 s");
    char command[700];
    snprintf(command, sizeof command, "cmp '%s/a.st' '%s/b.st'", (char *)*state, (char *)*state);
    assert_int_equal(system(command), 0);
    char *kept = strdup(run_command(state, "eval 2 --db a.db")->out);
    assert_string_equal(run_command(state, "eval 2 --db b.db")->out, kept);
    free(kept);
    run_command(state, "probe response 2 --db a.db --quiet");
    run_command(state, "probe response 2 --step 7 --db b.db --quiet");
    run_command(state, "probe response 2 --db b.db --quiet");
    const char *sum = "SELECT sum((place + 1) * h) FROM response_row WHERE step = 30";
    check_near(value_in(state, "b.db", sum), value_in(state, "a.db", sum), 0);
    check_near(value_in(state, "b.db", STATES), 0, 0);
}

static void a_number_that_changed_is_no_base_for_weights(void **state)
{
    char path[300];
    struct failure failure = {0};
    run_command(state, "run small.yaml --seed 9 --depth 2 --block plain --db c.db");
    snprintf(path, sizeof path, "%s/c.db", (char *)*state);
    struct store *store = store_open(path, false, &failure);
    sql_run(store, "UPDATE gradient_row SET h = h + 1e-9 WHERE step = 10 AND place = 1", &failure);
    store_close(store);
    assert_prints(run_command(state, "eval 1 --db c.db"), 65, err,
                  "run 1, trained again, gives other numbers: gradient.h, step 10, layer 1: ");
    assert_prints(run_command(state, "run small.yaml --seed 9 --depth 2 --block plain --again --db "
                                     "c.db"),
                  0, err, "other numbers than before: ");
    assert_prints(run_command(state, "eval 1 --db c.db"), 0, out, "loss");
    const struct child_result *again =
        run_command(state, "run small.yaml --seed 9 --depth 2 --block plain --again --db c.db");
    assert_null(strstr(again->err, "other numbers"));
}

/* Probes, and runs that start from others, that are planned when the weights have gone. */
static void a_sweep_brings_back_what_it_needs(void **state)
{
    char spec[1200];
    snprintf(spec, sizeof spec, "%sprobe: {response: [final]}\n", trained_sweep_spec);
    write_file(*state, "looked.yaml", spec);
    write_file(*state, "after.yaml",
               "question: q\n"
               "data: {side: 6, train: 200, test: 40}\n"
               "net: {width: 8, branch: zero-last, depth: 6}\n"
               "train: {steps: 20, batch: 32, log_curve: 5}\n"
               "start: {from: \"steps=30 block=preact\"}\n");
    run_command(state, "run small.yaml --db d.db");
    struct child_result *result = run_command(state, "run looked.yaml --db d.db");
    assert_prints(result, 0, err, "looked: 12 runs trained again for their weights in ");
    assert_prints(result, 0, err, "looked: 12 probes made in ");
    assert_prints(run_command(state, "run after.yaml --db d.db"), 0, out, "1 runs, 1 done");
    check_near(value_in(state, "d.db", STATES), 0, 0);
    run_command(state, "run looked.yaml after.yaml --db e.db");
    static const char *const sums[] = {
        "SELECT sum((place + 1) * h) FROM response_row",
        "SELECT total(train_loss) FROM final_row WHERE step = 20",
    };
    for (int i = 0; i < 2; i++)
        check_near(value_in(state, "e.db", sums[i]), value_in(state, "d.db", sums[i]), 0);
}

static void a_database_gets_smaller(void **state)
{
    char path[300];
    struct failure failure = {0};
    run_command(state, "run small.yaml --keep-weights --db f.db");
    snprintf(path, sizeof path, "%s/f.db", (char *)*state);
    struct store *store = store_open(path, false, &failure);
    sql_run(store, "UPDATE checkpoint SET keep = 0", &failure);
    store_close(store);
    assert_prints(run_command(state, "prune --dry-run --db f.db"), 0, out, "; 12 states of ");
    check_near(value_in(state, "f.db", STATES), 12, 0);
    assert_prints(run_command(state, "prune --db f.db"), 0, out, "12 states dropped; ");
    check_near(value_in(state, "f.db", STATES), 0, 0);
    assert_prints(run_command(state, "prune --db f.db"), 0, out, " 0 states dropped; ");
    assert_prints(run_command(state, "prune --db none.db"), 65, err,
                  "there is no database none.db");
    assert_prints(run_command(state, "prune f.db"), 2, err, "it goes without words");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_stay_where_they_are_asked_for),
        cmocka_unit_test(others_come_from_training_again),
        cmocka_unit_test(a_number_that_changed_is_no_base_for_weights),
        cmocka_unit_test(a_sweep_brings_back_what_it_needs),
        cmocka_unit_test(a_database_gets_smaller),
    };
    return cmocka_run_group_tests(tests, trained_sweep_open, trained_sweep_close);
}

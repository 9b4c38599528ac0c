/* Shards, merged, are the local sweep; a merge that is killed has merged a shard whole or not at all. */
#include "tests/cli/measured.h"
#include "tests/cli/trained_sweep.h"

static const char spec[] = "question: q\n"
                           "data: {side: 6, train: 200, test: 40}\n"
                           "net: {width: 8, branch: zero-last}\n"
                           "train: {steps: 30, batch: 32, log_curve: 5}\n"
                           "sweep: {block: [plain, preact], depth: [2, 6], seed: 1..3}\n"
                           "probe: {rank: [0, final]}\n"
                           "expect:\n"
                           "  - say: so\n"
                           "    compare: train_loss of {block plain, depth 6} > train_loss of "
                           "{block plain, depth 2}\n";

/* Three shards of four runs each, in an order that is not the grid's. */
static void make_shards(void **state)
{
    char name[12][9] = {{0}}, words[300];
    int n = 0;
    write_file(*state, "s.yaml", spec);
    for (char *line = strtok(run_command(state, "cells s.yaml")->out, "\n"); line && n < 12;
         line = strtok(NULL, "\n"))
        snprintf(name[n++], 9, "%s", line);
    assert_int_equal(n, 12);
    for (int i = 0; i < 3; i++) {
        snprintf(words, sizeof words, "run s.yaml --db %d.db --quiet --cell %s,%s,%s,%s", i,
                 name[11 - i], name[8 - i], name[5 - i], name[2 - i]);
        assert_prints(run_command(state, words), 0, out, "s: 4 runs, 4 done");
    }
}

static void shards_become_the_local_sweep(void **state)
{
    make_shards(state);
    assert_int_equal(run_command(state, "run s.yaml --db local.db --quiet")->exit, 0);
    struct child_result *result = run_command(state, "merge m.db 2.db 0.db 1.db 0.db");
    assert_prints(result, 0, out, "2.db: 4 runs, 4 taken\n");
    assert_prints(result, 0, out, "0.db: 4 runs, 0 taken\n");
    assert_prints(result, 0, out, "and to judge: depthlab run s --db m.db\n");
    assert_int_equal(run_command(state, "run s.yaml --db m.db --quiet")->exit, 0);
    char *local = measured(*state, "local.db"), *merged = measured(*state, "m.db");
    assert_string_equal(merged, local);
    assert_prints(run_command(state, "merge m.db local.db"), 0, out, "12 runs, 0 taken\n");
    char *again = measured(*state, "m.db");
    assert_string_equal(again, local);
    free(local);
    free(merged);
    free(again);
}

static void one_that_is_refused_does_not_keep_the_others_back(void **state)
{
    char words[400];
    snprintf(words, sizeof words,
             "cp %s/1.db %s/x.db && sqlite3 %s/x.db 'UPDATE final_row SET train_loss = 9'",
             (char *)*state, (char *)*state, (char *)*state);
    assert_int_equal(system(words), 0);
    run_command(state, "merge r.db 1.db");
    struct child_result *result = run_command(state, "merge r.db x.db small.yaml r.db 2.db");
    assert_prints(result, 65, out, "2.db: 4 runs, 4 taken\n");
    assert_prints(result, 65, err, "final_row at step 30: train_loss 9.0, not ");
    assert_prints(result, 65, err, "x.db: 4 runs have other numbers than in r.db");
    assert_prints(result, 65, err, "small.yaml is not a database");
    assert_prints(result, 65, err, "r.db is the database itself");
    assert_prints(run_command(state, "merge r.db"), 2, err, "which others?");
    assert_prints(run_command(state, "merge new.db 0.db nothere.db"), 65, err,
                  "there is no database nothere.db");
    assert_prints(run_command(state, "merge new.db :memory:"), 2, err, "it takes files");
    assert_prints(run_command(state, "status --db new.db"), 65, err, "no database new.db");
}

static void killed_it_has_merged_whole_shards(void **state)
{
    char words[200], out[300];
    snprintf(out, sizeof out, "%s/kill.out", (char *)*state);
    run_command(state, "merge whole.db 0.db 1.db 2.db");
    char *whole = measured(*state, "whole.db");
    for (int i = 0; i < 6; i++) {
        snprintf(words, sizeof words, "merge k%d.db 0.db 1.db 2.db", i);
        const pid_t pid = child_start(*state, words, out, out);
        usleep((useconds_t)(6000 * (i + 1)));
        kill(pid, SIGKILL);
        child_wait(pid);
        snprintf(words, sizeof words, "merge k%d.db 0.db 1.db 2.db", i);
        assert_int_equal(run_command(state, words)->exit, 0);
        snprintf(words, sizeof words, "k%d.db", i);
        char *killed = measured(*state, words);
        assert_string_equal(killed, whole);
        free(killed);
    }
    free(whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shards_become_the_local_sweep),
        cmocka_unit_test(one_that_is_refused_does_not_keep_the_others_back),
        cmocka_unit_test(killed_it_has_merged_whole_shards),
    };
    return cmocka_run_group_tests(tests, trained_sweep_open, trained_sweep_close);
}

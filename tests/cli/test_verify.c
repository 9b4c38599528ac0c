/* A number that training does not give is found wherever it is. */
#include "lab/store/store_internal.h"
#include "tests/cli/trained_sweep.h"
#include <unistd.h>

static void change(void **state, const char *sql)
{
    char path[300];
    struct failure failure = {0};
    snprintf(path, sizeof path, "%s/lab.db", (char *)*state);
    struct store *store = store_open(path, false, &failure);
    sql_run(store, sql, &failure);
    store_close(store);
    if (failure.status)
        fail_msg("%s", failure.message);
}

static void what_was_trained_here_is_the_same(void **state)
{
    assert_prints(run_command(state, "verify --runs 20 --db lab.db"), 0, out,
                  "13 runs trained again: 13 the same to the last bit; ");
    assert_prints(run_command(state, "verify small depth=6 block=plain --db lab.db"), 0, out,
                  "3 runs trained again: 3 the same");
    assert_prints(run_command(state, "verify --runs 2 --db lab.db"), 0, out, "2 runs trained");
}

/* The last bit of one stored number, of any series, at any place. */
static void a_flipped_bit_is_found(void **state)
{
    static const struct {
        const char *table, *column;
    } place[] = {{"curve", "train_loss"}, {"gradient", "dh"},    {"gradient", "update_ratio"},
                 {"junction", "branch"},  {"final", "test_acc"}, {"gradient", "h"}};
    for (int i = 0; i < 20; i++) {
        char sql[600], words[100], want[100];
        const char *table = place[i % 6].table, *column = place[i % 6].column;
        const int run = i % 6 == 3 ? 7 + i % 5 : 1 + i % 12; /* residual nets have junctions */
        snprintf(sql, sizeof sql,
                 "CREATE TABLE whole AS SELECT * FROM %s_row WHERE run = %d;"
                 "UPDATE %s_row SET %s = %s * (1 + 2.3e-16) WHERE (run, step, place) = "
                 "(SELECT run, step, place FROM %s_row WHERE run = %d AND abs(%s) > 0 ORDER BY "
                 "text_hash(step || ' ' || place || ' %d') LIMIT 1)",
                 table, run, table, column, column, table, run, column, i);
        change(state, sql);
        snprintf(words, sizeof words, "verify %d --db lab.db", run);
        snprintf(want, sizeof want, "run %d: %s.%s, step ", run, table, column);
        assert_prints(run_command(state, words), 1, out, want);
        snprintf(sql, sizeof sql,
                 "DELETE FROM %s_row WHERE run = %d; INSERT INTO %s_row SELECT * FROM whole; DROP "
                 "TABLE whole",
                 table, run, table);
        change(state, sql);
        assert_prints(run_command(state, words), 0, out, "1 the same");
    }
}

static void what_was_made_elsewhere_says_so(void **state)
{
    change(state,
           "UPDATE run SET build = 'cc 1.0' WHERE id = 1; UPDATE curve_row SET train_loss = 9 "
           "WHERE run = 1 AND step = 5");
    struct child_result *result = run_command(state, "verify 1 --db lab.db");
    assert_prints(result, 1, out, "    it was made elsewhere: cc 1.0; here ");
    assert_prints(result, 1, out, "1 runs trained again: 0 the same to the last bit, 1 not");
}

static void another_arithmetic_is_left_out(void **state)
{
    change(state, "UPDATE run SET cell = json_set(cell, '$.arithmetic', 'other') WHERE id = 2; "
                  "UPDATE run SET uuid = text_hash(cell) WHERE id = 2");
    struct child_result *result = run_command(state, "verify 2 --db lab.db");
    assert_prints(result, 1, out, "0 runs trained again");
    assert_prints(result, 1, out, "1 runs were made in another arithmetic than this program's");
    assert_prints(result, 1, err, "nothing was verified\n");
    assert_prints(run_command(state, "eval 2 --db lab.db"), 65, err,
                  "run 2 was trained in other arithmetic and this program computes in ");
}

/* A database of both kinds is verified as far as its files are named. */
static void runs_on_files_want_their_files(void **state)
{
    char table[1200] = "";
    for (int i = 0; i < 40; i++)
        sprintf(table + strlen(table), "%d,%d,%c\n", i * 7 % 13, i * i % 11, "ab"[i % 2]);
    write_file(*state, "t.csv", table);
    run_command(state, "run small.yaml --seed 9 --depth 2 --db both.db");
    run_command(state, "run small.yaml --seed 9 --depth 6 --data t.csv --db both.db");
    run_command(state, "run small.yaml --seed 9 --depth 6 --data t.csv --db files.db");
    assert_prints(run_command(state, "verify --db files.db"), 1, err, "nothing was verified\n");
    struct child_result *result = run_command(state, "verify --db both.db");
    assert_prints(result, 0, out, "2 runs trained again: 2 the same");
    assert_prints(result, 0, out, "2 runs are on files and were left out: --data PATH");
    assert_prints(run_command(state, "verify --data t.csv --db both.db"), 0, out,
                  "4 runs trained again: 4 the same");
    assert_prints(run_command(state, "eval 3 --db both.db"), 2, err, "run 3 was trained on files");
}

static void another_seed_draws_other_runs(void **state)
{
    char first[200];
    snprintf(first, sizeof first, "%.40s",
             run_command(state, "verify --runs 1 --seed 1 --db lab.db")->out);
    int other = 0;
    for (int seed = 2; seed < 6; seed++) {
        char words[100];
        snprintf(words, sizeof words, "verify --runs 1 --seed %d --db lab.db", seed);
        const char *out = run_command(state, words)->out;
        other += strncmp(out, first, strcspn(out, ":")) != 0;
    }
    assert_true(other >= 2);
}

/* Its runs were trained by another build, perhaps on another machine. */
static void the_reference_is_verified(void **state)
{
    char words[600], *here = getcwd(NULL, 0);
    if (strcmp(DEPTHLAB_ARITHMETIC, "portable") != 0)
        skip();
    snprintf(words, sizeof words, "verify --runs 3 --db %s/results/reference/degradation-seed1.db",
             here);
    free(here);
    assert_prints(run_command(state, words), 0, out, "3 runs trained again: 3 the same");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_trained_here_is_the_same),
        cmocka_unit_test(a_flipped_bit_is_found),
        cmocka_unit_test(what_was_made_elsewhere_says_so),
        cmocka_unit_test(another_arithmetic_is_left_out),
        cmocka_unit_test(runs_on_files_want_their_files),
        cmocka_unit_test(another_seed_draws_other_runs),
        cmocka_unit_test(the_reference_is_verified),
    };
    return cmocka_run_group_tests(tests, trained_sweep_open, trained_sweep_close);
}

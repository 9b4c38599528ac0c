/* Runs that have no guess get the one that training them would have kept. */
#include "lab/run/guess_fill.h"
#include "tests/run/tiny_run.h"
#include <sqlite3.h>

#define GUESS "SELECT guess, guess_error FROM run WHERE id = :run"

static void change(struct lab *lab, const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(arena_printf(&lab->arena, "%s/lab.db", lab->folder), &db),
                     SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void what_training_keeps_is_made_again(void **state)
{
    struct lab *lab = *state;
    int64_t run[3];
    const char *kept[3];
    for (int i = 0; i < 3; i++) {
        struct cell c = tiny();
        c.seed = i == 1 ? 2 : 1;
        c.data.train = i == 2 ? 24 : 16;
        run[i] = run_of(lab, &c);
        must_end(lab, (struct train_run_order){.run = run[i]}, RUN_DONE);
        kept[i] = dump(lab, GUESS, run[i]);
    }
    assert_string_not_equal(kept[0], kept[2]);
    change(lab, "UPDATE run SET guess = NULL, guess_error = NULL");
    guess_fill(lab->store, &lab->failure);
    lab_ok(lab);
    for (int i = 0; i < 3; i++)
        assert_string_equal(dump(lab, GUESS, run[i]), kept[i]);
}

/* Files may lie anywhere, a run that has not ended will know, and a set may be known no more. */
static void others_stay_without(void **state)
{
    struct lab *lab = *state;
    struct cell c = tiny();
    const int64_t run = run_of(lab, &c);
    const char *const changes[] = {
        "UPDATE run SET guess = NULL, status = 'unfinished'",
        "UPDATE run SET status = 'done', cell = json_set(cell, '$.\"data.checksum\"', 7)",
        "UPDATE run SET cell = json_set(cell, '$.\"data.checksum\"', 0, '$.\"data.name\"', 'gone')",
    };
    must_end(lab, (struct train_run_order){.run = run}, RUN_DONE);
    for (int i = 0; i < 3; i++) {
        change(lab, changes[i]);
        guess_fill(lab->store, &lab->failure);
        lab_ok(lab);
        assert_string_equal(dump(lab, "SELECT guess IS NULL FROM run WHERE id = :run", run), "1\n");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(what_training_keeps_is_made_again),
        lab_test(others_stay_without),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

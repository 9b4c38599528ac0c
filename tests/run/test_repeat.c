/* The same bits again; a number that is not the same is found; states that are gone come back. */
#include "lab/run/repeat.h"
#include "lab/store/store_internal.h"
#include "tests/run/tiny_run.h"

static const char states[] =
    "SELECT step, hex(data) FROM checkpoint WHERE run = :run ORDER BY step";
static const char steps[] = "SELECT group_concat(step, ' ') FROM checkpoint WHERE run = :run";

/* A cell with all that a run records: junctions, running statistics, states in between. */
static struct cell rich(void)
{
    struct cell c = tiny();
    c.net.norm = "batch";
    c.train.keep = "2 4";
    return c;
}

static int64_t trained(struct lab *lab, const struct cell *c, enum keep keep)
{
    const int64_t run = run_of(lab, c);
    must_end(lab, (struct train_run_order){.run = run, .keep = keep}, RUN_DONE);
    return run;
}

static const char *difference(struct lab *lab, int64_t run)
{
    struct repetition r;
    repeat_run(&lab->arena, lab->store, &(struct repeat_order){.run = run, .path = ""}, &r,
               &lab->failure);
    repeat_close(&r);
    lab_ok(lab);
    return arena_printf(&lab->arena, "%s", r.difference);
}

static void change(struct lab *lab, const char *sql)
{
    sql_run(lab->store, sql, &lab->failure);
    lab_ok(lab);
}

static void states_stay_as_the_order_says(void **state)
{
    struct lab *lab = *state;
    struct cell c = rich();
    const int64_t run = trained(lab, &c, KEEP_LISTED);
    assert_string_equal(dump(lab, steps, run), "2 4\n");
    c.seed = 2;
    const int64_t other = trained(lab, &c, KEEP_FOR_OTHERS);
    assert_string_equal(dump(lab, steps, other), "2 4 6\n");
    c.seed = 3;
    const int64_t good = trained(lab, &c, KEEP_FOR_GOOD);
    const int64_t all[] = {run, other, good};
    store_states_drop(lab->store, 3, all, 60, "", &lab->failure);
    assert_string_equal(dump(lab, steps, run), "2 4\n");
    assert_string_equal(dump(lab, steps, other), "\n");
    assert_string_equal(dump(lab, steps, good), "2 4 6\n");
    assert_true(train_run_is_dear(&c, 61));
    assert_false(train_run_is_dear(&c, 59));
    c.checksum = 1;
    assert_true(train_run_is_dear(&c, 0));
}

static void it_is_the_same(void **state)
{
    struct lab *lab = *state;
    struct cell c = rich();
    assert_string_equal(difference(lab, trained(lab, &c, KEEP_LISTED)), "");
    c.seed = 2;
    assert_string_equal(difference(lab, trained(lab, &c, KEEP_FOR_GOOD)), "");
    c = tiny();
    c.train.lr = 1e6; /* it diverges, and that is the same, too */
    c.train.steps = 100;
    const int64_t run = run_of(lab, &c);
    must_end(lab, (struct train_run_order){.run = run}, RUN_DIVERGED);
    assert_string_equal(difference(lab, run), "");
}

/* One number in one row of any series, one row less, one row more. */
static void what_is_not_is_found(void **state)
{
    struct lab *lab = *state;
    const struct cell c = rich();
    const int64_t run = trained(lab, &c, KEEP_FOR_GOOD);
    static const struct {
        const char *sql, *where;
    } fault[] = {
        {"UPDATE gradient_row SET dh = dh * (1 + 1e-15) WHERE step = 2 AND place = 3",
         "gradient.dh, step 2, layer 3: "},
        {"UPDATE curve_row SET train_loss = NULL, odd = 4 WHERE step = 5",
         "curve.train_loss, step 5, "},
        {"UPDATE final_row SET test_acc = 0.123", "final.test_acc, step 6, "},
        {"DELETE FROM junction_row WHERE step = 4 AND place = 1", "junction."},
        {"INSERT INTO curve_row SELECT run, 99, place, epoch, train_loss, train_acc, test_loss, "
         "test_acc, odd FROM curve_row WHERE step = 6",
         "curve, step 99,  0: not measured again"},
        {"UPDATE run SET status = 'diverged'", "diverged stored, done again"},
        {"UPDATE checkpoint SET data = zeroblob(length(data)) WHERE step = 6",
         "the weights after 6 updates"},
    };
    for (size_t i = 0; i < sizeof fault / sizeof *fault; i++) {
        change(lab, "SAVEPOINT whole");
        change(lab, fault[i].sql);
        const char *found = difference(lab, run);
        if (!strstr(found, fault[i].where))
            fail_msg("`%s`: `%s`, not `%s`", fault[i].sql, found, fault[i].where);
        change(lab, "ROLLBACK TO whole; RELEASE whole");
    }
    assert_string_equal(difference(lab, run), "");
}

static void restore(struct lab *lab, int64_t run, int64_t keep_step)
{
    const struct repeat_order order = {.run = run, .path = "", .keep_step = keep_step};
    repeat_restore(&lab->arena, lab->store, &order, &lab->failure);
}

static void states_come_back_as_they_were(void **state)
{
    struct lab *lab = *state;
    const struct cell c = rich();
    const int64_t run = trained(lab, &c, KEEP_FOR_OTHERS);
    const char *before = dump(lab, states, run), *rows = dump(lab, LAYER, run);
    store_states_drop(lab->store, 1, &run, 60, "", &lab->failure);
    restore(lab, run, 0);
    lab_ok(lab);
    assert_string_equal(dump(lab, states, run), before);
    assert_string_equal(dump(lab, LAYER, run), rows);
    restore(lab, run, 5);
    lab_ok(lab);
    assert_string_equal(dump(lab, steps, run), "2 4 5 6\n");
    store_states_drop(lab->store, 1, &run, 60, "", &lab->failure);
    assert_string_equal(dump(lab, steps, run), "\n");
}

static void a_source_is_trained_again_too(void **state)
{
    struct lab *lab = *state;
    const struct cell c = tiny();
    struct cell second = tiny();
    second.start.from = "steps=6";
    second.train.steps = 3;
    const int64_t run[] = {trained(lab, &c, KEEP_FOR_OTHERS),
                           trained(lab, &second, KEEP_FOR_OTHERS)};
    store_states_drop(lab->store, 2, run, 60, "", &lab->failure);
    assert_string_equal(difference(lab, run[1]), "");
}

static void other_numbers_give_no_states(void **state)
{
    struct lab *lab = *state;
    const struct cell c = rich();
    const int64_t run = trained(lab, &c, KEEP_FOR_OTHERS);
    store_states_drop(lab->store, 1, &run, 60, "", &lab->failure);
    change(lab, "UPDATE curve_row SET train_loss = 2 WHERE step = 5");
    restore(lab, run, 0);
    assert_int_equal(lab->failure.status, STATUS_DATA);
    assert_non_null(strstr(lab->failure.message, "trained again, gives other numbers: curve."));
    lab->failure = (struct failure){0};
    change(lab, "UPDATE run SET build = 'cc'");
    restore(lab, run, 0);
    assert_non_null(strstr(lab->failure.message, "was made elsewhere (cc; here "));
    assert_non_null(strstr(lab->failure.message, "--again"));
    assert_string_equal(dump(lab, steps, run), "\n");
}

static void they_take_the_place_of_the_old(void **state)
{
    struct lab *lab = *state;
    const struct cell c = rich();
    const int64_t run = trained(lab, &c, KEEP_FOR_GOOD);
    static const char names[] = "SELECT params, flops, bytes, status, steps, (SELECT "
                                "group_concat(name, ' ') FROM layer_name "
                                "WHERE run = id) FROM run WHERE id = :run";
    const char *const sql[] = {FINAL, CURVE, LAYER, JUNCTION, states, names};
    const char *before[6];
    for (int i = 0; i < 6; i++)
        before[i] = dump(lab, sql[i], run);
    change(lab,
           "UPDATE gradient_row SET dh = 7; UPDATE run SET params = 7; DELETE FROM checkpoint; "
           "DELETE FROM layer_name; UPDATE curve_row SET train_loss = 2");
    struct repetition r;
    repeat_run(&lab->arena, lab->store, &(struct repeat_order){.run = run, .path = ""}, &r,
               &lab->failure);
    repeat_replace(&lab->arena, lab->store, run, &r, KEEP_FOR_GOOD, &lab->failure);
    repeat_close(&r);
    lab_ok(lab);
    for (int i = 0; i < 6; i++)
        assert_string_equal(dump(lab, sql[i], run), before[i]);
    assert_string_equal(difference(lab, run), "");
}

static void only_finished_runs_are_repeated(void **state)
{
    struct lab *lab = *state;
    const struct cell c = tiny();
    struct repetition r;
    repeat_run(&lab->arena, lab->store, &(struct repeat_order){.run = run_of(lab, &c), .path = ""},
               &r, &lab->failure);
    repeat_close(&r);
    assert_non_null(strstr(lab->failure.message, "is new: it has no final weights"));
}

/* Stopped in the middle it is no repetition, and nothing is concluded from it. */
static void one_that_is_stopped_fails(void **state)
{
    struct lab *lab = *state;
    const struct cell c = tiny();
    const int64_t run = trained(lab, &c, KEEP_LISTED);
    struct stopper s = {.at = 3};
    struct tick tick = {&s, stop_at};
    struct repetition r;
    const struct repeat_order order = {.run = run, .path = "", .tick = &tick};
    repeat_run(&lab->arena, lab->store, &order, &r, &lab->failure);
    repeat_close(&r);
    assert_int_equal(lab->failure.status, STATUS_BUSY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(states_stay_as_the_order_says),  lab_test(it_is_the_same),
        lab_test(what_is_not_is_found),           lab_test(states_come_back_as_they_were),
        lab_test(a_source_is_trained_again_too),  lab_test(other_numbers_give_no_states),
        lab_test(they_take_the_place_of_the_old), lab_test(only_finished_runs_are_repeated),
        lab_test(one_that_is_stopped_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

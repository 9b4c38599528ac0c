#include "lab/data/file.h"
#include "tests/run/tiny_run.h"
#include <signal.h>
#include <sys/wait.h>

static void a_cell_is_trained_and_its_rows_are_in_the_store(void **state)
{
    struct lab *lab = *state;
    struct cell c = tiny();
    int64_t run = run_of(lab, &c);
    must_end(lab, (struct train_run_order){.run = run}, RUN_DONE);
    assert_string_equal(dump(lab, STATUS, run), "done\n");
    assert_string_equal(dump(lab, "SELECT steps, threads FROM run WHERE id = :run", run), "6 1\n");
    assert_string_equal(dump(lab, "SELECT step FROM curve_row WHERE run = :run ORDER BY 1", run),
                        "0\n1\n2\n3\n4\n5\n6\n");
    assert_string_equal(dump(lab, "SELECT count(*), min(odd) FROM final_row WHERE run = :run", run),
                        "1 0\n");
    assert_string_not_equal(dump(lab, LAYER, run), "");
    assert_string_not_equal(dump(lab, JUNCTION, run), "");
    /* stem 16 x 4 + 4, four layers of 4 x 4 + 4, head 4 x 10 + 10 */
    assert_string_equal(dump(lab, "SELECT params FROM run WHERE id = :run", run), "198\n");
    /* 2 (16 x 4 + 4 x 4 x 4 + 4 x 10) = 336, and what activations, sums and the loss take */
    assert_string_equal(
        dump(lab, "SELECT flops BETWEEN 337 AND 436 AND bytes > 0 FROM run WHERE id = :run", run),
        "1\n");
    assert_string_equal(dump(lab,
                             "SELECT count(*) FROM gradient_row l LEFT JOIN layer_name n "
                             "ON n.run = l.run AND n.layer = l.place "
                             "WHERE l.run = :run AND n.name IS NULL",
                             run),
                        "0\n");
}

/* Planes so large that each lane group is a chunk of its own: five of them, the last not full. */
static struct cell many_chunks(void)
{
    struct cell c;
    cell_preset(&c);
    c.data.side = 32;
    c.data.train = 75;
    c.data.test = 20;
    c.net.family = "cifar";
    c.net.block = "residual";
    c.net.norm = "batch";
    c.net.depth = 8;
    c.net.width = 17;
    c.train.steps = 3;
    c.train.batch = 75;
    c.train.log_curve = 1;
    return c;
}

static void threads_change_no_bit(void **state)
{
    struct lab *lab = *state;
    const char *sql[] = {FINAL, CURVE, LAYER, JUNCTION,
                         "SELECT hex(data) FROM checkpoint WHERE run = :run ORDER BY step"};
    const char *alone[5];
    struct cell c = many_chunks();
    int64_t run = run_of(lab, &c);
    must_end(lab, (struct train_run_order){.run = run}, RUN_DONE);
    for (int i = 0; i < 5; i++)
        alone[i] = dump(lab, sql[i], run);
    for (int threads = 2; threads <= 5; threads += 3) {
        must_end(lab, (struct train_run_order){.run = run, .threads = threads, .again = true},
                 RUN_DONE);
        for (int i = 0; i < 5; i++)
            assert_string_equal(dump(lab, sql[i], run), alone[i]);
        assert_string_equal(dump(lab, "SELECT threads FROM run WHERE id = :run", run),
                            threads == 2 ? "2\n" : "5\n");
    }
}

/* Five of six bottlenecks reduce, at each of the steps 0, 1, 2, 4, 5 and 6. */
static void a_bottlenecks_reductions_are_in_the_store(void **state)
{
    struct lab *lab = *state;
    struct cell c = tiny();
    c.net.family = "cifar";
    c.net.form = "bottleneck";
    c.net.norm = "batch";
    c.net.block = "residual";
    c.net.depth = 20;
    int64_t run = run_of(lab, &c);
    must_end(lab, (struct train_run_order){.run = run}, RUN_DONE);
    assert_string_equal(
        dump(lab,
             "SELECT count(*), count(DISTINCT step), sum(kept > best + 1e-3), max(odd) "
             "FROM reduction_row WHERE run = :run",
             run),
        "30 6 0 0\n");
}

static void a_run_that_is_stopped_goes_on_and_ends_with_the_same_rows(void **state)
{
    struct lab *lab = *state;
    struct cell c = tiny();
    int64_t run = run_of(lab, &c);
    const char *sql[] = {FINAL, CURVE, LAYER, JUNCTION}, *unbroken[4];
    must_end(lab, (struct train_run_order){.run = run}, RUN_DONE);
    for (int i = 0; i < 4; i++)
        unbroken[i] = dump(lab, sql[i], run);

    struct stopper s = {.at = 3};
    struct tick tick = {&s, stop_at};
    enum run_status end;
    struct train_run_order order = {.run = run, .again = true, .tick = &tick};
    assert_int_equal(carry_out(lab, order, &end), STATUS_BUSY);
    assert_int_equal(end, RUN_UNFINISHED);
    assert_int_equal(s.last, 3);
    assert_string_equal(dump(lab, STATUS, run), "unfinished\n");
    assert_string_equal(dump(lab, FINAL, run), "");
    assert_false(store_run_locked(lab->store, run));

    s = (struct stopper){.at = -1};
    must_end(lab, (struct train_run_order){.run = run, .tick = &tick}, RUN_DONE);
    assert_true(s.first > 1); /* not from the start */
    for (int i = 0; i < 4; i++)
        assert_string_equal(dump(lab, sql[i], run), unbroken[i]);
}

static bool dies_at_three(void *self, int64_t step, double loss)
{
    (void)self, (void)loss;
    if (step == 3)
        raise(SIGKILL);
    return true;
}

/* With no time between two saves every update is saved. */
static void a_run_that_is_killed_goes_on_from_what_was_saved_by_time(void **state)
{
    struct lab *lab = *state;
    struct cell c = tiny();
    c.train.keep = "1,2,6"; /* a state that is kept takes no place of the other's */
    int64_t run = run_of(lab, &c);
    const char *unbroken[4], *const sql[] = {FINAL, CURVE, LAYER, JUNCTION};
    must_end(lab, (struct train_run_order){.run = run}, RUN_DONE);
    for (int i = 0; i < 4; i++)
        unbroken[i] = dump(lab, sql[i], run);
    const char *file = arena_printf(&lab->arena, "%s/lab.db", lab->folder);
    const pid_t child = fork();
    if (!child) {
        struct failure failure = {0};
        struct store *store = store_open(file, false, &failure);
        enum run_status end;
        struct tick tick = {NULL, dies_at_three};
        const struct train_run_order order = {.run = run, .path = "", .again = true, .tick = &tick};
        train_run_execute(store, &order, &end, &failure);
        _exit(1);
    }
    int status;
    waitpid(child, &status, 0);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    const char *saved = dump(lab, "SELECT step FROM resume WHERE run = :run", run);
    assert_true(strtol(saved, NULL, 10) >= 2);
    struct stopper s = {.at = -1};
    must_end(lab, (struct train_run_order){.run = run, .tick = &(struct tick){&s, stop_at}},
             RUN_DONE);
    assert_true(s.first >= 2);
    for (int i = 0; i < 4; i++)
        assert_string_equal(dump(lab, sql[i], run), unbroken[i]);
}

static void a_run_that_another_holds_is_busy_and_left_alone(void **state)
{
    struct lab *lab = *state;
    struct cell c = tiny();
    int64_t run = run_of(lab, &c);
    const struct provenance made = {"r", "h", "p", "b", "l", 1};
    struct checkpoint none;
    enum run_status end;
    struct store *other =
        store_open(arena_printf(&lab->arena, "%s/lab.db", lab->folder), false, &lab->failure);
    store_run_begin(other, &lab->arena, run, &made, false, &none, &lab->failure);
    lab_ok(lab);
    assert_int_equal(carry_out(lab, (struct train_run_order){.run = run, .again = true}, &end),
                     STATUS_BUSY);
    assert_true(store_run_locked(lab->store, run));
    assert_string_equal(dump(lab, "SELECT status, revision FROM run WHERE id = :run", run),
                        "unfinished r\n");
    assert_string_equal(dump(lab, CURVE, run), "");
    store_close(other);
    must_end(lab, (struct train_run_order){.run = run}, RUN_DONE);
}

static void data_that_changed_since_the_plan_are_refused(void **state)
{
    struct lab *lab = *state;
    static const char table[] = "1,2,x\n2,3,y\n3,5,x\n4,7,y\n5,1,x\n6,2,y\n7,3,x\n8,5,y\n";
    struct cell c = tiny();
    c.data.name = "csv";
    c.data.train = c.data.test = 0;
    c.data.path = put(lab, "t.csv", "we", table);
    assert_int_equal(data_checksum(&c.data, &c.checksum, &lab->failure), STATUS_OK);
    int64_t run = run_of(lab, &c);
    put(lab, "t.csv", "ae", "9,7,x\n");
    enum run_status end;
    assert_int_equal(
        carry_out(lab, (struct train_run_order){.run = run, .path = c.data.path}, &end),
        STATUS_DATA);
    assert_non_null(strstr(lab->failure.message, c.data.path));
    assert_non_null(strstr(lab->failure.message, "not the data of run"));
    assert_string_equal(dump(lab, STATUS, run), "new\n");
    /* The same bytes may lie elsewhere. */
    must_end(lab, (struct train_run_order){.run = run, .path = put(lab, "u.csv", "we", table)},
             RUN_DONE);
}

static void a_run_that_diverges_says_in_which_layer(void **state)
{
    struct lab *lab = *state;
    struct cell c = tiny();
    c.train.lr = 1e6;
    c.train.steps = 100;
    int64_t run = run_of(lab, &c);
    must_end(lab, (struct train_run_order){.run = run}, RUN_DIVERGED);
    const char *detail = dump(lab, DETAIL, run);
    int layer = -1;
    const char *place = strstr(detail, "; layer ");
    if (!place || sscanf(place, "; layer %d", &layer) != 1)
        fail_msg("no layer in `%s`", detail);
    const char *name = dump(
        lab,
        arena_printf(&lab->arena,
                     "SELECT '(' || name || ') is the first whose h is not finite' FROM layer_name "
                     "WHERE run = :run AND layer = %d",
                     layer),
        run);
    assert_true(strlen(name) > 1);
    assert_non_null(strstr(detail, name));
    assert_string_equal(dump(lab, STATUS, run), "diverged\n");
    assert_string_not_equal(dump(lab, CURVE, run), "");
}

static void a_failed_run_may_be_tried_again_and_its_reason_goes(void **state)
{
    struct lab *lab = *state;
    struct cell c = tiny();
    int64_t run = run_of(lab, &c);
    lab->run[0] = run;
    lab_begin(lab, 0);
    store_run_end(lab->store, run, RUN_FAILED, "the lamp went out", 1, &lab->failure);
    must_end(lab, (struct train_run_order){.run = run}, RUN_DONE);
    assert_string_equal(dump(lab, DETAIL, run), "\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(a_cell_is_trained_and_its_rows_are_in_the_store),
        lab_test(threads_change_no_bit),
        lab_test(a_bottlenecks_reductions_are_in_the_store),
        lab_test(a_run_that_is_stopped_goes_on_and_ends_with_the_same_rows),
        lab_test(a_run_that_is_killed_goes_on_from_what_was_saved_by_time),
        lab_test(a_run_that_another_holds_is_busy_and_left_alone),
        lab_test(data_that_changed_since_the_plan_are_refused),
        lab_test(a_run_that_diverges_says_in_which_layer),
        lab_test(a_failed_run_may_be_tried_again_and_its_reason_goes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

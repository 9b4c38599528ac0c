/* What is taken of another database, what stays, and what is refused. */
#include "tests/cli/measured.h"
#include "tests/store/scratch_store.h"

/* Another database in the folder, with a run of this hash that has ended with this h in its row. */
static struct store *other_open(struct scratch_store *d, const char *name)
{
    struct store *s =
        recorded_open(arena_printf(&d->arena, "%s/%s", d->folder, name), false, &d->failure);
    check_ok(d);
    return s;
}

static int64_t put_run(struct scratch_store *d, struct store *s, const char *hash, double h)
{
    struct store *own = d->store;
    d->store = s;
    const int64_t run = scratch_new_run(d, hash);
    d->store = own;
    sql_do(s, &d->failure,
           "UPDATE run SET status = 'done', steps = 9, host = hex(randomblob(4)) WHERE id = ?", "i",
           run);
    sql_do(s, &d->failure,
           "INSERT INTO gradient_row (run, step, place, h, odd) VALUES (?, 1, 0, ?, 0)", "ir", run,
           h);
    sql_do(s, &d->failure, "INSERT INTO layer_name VALUES (?, 0, 'stem')", "i", run);
    check_ok(d);
    return run;
}

/* Runs as a part of the experiment `e`, at these places. */
static void put_sweep(struct scratch_store *d, struct store *s, int runs, const int64_t *run,
                      const int *place)
{
    store_sweep(s,
                &(struct sweep_record){.experiment = "e",
                                       .spec = "question: ?",
                                       .question = "?",
                                       .claim = "c",
                                       .source = "s",
                                       .runs = runs,
                                       .run = run,
                                       .place = place},
                &d->failure);
    check_ok(d);
}

static struct merge merge(struct scratch_store *d, const char *name)
{
    struct merge m;
    recorded_merge(d->store, &d->arena, arena_printf(&d->arena, "%s/%s", d->folder, name), &m,
                   &d->failure);
    return m;
}

static const char a[] = "00000000000000aa", b[] = "00000000000000bb", c[] = "00000000000000cc";

static void parts_in_any_order_are_the_whole(void **state)
{
    struct scratch_store *d = *state;
    struct store *whole = other_open(d, "whole.db"), *first = other_open(d, "1.db"),
                 *second = other_open(d, "2.db");
    int64_t run[] = {put_run(d, whole, a, 1), put_run(d, whole, b, 2), put_run(d, whole, c, 3)};
    put_sweep(d, whole, 3, run, NULL);
    const int64_t part[] = {put_run(d, first, c, 3), put_run(d, first, a, 1)};
    put_sweep(d, first, 2, part, (int[]){2, 0});
    const int64_t rest = put_run(d, second, b, 2);
    put_sweep(d, second, 1, &rest, (int[]){1});
    store_close(whole);
    store_close(first);
    store_close(second);
    char *expected = measured(d->folder, "whole.db");
    static const char *const order[][3] = {{"1.db", "2.db", "1.db"}, {"2.db", "1.db", "2.db"}};
    for (int i = 0; i < 2; i++) {
        store_close(d->store);
        d->store = other_open(d, i ? "y.db" : "x.db");
        assert_int_equal(merge(d, order[i][0]).taken, i ? 1 : 2);
        assert_int_equal(merge(d, order[i][1]).taken, i ? 2 : 1);
        assert_int_equal(merge(d, order[i][2]).taken, 0);
        check_ok(d);
        char *merged = measured(d->folder, i ? "y.db" : "x.db");
        assert_string_equal(merged, expected);
        free(merged);
    }
    free(expected);
}

static void other_numbers_are_named_and_nothing_is_taken(void **state)
{
    struct scratch_store *d = *state;
    put_run(d, d->store, b, 2);
    struct store *s = other_open(d, "1.db");
    put_run(d, s, b, 2.5);
    put_run(d, s, c, 3);
    store_close(s);
    const struct merge m = merge(d, "1.db");
    check_failed(d, STATUS_DATA, "1.db: 1 runs have other numbers");
    assert_int_equal(m.conflicts, 1);
    assert_non_null(
        strstr(m.conflict[0], "run 00000000000000bb: gradient_row at step 1: h 2.5, not 2.0"));
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM run"), 2);
}

static void a_row_too_many_or_too_few_is_other_numbers(void **state)
{
    struct scratch_store *d = *state;
    put_run(d, d->store, b, 2);
    struct store *s = other_open(d, "1.db");
    put_run(d, s, b, 2);
    sql_run(s, "UPDATE gradient_row SET place = 1", &d->failure);
    store_close(s);
    assert_non_null(strstr(merge(d, "1.db").conflict[0], "rows that are not"));
    check_failed(d, STATUS_DATA, "other numbers");
    s = other_open(d, "2.db");
    put_run(d, s, b, 2);
    sql_run(s, "DELETE FROM gradient_row", &d->failure);
    store_close(s);
    assert_non_null(strstr(merge(d, "2.db").conflict[0], "rows that are not there"));
    check_failed(d, STATUS_DATA, "other numbers");
    s = other_open(d, "3.db");
    put_run(d, s, b, 2);
    sql_run(s, "UPDATE run SET status = 'diverged'", &d->failure);
    store_close(s);
    assert_non_null(strstr(merge(d, "3.db").conflict[0], "diverged, not done"));
    check_failed(d, STATUS_DATA, "other numbers");
}

/* As a run that is being trained leaves it after 5 updates. */
static void set_unfinished(struct scratch_store *d, struct store *s, int64_t steps)
{
    sql_do(s, &d->failure, "UPDATE run SET status = 'unfinished', steps = ?", "i", steps);
    sql_do(s, &d->failure, "INSERT INTO resume SELECT id, steps, x'07' FROM run", "");
    check_ok(d);
}

static void of_two_the_further_one_stays(void **state)
{
    struct scratch_store *d = *state;
    struct store *s = other_open(d, "5.db");
    put_run(d, s, a, 1);
    set_unfinished(d, s, 5);
    store_close(s);
    s = other_open(d, "7.db");
    put_run(d, s, a, 1);
    set_unfinished(d, s, 7);
    store_close(s);
    s = other_open(d, "9.db");
    put_run(d, s, a, 1);
    store_close(s);
    assert_int_equal(merge(d, "5.db").unfinished, 1);
    assert_int_equal(scratch_int(d, "SELECT step FROM resume"), 5);
    assert_int_equal(merge(d, "7.db").taken, 1);
    assert_int_equal(scratch_int(d, "SELECT step FROM resume"), 7);
    assert_int_equal(merge(d, "5.db").taken, 0);
    assert_int_equal(merge(d, "9.db").taken, 1);
    assert_int_equal(merge(d, "7.db").taken, 0);
    check_ok(d);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM resume"), 0);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM gradient WHERE experiment = 'e'"), 1);
    assert_int_equal(scratch_int(d, "SELECT status = 'done' AND steps = 9 FROM run"), 1);
}

static void what_is_trained_is_not_replaced(void **state)
{
    struct scratch_store *d = *state;
    struct store *s = other_open(d, "1.db");
    put_run(d, s, a, 1);
    store_close(s);
    s = other_open(d, "lab.db"); /* another process, as it were */
    store_run_lock(s, d->run, &d->failure);
    merge(d, "1.db");
    check_failed(d, STATUS_BUSY, "is being trained");
    assert_int_equal(scratch_int(d, "SELECT status = 'new' FROM run"), 1);
    store_run_unlock(s, d->run);
    store_close(s);
    merge(d, "1.db");
    check_ok(d);
    assert_false(store_run_locked(d->store, d->run));
}

static void put_probe(struct scratch_store *d, struct store *s, int64_t run, const char *how,
                      double rank)
{
    sql_do(s, &d->failure, "INSERT INTO probe_run VALUES (?, 9, 'rank', ?, 0, 1)", "it", run, how);
    sql_do(s, &d->failure,
           "INSERT INTO rank_row (run, step, place, stable_rank, odd) VALUES (?, 9, 0, ?, 0)", "ir",
           run, rank);
    check_ok(d);
}

static void probes_are_taken_or_compared(void **state)
{
    struct scratch_store *d = *state;
    const int64_t run = put_run(d, d->store, b, 2);
    static const char *const file[] = {"1.db", "2.db", "3.db"};
    static const char *const how[] = {"{\"samples\":8}", "{\"samples\":8}", "{\"samples\":4}"};
    for (int i = 0; i < 3; i++) {
        struct store *s = other_open(d, file[i]);
        put_probe(d, s, put_run(d, s, b, 2), how[i], 1.5 + i);
        store_close(s);
    }
    assert_int_equal(merge(d, "1.db").probes, 1);
    check_ok(d);
    assert_int_equal(sql_int(d->store, &d->failure,
                             "SELECT count(*) FROM rank_row WHERE run = ? AND stable_rank = 1.5",
                             "i", run),
                     1);
    assert_int_equal(merge(d, "1.db").probes, 0);
    assert_non_null(strstr(merge(d, "2.db").conflict[0], "rank_row at step 9: stable_rank 2.5"));
    check_failed(d, STATUS_DATA, "other numbers");
    assert_int_equal(merge(d, "3.db").probes, 0); /* measured otherwise: ours stays */
    check_ok(d);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM rank_row WHERE stable_rank = 1.5"), 1);
}

static void verdicts_go_where_a_sweep_changes(void **state)
{
    struct scratch_store *d = *state;
    struct store *s = other_open(d, "1.db");
    put_run(d, s, c, 3); /* of no sweep */
    store_close(s);
    scratch_verdict(d);
    assert_string_equal(merge(d, "1.db").changed, "");
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM verdict"), 1);
    s = other_open(d, "2.db");
    const int64_t run = put_run(d, s, b, 3);
    put_sweep(d, s, 1, &run, (int[]){1});
    store_close(s);
    assert_string_equal(merge(d, "2.db").changed, "e");
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM verdict"), 0);
    scratch_verdict(d);
    assert_string_equal(merge(d, "2.db").changed, "");
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM verdict"), 1);
    s = other_open(d, "3.db"); /* with its verdict, to where the experiment is not known */
    store_close(s);
    store_close(d->store);
    d->store = other_open(d, "3.db");
    merge(d, "lab.db");
    check_ok(d);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM verdict"), 1);
}

static void another_sweep_stays_as_it_is(void **state)
{
    struct scratch_store *d = *state;
    struct store *s = other_open(d, "1.db");
    const int64_t run = put_run(d, s, b, 3);
    put_sweep(d, s, 1, &run, NULL); /* another run at the place of ours */
    store_close(s);
    const struct merge m = merge(d, "1.db");
    check_ok(d);
    assert_string_equal(m.others, "e");
    assert_int_equal(m.taken, 1);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM sweep"), 1);
    assert_int_equal(scratch_int(d, "SELECT run FROM sweep"), d->run);
}

static void what_is_no_other_database_of_ours_is_refused(void **state)
{
    struct scratch_store *d = *state;
    merge(d, "lab.db");
    check_failed(d, STATUS_USAGE, "the database itself");
    merge(d, "none.db");
    check_failed(d, STATUS_DATA, "cannot read");
    FILE *file = fopen(arena_printf(&d->arena, "%s/text", d->folder), "w");
    fputs("This is no database, though it is long enough to be one of some hundred bytes or so. ",
          file);
    fclose(file);
    merge(d, "text");
    check_failed(d, STATUS_DATA, "not a database");
    struct store *s = other_open(d, "newer.db");
    sql_run(s, "ALTER TABLE run ADD COLUMN colour TEXT", &d->failure);
    store_close(s);
    merge(d, "newer.db");
    check_failed(d, STATUS_DATA, "has run.colour, which this program does not know");
    s = other_open(d, "layout.db");
    sql_run(s, "PRAGMA user_version = 99", &d->failure);
    store_close(s);
    merge(d, "layout.db");
    check_failed(d, STATUS_DATA, "layout 99, of a newer program");
    s = other_open(d, "cell.db");
    sql_do(s, &d->failure, "INSERT INTO run (uuid, cell, seed) VALUES (?, '{}', 1)", "t", a);
    store_close(s);
    assert_non_null(strstr(merge(d, "cell.db").conflict[0], "other settings"));
    check_failed(d, STATUS_DATA, "other numbers");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(parts_in_any_order_are_the_whole),
        scratch_test(other_numbers_are_named_and_nothing_is_taken),
        scratch_test(a_row_too_many_or_too_few_is_other_numbers),
        scratch_test(of_two_the_further_one_stays),
        scratch_test(what_is_trained_is_not_replaced),
        scratch_test(probes_are_taken_or_compared),
        scratch_test(verdicts_go_where_a_sweep_changes),
        scratch_test(another_sweep_stays_as_it_is),
        scratch_test(what_is_no_other_database_of_ours_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

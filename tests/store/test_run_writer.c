/* What is recorded comes back, to the last bit, up to the last checkpoint and no further. */
#include "tests/store/scratch_store.h"
#include <float.h>
#include <signal.h>
#include <sys/wait.h>

static const struct column column[] = {{"a", "1", "first", ""}, {"b", "nat", "second", "x"}};
static const struct series series = {"thing", "layer", 2, column, .keys = 0};

static void save(struct scratch_store *d, const struct recorder *r, int64_t step, bool keep)
{
    int64_t state[2] = {step, ~step};
    r->checkpoint(r->self,
                  &(struct checkpoint){.step = step, .data = state, .bytes = sizeof state, keep});
    check_ok(d);
}

static void every_number_comes_back(void **state)
{
    struct scratch_store *d = *state;
    static const double v[] = {0,        1,           -1,     0.1,     1.0 / 3,  DBL_MAX,
                               -DBL_MAX, DBL_MIN,     5e-324, -1e-310, INFINITY, -INFINITY,
                               NAN,      1 + 0x1p-52, 0x1p53, 1e15,    1e300,    -2.5e-300};
    enum { N = sizeof v / sizeof *v };
    scratch_begin(d, false);
    struct recorder r = store_recorder(d->store, d->run, &d->failure);
    for (int i = 0; i < N; i++)
        r.row(r.self, &series, 7, i, (double[]){v[i], v[N - 1 - i]}, 0);
    save(d, &r, 7, false);
    scratch_reopen(d);

    int rows = 0;
    struct query *q =
        query_open(d->store, "SELECT a, b, place, odd FROM thing_row ORDER BY place", &d->failure);
    for (; query_next(q); rows++) {
        double got[] = {query_real(q, 0), query_real(q, 1)};
        double want[] = {v[rows], v[N - 1 - rows]};
        for (int c = 0; c < 2; c++) {
            assert_false(query_is_null(q, c));
            if (isnan(want[c]))
                assert_true(isnan(got[c]));
            else
                assert_memory_equal(&got[c], &want[c], sizeof(double));
            double read = strtod(query_text(q, c), NULL);
            assert_true(read == want[c] || (isnan(read) && isnan(want[c])));
        }
    }
    query_close(q);
    check_ok(d);
    assert_int_equal(rows, N);
}

static void a_missing_value_is_null_and_not_odd(void **state)
{
    struct scratch_store *d = *state;
    scratch_begin(d, false);
    struct recorder r = store_recorder(d->store, d->run, &d->failure);
    r.row(r.self, &series, 0, 0, (double[]){NAN, -INFINITY}, 1);
    save(d, &r, 0, false);
    struct query *q = query_open(d->store, "SELECT a, b, odd FROM thing_row", &d->failure);
    assert_true(query_next(q));
    assert_true(query_is_null(q, 0));
    assert_string_equal(query_text(q, 0), "");
    assert_string_equal(query_text(q, 1), "-inf");
    assert_int_equal(query_int(q, 2), 3 << 2);
    query_close(q);
    check_ok(d);
}

static void rows_wait_for_the_checkpoint(void **state)
{
    struct scratch_store *d = *state;
    scratch_begin(d, false);
    struct recorder r = store_recorder(d->store, d->run, &d->failure);
    r.row(r.self, &series, 0, 0, (double[]){1, 2}, 0);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM thing_row"), 0);
    save(d, &r, 1, false);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM thing_row"), 1);
    sql_run(d->store, "DELETE FROM thing_row WHERE step = 0", &d->failure);
    r.row(r.self, &series, 1, 0, (double[]){1, 2}, 0);
    save(d, &r, 2, false); /* and are written once */
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM thing_row"), 1);
    r.row(r.self, &series, 2, 0, (double[]){1, 2}, 0);
    scratch_reopen(d); /* nobody said how the run ended, as after a crash */
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM thing_row"), 1);
}

static void only_the_last_and_the_kept_checkpoints_stay(void **state)
{
    struct scratch_store *d = *state;
    scratch_begin(d, false);
    struct recorder r = store_recorder(d->store, d->run, &d->failure);
    for (int64_t s = 10; s <= 50; s += 10)
        save(d, &r, s, s == 20 || s == 50);
    assert_int_equal(scratch_int(d, "SELECT group_concat(step, '') = '2050' FROM checkpoint"), 1);
    assert_int_equal(scratch_int(d, "SELECT sum(step) FROM checkpoint WHERE NOT keep"), 70);
    assert_int_equal(scratch_int(d, "SELECT sum(step) FROM resume"), 40);
    assert_int_equal(scratch_int(d, "SELECT steps FROM run"), 50);
    assert_int_equal(scratch_int(d, "SELECT count(heartbeat) FROM run"), 1);
    scratch_reopen(d);
    assert_int_equal(scratch_begin(d, false).step, 40); /* not from a state that is kept */
    store_run_end(d->store, d->run, RUN_DONE, "", 1, &d->failure);
    assert_int_equal(scratch_int(d, "SELECT min(step) FROM checkpoint"), 20);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM resume"), 0);
}

/* A child that records in a loop, killed at any moment: the parent finds whole steps. */
static void train_until_killed(const char *file, int64_t run)
{
    static struct failure failure;
    struct arena arena;
    struct checkpoint c;
    arena_open(&arena, 1 << 24);
    struct store *store = store_open(file, false, &failure);
    store_run_begin(store, &arena, run, &scratch_provenance, false, &c, &failure);
    struct recorder r = store_recorder(store, run, &failure);
    int64_t first = c.data ? c.step : 0;
    if (c.data && *(const int64_t *)c.data != c.step)
        _exit(3);
    for (int64_t s = first; !failure.status; s++) {
        for (int place = 0; place < 20; place++)
            r.row(r.self, &series, s, place, (double[]){(double)s, (double)place}, 0);
        if (s % 3 == 2) {
            int64_t saved[2] = {s + 1, ~(s + 1)};
            r.checkpoint(r.self, &(struct checkpoint){s + 1, saved, sizeof saved, false});
        }
    }
    _exit(4);
}

static void rows_and_checkpoint_are_one_whatever_the_moment_of_death(void **state)
{
    struct scratch_store *d = *state;
    scratch_begin(d, false);
    struct recorder r = store_recorder(d->store, d->run, &d->failure);
    r.row(r.self, &series, 0, 0, (double[]){0, 0}, 0);
    store_run_end(d->store, d->run, RUN_UNFINISHED, "", 0, &d->failure);
    int64_t before = 0;
    for (unsigned kill_number = 0; kill_number < 20; kill_number++) {
        store_close(d->store);
        d->store = NULL;
        pid_t child = fork();
        if (!child)
            train_until_killed(d->file, d->run);
        usleep(4000 + kill_number * 7919 % 23 * 1000);
        kill(child, SIGKILL);
        int how;
        waitpid(child, &how, 0);
        assert_true(WIFSIGNALED(how)); /* not ended by a failure of its own */
        d->store = store_open(d->file, false, &d->failure);
        check_ok(d);
        assert_false(store_run_locked(d->store, d->run));
        int64_t step = scratch_int(d, "SELECT coalesce(max(step), 0) FROM resume");
        assert_true(step >= before);
        before = step;
        assert_int_equal(scratch_int(d, "SELECT count(*) FROM thing_row"), 20 * step);
        assert_int_equal(
            scratch_int(d, "SELECT count(*) FROM thing_row WHERE a <> step OR b <> place"), 0);
        assert_int_equal(scratch_int(d, "SELECT coalesce(max(step) + 1, 0) FROM thing_row"), step);
        assert_int_equal(scratch_int(d, "SELECT steps FROM run"), step);
    }
    assert_true(before > 0);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM pragma_integrity_check "
                                    "WHERE integrity_check <> 'ok'"),
                     0);
}

static void a_recorder_of_a_closed_run_refuses(void **state)
{
    struct scratch_store *d = *state;
    struct recorder r = store_recorder(d->store, d->run, &d->failure);
    check_failed(d, STATUS_FAILED, "not open");
    assert_int_equal(r.row(r.self, &series, 0, 0, (double[]){0, 0}, 0), STATUS_FAILED);
    assert_int_equal(r.checkpoint(r.self, &(struct checkpoint){0}), STATUS_FAILED);
}

static void two_processes_record_two_runs_at_once(void **state)
{
    enum { CHILDREN = 2, STEPS = 40 };
    struct scratch_store *d = *state;
    int64_t run[CHILDREN] = {d->run, scratch_new_run(d, "00000000000000bb")};
    store_close(d->store);
    d->store = NULL;
    pid_t child[CHILDREN];
    for (int i = 0; i < CHILDREN; i++) {
        child[i] = fork();
        if (child[i])
            continue;
        struct failure failure = {0};
        struct checkpoint c;
        struct store *store = store_open(d->file, false, &failure);
        store_run_begin(store, &d->arena, run[i], &scratch_provenance, false, &c, &failure);
        struct recorder r = store_recorder(store, run[i], &failure);
        for (int64_t s = 0; s < STEPS; s++) {
            for (int place = 0; place < 50; place++)
                r.row(r.self, &series, s, place, (double[]){(double)i, 0}, 0);
            r.checkpoint(r.self, &(struct checkpoint){s + 1, &s, sizeof s, false});
        }
        store_run_end(store, run[i], RUN_DONE, "", 1, &failure);
        store_close(store);
        _exit((int)failure.status);
    }
    for (int i = 0; i < CHILDREN; i++) {
        int how;
        waitpid(child[i], &how, 0);
        assert_true(WIFEXITED(how) && WEXITSTATUS(how) == 0);
    }
    d->store = store_open(d->file, false, &d->failure);
    check_ok(d);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM thing_row"), CHILDREN * STEPS * 50);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM run WHERE status = 'done'"), CHILDREN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(every_number_comes_back),
        scratch_test(a_missing_value_is_null_and_not_odd),
        scratch_test(rows_wait_for_the_checkpoint),
        scratch_test(only_the_last_and_the_kept_checkpoints_stay),
        scratch_test(rows_and_checkpoint_are_one_whatever_the_moment_of_death),
        scratch_test(a_recorder_of_a_closed_run_refuses),
        scratch_test(two_processes_record_two_runs_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

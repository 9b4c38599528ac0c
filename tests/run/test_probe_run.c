/* What a probe is shown: the weights of the step that was asked for, in a net that is the run's. */
#include "lab/probe/landscape.h"
#include "lab/probe/response.h"
#include "lab/run/probe_run.h"
#include "tests/run/tiny_run.h"

/* A probe that notes down what lies before it: one row, the loss of the first samples and the sum of
 * the weights. */
static const struct column column[] = {{"loss", "nat", "mean loss of the samples", ""},
                                       {"weights", "1", "sum of all trained numbers", ""}};
static const struct series series = {"witness", "", 2, column, .keys = 0};
static const struct series *const written[] = {&series, NULL};

static double one(const struct probe_run *e)
{
    (void)e;
    return 1;
}

static enum status testify(struct probe_run *e)
{
    struct pass pass = probe_fill(e, MODE_MEASURE);
    graph_forward(e->net->graph, &pass);
    double row[2] = {0};
    for (int s = 0; s < e->samples; s++)
        row[0] += (double)e->net->loss->value[s / LANES][s % LANES] / e->samples;
    for (size_t i = 0; i < e->net->graph->params.reals; i++)
        row[1] += (double)e->net->graph->value[i];
    probe_progress(e, .5);
    return probe_row(e, &series, 0, row, 0);
}

static const struct probe witness = {
    "witness", "notes down what it is shown", written, one, testify, 0};

struct watcher {
    double estimate, there, done;
};

static void note_estimate(void *self, double seconds, double done)
{
    ((struct watcher *)self)->estimate = seconds;
    ((struct watcher *)self)->there = done;
}

static void note_progress(void *self, double done)
{
    ((struct watcher *)self)->done = done;
}

static int64_t trained(struct lab *lab, const char *keep)
{
    struct cell c = tiny();
    c.data.train = c.train.batch = 40;
    c.train.keep = keep;
    const int64_t run = run_of(lab, &c);
    must_end(lab, (struct train_run_order){.run = run, .keep = KEEP_FOR_OTHERS}, RUN_DONE);
    return run;
}

static double number_of(struct lab *lab, const char *sql)
{
    struct query *q = query_open(lab->store, sql, &lab->failure);
    const double x = query_next(q) ? query_real(q, 0) : (double)NAN;
    query_close(q);
    lab_ok(lab);
    return x;
}

/* With the whole training set as the batch, the loss of step s in the log is the loss of the state
 * after s updates over all samples: so each state is known by its loss. */
static void each_step_shows_its_own_weights(void **state)
{
    struct lab *lab = *state;
    const int64_t run = trained(lab, "2 5");
    const int64_t asked[] = {0, 2, 5, STEP_FINAL}, want[] = {0, 2, 5, 6};
    struct watcher watcher = {-1, -1, -1};
    for (int i = 0; i < 4; i++) {
        int64_t step = -1;
        struct probe_run_order order = {.probe = &witness,
                                        .run = run,
                                        .step = asked[i],
                                        .samples = 1000,
                                        .path = "",
                                        .watcher = &watcher,
                                        .estimate = note_estimate,
                                        .watch = note_progress};
        assert_int_equal(probe_run_execute(lab->store, &order, &step, &lab->failure), STATUS_OK);
        assert_int_equal(step, want[i]);
    }
    assert_true(watcher.estimate > 0);
    check_near(watcher.there, 0, 0);
    check_near(watcher.done, .5, 0);
    assert_int_equal((int)number_of(lab, "SELECT count(*) FROM witness_row"), 4);
    check_near(
        number_of(lab, "SELECT max(abs(w.loss - c.train_loss)) FROM witness_row w JOIN curve_row c "
                       "ON c.run = w.run AND c.step = w.step"),
        0, 1e-6);
    assert_int_equal((int)number_of(lab, "SELECT count(DISTINCT weights) FROM witness_row"), 4);
}

/* Of two sweeps that share a run, one has measured it and dropped its states. */
static void what_another_sweep_did_meanwhile_is_not_done_again(void **state)
{
    struct lab *lab = *state;
    const int64_t run = trained(lab, "");
    int64_t step = 0;
    struct probe_run_order order = {
        .probe = &witness, .run = run, .step = 6, .samples = 8, .path = ""};
    assert_int_equal(probe_run_execute(lab->store, &order, &step, &lab->failure), STATUS_OK);
    const double loss = number_of(lab, "SELECT loss FROM witness_row");
    assert_int_equal(store_states_drop(lab->store, 1, &run, 60, "", &lab->failure), STATUS_OK);
    order.samples = 16;
    order.shared = true;
    assert_int_equal(probe_run_execute(lab->store, &order, &step, &lab->failure), STATUS_OK);
    check_near(number_of(lab, "SELECT loss FROM witness_row"), loss, 0);
    order.step = 3;
    assert_int_equal(probe_run_execute(lab->store, &order, &step, &lab->failure), STATUS_BUSY);
    assert_false(store_run_locked(lab->store, run));
}

static void a_state_that_was_not_kept_is_refused_with_those_that_were(void **state)
{
    struct lab *lab = *state;
    int64_t step = 0;
    struct probe_run_order order = {
        .probe = &witness, .run = trained(lab, "2"), .step = 3, .samples = 8, .path = ""};
    assert_int_equal(probe_run_execute(lab->store, &order, &step, &lab->failure), STATUS_DATA);
    assert_non_null(strstr(lab->failure.message, "after: 0 (its start) 2, 6"));
    assert_false(store_run_locked(lab->store, order.run));
}

static enum status break_off(struct probe_run *e)
{
    testify(e);
    return fail(e->failure, STATUS_FAILED, "no more");
}

static void a_probe_that_fails_writes_nothing(void **state)
{
    struct lab *lab = *state;
    struct probe broken = witness;
    broken.examine = break_off;
    int64_t step = 0;
    struct probe_run_order order = {
        .probe = &broken, .run = trained(lab, ""), .step = 0, .samples = 8, .path = ""};
    assert_int_equal(probe_run_execute(lab->store, &order, &step, &lab->failure), STATUS_FAILED);
    assert_string_equal(lab->failure.message, "no more");
    lab->failure = (struct failure){0};
    assert_int_equal((int)number_of(lab, "SELECT count(*) FROM witness_row"), 0);
    assert_false(store_run_locked(lab->store, order.run));
}

/* A probe that notes down what the run kept: the sum of the weights of each state. */
static const struct series kept = {"kept", "state", 2, column, .keys = 0};
static const struct series *const kept_only[] = {&kept, NULL};

static enum status leaf(struct probe_run *e)
{
    for (int i = 0; i < e->stages; i++) {
        double row[2] = {(double)e->stage[i].step};
        for (size_t k = 0; k < e->net->graph->params.reals; k++)
            row[1] += (double)e->stage[i].w[k];
        probe_row(e, &kept, i, row, 0);
    }
    return testify(e);
}

static const struct probe album = {"album",   "shows what was kept", kept_only, one, leaf,
                                   NEEDS_PATH};

/* Each is known by its sum, which the witness saw; the net itself shows the state in question. */
static void who_needs_the_path_is_shown_the_states_before(void **state)
{
    struct lab *lab = *state;
    const int64_t run = trained(lab, "2 3 5"), asked[] = {0, 2, 3, 5};
    int64_t step = -1;
    struct probe_run_order order = {.probe = &witness, .run = run, .samples = 40, .path = ""};
    for (int i = 0; i < 4; i++) {
        order.step = asked[i];
        probe_run_execute(lab->store, &order, &step, &lab->failure);
    }
    order.probe = &album;
    order.step = STEP_FINAL;
    probe_run_execute(lab->store, &order, &step, &lab->failure);
    assert_int_equal((int)number_of(lab, "SELECT count(*) FROM kept_row WHERE step = 6"), 4);
    assert_int_equal((int)number_of(lab,
                                    "SELECT count(*) FROM kept_row k JOIN witness_row w ON w.run = "
                                    "k.run AND w.step = k.loss AND w.weights = k.weights"),
                     4);
    check_near(number_of(lab, "SELECT w.loss - c.train_loss FROM witness_row w JOIN curve_row c ON "
                              "c.run = w.run AND c.step = w.step WHERE w.step = 6"),
               0, 1e-6);
    order.step = 3;
    probe_run_execute(lab->store, &order, &step, &lab->failure);
    assert_int_equal((int)number_of(lab,
                                    "SELECT group_concat(loss, '') = '0.02.0' FROM kept_row WHERE "
                                    "step = 3"),
                     1);
}

/* What is interrupted as often as its watcher likes ends with the rows of one probe run. */
struct patience {
    struct failure *failure;
    double limit, there;
};

static void note_where(void *self, double seconds, double done)
{
    assert_true(seconds > 0);
    ((struct patience *)self)->there = done;
}

static void lose_patience(void *self, double done)
{
    struct patience *p = self;
    if (done > p->limit)
        fail(p->failure, STATUS_FAILED, "no more patience");
}

static struct probe_run_order landscape_order(struct lab *lab, struct patience *p)
{
    return (struct probe_run_order){.probe = &probe_landscape,
                                    .run = trained(lab, ""),
                                    .step = STEP_FINAL,
                                    .samples = 20,
                                    .seed = 1,
                                    .grid = 4,
                                    .path = "",
                                    .watcher = p,
                                    .estimate = note_where,
                                    .watch = lose_patience};
}

/* Stopped after two rows of the plane, of 16 points on the line and 16 in the plane. */
static void stop_early(struct lab *lab, const struct probe_run_order *order)
{
    int64_t step;
    ((struct patience *)order->watcher)->limit = .7;
    assert_int_equal(probe_run_execute(lab->store, order, &step, &lab->failure), STATUS_FAILED);
    lab->failure = (struct failure){0};
    assert_int_equal((int)number_of(lab, "SELECT count(*) FROM landscape_row"), 8);
}

static void a_probe_run_that_was_interrupted_goes_on(void **state)
{
    struct lab *lab = *state;
    const char *const rows = "SELECT sum((place + 1) * (j + 2) * loss) FROM landscape_row";
    struct patience p = {&lab->failure, 2, -1};
    struct probe_run_order order = landscape_order(lab, &p);
    int64_t step;
    probe_run_execute(lab->store, &order, &step, &lab->failure);
    const double want = number_of(lab, rows);
    order.seed = 2;
    probe_run_execute(lab->store, &order, &step, &lab->failure);
    assert_true(fabs(number_of(lab, rows) - want) > 1e-6);
    order.seed = 1;
    stop_early(lab, &order);
    check_near(p.there, 0, 0);
    p.limit = .8;
    assert_int_equal(probe_run_execute(lab->store, &order, &step, &lab->failure), STATUS_FAILED);
    check_near(p.there, .75, 1e-12);
    lab->failure = (struct failure){0};
    p.limit = 2;
    probe_run_execute(lab->store, &order, &step, &lab->failure);
    check_near(p.there, .875, 1e-12);
    check_near(number_of(lab, rows), want, 0);
    assert_int_equal((int)number_of(lab, "SELECT count(*) FROM landscape_row"), 16);
}

static void another_seed_or_number_of_samples_is_another_probe_run(void **state)
{
    struct lab *lab = *state;
    struct patience p = {&lab->failure, 2, -1};
    struct probe_run_order order = landscape_order(lab, &p);
    stop_early(lab, &order);
    order.seed = 2;
    stop_early(lab, &order);
    check_near(p.there, 0, 0);
    order.samples = 10;
    stop_early(lab, &order);
    check_near(p.there, 0, 0);
    assert_int_equal((int)number_of(lab,
                                    "SELECT how ->> 'samples' = 10 AND how ->> 'seed' = 2 AND how "
                                    "->> 'grid' = 4 AND parts = 3 AND NOT done FROM probe_run"),
                     1);
}

/* A run that keeps states and is probed ends as one that does not. */
static void probing_changes_no_bit_of_the_training(void **state)
{
    struct lab *lab = *state;
    const int64_t a = trained(lab, ""), b = trained(lab, "1 2 3");
    int64_t step = 0;
    struct probe_run_order order = {
        .probe = &probe_response, .run = b, .step = 2, .samples = 8, .path = ""};
    assert_int_equal(probe_run_execute(lab->store, &order, &step, &lab->failure), STATUS_OK);
    assert_true(a != b);
    assert_int_equal(
        (int)number_of(lab, "SELECT count(DISTINCT hex(data)) FROM checkpoint WHERE step = 6"), 1);
    assert_int_equal((int)number_of(lab, "SELECT count(DISTINCT train_loss) FROM final_row"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(each_step_shows_its_own_weights),
        lab_test(a_state_that_was_not_kept_is_refused_with_those_that_were),
        lab_test(what_another_sweep_did_meanwhile_is_not_done_again),
        lab_test(a_probe_that_fails_writes_nothing),
        lab_test(who_needs_the_path_is_shown_the_states_before),
        lab_test(a_probe_run_that_was_interrupted_goes_on),
        lab_test(another_seed_or_number_of_samples_is_another_probe_run),
        lab_test(probing_changes_no_bit_of_the_training),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

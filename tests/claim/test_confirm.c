#include "lab/claim/confirm.h"
#include "lab/probe/probe.h"
#include "tests/support/small_lab.h"

static const char deeper[] = "train_loss of {depth 8, lr best} > train_loss of {depth 4, lr best}";

static struct expectation says(const char *kind, const char *text)
{
    return (struct expectation){.say = "so", .kind = kind, .text = text, .line = 1, .column = 1};
}

/* depth x lr x seed; 0.1 is the best rate of 4 layers, 0.01 of 8. */
static int depths_open(void **state)
{
    if (lab_open(state))
        return -1;
    struct lab *lab = *state;
    lab_axis(lab, "depth", "4 8 16", 0);
    lab_axis(lab, "lr", "0.01 0.1", 0);
    lab_axis(lab, "seed", "1 2 3 4 5", 0);
    lab_sweep(lab);
    for (int i = 0; i < 30; i++)
        lab_final(lab, i, (i / 5 == 0 || i / 5 == 3 ? 2 : 1) + (i >= 10));
    lab->spec.expectation = arena_calloc(&lab->arena, 4 * sizeof *lab->spec.expectation);
    lab->spec.expectation[0] = says("compare", deeper);
    lab->spec.expectations = 1;
    return 0;
}

#define depths_test(f) cmocka_unit_test_setup_teardown(f, depths_open, lab_close)

static uint64_t seed_of(struct lab *lab, struct spec spec)
{
    return confirm_seed(&lab->arena, &spec, &lab->failure);
}

static void another_statement_or_setting_gets_fresh_seeds(void **state)
{
    struct lab *lab = *state;
    struct spec spec = lab->spec;
    const uint64_t seed = seed_of(lab, spec);
    assert_true(seed >= CONFIRM_LEAST && seed + CONFIRM_SEEDS <= 1000000000);
    assert_int_equal(seed % CONFIRM_SEEDS, 0);
    assert_true(seed == seed_of(lab, spec));

    struct expectation *e = &spec.expectation[0];
    e->text = "train_loss of {depth 8, lr best} > 2 * train_loss of {depth 4, lr best}";
    const uint64_t edited = seed_of(lab, spec);
    assert_true(edited != seed);
    e->text = deeper;
    e->say = "thus";
    assert_true(seed_of(lab, spec) != seed);
    e->say = "so";
    spec.base.train.steps++;
    assert_true(seed_of(lab, spec) != seed);
    spec = lab->spec;
    const struct setting *swept = lab->axis[0].setting;
    lab->axis[0].setting = setting_find("net.width");
    assert_true(seed_of(lab, spec) != seed);
    lab->axis[0].setting = swept;
    assert_true(seed_of(lab, spec) == seed);
    lab->axis[1].value[1] = "0.2";
    assert_true(seed_of(lab, spec) != seed);
    lab->axis[1].value[1] = "0.1";
    assert_true(seed_of(lab, spec) == seed);
}

static void seeds_and_facts_change_nothing(void **state)
{
    struct lab *lab = *state;
    struct spec spec = lab->spec;
    const uint64_t seed = seed_of(lab, spec);
    lab->axis[2].values = 3;
    spec.base.seed = 7;
    spec.base.data.seed = 7;
    spec.expectations = 3;
    spec.expectation[1] = says("check", "params of {depth 8} > 0");
    spec.expectation[2] = says("compare", "train_loss of {depth 16} > 0");
    spec.expectation[2].seen_alone = true;
    assert_true(seed_of(lab, spec) == seed);
}

static struct experiment confirmed(struct lab *lab, bool ask)
{
    const struct experiment seen = {.spec = lab->spec, .grid = lab->grid, .words = ""};
    struct experiment e;
    struct sweep sweep;
    sweep_read(&lab->arena, lab->store, lab->spec.name, &sweep, &lab->failure);
    confirm_read(&lab->arena, ask ? &sweep : NULL, &seen, &e, &lab->failure);
    lab_ok(lab);
    return e;
}

static void what_statements_name_is_trained_at_the_rate_that_was_the_best(void **state)
{
    struct lab *lab = *state;
    const struct experiment e = confirmed(lab, true), ahead = confirmed(lab, false);
    const uint64_t seed = seed_of(lab, lab->spec);
    assert_string_equal(e.spec.name, "e:confirm");
    assert_int_equal(e.grid.cells, 20);
    assert_int_equal(ahead.grid.cells, 20);
    for (int i = 0; i < 20; i++) {
        const struct cell *c = &e.grid.cell[i];
        assert_int_equal(c->net.depth, i < 10 ? 4 : 8);
        check_near(c->train.lr, i < 10 ? 0.1 : 0.01, 0);
        check_near(ahead.grid.cell[i].train.lr, 0.01, 0);
        assert_true(c->seed == seed + (uint64_t)i % 10);
        assert_true((uint64_t)c->data.seed == c->seed);
    }
}

static void a_statement_whose_seen_runs_are_not_all_there_names_nothing(void **state)
{
    struct lab *lab = *state;
    lab->spec.expectations = 3;
    lab->spec.expectation[1] =
        says("compare", "train_loss of {depth 4, lr 0.1} < train_loss of {depth 32, lr 0.1}");
    lab->spec.expectation[2] = says("compare", "train_loss of {depth 16} > 0"); /* of which lr? */
    assert_int_equal(confirmed(lab, true).grid.cells, 20);
    assert_int_equal(confirmed(lab, false).grid.cells, 20);
    lab_begin(lab, 3);
    assert_int_equal(confirmed(lab, true).grid.cells, 0);
    lab_end(lab, 3, RUN_FAILED);
}

/* With steps 0, 100 and the last. */
static void probes_look_at_the_states_that_statements_name(void **state)
{
    struct lab *lab = *state;
    struct probe_schedule p[] = {
        {.probe = probe_find("rank"), .steps = 3, .step = {0, 100, STEP_FINAL}},
        {.probe = probe_find("lesion"), .steps = 1, .step = {STEP_FINAL}}};
    lab->spec.probes = 2;
    lab->spec.probe = p;
    lab->spec.expectation[0].text =
        "rank.entropy_rank of {depth 4, lr 0.1, step last, place last} < 9";
    struct experiment e = confirmed(lab, true);
    assert_int_equal(e.spec.probes, 1);
    assert_int_equal(e.spec.probe[0].steps, 1);
    assert_int_equal(e.spec.probe[0].step[0], STEP_FINAL);
    lab->spec.expectation[0].text =
        "rank.entropy_rank of {depth 4, lr 0.1, step 100, place last} < rank.entropy_rank of "
        "{depth 4, lr 0.1, step first, place last}";
    e = confirmed(lab, true);
    assert_int_equal(e.spec.probe[0].steps, 2);
    assert_int_equal(e.spec.probe[0].step[0], 0);
    assert_int_equal(e.spec.probe[0].step[1], 100);
    assert_int_equal(e.grid.cells, 10);
}

/* Its start is known without an update; so is the guess. */
static void a_net_that_is_named_before_training_makes_no_update(void **state)
{
    struct lab *lab = *state;
    lab->spec.expectation[0].text =
        "dh of {depth 4, lr 0.1, step 0, layer 1} > dh of {depth 8, lr 0.1, step last, layer 1}";
    struct experiment e = confirmed(lab, true);
    assert_int_equal(e.grid.cells, 20);
    assert_int_equal(e.grid.cell[0].train.steps, 0);
    assert_int_equal(e.grid.cell[10].train.steps, lab->spec.base.train.steps);
    lab->spec.expectation[0].text = "dh of {depth 4, lr 0.1, step first, layer 1} > 2 * guess of "
                                    "{depth 8, lr 0.1}";
    e = confirmed(lab, true);
    assert_int_equal(e.grid.cell[0].train.steps, 0);
    assert_int_equal(e.grid.cell[10].train.steps, 0);
    lab->spec.expectation[0].text =
        "dh of {depth 4, lr 0.1, step 0, layer 1} > train_loss of {depth 4, lr 0.1}";
    e = confirmed(lab, true);
    assert_int_equal(e.grid.cells, 10);
    assert_int_equal(e.grid.cell[0].train.steps, lab->spec.base.train.steps);
}

static int count(struct lab *lab, const char *sql)
{
    struct query *q = query_open(lab->store, sql, &lab->failure);
    const int n = query_next(q) ? (int)query_int(q, 0) : -1;
    query_close(q);
    lab_ok(lab);
    return n;
}

/* Train them: loss(net, seed). Then lab->run are these. */
static struct experiment train_them(struct lab *lab, double (*loss)(int net, int seed))
{
    struct experiment e = confirmed(lab, true);
    assert_false(confirm_is_trained(&lab->arena, lab->store, &e, &lab->failure));
    experiment_plan(&lab->arena, lab->store, &e, &lab->failure);
    lab_ok(lab);
    memcpy(lab->run, e.run, (size_t)e.grid.cells * sizeof *e.run);
    for (int i = 0; i < e.grid.cells; i++)
        lab_final(lab, i, loss(i / 10, i % 10));
    assert_true(confirm_is_trained(&lab->arena, lab->store, &e, &lab->failure));
    return e;
}

static double deeper_is_worse(int net, int seed)
{
    return net + seed / 100.;
}

static void its_runs_stand_apart_and_go_with_the_sweep(void **state)
{
    struct lab *lab = *state;
    train_them(lab, deeper_is_worse);
    assert_int_equal(count(lab, "SELECT count(*) FROM final WHERE experiment = 'e'"), 30);
    assert_int_equal(count(lab, "SELECT count(*) FROM best WHERE experiment = 'e'"), 15);
    assert_int_equal(count(lab, "SELECT count(*) FROM final WHERE experiment = 'e:confirm'"), 20);
    lab_sweep(lab);
    assert_int_equal(count(lab, "SELECT count(*) FROM final WHERE experiment <> 'e'"), 0);
    assert_int_equal(count(lab, "SELECT count(*) FROM run"), 50);
}

/* Six of ten seeds go the statement's way, by much; the other four by little. */
static double unclear(int net, int seed)
{
    return net * (seed < 6 ? 2 : -1) + 5;
}

static const char *verdict_of(struct lab *lab, int i)
{
    struct verdict *seen, *v;
    struct sweep sweep;
    sweep_read(&lab->arena, lab->store, lab->spec.name, &sweep, &lab->failure);
    claims_evaluate(&lab->arena, lab->store, &lab->spec, &sweep, &seen, &lab->failure);
    confirm_evaluate(&lab->arena, lab->store, &lab->spec, &v, &lab->failure);
    lab_ok(lab);
    return v[i].verdict;
}

static void verdicts_are_adjusted_together(void **state)
{
    struct lab *lab = *state;
    lab->spec.expectations = 3;
    lab->spec.expectation[1] =
        says("compare", "train_loss of {depth 8, lr best} < train_loss of {depth 4, lr best}");
    lab->spec.expectation[2] = says("check", "train_loss of {depth 8, lr best} > 0");
    train_them(lab, deeper_is_worse);
    assert_string_equal(verdict_of(lab, 0), "supported");
    assert_string_equal(verdict_of(lab, 1), "not supported");
    assert_null(verdict_of(lab, 2));
    /* Holm over two: 2/1024 for the first, for the reverse of the second as well */
    assert_int_equal(count(lab, "SELECT count(*) FROM verdict WHERE confirmed_p = 2 / 1024.0 AND "
                                "stands = confirmed AND confirmed_seeds = 10 AND seeds = 5"),
                     2);
    assert_int_equal(count(lab, "SELECT confirmed IS NULL AND stands = 'supported' FROM verdict "
                                "WHERE kind = 'check'"),
                     1);
    assert_int_equal(count(lab, "SELECT confirmed_statistic LIKE '%by Holm over 2 statements p = "
                                "0.00195' FROM verdict WHERE confirmed = 'supported'"),
                     1);
}

static void an_open_one_leans_and_is_not_called_supported(void **state)
{
    struct lab *lab = *state;
    train_them(lab, unclear);
    assert_string_equal(verdict_of(lab, 0), "inconclusive");
    assert_int_equal(count(lab, "SELECT verdict = 'supported' AND stands = 'inconclusive' AND "
                                "confirmed_leaning = 'for' FROM verdict"),
                     1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        depths_test(another_statement_or_setting_gets_fresh_seeds),
        depths_test(seeds_and_facts_change_nothing),
        depths_test(what_statements_name_is_trained_at_the_rate_that_was_the_best),
        depths_test(a_statement_whose_seen_runs_are_not_all_there_names_nothing),
        depths_test(probes_look_at_the_states_that_statements_name),
        depths_test(a_net_that_is_named_before_training_makes_no_update),
        depths_test(its_runs_stand_apart_and_go_with_the_sweep),
        depths_test(verdicts_are_adjusted_together),
        depths_test(an_open_one_leans_and_is_not_called_supported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

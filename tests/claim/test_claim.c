#include "lab/base/rng.h"
#include "lab/claim/claim.h"
#include "tests/claim/evaluate_seen.h"

#undef claim_check /* cmocka has a macro of this name */

/* block x lr x seed: plain has loss 2.3 or 2.1 and its twin .5 or .3, at lr .01 or .1, and a little
 * more with every seed; layers 0 .. 5 have dh = 1.2112^(5 - layer). */
static int open_twins(void **state)
{
    if (lab_open(state))
        return -1;
    struct lab *lab = *state;
    lab_axis(lab, "block", "plain preact", 0);
    lab_axis(lab, "lr", "0.01 0.1", 0);
    lab_axis(lab, "seed", "1 2 3 4 5", 0);
    lab_sweep(lab);
    for (int i = 0; i < lab->grid.cells; i++) {
        const double loss = (i < 10 ? 2.3 : .5) - (i / 5 % 2 ? .2 : 0) + .01 * (i % 5);
        const double row[] = {loss, .5, 0, 0, loss};
        lab_begin(lab, i);
        for (int layer = 0; layer < 6; layer++)
            lab_layer(lab, i, 0, layer, pow(1.2112, 5 - layer));
        lab_junction(lab, i, 0, 0, 4, 2, .5);
        lab_junction(lab, i, 0, 1, 8, 4, .5);
        lab_row(lab, i, &series_final, 400, 0, row, 0xc);
        lab_end(lab, i, RUN_DONE);
    }
    return 0;
}

#define twins_test(f) cmocka_unit_test_setup_teardown(f, open_twins, lab_close)

static struct verdict evaluate(struct lab *lab, const char *kind, const char *text)
{
    struct verdict v;
    struct expectation expectation = lab_expectation(lab, kind, text);
    claim_check(&lab->spec, &expectation, &lab->failure);
    lab_ok(lab);
    evaluate_seen(lab, &expectation, &v);
    lab_ok(lab);
    return v;
}

static void check_verdict(struct lab *lab, const char *kind, const char *text, const char *verdict,
                          int holds, const char *statistic)
{
    struct verdict v = evaluate(lab, kind, text);
    assert_string_equal(v.statistic, statistic);
    assert_string_equal(v.verdict, verdict);
    assert_int_equal(v.holds, holds);
    assert_int_equal(v.seeds, 5);
}

static void the_twins_are_compared_seed_by_seed(void **state)
{
    check_verdict(
        *state, "compare",
        "train_loss of {block plain, lr best} > 2.5 * train_loss of {block preact, lr best}",
        "supported", 5,
        "2.12 against 2.5 x 0.32 (means of 5 seeds); paired ratio 6.63; A > B in 5 of 5; p = "
        "0.0312; best: lr 0.1 and lr 0.1");
    check_verdict(
        *state, "compare",
        "train_loss of {block: plain, lr: 0.01} < train_loss of {block: preact, lr: 0.01}",
        "not supported", 0,
        "2.32 against 0.52 (means of 5 seeds); paired difference 1.8; A < B in 0 of 5; p = 1, of "
        "the reverse 0.0312");
    check_verdict(
        *state, "compare",
        "train_loss of {block plain, lr 0.1} > train_loss of {block plain, lr 0.1}", "inconclusive",
        0, "2.12 against 2.12 (means of 5 seeds); paired difference 0; A > B in 0 of 5; p = 1");
}

static void what_is_equal_is_equal_to_the_last_bit(void **state)
{
    check_verdict(*state, "check",
                  "train_loss of {block plain, lr 0.1} == train_loss_eval of {block plain, lr 0.1}",
                  "supported", 5, "2.12 against 2.12 (means of 5 seeds); so in 5 of 5");
    check_verdict(*state, "check",
                  "train_loss of {block plain, lr 0.1} == train_loss of {block plain, lr 0.1} * (1 "
                  "+ 2 ^ -52)",
                  "not supported", 0,
                  "2.12 against 2.12 (means of 5 seeds); so in 0 of 5; at most 4.44e-16 apart");
}

static void theory_is_met_within_a_tolerance(void **state)
{
    check_verdict(*state, "near",
                  "10 ^ slope(dh) of {block plain, lr 0.1, step 0} near sqrt(3.14159265 / "
                  "2.14159265) within 0.001",
                  "inconclusive", 5,
                  "1.211 near 1.211 within 0.001 (means of 5 seeds); paired difference 2.61e-05; "
                  "within it in 5 of 5; fewer than 6 seeds cannot decide (--seed 1..6)");
    check_verdict(*state, "near",
                  "branch/identity of {block preact, lr 0.1, step 0, junction max} near 1/sqrt(16) "
                  "within 0.01",
                  "inconclusive", 0,
                  "0.5 near 0.25 within 0.01 (means of 5 seeds); paired difference 0.25; within it "
                  "in 0 of 5; fewer than 6 seeds cannot decide (--seed 1..6)");
}

static void a_run_that_is_missing_leaves_it_open(void **state)
{
    struct lab *lab = *state;
    const char *text = "train_loss of {block plain, lr 0.1} > 1";
    lab_begin(lab, 7);
    check_verdict(lab, "compare", text, "inconclusive", 0,
                  "block plain, lr 0.1: 1 of 5 runs not done");
    assert_true(isnan(evaluate(lab, "compare", text).p));
    lab_end(lab, 7, RUN_UNFINISHED);
    check_verdict(
        lab, "compare", "train_loss of {block preact, lr 0.1} > 0.1", "supported", 5,
        "0.32 against 0.1 (means of 5 seeds); paired difference 0.22; A > B in 5 of 5; p = 0.0312");
}

static void a_diverged_run_is_worse_than_any_other(void **state)
{
    struct lab *lab = *state;
    for (int i = 5; i < 10; i++)
        lab_diverged(lab, i);
    check_verdict(
        lab, "compare",
        "train_loss of {block plain, lr 0.1} > 100 * train_loss of {block preact, lr 0.1}",
        "supported", 5,
        "inf against 100 x 0.32 (means of 5 seeds); paired ratio inf; A > B in 5 of 5; p = 0.0312; "
        "5 of the values are of diverged runs");
    check_verdict(lab, "compare",
                  "train_loss of {block plain, lr best} > train_loss of {block preact, lr best}",
                  "supported", 5,
                  "2.32 against 0.32 (means of 5 seeds); paired difference 2; A > B in 5 of 5; p = "
                  "0.0312; best: lr 0.01 and lr 0.1");
    check_verdict(lab, "compare",
                  "train_loss of {block plain, lr 0.1} - train_loss of {block plain, lr 0.1} > 0",
                  "inconclusive", 0,
                  "0 against 0 (means of 5 seeds); paired difference 0; A > B in 0 of 5; p = 1; 10 "
                  "of the values are of diverged runs");
    check_verdict(lab, "compare",
                  "train_loss of {block plain, lr 0.1} / train_loss of {block plain, lr 0.1} > 0",
                  "inconclusive", 0, "A is not a number; 10 of the values are of diverged runs");
}

/* Of plain nets 2, of their twins 1; a run has it however it ended. */
static void a_guess_is_that_of_the_runs_measured(void **state)
{
    struct lab *lab = *state;
    const char *text = "train_loss of {block plain, lr 0.1} > 0.5 * guess / 2";
    check_verdict(lab, "compare", text, "inconclusive", 0, "guess has no value");
    for (int i = 0; i < lab->grid.cells; i++)
        store_run_guess(lab->store, lab->run[i], i < 10 ? 2 : 1, .75, &lab->failure);
    check_verdict(
        lab, "compare", text, "supported", 5,
        "2.12 against 0.5 (means of 5 seeds); paired difference 1.62; A > B in 5 of 5; p = 0.0312");
    check_verdict(lab, "near", "guess near 2 * train_acc of {block preact, lr best} within 0",
                  "inconclusive", 5,
                  "1 near 2 x 0.5 within 0 (means of 5 seeds); paired difference 0; within it in 5 "
                  "of 5; fewer than 6 seeds cannot decide (--seed 1..6); best: lr 0.1");
    check_verdict(lab, "check", "2 * guess_error of {block preact, lr 0.1} == 1.5 * guess",
                  "supported", 5, "2 x 0.75 against 1.5 x 1 (means of 5 seeds); so in 5 of 5");
    check_verdict(lab, "check", "h of {block plain, lr 0.1, step 0, layer max} == 0.5 * guess",
                  "supported", 5, "1 against 0.5 x 2 (means of 5 seeds); so in 5 of 5");
    for (int i = 5; i < 10; i++)
        lab_diverged(lab, i);
    check_verdict(lab, "compare", "train_loss of {block plain, lr 0.1} > 2 * guess", "supported", 5,
                  "inf against 2 x 2 (means of 5 seeds); paired ratio inf; A > B in 5 of 5; p = "
                  "0.0312; 5 of the values are of diverged runs");
}

static void before_the_first_run_nothing_is_known(void **state)
{
    struct lab *lab = *state;
    lab->spec.name = "another";
    struct verdict v = evaluate(lab, "compare", "train_loss of {block plain, lr 0.1} > 1");
    assert_string_equal(v.verdict, "inconclusive");
    assert_string_equal(v.statistic, "there are no runs");
    assert_int_equal(v.seeds, 0);
}

static void check_shows_a_mistake_before_anything_runs(void **state)
{
    struct lab *lab = *state;
    struct expectation expectation =
        lab_expectation(lab, "compare", "train_loss of {block plain, lr 1} > 2 * train_los of {}");
    claim_check(&lab->spec, &expectation, &lab->failure);
    assert_string_equal(lab->failure.message,
                        "e.yaml:1:29: no run has lr 1: the sweep has 0.01, 0.1\n"
                        "    train_loss of {block plain, lr 1} > 2 * train_los of {}\n"
                        "                                ^");
    lab->failure = (struct failure){0};
    expectation = lab_expectation(lab, "near", "train_loss of {block plain, lr best} near 2");
    assert_int_equal(claim_check(&lab->spec, &expectation, &lab->failure), STATUS_DATA);
}

static void what_an_override_took_away_is_no_mistake_when_evaluated(void **state)
{
    struct lab *lab = *state;
    struct verdict v;
    struct expectation expectation =
        lab_expectation(lab, "compare", "train_loss of {block plain, lr 1} > 2");
    evaluate_seen(lab, &expectation, &v);
    lab_ok(lab);
    assert_string_equal(v.verdict, "inconclusive");
    assert_string_equal(v.statistic, "needs lr 1: --lr 0.01,0.1,1");
}

/* Statements made of names that exist, put together at random. */
static void any_statement_is_judged_or_refused(void **state)
{
    static const char *const measure[] = {"train_loss", "train_acc", "dh", "branch/identity",
                                          "slope(dh)",  "cosine",    "h",  "test_loss"};
    static const char *const choice[] = {"block plain", "block preact", "lr best", "lr 0.1",
                                         "step 0",      "step last",    "layer 3", "layer max",
                                         "junction -1", "depth 8",      "depth 4", "steps: 400"};
    static const char *const kind[] = {"compare", "check", "near"};
    static const char *const relation[] = {"<", "==", "near"};
    struct lab *lab = *state;
    struct stream s = stream_of(5, PURPOSE_TEST, 0, 0);
    uint64_t draw = 0;
    int judged = 0;
    size_t mark = arena_mark(&lab->arena);
    for (int i = 0; i < 3000; i++) {
        char text[600] = "";
        for (int side = 0; side < 2; side++) {
            snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s of {",
                     side ? relation[i % 3] : "", measure[stream_below(s, draw++, 8)]);
            int n = 2 + (int)stream_below(s, draw++, 3);
            for (int k = 0; k < n; k++)
                snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", k ? ", " : "",
                         choice[stream_below(s, draw++, 12)]);
            strcat(text, "} ");
        }
        strcat(text, i % 3 == 2 ? "within 1" : "");
        struct verdict v = {0};
        struct expectation expectation = lab_expectation(lab, kind[i % 3], text);
        lab->failure = (struct failure){0};
        if (evaluate_seen(lab, &expectation, &v)) {
            assert_int_equal(lab->failure.status, STATUS_DATA);
        } else {
            assert_non_null(v.verdict);
            assert_non_null(v.statistic);
            judged++;
        }
        arena_rewind(&lab->arena, mark);
    }
    assert_true(judged > 3);
}

/* However little there is, up to what is enough. */
static void too_little_memory_is_a_failure(void **state)
{
    struct lab *lab = *state;
    struct sweep sweep;
    struct expectation e =
        lab_expectation(lab, "compare", "train_loss of {block plain, lr best} > guess");
    enum status status = STATUS_FAILED;
    sweep_read(&lab->arena, lab->store, lab->spec.name, &sweep, &lab->failure);
    lab_ok(lab);
    for (size_t bytes = 64; status; bytes += 64) {
        struct arena arena;
        struct verdict v;
        struct failure failure = {0};
        arena_open(&arena, bytes);
        status = claim_evaluate(&arena, lab->store, &lab->spec, &e, &sweep, &sweep, &v, &failure);
        if (status)
            assert_string_equal(failure.message, "out of memory");
        arena_close(&arena);
        assert_in_range(bytes, 0, 1 << 20);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        twins_test(the_twins_are_compared_seed_by_seed),
        twins_test(what_is_equal_is_equal_to_the_last_bit),
        twins_test(theory_is_met_within_a_tolerance),
        twins_test(a_run_that_is_missing_leaves_it_open),
        twins_test(a_diverged_run_is_worse_than_any_other),
        twins_test(a_guess_is_that_of_the_runs_measured),
        twins_test(before_the_first_run_nothing_is_known),
        twins_test(check_shows_a_mistake_before_anything_runs),
        twins_test(what_an_override_took_away_is_no_mistake_when_evaluated),
        twins_test(too_little_memory_is_a_failure),
        twins_test(any_statement_is_judged_or_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

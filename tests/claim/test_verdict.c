#include "lab/claim/claim.h"
#include "tests/support/small_lab.h"

#undef claim_check /* cmocka has a macro of this name */

#define SAYS(sentence, of_kind, statement)                                                         \
    {                                                                                              \
        .say = sentence, .kind = of_kind, .text = statement, .line = 1, .column = 1                \
    }
static struct expectation expectations[] = {
    SAYS("deep is worse", "compare", "train_loss of {depth 8} > train_loss of {depth 4}"),
    SAYS("deep is better", "compare", "train_loss of {depth 8} < train_loss of {depth 4}"),
    SAYS("deep is close", "near", "train_loss of {depth 8} near 1 within 0.1"),
    SAYS("tests agree", "check", "test_loss of {depth 8} == 0"),
};
enum { STATEMENTS = sizeof expectations / sizeof *expectations };

static int open_depths(void **state)
{
    if (lab_open(state))
        return -1;
    struct lab *lab = *state;
    lab_axis(lab, "depth", "4 8", 0);
    lab_axis(lab, "seed", "1 2 3 4 5 6", 0);
    lab_sweep(lab);
    for (int i = 0; i < 12; i++)
        lab_final(lab, i, i < 6 ? .5 : 1);
    lab->spec.expectation = expectations;
    lab->spec.expectations = STATEMENTS;
    return 0;
}

static void check_row(struct query *q, const char *expectation, const char *verdict, int holds)
{
    assert_true(query_next(q));
    assert_string_equal(query_text(q, 0), "e");
    assert_string_equal(query_text(q, 1), "so it is");
    assert_string_equal(query_text(q, 2), expectation);
    assert_string_equal(query_text(q, 3), verdict);
    assert_int_equal(query_int(q, 5), holds);
    assert_int_equal(query_int(q, 6), 6);
}

static enum status evaluate_all(struct lab *lab, struct verdict **v)
{
    struct sweep sweep;
    return sweep_read(&lab->arena, lab->store, lab->spec.name, &sweep, &lab->failure) ||
                   claims_evaluate(&lab->arena, lab->store, &lab->spec, &sweep, v, &lab->failure)
               ? lab->failure.status
               : STATUS_OK;
}

static void every_statement_gets_its_verdict_in_the_specs_order(void **state)
{
    struct lab *lab = *state;
    struct verdict *v;
    for (int time = 0; time < 2; time++) { /* the second time replaces the first */
        evaluate_all(lab, &v);
        lab_ok(lab);
    }
    const char *want[] = {"supported", "not supported", "supported", "inconclusive"};
    for (int i = 0; i < STATEMENTS; i++)
        assert_string_equal(v[i].verdict, want[i]);

    struct query *q = query_open(lab->store,
                                 "SELECT experiment, claim, expectation, verdict, statistic, "
                                 "holds, seeds, p FROM verdict",
                                 &lab->failure);
    check_row(q, "deep is worse", "supported", 6);
    assert_string_equal(query_text(q, 4), v[0].statistic);
    check_near(query_real(q, 7), 1 / 64., 0);
    check_row(q, "deep is better", "not supported", 0);
    check_row(q, "deep is close", "supported", 6);
    assert_true(query_is_null(q, 7));
    check_row(q, "tests agree", "inconclusive", 0);
    assert_string_equal(query_text(q, 4), "test_loss has no value");
    assert_false(query_next(q));
    query_close(q);
}

static void an_experiment_that_never_ran_keeps_none(void **state)
{
    struct lab *lab = *state;
    struct verdict *v;
    lab->spec.name = "another";
    evaluate_all(lab, &v);
    lab_ok(lab);
    assert_string_equal(v[STATEMENTS - 1].statistic, "there are no runs");
    struct query *q = query_open(lab->store, "SELECT 1 FROM verdict", &lab->failure);
    assert_false(query_next(q));
    query_close(q);
    lab_ok(lab);
}

static void a_mistake_in_any_statement_is_found(void **state)
{
    struct lab *lab = *state;
    struct expectation bad[] = {expectations[0],
                                SAYS("?", "compare", "train_loss of {depth 9} > 1")};
    struct verdict *v;
    lab->spec.text = bad[1].text;
    assert_int_equal(claim_check(&lab->spec, &bad[0], &lab->failure), STATUS_OK);
    lab->spec.expectation = bad;
    lab->spec.expectations = 2;
    assert_int_equal(claim_check(&lab->spec, &bad[1], &lab->failure), STATUS_DATA);
    assert_non_null(strstr(lab->failure.message, "e.yaml:1:16: no run has depth 9"));

    lab->failure = (struct failure){0};
    bad[1].text = lab->spec.text = "train_loss of {depth 8}";
    assert_int_equal(evaluate_all(lab, &v), STATUS_DATA);
}

#define depths_test(f) cmocka_unit_test_setup_teardown(f, open_depths, lab_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        depths_test(every_statement_gets_its_verdict_in_the_specs_order),
        depths_test(an_experiment_that_never_ran_keeps_none),
        depths_test(a_mistake_in_any_statement_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

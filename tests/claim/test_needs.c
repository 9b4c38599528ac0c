#include "lab/claim/claim.h"
#include "lab/claim/needs.h"
#include "tests/claim/evaluate_seen.h"

static int open_depths(void **state)
{
    if (lab_open(state))
        return -1;
    struct lab *lab = *state;
    lab_axis(lab, "depth", "8 2 32", 0);
    lab_axis(lab, "seed", "1 2 3 4 5 6", 0);
    lab_sweep(lab);
    for (int i = 0; i < 18; i++)
        lab_final(lab, i, 1);
    return 0;
}

static void check_open(struct lab *lab, const char *text, struct need *need, const char *lack)
{
    struct verdict v;
    struct expectation e = lab_expectation(lab, "compare", text);
    e.need = need;
    e.needs = need != NULL;
    evaluate_seen(lab, &e, &v);
    lab_ok(lab);
    assert_string_equal(v.statistic, lack);
    assert_string_equal(v.verdict, "inconclusive");
}

static void values_that_no_run_has_are_named_with_the_words_that_add_them(void **state)
{
    check_open(*state,
               "train_loss of {depth 4} + train_loss of {depth 2} < train_loss of {depth 128}",
               NULL, "needs depth 4, 128: --depth 2,4,8,32,128");
    check_open(*state, "train_loss of {depth 8, branch 1/sqrt(L)} > 0", NULL,
               "needs branch 1/sqrt(L): --branch 'none,1/sqrt(L)'");
}

static void values_that_move_together_are_named_alone(void **state)
{
    struct lab *lab = *state;
    lab->axis[0].zip = 1;
    check_open(lab, "train_loss of {depth 4} > 0", NULL,
               "needs depth 4, which no run of the sweep has");
}

static void so_much_of_a_setting_is_asked_for(void **state)
{
    struct lab *lab = *state;
    struct need steps = {setting_find("steps"), 401}, enough = {setting_find("steps"), 400};
    check_open(lab, "train_loss of {depth 8} > 0", &steps, "needs steps 401 or more: --steps 401");
    struct verdict v;
    struct expectation e = lab_expectation(lab, "compare", "train_loss of {depth 8} > 0");
    e.need = &enough;
    e.needs = 1;
    evaluate_seen(lab, &e, &v);
    assert_string_equal(v.verdict, "supported");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            values_that_no_run_has_are_named_with_the_words_that_add_them, open_depths, lab_close),
        cmocka_unit_test_setup_teardown(values_that_move_together_are_named_alone, open_depths,
                                        lab_close),
        cmocka_unit_test_setup_teardown(so_much_of_a_setting_is_asked_for, open_depths, lab_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

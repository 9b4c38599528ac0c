#include "lab/claim/evaluate.h"
#include "tests/support/small_lab.h"

static struct seed_values values_of(struct lab *lab, const char *text)
{
    struct resolved_quantity s;
    struct sweep sweep;
    struct seed_values values;
    lab_resolve(lab, text, false, &s);
    lab_ok(lab);
    sweep_read(&lab->arena, lab->store, "e", &sweep, &lab->failure);
    evaluate_quantity(&lab->arena, lab->store, &sweep, &s, &values, &lab->failure);
    lab_ok(lab);
    return values;
}

static void check_values(struct lab *lab, const char *text, int n, const double *want)
{
    struct seed_values values = values_of(lab, text);
    if (values.lack)
        fail_msg("%s", values.lack);
    for (int i = 0; i < n; i++)
        check_near(values.value[i], want[i], 1e-14);
}

static void check_lack(struct lab *lab, const char *text, const char *want)
{
    struct seed_values values = values_of(lab, text);
    assert_non_null(values.lack);
    assert_string_equal(values.lack, want);
}

/* block x depth x seed; the loss is the number of the cell. */
static void blocks_and_depths(struct lab *lab)
{
    lab_axis(lab, "block", "plain preact", 0);
    lab_axis(lab, "depth", "4 8", 0);
    lab_axis(lab, "seed", "1 2", 0);
    lab_sweep(lab);
    for (int i = 0; i < 8; i++)
        lab_final(lab, i, i);
}

static void a_selection_has_one_value_a_seed(void **state)
{
    blocks_and_depths(*state);
    check_values(*state, "train_loss of {block plain, depth 4}", 2, (double[]){0, 1});
    check_values(*state, "train_loss of {block plain, depth 8}", 2, (double[]){2, 3});
    check_values(*state, "train_loss of {block: preact, net.depth: 8}", 2, (double[]){6, 7});
}

static void seeds_are_paired_whatever_their_order_in_the_grid(void **state)
{
    struct lab *lab = *state;
    lab_axis(lab, "seed", "9 4", 0);
    lab_axis(lab, "block", "plain preact", 0);
    lab_sweep(lab);
    for (int i = 0; i < 4; i++)
        lab_final(lab, i, i);
    check_values(lab, "train_loss of {block plain}", 2, (double[]){0, 2});
    check_values(lab, "train_loss of {block preact}", 2, (double[]){1, 3});
}

static void says_which_runs_are_not_there(void **state)
{
    struct lab *lab = *state;
    blocks_and_depths(lab);
    check_lack(lab, "train_loss of {block plain, depth 16}",
               "block plain, depth 16: the sweep has no such run");
    check_lack(lab, "train_loss of {block plain}", "block plain: several runs of a seed fit");
    check_lack(lab, "train_loss of {}", "several runs of a seed fit");
    lab_begin(lab, 1);
    check_lack(lab, "train_loss of {block plain, depth 4}",
               "block plain, depth 4: 1 of 2 runs not done");
    check_values(lab, "train_loss of {block plain, depth 8}", 2, (double[]){2, 3});
    lab_end(lab, 1, RUN_FAILED);
    check_lack(lab, "train_loss of {block plain, depth 4}",
               "block plain, depth 4: 1 of 2 runs not done");
}

static void says_what_a_run_has_no_value_of(void **state)
{
    blocks_and_depths(*state);
    check_lack(*state, "test_loss of {block plain, depth 4}", "test_loss has no value");
}

/* The first layer is not the one behind the last. */
static void a_place_that_is_not_there_has_no_value(void **state)
{
    struct lab *lab = *state;
    lab_sweep(lab);
    lab_begin(lab, 0);
    for (int layer = 1; layer < 4; layer++)
        lab_layer(lab, 0, 0, layer, layer);
    lab_end(lab, 0, RUN_DONE);
    check_near(values_of(lab, "dh of {step 0, layer 3}").value[0], 3, 0);
    check_near(values_of(lab, "dh of {step 0, layer -3}").value[0], 1, 0);
    check_lack(lab, "dh of {step 0, layer 0}", "there is no layer 0");
    check_lack(lab, "dh of {step 0, layer 4}", "there is no layer 4");
    check_lack(lab, "dh of {step 0, layer -4}", "there is no layer -4");
}

/* lr x seed, losses {.5, 3}, {2, 1}, {1.5, 1.5} */
static void learning_rates(struct lab *lab)
{
    const double loss[] = {.5, 3, 2, 1, 1.5, 1.5};
    lab_axis(lab, "lr", "0.01 0.1 1", 0);
    lab_axis(lab, "seed", "1 2", 0);
    lab_sweep(lab);
    for (int i = 0; i < 6; i++)
        lab_final(lab, i, loss[i]);
}

static void the_best_loss_is_the_least_in_the_mean(void **state)
{
    struct lab *lab = *state;
    learning_rates(lab);
    struct seed_values s = values_of(lab, "train_loss of {lr best}");
    assert_string_equal(s.best, "lr 0.1"); /* mean 1.5, as the next one's, but earlier */
    check_values(lab, "train_loss of {lr best}", 2, (double[]){2, 1});
    lab_final(lab, 5, 1.4);
    assert_string_equal(values_of(lab, "train_loss of {lr best}").best, "lr 1");
}

/* One rule for whatever is measured: the rate that trains best. */
static void the_best_rate_is_the_same_for_every_metric(void **state)
{
    struct lab *lab = *state;
    learning_rates(lab); /* accuracies {2/3, 1/4}, {1/3, 1/2}, {.4, .4} */
    struct seed_values s = values_of(lab, "train_acc of {lr best}");
    assert_string_equal(s.best, "lr 0.1");
    check_near(s.value[0], 1. / 3, 1e-14);
}

static void all_rates_must_be_measured_before_one_is_best(void **state)
{
    struct lab *lab = *state;
    learning_rates(lab);
    lab_begin(lab, 5);
    check_lack(lab, "train_loss of {lr best}", "1 of 6 runs not done");
    lab_end(lab, 5, RUN_FAILED);
}

static void a_rate_that_diverged_once_is_the_worst(void **state)
{
    struct lab *lab = *state;
    learning_rates(lab);
    lab_diverged(lab, 2);
    struct seed_values s = values_of(lab, "train_loss of {lr best}");
    assert_string_equal(s.best, "lr 1");
    assert_int_equal(s.diverged, 0);
    for (int i = 0; i < 6; i++)
        lab_diverged(lab, i);
    s = values_of(lab, "train_loss of {lr best}");
    assert_string_equal(s.best, "lr 0.01");
    assert_int_equal(s.diverged, 2);
    assert_true(s.value[0] == INFINITY && s.value[1] == INFINITY);
}

static void other_measures_are_of_the_rate_that_trains_best(void **state)
{
    struct lab *lab = *state;
    const double loss[] = {2, 1}, dh[] = {5, 7};
    lab_axis(lab, "lr", "0.01 0.1", 0);
    lab_sweep(lab);
    for (int i = 0; i < 2; i++) {
        const double row[] = {loss[i], .5, 0, 0, loss[i]};
        lab_begin(lab, i);
        lab_layer(lab, i, 0, 0, dh[i]);
        lab_row(lab, i, &series_final, 9, 0, row, 0);
        lab_end(lab, i, RUN_DONE);
    }
    struct seed_values s = values_of(lab, "dh of {step 0, layer 0, lr best}");
    assert_string_equal(s.best, "lr 0.1");
    check_near(s.value[0], 7, 0);
}

static void best_of_a_single_value_is_that_value(void **state)
{
    struct lab *lab = *state;
    lab_sweep(lab);
    lab_final(lab, 0, 2);
    struct seed_values s = values_of(lab, "train_loss of {lr: best}");
    assert_null(s.lack);
    assert_string_equal(s.best, ""); /* there was no choice */
    check_near(s.value[0], 2, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(a_selection_has_one_value_a_seed),
        lab_test(seeds_are_paired_whatever_their_order_in_the_grid),
        lab_test(says_which_runs_are_not_there),
        lab_test(says_what_a_run_has_no_value_of),
        lab_test(a_place_that_is_not_there_has_no_value),
        lab_test(the_best_loss_is_the_least_in_the_mean),
        lab_test(the_best_rate_is_the_same_for_every_metric),
        lab_test(all_rates_must_be_measured_before_one_is_best),
        lab_test(a_rate_that_diverged_once_is_the_worst),
        lab_test(other_measures_are_of_the_rate_that_trains_best),
        lab_test(best_of_a_single_value_is_that_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

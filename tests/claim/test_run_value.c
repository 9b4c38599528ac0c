#include "lab/claim/evaluate.h"
#include "tests/support/small_lab.h"

/* What `text` is in the lab's first run; *lack as run_value_read leaves it. */
static double measure(struct lab *lab, const char *text, const char **lack)
{
    struct resolved_quantity s;
    struct sweep sweep;
    lab_resolve(lab, text, false, &s);
    lab_ok(lab);
    sweep_read(&lab->arena, lab->store, "e", &sweep, &lab->failure);
    *lack = NULL;
    double x = evaluate_run(&lab->arena, lab->store, &sweep, sweep.run, &s, lack, &lab->failure);
    lab_ok(lab);
    assert_int_equal(isnan(x), *lack != NULL);
    return x;
}

static void check_measure(struct lab *lab, const char *text, double want)
{
    const char *lack;
    double x = measure(lab, text, &lack);
    if (lack)
        fail_msg("%s: %s", text, lack);
    check_near(x, want, 1e-14);
}

static void check_lack(struct lab *lab, const char *text, const char *want)
{
    const char *lack;
    measure(lab, text, &lack);
    assert_non_null(lack);
    assert_string_equal(lack, want);
}

/* Layers 0 to 5 at steps 0 and 10, dh = 2^-layer and 1 + layer; junctions 0 and 1 at step 0. */
static void log_layers(struct lab *lab, enum run_status end)
{
    lab_begin(lab, 0);
    for (int layer = 0; layer < 6; layer++) {
        lab_layer(lab, 0, 0, layer, pow(2, -layer));
        lab_layer(lab, 0, 10, layer, 1 + layer);
    }
    lab_junction(lab, 0, 0, 0, 4, 2, .5);
    lab_junction(lab, 0, 0, 1, 1, 2, NAN);
    lab_end(lab, 0, end);
}

static void a_loss_is_that_of_the_final_row(void **state)
{
    struct lab *lab = *state;
    lab_sweep(lab);
    lab_final(lab, 0, .25);
    check_measure(lab, "train_loss of {}", .25);
    check_measure(lab, "train_acc of {}", .8);
    check_measure(lab, "train_acc/train_loss of {}", 3.2);
    check_lack(lab, "test_loss of {}", "test_loss has no value");
}

static void steps_and_layers_are_chosen(void **state)
{
    struct lab *lab = *state;
    lab_sweep(lab);
    log_layers(lab, RUN_DONE);
    check_measure(lab, "dh of {step 0, layer 3}", .125);
    check_measure(lab, "dh of {step 10, layer 3}", 4);
    check_measure(lab, "dh of {step first, layer -1}", 1. / 32);
    check_measure(lab, "dh of {step last, layer -6}", 1);
    check_measure(lab, "dh of {step 10, layer max}", 6);
    check_measure(lab, "dh of {step 10, layer mean}", 3.5);
    check_measure(lab, "slope(dh) of {step 0}", log10(2));
}

static void division_is_place_by_place_before_reduction(void **state)
{
    struct lab *lab = *state;
    lab_sweep(lab);
    log_layers(lab, RUN_DONE);
    check_measure(lab, "branch/identity of {step 0, junction max}", 2);
    check_measure(lab, "branch/identity of {step 0, junction min}", .5);
    check_measure(lab, "cosine of {step 0, junction 0}", .5);
}

static void says_what_is_not_there(void **state)
{
    struct lab *lab = *state;
    lab_sweep(lab);
    log_layers(lab, RUN_DONE);
    check_lack(lab, "dh of {step 7, layer 3}", "dh was not logged at step 7");
    check_lack(lab, "dh of {step 0, layer 6}", "there is no layer 6");
    check_lack(lab, "dh of {step 0, layer -7}", "there is no layer -7");
    check_lack(lab, "cosine of {step 0, junction 1}", "cosine has no value");
    check_measure(lab, "cosine of {step 0, junction max}", .5); /* of those that have one */
    check_lack(lab, "train_loss of {}", "train_loss has no value");
}

static void a_diverged_run_is_the_worst_there_is(void **state)
{
    struct lab *lab = *state;
    const double good[] = {1, 1, 1, 1, 1};
    lab_sweep(lab);
    lab_begin(lab, 0);
    lab_row(lab, 0, &series_final, 9, 0, good, 0);
    lab_end(lab, 0, RUN_DIVERGED);
    check_measure(lab, "train_loss of {}", INFINITY);
    check_measure(lab, "train_acc of {}", 0);
    check_measure(lab, "dh of {step 20, layer 0}", INFINITY);
    check_lack(lab, "cosine of {step 20, junction 0}", "cosine was not logged at step 20");
    check_lack(lab, "slope(dh) of {step 20}", "dh was not logged at step 20");
}

static void what_a_diverged_run_logged_counts_as_it_is(void **state)
{
    struct lab *lab = *state;
    lab_sweep(lab);
    log_layers(lab, RUN_DIVERGED);
    check_measure(lab, "dh of {step 0, layer 3}", .125);
    check_measure(lab, "dh of {step last, layer 3}", 4);
    check_measure(lab, "dh of {step 11, layer 3}", INFINITY);
    check_measure(lab, "train_loss of {}", INFINITY);
}

static void what_is_not_a_number_is_the_worst_there_is(void **state)
{
    struct lab *lab = *state;
    lab_sweep(lab);
    lab_begin(lab, 0);
    lab_layer(lab, 0, 0, 0, NAN);
    lab_layer(lab, 0, 0, 1, INFINITY);
    lab_layer(lab, 0, 0, 2, 1);
    lab_end(lab, 0, RUN_DONE);
    check_measure(lab, "dh of {step 0, layer 0}", INFINITY);
    check_measure(lab, "dh of {step 0, layer 1}", INFINITY);
    check_measure(lab, "dh of {step 0, layer min}", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(a_loss_is_that_of_the_final_row),
        lab_test(steps_and_layers_are_chosen),
        lab_test(division_is_place_by_place_before_reduction),
        lab_test(says_what_is_not_there),
        lab_test(a_diverged_run_is_the_worst_there_is),
        lab_test(what_a_diverged_run_logged_counts_as_it_is),
        lab_test(what_is_not_a_number_is_the_worst_there_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

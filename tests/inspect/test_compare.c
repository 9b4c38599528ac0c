#include "lab/inspect/compare.h"
#include "lab/spec/cell_json.h"
#include "tests/support/small_lab.h"

/* Cells 0 1 2 are the plain nets of seeds 1 2 3, cells 3 4 5 the residual ones. */
static int open_twins(void **state)
{
    if (lab_open(state))
        return -1;
    struct lab *lab = *state;
    lab_axis(lab, "block", "plain preact", 0);
    lab_axis(lab, "seed", "1 2 3", 0);
    lab_sweep(lab);
    return 0;
}

#define twin_test(f) cmocka_unit_test_setup_teardown(f, open_twins, lab_close)

static struct selection pick_of(struct lab *lab, const char *a, const char *b)
{
    struct selection p;
    select_runs(&lab->arena, lab->store, b ? 2 : 1, (const char *[]){a, b}, &p, &lab->failure);
    lab_ok(lab);
    return p;
}

static struct comparison compare(struct lab *lab, struct selection a, struct selection b)
{
    struct comparison k;
    compare_read(&lab->arena, lab->store, (struct selection[]){a, b}, &k, &lab->failure);
    return k;
}

static struct comparison compare_twins(struct lab *lab)
{
    struct comparison k =
        compare(lab, pick_of(lab, "e", "block=plain"), pick_of(lab, "e", "block=preact"));
    lab_ok(lab);
    return k;
}

static void seeds_are_paired_and_averaged(void **state)
{
    struct lab *lab = *state;
    const double loss[] = {1, 2, 6, 3, 1, 2};
    for (int i = 0; i < 6; i++)
        lab_final(lab, i, loss[i]);
    struct comparison k = compare_twins(lab);
    assert_int_equal(k.pairs, 3);
    for (int i = 0; i < 3; i++)
        assert_int_equal(k.run[SIDE_A][i]->seed, k.run[SIDE_B][i]->seed);
    const struct compared *r = &k.loss[0];
    check_near(r->mean[SIDE_A], 3, 1e-12);
    check_near(r->mean[SIDE_B], 2, 1e-12);
    check_near(r->difference, 1, 1e-12);
    assert_int_equal(r->pairs, 3);
    assert_int_equal(r->higher, 2);
    assert_int_equal(k.loss[2].pairs, 0); /* there is no test set */
    assert_true(isnan(k.loss[2].difference));
}

static void only_the_settings_that_differ_are_shown(void **state)
{
    struct lab *lab = *state;
    struct comparison k = compare_twins(lab);
    assert_int_equal(k.contrasts, 1);
    assert_string_equal(k.contrast[0].key, "net.block");
    assert_string_equal(k.contrast[0].value[SIDE_A], "plain");
    assert_string_equal(k.contrast[0].value[SIDE_B], "preact");
    k = compare(lab, pick_of(lab, "1", NULL), pick_of(lab, "2", NULL));
    assert_int_equal(k.contrasts, 1);
    assert_string_equal(k.contrast[0].key, "seed");
    k = compare(lab, pick_of(lab, "1", NULL), pick_of(lab, "1", NULL));
    assert_int_equal(k.contrasts, 0);
}

static void of_files_the_checksums_are_shown(void **state)
{
    struct lab *lab = *state;
    lab_axis(lab, "seed", "1 2", 0);
    lab_sweep(lab);
    struct cell c = lab->grid.cell[0];
    c.checksum = 1;
    c.start.checksum = 0xabcdef;
    const char *text = cell_json(&lab->arena, &c, &lab->failure);
    store_run(lab->store, "0123456789abcdef", text, 1, &lab->run[1], &lab->failure);
    lab_ok(lab);
    lab_final(lab, 0, 1);
    lab_final(lab, 1, 2);
    struct comparison k = compare(lab, pick_of(lab, "1", NULL), pick_of(lab, "3", NULL));
    lab_ok(lab);
    assert_int_equal(k.contrasts, 2);
    assert_string_equal(k.contrast[0].key, "data.checksum");
    assert_string_equal(k.contrast[0].value[SIDE_A], "00000000");
    assert_string_equal(k.contrast[0].value[SIDE_B], "00000001");
    assert_string_equal(k.contrast[1].key, "start.checksum");
    assert_string_equal(k.contrast[1].value[SIDE_B], "00abcdef");
}

static void a_seed_that_one_side_lacks_is_left_out(void **state)
{
    struct lab *lab = *state;
    for (int i = 0; i < 6; i++)
        lab_final(lab, i, i);
    struct comparison k = compare(lab, pick_of(lab, "e", "block=plain"), pick_of(lab, "5", NULL));
    assert_int_equal(k.pairs, 1);
    check_near(k.loss[0].difference, 1 - 4, 1e-12);
}

static void a_diverged_run_leaves_the_other_sides_mean(void **state)
{
    struct lab *lab = *state;
    for (int i = 0; i < 6; i++)
        if (i == 1)
            lab_diverged(lab, i);
        else
            lab_final(lab, i, i);
    struct comparison k = compare_twins(lab);
    assert_int_equal(k.diverged[SIDE_A], 1);
    assert_int_equal(k.diverged[SIDE_B], 0);
    assert_int_equal(k.loss[0].runs[SIDE_A], 2);
    check_near(k.loss[0].mean[SIDE_A], 1, 1e-12);
    check_near(k.loss[0].mean[SIDE_B], 4, 1e-12);
    assert_int_equal(k.loss[0].pairs, 2);
    check_near(k.loss[0].difference, -3, 1e-12);
}

static void gradients_are_averaged_by_their_logarithm(void **state)
{
    struct lab *lab = *state;
    const double dh[] = {1e-4, 1e-2, 1, 1, 1, 1};
    for (int i = 0; i < 6; i++) {
        lab_begin(lab, i);
        lab_layer(lab, i, 0, 0, dh[i]);
        lab_layer(lab, i, 0, 1, i < 3 ? 0 : 10);
        lab_layer(lab, i, i == 0 ? 5 : 9, 0, 1000);
        lab_end(lab, i, RUN_DONE);
    }
    struct comparison k = compare_twins(lab);
    assert_int_equal(k.first[SIDE_A].layers, 2);
    assert_int_equal(k.first[SIDE_A].step, 0);
    check_near(k.first[SIDE_A].log_dh[0], -2, 1e-12);
    check_near(k.first[SIDE_B].log_dh[0], 0, 1e-12);
    assert_true(k.first[SIDE_A].log_dh[1] == -INFINITY);
    check_near(k.first[SIDE_B].log_dh[1], 1, 1e-12);
    check_near(k.last[SIDE_A].log_dh[0], 3, 1e-12);
    assert_int_equal(k.last[SIDE_A].step, -1); /* 5 and 9 */
    assert_int_equal(k.last[SIDE_B].step, 9);
}

static void what_cannot_be_paired_is_refused(void **state)
{
    struct lab *lab = *state;
    compare(lab, pick_of(lab, "e", NULL), pick_of(lab, "1", NULL));
    assert_int_equal(lab->failure.status, STATUS_USAGE);
    assert_non_null(strstr(lab->failure.message, "still open: block (plain, preact)"));
    lab->failure = (struct failure){0};
    struct selection some = pick_of(lab, "e", "block=plain"), other = pick_of(lab, "6", NULL);
    some.runs = 2; /* seeds 1 and 2, against 3 */
    compare(lab, some, other);
    assert_non_null(strstr(lab->failure.message, "no seed in common"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        twin_test(seeds_are_paired_and_averaged),
        twin_test(only_the_settings_that_differ_are_shown),
        lab_test(of_files_the_checksums_are_shown),
        twin_test(a_seed_that_one_side_lacks_is_left_out),
        twin_test(a_diverged_run_leaves_the_other_sides_mean),
        twin_test(gradients_are_averaged_by_their_logarithm),
        twin_test(what_cannot_be_paired_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

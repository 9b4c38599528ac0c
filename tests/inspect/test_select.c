#include "lab/base/hash.h"
#include "lab/inspect/select.h"
#include "lab/spec/cell_json.h"
#include "tests/support/small_lab.h"

static int open_sweep(void **state)
{
    if (lab_open(state))
        return -1;
    struct lab *lab = *state;
    lab_axis(lab, "block", "plain preact", 0);
    lab_axis(lab, "depth", "4 8", 0);
    lab_axis(lab, "lr", "0.01 0.1", 0);
    lab_axis(lab, "seed", "1 2 3", 0);
    lab_sweep(lab);
    return 0;
}

#define sweep_test(f) cmocka_unit_test_setup_teardown(f, open_sweep, lab_close)

/* The words stand apart by blanks. */
static struct selection pick(struct lab *lab, const char *text)
{
    const char *word[16];
    int words = 0;
    char *rest = arena_strdup(&lab->arena, text);
    for (char *w; (w = strsep(&rest, " "));)
        word[words++] = w;
    struct selection p;
    select_runs(&lab->arena, lab->store, words, word, &p, &lab->failure);
    return p;
}

static void check_pick(struct lab *lab, const char *text, int runs, int first)
{
    struct selection p = pick(lab, text);
    lab_ok(lab);
    assert_int_equal(p.runs, runs);
    assert_int_equal(p.run[0], lab->run[first]);
}

static void check_refused(struct lab *lab, const char *text, const char *why)
{
    pick(lab, text);
    if (lab->failure.status != STATUS_USAGE || !strstr(lab->failure.message, why))
        fail_msg("%s: %d `%s` does not contain `%s`", text, (int)lab->failure.status,
                 lab->failure.message, why);
    lab->failure = (struct failure){0};
}

static void a_run_is_known_by_its_number(void **state)
{
    struct lab *lab = *state;
    check_pick(lab, "1", 1, 0);
    check_pick(lab, "24", 1, 23);
    check_refused(lab, "2500000", "no run and no experiment `2500000`"); /* nor a hash's start */
    check_refused(lab, "-1", "no run");
    check_refused(lab, "", "no run");
}

static void a_run_is_known_by_its_hash_or_the_beginning_of_it(void **state)
{
    struct lab *lab = *state;
    char hash[17], text[17];
    hash_text(cell_json(&lab->arena, &lab->grid.cell[7], &lab->failure), hash);
    check_pick(lab, hash, 1, 7);
    for (int n = 6; n < 16; n++) {
        snprintf(text, sizeof text, "%.*s", n, hash);
        check_pick(lab, text, 1, 7);
    }
    check_refused(lab, "zzzz", "no run and no experiment");
    check_refused(lab, "0000000000000000ff", "no run");
}

/* 0 and the letters are no run's number, and e is the experiment; two of 24 hashes begin with the same
 * one of the other six. */
static void a_beginning_that_several_share_is_refused(void **state)
{
    struct lab *lab = *state;
    int count[128] = {0};
    char shared[2] = "";
    for (int i = 0; i < lab->grid.cells; i++) {
        char hash[17];
        hash_text(cell_json(&lab->arena, &lab->grid.cell[i], &lab->failure), hash);
        if (strchr("0abcdf", hash[0]) && ++count[(int)hash[0]] > 1)
            *shared = hash[0];
    }
    assert_true(*shared);
    check_refused(lab, shared, "runs begin with");
}

static void settings_choose_among_the_runs_of_an_experiment(void **state)
{
    struct lab *lab = *state;
    check_pick(lab, "e", 24, 0);
    check_pick(lab, "e block=preact", 12, 12);
    check_pick(lab, "e block=preact depth=8 lr=0.1 seed=3", 1, 23);
    check_pick(lab, "e net.depth=8 train.lr=1e-1 seed=1", 2, 9);
    check_pick(lab, "e width=32", 24, 0); /* the same in all */
}

static void what_no_run_has_is_refused_with_what_there_is(void **state)
{
    struct lab *lab = *state;
    check_refused(lab, "e depth=6", "no run of e has depth 6; there are 4, 8");
    check_refused(lab, "e lr=0.03", "there are 0.01, 0.1");
    check_refused(lab, "e dept=4", "did you mean `depth`?");
    check_refused(lab, "e block=prect", "did you mean `preact`?");
    check_refused(lab, "e depth=x", "whole number");
    check_refused(lab, "e depth=4 net.depth=8", "chosen twice");
    check_refused(lab, "e plain", "KEY=VALUE is wanted");
    check_refused(lab, "e path=/tmp", "not their path");
    check_refused(lab, "e weights=w", "not their path");
    check_refused(lab, "f depth=4", "no run and no experiment `f`");
    lab->spec.axes = 1; /* the sweep is now the plain nets at the defaults */
    lab->axis[0].values = 1;
    lab_sweep(lab);
    check_refused(lab, "e block=preact", "no run of e has block preact; there are plain");
}

static void settings_that_no_run_has_at_once_are_refused(void **state)
{
    struct lab *lab = *state;
    lab->spec.axes = 0;
    lab_axis(lab, "block", "plain preact", 1);
    lab_axis(lab, "depth", "4 8", 1);
    lab_sweep(lab);
    check_refused(lab, "e block=plain depth=8", "has all of these settings");
}

static void check_settled(struct lab *lab, const char *text, bool seeds, const char *open)
{
    struct selection p = pick(lab, text);
    enum status status = select_settled(&lab->arena, lab->store, &p, seeds, &lab->failure);
    if (open ? status != STATUS_USAGE || !strstr(lab->failure.message, open) : status)
        fail_msg("%s: %d %s", text, (int)status, lab->failure.message);
    lab->failure = (struct failure){0};
}

static void what_is_still_open_is_named(void **state)
{
    struct lab *lab = *state;
    check_settled(lab, "e block=plain depth=4 lr=0.1 seed=1", false, NULL);
    check_settled(lab, "e block=plain depth=4 lr=0.1", true, NULL);
    check_settled(lab, "e block=plain depth=4 lr=0.1", false, "still open: seed (1, 2, 3)");
    check_settled(lab, "e seed=1", false,
                  "8 runs fit; still open: block (plain, preact), depth (4, 8), lr (0.01, 0.1)");
    check_settled(lab, "17", false, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        sweep_test(a_run_is_known_by_its_number),
        sweep_test(a_run_is_known_by_its_hash_or_the_beginning_of_it),
        sweep_test(a_beginning_that_several_share_is_refused),
        sweep_test(settings_choose_among_the_runs_of_an_experiment),
        sweep_test(what_no_run_has_is_refused_with_what_there_is),
        sweep_test(settings_that_no_run_has_at_once_are_refused),
        sweep_test(what_is_still_open_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

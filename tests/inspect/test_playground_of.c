#include "lab/inspect/playground_of.h"
#include "tests/support/small_lab.h"

static const char *address(struct lab *lab)
{
    const char *text = playground_of_sweep(&lab->arena, lab->store, "e", &lab->failure);
    lab_ok(lab);
    return text;
}

static void two_runs_of_the_current_sweep(void **state)
{
    struct lab *lab = *state;
    lab->spec.base.net.branch = "zero-last";
    lab_axis(lab, "block", "plain preact", 0);
    lab_axis(lab, "depth", "2 24", 0);
    lab_sweep(lab);
    assert_string_equal(address(lab), "#net.depth=24");
    lab->axis[1].values = 1;
    lab_sweep(lab);
    assert_string_equal(address(lab), "#net.depth=2");
}

static void runs_on_files_have_none(void **state)
{
    struct lab *lab = *state;
    lab->spec.base.checksum = 7;
    lab_axis(lab, "block", "plain preact", 0);
    lab_sweep(lab);
    assert_string_equal(address(lab), "");
}

static void nor_has_what_was_never_planned(void **state)
{
    assert_string_equal(address(*state), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(two_runs_of_the_current_sweep),
        lab_test(runs_on_files_have_none),
        lab_test(nor_has_what_was_never_planned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "tests/support/spec_text.h"

#define SWEEP "question: q\nsweep:\n  block: [plain, preact]\n  depth: [4, 8]\n  seed: 1..3\n"
#define ZIP "question: q\nzip: {block: [plain, preact, preact], branch: [none, none, zero-last]}\n"

static void check_axes(struct reader *r, const char *text, const char *key, const char *value,
                       const char *axes)
{
    must_read(r, text, false, (struct override[]){{key, value}, {0}});
    assert_string_equal(axes_of(r), axes);
}

static void check_refused(struct reader *r, const char *text, const char *key, const char *value,
                          const char *message)
{
    if (!read_spec(r, text, false, (struct override[]){{key, value}, {0}}))
        fail_msg("%s=%s was taken", key, value);
    if (strcmp(r->failure.message, message))
        fail_msg("want: %s\nhave: %s", message, r->failure.message);
}

static void axes_keep_the_files_order(void **state)
{
    struct reader *r = *state;
    must_read(r, SWEEP, false, NULL);
    assert_string_equal(axes_of(r), "net.block: plain preact | net.depth: 4 8 | seed: 1 2 3");
}

static void values_are_kept_in_their_shortest_form(void **state)
{
    struct reader *r = *state;
    must_read(r, "question: q\nsweep: {lr: [1e-2, 0.0300, 1.0]}\n", false, NULL);
    assert_string_equal(axes_of(r), "train.lr: 0.01 0.03 1");
}

static void a_list_may_hold_ranges(void **state)
{
    struct reader *r = *state;
    must_read(r, "question: q\nsweep: {seed: [7, 1..3, 9..9]}\n", false, NULL);
    assert_string_equal(axes_of(r), "seed: 7 1 2 3 9");
}

static void a_list_replaces_an_axis_where_it_stands(void **state)
{
    check_axes(*state, SWEEP, "depth", "[2, 4]",
               "net.block: plain preact | net.depth: 2 4 | seed: 1 2 3");
    check_axes(*state, SWEEP, "net.depth", "[6]",
               "net.block: plain preact | net.depth: 6 | seed: 1 2 3");
}

/* A student writes a decimal comma; both values of 0 and 5 are what a list is for. */
static void a_decimal_comma_is_no_list(void **state)
{
    check_refused(*state, SWEEP, "lr", "0,05",
                  "--set: train.lr would be 0 and another value\n    lr=0,05\n       ^\n"
                  "a decimal point is a point: 0.05");
    check_axes(*state, SWEEP, "lr", "[0, 5]",
               "net.block: plain preact | net.depth: 4 8 | seed: 1 2 3 | train.lr: 0 5");
    check_axes(*state, SWEEP, "lr", "0.1,0.5",
               "net.block: plain preact | net.depth: 4 8 | seed: 1 2 3 | train.lr: 0.1 0.5");
}

static void on_the_command_line_commas_are_enough(void **state)
{
    check_axes(*state, SWEEP, "depth", "16,32, 64",
               "net.block: plain preact | net.depth: 16 32 64 | seed: 1 2 3");
    check_axes(*state, SWEEP, "block", "plain,residual",
               "net.block: plain residual | net.depth: 4 8 | seed: 1 2 3");
    check_axes(*state, SWEEP, "seed", "1..2,9",
               "net.block: plain preact | net.depth: 4 8 | seed: 1 2 9");
}

static void one_value_takes_its_axis_away(void **state)
{
    struct reader *r = *state;
    check_axes(r, SWEEP, "depth", "16", "net.block: plain preact | seed: 1 2 3");
    assert_int_equal(r->spec.base.net.depth, 16);
}

static void a_new_list_is_a_new_axis(void **state)
{
    check_axes(*state, SWEEP, "lr", "0.1,0.2",
               "net.block: plain preact | net.depth: 4 8 | seed: 1 2 3 | train.lr: 0.1 0.2");
}

static void a_path_with_a_comma_is_one_path(void **state)
{
    struct reader *r = *state;
    check_axes(r, "question: q\n", "data.path", "/tmp/a,b: [c]", "");
    assert_string_equal(r->spec.base.data.path, "/tmp/a,b: [c]");
    check_axes(r, "question: q\n", "data.path", "\"/tmp/d\"", "");
    assert_string_equal(r->spec.base.data.path, "/tmp/d");
    check_axes(r, "question: q\n", "data.label", "", "");
    assert_string_equal(r->spec.base.data.label, "");
}

static void zipped_axes_move_together(void **state)
{
    struct reader *r = *state;
    must_read(r, ZIP, false, NULL);
    assert_int_equal(r->spec.axis[0].zip, r->spec.axis[1].zip);
    assert_int_equal(r->grid.cells, 3);
}

static void several_groups_are_a_product(void **state)
{
    struct reader *r = *state;
    must_read(r,
              "question: q\nzip:\n  - {block: [plain, preact], lr: [1, 2]}\n"
              "  - {depth: [2, 4, 6], width: [9, 8, 7]}\n",
              false, NULL);
    assert_int_equal(r->spec.axis[0].zip, 1);
    assert_int_equal(r->spec.axis[3].zip, 2);
    assert_int_equal(r->grid.cells, 6);
}

static void a_zipped_axis_is_replaced_by_one_as_long(void **state)
{
    struct reader *r = *state;
    check_axes(r, ZIP, "branch", "rezero,none,zero-last",
               "net.block: plain preact preact | net.branch: rezero none zero-last");
    assert_int_equal(r->grid.cells, 3);
    check_refused(r, ZIP, "branch", "none,rezero",
                  "--set: net.branch moves together with net.block (`zip:`), so it takes 3 values, "
                  "not 2\n    branch=none,rezero\n           ^");
}

static void fixing_a_zipped_axis_leaves_no_place_twice(void **state)
{
    struct reader *r = *state;
    check_axes(r, ZIP, "branch", "none", "net.block: plain preact");
    assert_int_equal(r->grid.cells, 2);
}

static void a_new_group_takes_its_axes_from_the_sweep(void **state)
{
    struct reader *r = *state;
    check_axes(r, SWEEP, "zip", "{depth: [2, 4], width: [64, 32]}",
               "net.block: plain preact | seed: 1 2 3 | net.depth: 2 4 | net.width: 64 32");
    assert_int_equal(r->grid.cells, 12);
}

static void a_new_group_leaves_the_old_one_alone(void **state)
{
    struct reader *r = *state;
    check_axes(r, ZIP, "zip", "{depth: [2, 4], width: [64, 32]}",
               "net.block: plain preact preact | net.branch: none none zero-last | "
               "net.depth: 2 4 | net.width: 64 32");
    assert_int_equal(r->grid.cells, 6);
}

static void refuses_lists_that_are_none(void **state)
{
    static const char *const bad[][3] = {
        {"depth", "4,x",
         "--set: net.depth takes a whole number, not `x`\n    depth=4,x\n            ^"},
        {"depth", "[]", "--set: net.depth has an empty list\n    depth=[]\n          ^"},
        {"depth", "4,,8", "--set: net.depth has no value\n    depth=4,,8\n            ^"},
        {"depth", "4..x", "--set: a range is written 1..5, not 4..x\n    depth=4..x\n          ^"},
        {"depth", "8..4", "--set: the range 8..4 is empty\n    depth=8..4\n          ^"},
        {"depth", "1...4",
         "--set: a range is written 1..5, not 1...4\n    depth=1...4\n          ^"},
        {"depth", "4,8,4", "--set: net.depth is to be 4 twice\n    depth=4,8,4\n              ^"},
        {"lr", "[0.1, 1e-1]",
         "--set: train.lr is to be 0.1 twice\n    lr=[0.1, 1e-1]\n             ^"},
        {"depth", "[[4]]",
         "--set: net.depth takes one value here\n    depth=[[4]]\n           ^\n"
         "a list belongs in `sweep:`"},
        {"seed", "1..20000", "--set: more than 10000 values\n    seed=1..20000\n         ^"},
        {"zip", "3", "--set: `zip:` takes a list, not a text\n    zip=3\n        ^"},
        {"zip", "[3]", "--set: `zip:` takes mappings of lists\n    zip=[3]\n         ^"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        check_refused(*state, SWEEP, bad[i][0], bad[i][1], bad[i][2]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(axes_keep_the_files_order),
        cmocka_unit_test(values_are_kept_in_their_shortest_form),
        cmocka_unit_test(a_list_may_hold_ranges),
        cmocka_unit_test(a_list_replaces_an_axis_where_it_stands),
        cmocka_unit_test(on_the_command_line_commas_are_enough),
        cmocka_unit_test(a_decimal_comma_is_no_list),
        cmocka_unit_test(one_value_takes_its_axis_away),
        cmocka_unit_test(a_new_list_is_a_new_axis),
        cmocka_unit_test(a_path_with_a_comma_is_one_path),
        cmocka_unit_test(zipped_axes_move_together),
        cmocka_unit_test(several_groups_are_a_product),
        cmocka_unit_test(a_zipped_axis_is_replaced_by_one_as_long),
        cmocka_unit_test(fixing_a_zipped_axis_leaves_no_place_twice),
        cmocka_unit_test(a_new_group_takes_its_axes_from_the_sweep),
        cmocka_unit_test(a_new_group_leaves_the_old_one_alone),
        cmocka_unit_test(refuses_lists_that_are_none),
    };
    return cmocka_run_group_tests(tests, open_reader, close_reader);
}

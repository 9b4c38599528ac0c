#include "lab/spec/cell_json.h"
#include "tests/support/spec_text.h"

static void the_last_axis_turns_fastest(void **state)
{
    struct reader *r = *state;
    must_read(r, "question: q\nsweep: {block: [plain, preact], depth: [4, 8, 16], seed: [1, 2]}\n",
              false, NULL);
    assert_int_equal(r->grid.cells, 12);
    int c = 0;
    for (int block = 0; block < 2; block++)
        for (int depth = 4; depth <= 16; depth *= 2)
            for (uint64_t seed = 1; seed <= 2; seed++, c++) {
                const struct cell *cell = &r->grid.cell[c];
                assert_string_equal(cell->net.block, block ? "preact" : "plain");
                assert_int_equal(cell->net.depth, depth);
                assert_int_equal(cell->seed, seed);
            }
}

static void a_zipped_group_counts_once_and_stands_where_it_begins(void **state)
{
    struct reader *r = *state;
    must_read(r, "question: q\nzip: {depth: [2, 4, 6], width: [9, 8, 7]}\nsweep: {seed: [1, 2]}\n",
              false, NULL);
    assert_int_equal(r->grid.cells, 6);
    for (int c = 0; c < 6; c++) {
        assert_int_equal(r->grid.cell[c].net.depth, 2 + 2 * (c / 2));
        assert_int_equal(r->grid.cell[c].net.width, 9 - c / 2);
        assert_int_equal(r->grid.cell[c].seed, 1 + c % 2);
    }
}

static void without_axes_there_is_one_cell(void **state)
{
    struct reader *r = *state;
    must_read(r, "question: q\nnet: {depth: 6}\nseed: 5\n", false, NULL);
    assert_int_equal(r->grid.cells, 1);
    assert_int_equal(r->grid.cell[0].net.depth, 6);
    assert_int_equal(r->grid.cell[0].seed, 5);
}

static void no_two_cells_are_the_same(void **state)
{
    struct reader *r = *state;
    must_read(
        r,
        "question: q\nzip:\n  - {block: [plain, preact, preact], branch: [none, none, rezero]}\n"
        "  - {lr: [1, 2], momentum: [0.1, 0.1]}\nsweep: {depth: [2, 4], seed: 1..4}\n",
        false, NULL);
    assert_int_equal(r->grid.cells, 48);
    for (int i = 0; i < 48; i++)
        for (int j = 0; j < i; j++)
            assert_string_not_equal(cell_json(&r->arena, &r->grid.cell[i], &r->failure),
                                    cell_json(&r->arena, &r->grid.cell[j], &r->failure));
}

static void a_cell_that_makes_no_net_is_named(void **state)
{
    struct reader *r = *state;
    assert_int_equal(
        read_spec(r, "question: q\nsweep: {depth: [4, 5], seed: [1, 2]}\n", false, NULL),
        STATUS_DATA);
    assert_string_equal(r->failure.message,
                        "x.yaml: depth 5 is not a whole number of blocks of 2 layers "
                        "(in the cell net.depth 5, seed 1)");
    read_spec(r, "question: q\nnet: {depth: 5}\n", false, NULL);
    assert_string_equal(r->failure.message,
                        "x.yaml: depth 5 is not a whole number of blocks of 2 layers");
}

static void too_many_cells_are_refused_with_their_number(void **state)
{
    struct reader *r = *state;
    const char *text = "question: q\nsweep: {seed: 1..1000, data.seed: 1..101}\n";
    assert_int_equal(read_spec(r, text, false, NULL), STATUS_DATA);
    assert_string_equal(r->failure.message, "x.yaml: 101000 runs are more than 100000");
    must_read(r, "question: q\nsweep: {seed: 1..1000, data.seed: 1..100}\n", false, NULL);
    assert_int_equal(r->grid.cells, 100000);
    text = "question: q\nsweep: {seed: 1..10000, data.seed: 1..10000, steps: 1..10000, width: "
           "1..9999}\n";
    assert_int_equal(read_spec(r, text, false, NULL), STATUS_DATA);
    assert_string_equal(r->failure.message, "x.yaml: 9.999e+15 runs are more than 100000");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_axis_turns_fastest),
        cmocka_unit_test(a_zipped_group_counts_once_and_stands_where_it_begins),
        cmocka_unit_test(without_axes_there_is_one_cell),
        cmocka_unit_test(no_two_cells_are_the_same),
        cmocka_unit_test(a_cell_that_makes_no_net_is_named),
        cmocka_unit_test(too_many_cells_are_refused_with_their_number),
    };
    return cmocka_run_group_tests(tests, open_reader, close_reader);
}

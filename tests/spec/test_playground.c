/* An address is read back as the page reads it, and must give the cells that it was made of. */
#include "lab/spec/cell_json.h"
#include "lab/spec/playground.h"
#include "tests/support/spec_text.h"

static const char *address_of(struct reader *r, const char *text)
{
    must_read(r, text, false, NULL);
    const char *address = playground_address(&r->arena, r->grid.cells, r->grid.cell, &r->failure);
    assert_int_equal(r->failure.status, STATUS_OK);
    return address;
}

static char *decoded(struct reader *r, const char *text)
{
    char *all = arena_strdup(&r->arena, text), *to = all;
    for (; *text; text++) {
        unsigned c;
        if (*text == '%' && sscanf(text + 1, "%2x", &c) == 1)
            *to++ = (char)c, text += 2;
        else
            *to++ = *text;
    }
    *to = 0;
    return all;
}

/* The cell that the page trains on this side. */
static struct cell opened(struct reader *r, const char *address, int side)
{
    struct cell cell;
    cell_open(&cell);
    for (const struct playground_setting *p = playground_settings; p->key; p++)
        if (p->left)
            cell_set(&cell, setting_find(p->key), side ? p->right : p->left, &r->failure);
    char *rest = arena_strdup(&r->arena, address + 1);
    for (char *part; (part = strsep(&rest, "&"));) {
        char *value = strchr(part, '=');
        if (!value)
            continue;
        *value++ = 0;
        char *bar = strchr(value, '|');
        if (bar)
            *bar++ = 0;
        assert_non_null(setting_find(part));
        cell_set(&cell, setting_find(part), decoded(r, bar && side ? bar : value), &r->failure);
    }
    cell_settle(&cell);
    assert_int_equal(r->failure.status, STATUS_OK);
    return cell;
}

/* Is there a cell of the grid that trains to the same weights? */
static bool in_grid(struct reader *r, struct cell cell)
{
    for (int c = 0; c < r->grid.cells; c++) {
        cell.train.log_curve = r->grid.cell[c].train.log_curve;
        cell.train.log_layers = r->grid.cell[c].train.log_layers;
        cell.train.evaluate = r->grid.cell[c].train.evaluate;
        cell.train.keep = r->grid.cell[c].train.keep;
        if (!strcmp(cell_json(&r->arena, &cell, &r->failure),
                    cell_json(&r->arena, &r->grid.cell[c], &r->failure)))
            return true;
    }
    return false;
}

static void the_address_gives_cells_of_the_sweep(void **state)
{
    static const char *const spec[] = {
        model,
        "question: q\nnet: {family: cifar, width: 8}\ndata: {side: 8}\n"
        "zip: {form: [basic, bottleneck], depth: [20, 29]}\n",
        "question: q\nnet: {block: preact}\nzip: {branch: [none, 1/sqrt(L)], init: [he, "
        "normal(0.1)]}\n",
        "question: q\ndata: {name: spirals, arms: 4}\nseed: 7\nprobe: {rank: [0, 5]}\n"
        "train: {log_layers: 0, evaluate: 7, weight_decay: 0.0001, schedule: cosine}\n",
    };
    for (size_t i = 0; i < sizeof spec / sizeof *spec; i++) {
        const char *address = address_of(*state, spec[i]);
        assert_int_equal(*address, '#');
        for (int side = 0; side < 2; side++)
            if (!in_grid(*state, opened(*state, address, side)))
                fail_msg("%s, side %d", address, side);
    }
}

static void a_plain_net_and_its_twin_near_32_layers(void **state)
{
    assert_string_equal(address_of(*state, model), "#");
    assert_string_equal(
        address_of(*state, "question: q\nnet: {width: 16}\n"
                           "zip: {block: [plain, preact, preact], branch: [none, none, rezero]}\n"
                           "sweep: {depth: [4, 24, 100], lr: [0.1, 0.01], seed: [3, 1]}\n"),
        "#net.depth=24&net.width=16&net.branch=none&seed=3");
}

static void else_two_kinds_that_differ_least(void **state)
{
    assert_string_equal(address_of(*state,
                                   "question: q\nnet: {block: preact, depth: 64, width: 32}\nzip:\n"
                                   "  branch: [none, zero-last, none]\n"
                                   "  norm: [none, none, batch]\n"
                                   "  span: [2, 2, 1]\n"),
                        "#net.block=preact&net.depth=64&net.branch=none|zero-last");
}

static void else_two_sizes_and_a_single_cell_on_both_sides(void **state)
{
    assert_string_equal(
        address_of(*state, "question: q\nnet: {width: 32}\nsweep: {depth: [4, 32]}\n"),
        "#net.block=plain&net.depth=4|32&net.branch=none");
    assert_string_equal(address_of(*state, "question: q\nnet: {depth: 8, width: 32}\n"),
                        "#net.block=plain&net.depth=8&net.branch=none");
}

static void what_the_page_cannot_do_has_no_address(void **state)
{
    static const char *const spec[] = {
        "question: q\nnet: {family: resnet18}\ndata: {side: 28}\n",
        "question: q\nnet: {depth: 1000}\n",
        "question: q\nnet: {width: 512}\n",
        "question: q\ndata: {take: 100}\n",
        "question: q\nstart: {from: steps=100}\n",
        "question: q\nnet: {depth: 8}\nstart: {from: depth=4, insert: identity}\n",
    };
    for (size_t i = 0; i < sizeof spec / sizeof *spec; i++)
        assert_string_equal(address_of(*state, spec[i]), "");
    struct reader *r = *state;
    struct cell cell;
    cell_preset(&cell);
    cell.start.checksum = 1;
    assert_string_equal(playground_address(&r->arena, 1, &cell, &r->failure), "");
    assert_string_equal(playground_address(&r->arena, 0, NULL, &r->failure), "");
}

static void what_the_page_cannot_do_is_passed_over(void **state)
{
    assert_string_equal(address_of(*state,
                                   "question: q\nnet: {width: 32, branch: zero-last}\n"
                                   "sweep: {block: [plain, preact], depth: [300, 128, 1000]}\n"),
                        "#net.depth=128");
}

static void every_key_is_a_settings(void **state)
{
    (void)state;
    for (const struct playground_setting *p = playground_settings; p->key; p++) {
        const struct setting *s = setting_find(p->key);
        assert_non_null(s);
        assert_string_equal(s->key, p->key);
        assert_true(!p->left == !p->right);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define law(f) cmocka_unit_test_setup_teardown(f, open_reader, close_reader)
        law(the_address_gives_cells_of_the_sweep),
        law(a_plain_net_and_its_twin_near_32_layers),
        law(else_two_kinds_that_differ_least),
        law(else_two_sizes_and_a_single_cell_on_both_sides),
        law(what_the_page_cannot_do_has_no_address),
        law(what_the_page_cannot_do_is_passed_over),
        law(every_key_is_a_settings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "lab/inspect/block_picture.h"
#include "lab/spec/cell.h"
#include "tests/support/check.h"
#include <string.h>

struct fixture {
    struct arena arena;
    struct failure failure;
    struct block_picture b;
};

static void read_block(struct fixture *f, struct net_spec spec, const char *place)
{
    struct cell cell;
    cell_preset(&cell);
    arena_open(&f->arena, 1 << 28);
    spec.init = cell.net.init;
    const struct network *net =
        network_build(&f->arena, &spec, (struct shape){3, 16, 16}, 10, 8, &f->failure);
    assert_string_equal(f->failure.message, "");
    int i = 0;
    while (strcmp(net->place[i].name, place))
        i++;
    block_picture_read(&f->arena, net, net->place[i].first, net->place[i + 1].first, &f->b,
                       &f->failure);
    assert_int_equal(f->failure.status, STATUS_OK);
}

static struct net_spec net_of(const char *family, const char *block, const char *norm, int depth)
{
    struct cell cell;
    cell_preset(&cell);
    struct net_spec n = cell.net;
    n.family = family;
    n.block = block;
    n.norm = norm;
    n.depth = depth;
    n.width = 16;
    n.branch = "none";
    n.shortcut = strcmp(family, "mlp") ? "A" : "identity";
    return n;
}

static void check_part(const struct fixture *f, int i, const char *label, int column, int row)
{
    const struct block_part *p = &f->b.part[i];
    assert_string_equal(p->label, label);
    assert_int_equal(p->column, column);
    assert_int_equal(p->row, row);
}

static void a_plain_block_is_a_chain(void **state)
{
    (void)state;
    struct fixture f = {0};
    read_block(&f, net_of("mlp", "plain", "none", 4), "block1");
    assert_int_equal(f.b.columns, 1);
    check_part(&f, 0, "linear, 16", 0, 0);
    check_part(&f, 1, "ReLU", 0, 1);
    check_part(&f, 3, "ReLU", 0, 3);
    for (int i = 0; i < f.b.parts; i++)
        assert_int_equal(f.b.part[i].inputs, 1);
    arena_close(&f.arena);
}

/* x is the sum's second input; the ReLU of a post-activation block stands behind the sum. */
static void the_sum_hears_from_the_branch_and_from_x(void **state)
{
    (void)state;
    struct fixture f = {0};
    read_block(&f, net_of("mlp", "residual", "batch", 4), "block2");
    static const char *const label[] = {"linear, 16", "batch norm", "ReLU", "linear, 16",
                                        "batch norm", "+",          "ReLU"};
    assert_int_equal(f.b.parts, 7);
    for (int i = 0; i < 7; i++)
        check_part(&f, i, label[i], 0, i);
    assert_true(f.b.part[5].sum);
    assert_int_equal(f.b.part[5].from[0], 4);
    assert_int_equal(f.b.part[5].from[1], BLOCK_X);
    assert_true(f.b.part[6].behind && !f.b.part[4].behind);
    arena_close(&f.arena);
}

static void a_shortcut_that_computes_stands_beside_the_branch(void **state)
{
    (void)state;
    struct fixture f = {0}, same = {0};
    struct net_spec bottleneck = net_of("cifar", "residual", "batch", 11);
    bottleneck.form = "bottleneck";
    read_block(&f, bottleneck, "layer2.0");
    assert_int_equal(f.b.columns, 2);
    check_part(&f, 0, "1×1 conv, 32", 0, 0);
    check_part(&f, 3, "3×3 conv, 32, /2", 0, 3);
    int pad = 0;
    while (strcmp(f.b.part[pad].label, "zero padding"))
        pad++;
    check_part(&f, pad, "zero padding", 1, 0);
    read_block(&same, net_of("cifar", "residual", "batch", 8), "layer2.0");
    assert_false(block_picture_alike(&f.b, &same.b));
    assert_true(block_picture_alike(&f.b, &f.b));
    arena_close(&f.arena);
    arena_close(&same.arena);
}

static void gates_cross(void **state)
{
    (void)state;
    struct fixture f = {0};
    read_block(&f, net_of("mlp", "highway", "none", 4), "block1");
    assert_true(f.b.crossed);
    arena_close(&f.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_block_is_a_chain),
        cmocka_unit_test(the_sum_hears_from_the_branch_and_from_x),
        cmocka_unit_test(a_shortcut_that_computes_stands_beside_the_branch),
        cmocka_unit_test(gates_cross),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

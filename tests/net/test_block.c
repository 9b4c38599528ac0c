#include "lab/net/block.h"
#include "lab/net/names.h"
#include "tests/support/test_net.h"

static void each_name_finds_its_block(void **state)
{
    (void)state;
    const struct {
        const char *name;
        struct node *(*build)(struct builder *, struct node *);
        const char *order;
    } want[] = {{"plain", block_plain, "original"},
                {"residual", block_residual, "relu-before-add"}, /* the spec's */
                {"preact", block_preact, "full-preact"},
                {"concat", block_concat, "full-preact"},
                {"inception", block_inception, "original"},
                {"highway", block_highway, "original"}};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        const struct block *b = block_find(want[i].name);
        assert_string_equal(b->name, want[i].name);
        assert_ptr_equal(b->build, want[i].build);
        struct net_spec spec = spec_of(want[i].name, 4, 4);
        spec.order = "relu-before-add";
        assert_string_equal(block_order(&spec)->name, want[i].order);
    }
    int names = 0;
    for (; block_name(names); names++)
        assert_string_equal(block_find(block_name(names))->name, block_name(names));
    assert_true(names >= 6);
    assert_null(block_find("pre"));
    assert_null(block_find(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_name_finds_its_block),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "lab/net/block.h"
#include "lab/net/names.h"
#include "tests/support/nets.h"

static void each_name_finds_its_block(void **state)
{
    (void)state;
    const struct {
        const char *name;
        struct node *(*build)(struct builder *, struct node *);
        bool pre;
    } want[] = {{"plain", block_plain, false},         {"residual", block_residual, false},
                {"preact", block_preact, true},        {"concat", block_concat, true},
                {"inception", block_inception, false}, {"highway", block_highway, false}};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        const struct block *b = block_find(want[i].name);
        assert_string_equal(b->name, want[i].name);
        assert_ptr_equal(b->build, want[i].build);
        assert_int_equal(b->pre, want[i].pre);
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

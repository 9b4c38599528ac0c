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
    } want[] = {{"plain", block_plain, false},
                {"residual", block_residual, false},
                {"preact", block_preact, true}};
    for (int i = 0; i < 3; i++) {
        const struct block *b = block_find(want[i].name);
        assert_string_equal(block_name(i), want[i].name);
        assert_string_equal(b->name, want[i].name);
        assert_ptr_equal(b->build, want[i].build);
        assert_int_equal(b->pre, want[i].pre);
    }
    assert_null(block_name(3));
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

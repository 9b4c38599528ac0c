/* Judged by nets that were built in the other order from the start. */
#include "lab/probe/swap.h"
#include "tests/support/blocks.h"

static void a_net_with_two_swapped_is_built_in_that_order(void **state)
{
    (void)state;
    for (int i = 0; i < KINDS; i++) {
        struct table t;
        open_kind(&t, i);
        table_examine(&t, &probe_swap);
        for (int a = 1; a <= BLOCKS; a++) {
            const struct entry *e = diary_at(&t.diary, "swap", a, ANY);
            assert_non_null(e);
            const int b = (int)e->value[0];
            assert_true(b >= 1 && b <= BLOCKS && b != a);
            int order[] = {1, 2, 3, 4};
            order[a - 1] = b;
            order[b - 1] = a;
            check_score(e->value + 1, score_of_blocks(&t, order, BLOCKS));
        }
        table_close(&t);
    }
}

/* Where the shape changes a block has no like; block 0 is the net as it is. */
static void only_likes_are_swapped(void **state)
{
    (void)state;
    struct table t;
    struct net_spec spec = spec_of("residual", 14, 4);
    spec.family = "cifar";
    spec.norm = "batch";
    open_stirred(&t, spec, (struct shape){3, 8, 7});
    table_examine(&t, &probe_swap);
    assert_int_equal(t.diary.rows, 3);
    for (int b = 0; b <= 6; b++)
        assert_int_equal(diary_at(&t.diary, "swap", b, ANY) != NULL, b <= 2);
    check_score(t.diary.row[0].value + 1, evaluate(t.net, &t.data.test, MODE_EVAL, &t.arena));
    table_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_net_with_two_swapped_is_built_in_that_order),
        cmocka_unit_test(only_likes_are_swapped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "lab/net/names.h"
#include "lab/net/order.h"
#include "tests/support/check.h"

/* He et al. 2016, figure 4: a to e. */
static void each_order_is_that_of_the_paper(void **state)
{
    (void)state;
    const struct order want[] = {{.name = "original", .act_after = true},
                                 {.name = "norm-after-add", .norm_after = true, .act_after = true},
                                 {.name = "relu-before-add"},
                                 {.name = "relu-only-preact", .act_first = true},
                                 {.name = "full-preact", .norm_first = true, .act_first = true}};
    for (int i = 0; i < 5; i++) {
        const struct order *o = order_find(want[i].name);
        assert_string_equal(order_name(i), want[i].name);
        assert_int_equal(o->norm_first, want[i].norm_first);
        assert_int_equal(o->act_first, want[i].act_first);
        assert_int_equal(o->norm_after, want[i].norm_after);
        assert_int_equal(o->act_after, want[i].act_after);
    }
    assert_null(order_name(5));
    assert_null(order_find("preact"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_order_is_that_of_the_paper)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

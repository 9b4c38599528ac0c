/* The arithmetic is judged by tests/op and the block tests; here, what a norm brings into a net. */
#include "lab/net/names.h"
#include "lab/net/norm.h"
#include "tests/support/test_net.h"

static void each_name_finds_its_norm(void **state)
{
    (void)state;
    const char *const names[] = {"none", "batch", "layer"};
    for (int i = 0; i < 3; i++) {
        assert_string_equal(norm_name(i), names[i]);
        assert_string_equal(norm_find(names[i])->name, names[i]);
    }
    assert_null(norm_name(3));
    assert_null(norm_find("batchnorm"));
    assert_null(norm_find(""));
}

static void check_param(const struct network *net, const char *name, double value, bool trained)
{
    const struct param *p = param_named(net, name);
    assert_non_null(p);
    assert_int_equal(p->rank, 1);
    assert_int_equal(p->count, 7);
    assert_int_equal(p->grad != NULL, trained);
    for (size_t i = 0; i < p->count; i++)
        check_near((double)p->value[i], value, 0);
}

static void a_norm_starts_as_the_pure_normalisation(void **state)
{
    (void)state;
    const char *const names[] = {"batch", "layer"};
    for (int k = 0; k < 2; k++) {
        struct net_spec spec = spec_of("plain", 2, 7);
        spec.norm = names[k];
        struct test_net b;
        test_net_open(&b, spec, 5, 3, 19);
        check_param(b.net, "stem.norm1.weight", 1, true);
        check_param(b.net, "block1.norm2.bias", 0, true);
        if (k == 0) {
            check_param(b.net, "block1.norm1.running_mean", 0, false);
            check_param(b.net, "block1.norm1.running_var", 1, false);
        } else {
            assert_null(param_named(b.net, "block1.norm1.running_mean"));
            assert_null(b.net->graph->statistics.first);
        }
        assert_null(param_named(b.net, "block1.norm3.weight"));
        assert_null(param_named(b.net, "head.norm1.weight"));
        test_net_close(&b);
    }
}

static void none_adds_nothing(void **state)
{
    (void)state;
    struct test_net b;
    test_net_open(&b, spec_of("preact", 2, 7), 5, 3, 19);
    for (const struct param *p = b.net->graph->params.first; p; p = p->next)
        assert_null(strstr(p->name, "norm"));
    assert_null(b.net->graph->statistics.first);
    test_net_close(&b);
}

/* Training moves the kept statistics, measuring and evaluating leave them alone. */
static void only_training_moves_running_statistics(void **state)
{
    (void)state;
    struct net_spec spec = spec_of("residual", 4, 7);
    spec.norm = "batch";
    struct test_net b;
    test_net_open(&b, spec, 5, 3, 19);
    const size_t bytes = b.net->graph->statistics.reals * sizeof(real);
    void *before = arena_alloc(&b.arena, bytes);
    memcpy(before, b.net->graph->kept, bytes);
    for (enum mode mode = MODE_TRAIN; mode <= MODE_EVAL; mode++) {
        b.pass.mode = mode;
        memcpy(b.net->graph->kept, before, bytes);
        snapshot_take(&b);
        assert_int_equal(memcmp(b.net->graph->kept, before, bytes) != 0, mode == MODE_TRAIN);
    }
    test_net_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_name_finds_its_norm),
        cmocka_unit_test(a_norm_starts_as_the_pure_normalisation),
        cmocka_unit_test(none_adds_nothing),
        cmocka_unit_test(only_training_moves_running_statistics),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* How a graph is built and given its memory, and what it refuses. */
#include "tests/support/tiny.h"

static void a_view_has_the_memory_but_not_the_gradient(void **state)
{
    (void)state;
    struct rig r;
    rig_open(&r, 1 << 20, 2, 2);
    struct node *x = weigh(r.g, r.x), *view = alias(r.g, alias(r.g, x));
    rig_start(&r, fold(r.g, meet(r.g, x, view), 1), 1);
    assert_ptr_equal(view->value, x->value);
    assert_ptr_not_equal(view->grad, x->grad);
    arena_close(&r.arena);
}

static void bytes_are_known_before_anything_is_allocated(void **state)
{
    (void)state;
    struct rig r;
    rig_open(&r, 1 << 26, 200, 1);
    struct node *root = random_graph(&r, 5);
    graph_statistic(r.g, "kept", 1, (int[]){1000});
    size_t before = r.arena.used;
    struct graph_bytes bytes = graph_bytes(r.g, root);
    assert_int_equal(r.arena.used, before);
    assert_int_equal(bytes.total, bytes.values + bytes.gradients + bytes.parameters + bytes.room);
    assert_int_equal(bytes.parameters,
                     (2 * r.g->params.reals + r.g->statistics.reals) * sizeof(real));
    assert_int_equal(graph_allocate(r.g, root), STATUS_OK);
    size_t grown = r.arena.used - before, books = (size_t)r.g->nodes * 20 + 64 * 8;
#ifdef __SANITIZE_ADDRESS__
    books += ((size_t)r.g->nodes + 8) * 64; /* lines that nobody may touch */
#endif
    assert_in_range(grown, bytes.total, bytes.total + books);
    arena_close(&r.arena);
}

static void nothing_is_allocated_in_a_step(void **state)
{
    (void)state;
    struct rig r;
    rig_open(&r, 1 << 24, 20, 20);
    rig_start(&r, random_graph(&r, 2), 2);
    size_t used = r.arena.used;
    for (int i = 0; i < 3; i++) {
        graph_forward(r.g, &r.pass);
        graph_backward(r.g, &r.pass, NULL);
        graph_zero_grad(r.g);
    }
    assert_int_equal(r.arena.used, used);
    arena_close(&r.arena);
}

static void parameters_lie_in_one_array_with_zeros_between(void **state)
{
    (void)state;
    struct rig r;
    rig_open(&r, 1 << 20, 2, 2);
    struct param *a = graph_param(r.g, "a", 2, (int[]){3, 7});
    struct param *b = graph_param(r.g, "b", 4, (int[]){2, 3, 4, 5});
    struct param *kept = graph_statistic(r.g, "kept", 1, (int[]){3});
    assert_int_equal(graph_allocate(r.g, fold(r.g, r.x, 1)), STATUS_OK);
    assert_int_equal(a->count, 21);
    assert_int_equal(b->count, 120);
    assert_ptr_equal(a->next, b);
    assert_ptr_equal(a->value, r.g->value);
    assert_ptr_equal(b->grad - b->offset, r.g->grad);
    assert_int_equal((uintptr_t)b->value % 64, 0);
    assert_true(b->offset >= a->count && b->offset < a->count + 16);
    assert_null(kept->grad);
    assert_ptr_equal(kept->value, r.g->kept);
    for (size_t i = 0; i < r.g->params.reals; i++)
        assert_true(r.g->value[i] == 0 && r.g->grad[i] == 0);
    arena_close(&r.arena);
}

static void a_refusal_passes_through_and_the_first_reason_sticks(void **state)
{
    (void)state;
    struct rig r;
    rig_open(&r, 1 << 20, 2, 2);
    struct node *bad = meet(r.g, r.x, fold(r.g, r.x, 2));
    assert_null(bad);
    struct node *root = fold(r.g, weigh(r.g, meet(r.g, r.x, bad)), 1);
    assert_null(root);
    assert_null(meet(r.g, r.x, fold(r.g, r.x, 5)));
    assert_int_equal(graph_allocate(r.g, root), STATUS_DATA);
    assert_string_equal(r.failure.message, "meet: 3 channels meet 2");
    assert_int_equal(graph_bytes(r.g, r.x).total, 0);
    arena_close(&r.arena);
}

static void an_empty_batch_and_a_missing_loss_are_refused(void **state)
{
    (void)state;
    struct rig r;
    rig_open(&r, 1 << 20, 2, 2);
    assert_int_equal(graph_allocate(r.g, NULL), STATUS_DATA);
    arena_close(&r.arena);
    rig_open(&r, 1 << 20, 0, 1);
    assert_int_equal(graph_allocate(r.g, r.x), STATUS_DATA);
    assert_non_null(strstr(r.failure.message, "not 0"));
    arena_close(&r.arena);
}

static void too_little_memory_is_an_error_value_at_every_size(void **state)
{
    (void)state;
    enum status status = STATUS_FAILED;
    size_t bytes = 4096;
    for (; status; bytes += 64) {
        struct rig r;
        rig_open(&r, bytes, 16, 16);
        struct node *x = r.x;
        for (int i = 0; i < 70; i++)
            x = weigh(r.g, x);
        status = graph_allocate(r.g, fold(r.g, x, 1));
        assert_true(status == STATUS_OK || status == STATUS_FAILED);
        arena_close(&r.arena);
    }
    assert_in_range(bytes, 30000, 1000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_view_has_the_memory_but_not_the_gradient),
        cmocka_unit_test(bytes_are_known_before_anything_is_allocated),
        cmocka_unit_test(nothing_is_allocated_in_a_step),
        cmocka_unit_test(parameters_lie_in_one_array_with_zeros_between),
        cmocka_unit_test(a_refusal_passes_through_and_the_first_reason_sticks),
        cmocka_unit_test(an_empty_batch_and_a_missing_loss_are_refused),
        cmocka_unit_test(too_little_memory_is_an_error_value_at_every_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

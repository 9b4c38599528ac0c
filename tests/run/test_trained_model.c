/* The weights that a run ended with, kept or not. */
#include "lab/run/trained_model.h"
#include "tests/run/tiny_run.h"

static void count(void *watcher, int64_t run, double seconds)
{
    assert_true(run > 0 && seconds >= 0);
    ++*(int *)watcher;
}

static void it_is_trained_again_where_they_are_gone(void **state)
{
    struct lab *lab = *state;
    const struct cell c = tiny();
    const int64_t run = run_of(lab, &c);
    int told = 0;
    const struct repeat_order order = {.run = run, .path = "", .watcher = &told, .notice = count};
    struct loaded_model kept, again;
    must_end(lab, (struct train_run_order){.run = run, .keep = KEEP_FOR_OTHERS}, RUN_DONE);
    trained_model_read(&lab->arena, lab->store, &order, true, &kept, &lab->failure);
    assert_int_equal(told, 0);
    store_states_drop(lab->store, 1, &run, &lab->failure);
    trained_model_read(&lab->arena, lab->store, &order, true, &again, &lab->failure);
    lab_ok(lab);
    assert_int_equal(told, 1);
    assert_int_equal(again.weights.tensors, kept.weights.tensors);
    for (int i = 0; i < kept.weights.tensors; i++) {
        const struct tensor *a = &kept.weights.tensor[i], *b = &again.weights.tensor[i];
        assert_string_equal(a->name, b->name);
        assert_int_equal(a->count, b->count);
        assert_memory_equal(a->data, b->data, a->count * a->dtype->bytes);
    }
    assert_string_equal(dump(lab, "SELECT count(*) FROM checkpoint", run), "0\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {lab_test(it_is_trained_again_where_they_are_gone)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

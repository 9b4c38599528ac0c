/* Nothing is allocated within a training step, neither from the arena nor from the C library: from one
 * step's end to the next, with every instrument looking, malloc and its relatives are not called. */
#include "tests/support/failing_malloc.h"
#include "tests/support/small_training.h"

static const char *const blocks[] = {"plain", "residual", "preact"};

static void the_count_counts(void **state)
{
    (void)state;
#ifndef SANITIZED
    const size_t before = malloc_calls;
    void *volatile p = malloc(10);
    p = realloc(p, 20);
    free(p);
    p = calloc(1, 10);
    free(p);
    assert_int_equal(malloc_calls - before, 3);
#endif
}

struct watch {
    const struct arena *arena;
    size_t used, calls; /* at the end of the first step */
    int64_t steps;
    bool arena_moved;
    size_t allocated; /* calls since then */
};

static bool count_step(void *self, int64_t step, double loss)
{
    (void)loss;
    struct watch *w = self;
    if (!w->steps++) {
        w->used = w->arena->used;
        w->calls = malloc_calls;
    }
    w->arena_moved |= w->arena->used != w->used;
    w->allocated = malloc_calls - w->calls;
    return step >= 0;
}

/* Wide enough, and the batch large enough, that a sort or a copy could not hide on the stack. */
static void a_step_allocates_nothing(void **state)
{
    (void)state;
    const char *const norms[] = {"none", "batch", "layer"};
    const char *const optimizers[] = {"sgd", "nesterov", "adam", "adamw"};
    for (int k = 0; k < 12; k++) {
        struct net_spec net = spec_of(blocks[k % 3], 4, 200);
        net.norm = norms[k / 4];
        net.branch = "rezero";
        struct train_spec spec = train_spec_of(8, 32);
        spec.log_layers = 1;
        spec.evaluate = 2;
        spec.optimizer = optimizers[k % 4];
        spec.clip = 1;
        struct small_training c;
        small_training_open(&c, net, spec);
        c.every = 3;
        struct watch w = {.arena = &c.arena};
        c.training.tick = &(struct tick){&w, count_step};
        assert_int_equal(small_training_run(&c, NULL), STATUS_OK);
        assert_int_equal(w.steps, 9);
        assert_false(w.arena_moved);
        assert_int_equal(w.allocated, 0);
        small_training_close(&c);
    }
}

/* When training ends, what it took from the arena is given back. */
static void a_run_gives_its_memory_back(void **state)
{
    (void)state;
    struct small_training c;
    small_training_open(&c, spec_of("preact", 4, 8), train_spec_of(5, 16));
    const size_t used = c.arena.used;
    assert_int_equal(small_training_run(&c, NULL), STATUS_OK);
    assert_int_equal(c.arena.used, used);
    c.spec.optimizer = "wrong";
    assert_int_equal(small_training_run(&c, NULL), STATUS_DATA);
    assert_int_equal(c.arena.used, used);
    small_training_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_count_counts),
        cmocka_unit_test(a_step_allocates_nothing),
        cmocka_unit_test(a_run_gives_its_memory_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

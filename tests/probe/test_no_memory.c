/* Probes that use LAPACK take all their memory from the arena: the C library's may be at its end, and
 * where the arena is, the answer is a failure and not a number. */
#include "lab/probe/invert.h"
#include "lab/probe/jacobian.h"
#include "lab/probe/linear_probe.h"
#include "lab/probe/rank.h"
#include "lab/probe/reconstruct.h"
#include "lab/probe/sharpness.h"
#include "lab/probe/trajectory.h"
#include "lab/probe/weight_rank.h"
#include "tests/support/failing_malloc.h"
#include "tests/support/probe_setup.h"

static const struct probe *const computing[] = {
    &probe_rank,      &probe_jacobian,   &probe_linear,      &probe_reconstruct,
    &probe_sharpness, &probe_trajectory, &probe_weight_rank, &probe_invert};
enum { COMPUTING = sizeof computing / sizeof *computing };

static void open_net(struct probe_setup *t, int width)
{
    probe_setup_open(t, spec_of("preact", 2, width), (struct shape){9, 1, 1}, 3, 24);
    probe_setup_walk(t, 3);
    t->run.grid = 2;
}

/* The rows of the last probe run are those before it once more. */
static void check_repeated(const struct probe_setup *t, int rows)
{
    assert_int_equal(t->recorded.rows, 2 * rows);
    assert_memory_equal(t->recorded.row, t->recorded.row + rows,
                        (size_t)rows * sizeof *t->recorded.row);
}

static void without_malloc_the_numbers_are_the_same(void **state)
{
    (void)state;
    for (int k = 0; k < COMPUTING; k++) {
        struct probe_setup t;
        open_net(&t, 520); /* so wide that jacobian draws directions */
        probe_setup_examine(&t, computing[k]);
        const int rows = t.recorded.rows;
        malloc_left = 0;
        const enum status status = computing[k]->examine(&t.run);
        malloc_left = -1;
        assert_int_equal(status, STATUS_OK);
        check_repeated(&t, rows);
        probe_setup_close(&t);
    }
}

/* Let the arena have `step` bytes more each time, until there is enough. */
static void check_room(const struct probe *probe, int width, size_t step)
{
    struct probe_setup t;
    open_net(&t, width);
    probe_setup_examine(&t, probe);
    const int rows = t.recorded.rows;
    const size_t mark = arena_mark(&t.arena);
    for (t.arena.size = mark; probe->examine(&t.run); t.arena.size += step) {
        assert_int_equal(t.failure.status, STATUS_FAILED);
        assert_int_equal(arena_mark(&t.arena), mark);
        assert_string_equal(t.failure.message, "out of memory");
        t.failure = (struct failure){0};
        t.recorded.rows = rows;
    }
    check_repeated(&t, rows);
    probe_setup_close(&t);
}

static void an_arena_too_small_is_a_failure(void **state)
{
    (void)state;
    check_room(&probe_rank, 8, 64);
    check_room(&probe_jacobian, 8, 64);
    check_room(&probe_jacobian, 520, 1 << 14);
    check_room(&probe_invert, 8, 64);
    check_room(&probe_trajectory, 8, 64);
    check_room(&probe_linear, 8, 64);
    check_room(&probe_reconstruct, 8, 64);
    check_room(&probe_weight_rank, 8, 64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_malloc_the_numbers_are_the_same),
        cmocka_unit_test(an_arena_too_small_is_a_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

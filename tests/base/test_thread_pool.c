/* Every piece is done once, by the thread it belongs to, before thread_pool_run returns. */
#include "lab/base/thread_pool.h"
#include "tests/support/check.h"
#include <time.h>

enum { PIECES = 100 };

struct tally {
    int done[PIECES], by[PIECES];
};

static void count(void *self, int piece, int thread)
{
    struct tally *t = self;
    t->done[piece]++;
    t->by[piece] = thread;
}

static void check_tally(struct thread_pool *pool, int pieces)
{
    struct tally t = {{0}, {0}};
    thread_pool_run(pool, pieces, count, &t);
    for (int i = 0; i < PIECES; i++)
        assert_int_equal(t.done[i], i < pieces);
    for (int i = 0; i < pieces && pieces > 1; i++)
        assert_int_equal(t.by[i], i % thread_pool_threads(pool));
}

static void every_piece_is_done_once(void **state)
{
    (void)state;
    struct failure failure = {0};
    for (int threads = 1; threads <= 5; threads++) {
        struct thread_pool *pool = thread_pool_open(threads, &failure);
        assert_non_null(pool);
        assert_int_equal(thread_pool_threads(pool), threads);
        for (int round = 0; round < 200; round++)
            check_tally(pool, round % (PIECES + 1));
        thread_pool_close(pool);
    }
}

/* Long enough for the others to fall asleep between two tasks. */
static void a_sleeping_crew_wakes(void **state)
{
    (void)state;
    struct failure failure = {0};
    struct thread_pool *pool = thread_pool_open(3, &failure);
    for (int i = 0; i < 3; i++) {
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
        check_tally(pool, PIECES);
    }
    thread_pool_close(pool);
}

static void no_crew_is_the_caller_alone(void **state)
{
    (void)state;
    check_tally(NULL, PIECES);
    assert_int_equal(thread_pool_threads(NULL), 1);
    thread_pool_close(NULL);
}

static void refuses_impossible_numbers(void **state)
{
    (void)state;
    const int impossible[] = {0, -1, 257};
    for (int i = 0; i < 3; i++) {
        struct failure failure = {0};
        assert_null(thread_pool_open(impossible[i], &failure));
        assert_int_equal(failure.status, STATUS_FAILED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_piece_is_done_once),
        cmocka_unit_test(a_sleeping_crew_wakes),
        cmocka_unit_test(no_crew_is_the_caller_alone),
        cmocka_unit_test(refuses_impossible_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

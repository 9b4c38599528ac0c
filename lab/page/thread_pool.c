/* A page has one thread: the caller. */
#include "lab/base/thread_pool.h"
#include <stddef.h>

struct thread_pool *thread_pool_open(int threads, struct failure *failure)
{
    if (threads != 1)
        fail(failure, STATUS_FAILED, "a page has one thread, not %d", threads);
    return NULL;
}

void thread_pool_close(struct thread_pool *c)
{
    (void)c;
}

int thread_pool_threads(const struct thread_pool *c)
{
    (void)c;
    return 1;
}

void thread_pool_run(struct thread_pool *c, int pieces,
                     void (*work)(void *self, int piece, int thread), void *self)
{
    (void)c;
    for (int piece = 0; piece < pieces; piece++)
        work(self, piece, 0);
}

/* Threads that share one task: numbered pieces of work, done side by side.
 *
 * Which thread does which piece must not matter to the numbers, so a piece writes only what is its
 * own. Between tasks the threads wait, first spinning (the next task is mostly microseconds away),
 * then asleep. A NULL pool is the caller alone. */
#pragma once
#include "lab/base/status.h"

struct thread_pool;

/* `threads` in all, the caller's among them; 1 to 256. NULL on failure. */
struct thread_pool *thread_pool_open(int threads, struct failure *);
void thread_pool_close(struct thread_pool *);
int thread_pool_threads(const struct thread_pool *);

/* Do work(self, piece, thread) for pieces 0 .. pieces-1 and return when all are done. Thread t takes
 * pieces t, t + threads, ...; the caller is thread 0. */
void thread_pool_run(struct thread_pool *, int pieces,
                     void (*work)(void *self, int piece, int thread), void *self);

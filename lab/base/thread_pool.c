#include "lab/base/thread_pool.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 256, TURNS = 20000 };

struct member {
    struct thread_pool *pool;
    int number;
    pthread_t thread;
};

struct thread_pool {
    int threads;
    /* The task; written by the caller before `task` counts up, read by the others after. */
    void (*work)(void *self, int piece, int thread);
    void *self;
    int pieces;
    atomic_uint task; /* how many there have been */
    atomic_int busy;  /* members that have not finished it */
    atomic_bool over;
    pthread_mutex_t lock;
    pthread_cond_t begun;
    struct member member[];
};

static inline void turn(void)
{
#if defined __x86_64__
    __builtin_ia32_pause();
#elif defined __aarch64__
    __asm__ volatile("yield");
#endif
}

static void take_part(const struct thread_pool *c, int number)
{
    for (int piece = number; piece < c->pieces; piece += c->threads)
        c->work(c->self, piece, number);
}

/* Wait until there is a task other than number `seen`; returns its number. */
static unsigned next_task(struct thread_pool *c, unsigned seen)
{
    unsigned task = seen;
    for (int i = 0; i < TURNS && task == seen; i++) {
        turn();
        task = atomic_load_explicit(&c->task, memory_order_acquire);
    }
    if (task != seen)
        return task;
    pthread_mutex_lock(&c->lock);
    while ((task = atomic_load_explicit(&c->task, memory_order_acquire)) == seen)
        pthread_cond_wait(&c->begun, &c->lock);
    pthread_mutex_unlock(&c->lock);
    return task;
}

static void *serve(void *self)
{
    struct member *m = self;
    for (unsigned task = 0;;) {
        task = next_task(m->pool, task);
        if (atomic_load_explicit(&m->pool->over, memory_order_acquire))
            return NULL;
        take_part(m->pool, m->number);
        atomic_fetch_sub_explicit(&m->pool->busy, 1, memory_order_release);
    }
}

/* Make the new task visible, also to members that sleep. */
static void announce(struct thread_pool *c)
{
    pthread_mutex_lock(&c->lock);
    atomic_fetch_add_explicit(&c->task, 1, memory_order_release);
    pthread_cond_broadcast(&c->begun);
    pthread_mutex_unlock(&c->lock);
}

void thread_pool_run(struct thread_pool *c, int pieces,
                     void (*work)(void *self, int piece, int thread), void *self)
{
    if (!c || c->threads == 1 || pieces == 1) {
        for (int piece = 0; piece < pieces; piece++)
            work(self, piece, 0);
        return;
    }
    c->work = work;
    c->self = self;
    c->pieces = pieces;
    atomic_store_explicit(&c->busy, c->threads - 1, memory_order_relaxed);
    announce(c);
    take_part(c, 0);
    for (int i = 0; atomic_load_explicit(&c->busy, memory_order_acquire); i++)
        i < TURNS ? turn() : (void)sched_yield();
}

struct thread_pool *thread_pool_open(int threads, struct failure *failure)
{
    if (threads < 1 || threads > MOST) {
        fail(failure, STATUS_FAILED, "cannot set up %d threads; 1 to %d are possible", threads,
             MOST);
        return NULL;
    }
    struct thread_pool *c = calloc(1, sizeof *c + (size_t)threads * sizeof *c->member);
    if (!c) {
        fail_memory(failure);
        return NULL;
    }
    c->threads = 1;
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->begun, NULL);
    for (int i = 1; i < threads; i++) {
        struct member *m = &c->member[i];
        *m = (struct member){.pool = c, .number = i};
        int error = pthread_create(&m->thread, NULL, serve, m);
        if (error) {
            fail(failure, STATUS_FAILED, "cannot start thread %d: %s", i + 1, strerror(error));
            thread_pool_close(c);
            return NULL;
        }
        c->threads++;
    }
    return c;
}

int thread_pool_threads(const struct thread_pool *c)
{
    return c ? c->threads : 1;
}

void thread_pool_close(struct thread_pool *c)
{
    if (!c)
        return;
    atomic_store_explicit(&c->over, true, memory_order_release);
    announce(c);
    for (int i = 1; i < c->threads; i++)
        pthread_join(c->member[i].thread, NULL);
    pthread_cond_destroy(&c->begun);
    pthread_mutex_destroy(&c->lock);
    free(c);
}

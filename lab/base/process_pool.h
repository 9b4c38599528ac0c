/* Workers: processes that take one order after another, so that what they have opened and loaded serves
 * many jobs.
 *
 * A worker is a program that reads orders from its standard input: words, each ended by a NUL, and an
 * empty word at the order's end. It answers in lines, on either of its output streams:
 *
 *     progress STEP LOSS       how far it is
 *     end CODE                 the order is carried out; as an exit code: 0 is well
 *     anything else            kept, the last such line of an order, unless it begins with a blank
 *
 * It ends when its input does. One that dies costs the order that it had, alone; the next order gets
 * another. The kernel kills all workers with the process that started them, whatever ended that. */
#pragma once
#include "lab/base/status.h"
#include <stdbool.h>
#include <stdint.h>

struct process_job {
    const char *const
        *argv; /* the worker that can do it, NULL-terminated; argv[0] is its path. Jobs
                               * with the same argv share workers */
    const char *const *order; /* NULL-terminated, no word empty */
    int64_t step;             /* the newest progress */
    double loss;
    bool started, ended;
    int exit;       /* CODE; of a worker that died 128 + signal, or its exit code */
    char last[512]; /* its last line that was neither progress nor end */
};

struct process_pool_watch {
    void *self;
    int wake; /* a descriptor that becomes readable when there is something to look at, or -1 */
    /* After anything happened, and four times a second at least; false: start no more, and send SIGTERM to
     * the running ones. */
    bool (*poll)(void *self, const struct process_job *, int jobs);
    void (*ended)(void *self, const struct process_job *, int index);
};

/* Carry out all jobs, at most `width` at a time, begun in their order. Fails only when a process cannot be
 * started. */
enum status process_pool_run(struct process_job *, int jobs, int width,
                             const struct process_pool_watch *, struct failure *);

/* In a child between fork and exec: be killed when the parent ends. False when it already has. */
bool process_die_with(int parent);

/* A pool of child processes: one a cell, so that the crash of one does not end the sweep, and two
 * cells share nothing but the database.
 *
 * A child reports how far it is by lines "progress STEP LOSS" on its output; any other line is kept, the
 * last one being the reason when it fails. Lines that are indented go with the one before. */
#pragma once
#include "lab/base/status.h"
#include <stdbool.h>
#include <stdint.h>

struct process_job {
    const char *const *argv; /* NULL-terminated; argv[0] is the program's path */
    int64_t step;            /* the newest progress */
    double loss;
    int pid, out; /* while it runs */
    bool started, ended;
    int exit;       /* exit code, or 128 + signal */
    char last[512]; /* its last line of text */
};

struct process_pool_watch {
    void *self;
    /* After anything happened, and four times a second at least; false: start no more, and stop the
     * running ones. */
    bool (*poll)(void *self, const struct process_job *, int jobs);
    void (*ended)(void *self, const struct process_job *, int index);
};

/* Run all jobs, at most `width` at a time, in order. Fails only when a process cannot be made. */
enum status process_pool_run(struct process_job *, int jobs, int width,
                             const struct process_pool_watch *, struct failure *);

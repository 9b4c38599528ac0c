/* A pool whose orders are lines of shell. Each is carried out in a shell of its own, the test's folder as $0, by a worker
 * that is a shell itself; it catches the signal before that shell is there, which would live on and hold the answers open. */
#pragma once
#include "lab/base/process_pool.h"
#include "tests/support/check.h"
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { JOBS = 12 };

static const char worker[] =
    "while IFS= read -r -d '' line && [ -n \"$line\" ]; do\n"
    "  IFS= read -r -d '' end\n"
    "  case $line in\n"
    "  worker:*) eval \"${line#worker:}\" ;;\n"
    "  *) trap 'kill -TERM $! 2>/dev/null' TERM; bash -c \"$line\" \"$0\" & wait $!; code=$?\n"
    "     [ $code -gt 128 ] && wait $! && code=$?\n"
    "     echo; echo end $code ;;\n"
    "  esac\n"
    "done";

struct pool {
    char *folder;
    struct process_job job[JOBS];
    const char *argv[5], *missing[2], *order[JOBS][2];
    struct failure failure;
    int jobs, ended[JOBS], most, stop_after; /* stop_after: children ended before look() says no */
    int64_t step_seen;
    bool stopped_early;
};

/* A child that waits for the file `read` knows that its progress has arrived. */
static inline void note_step(struct pool *p, int64_t step)
{
    char path[300];
    snprintf(path, sizeof path, "%s/read", p->folder);
    FILE *file = fopen(path, "we");
    if (!file || fclose(file))
        fail_msg("cannot write %s", path);
    p->step_seen = step;
}

static inline bool look(void *self, const struct process_job *job, int jobs)
{
    struct pool *p = self;
    int ended = 0, running = 0;
    for (int i = 0; i < jobs; i++) {
        ended += job[i].ended;
        running += job[i].started && !job[i].ended;
        if (!job[i].ended && job[i].step > p->step_seen)
            note_step(p, job[i].step);
    }
    p->most = running > p->most ? running : p->most;
    return p->stop_after < 0 || ended < p->stop_after || (p->stopped_early = true, false);
}

static inline void ended(void *self, const struct process_job *job, int index)
{
    struct pool *p = self;
    assert_ptr_equal(job, &p->job[index]);
    assert_true(job->ended);
    p->ended[index]++;
}

static inline int open_pool(void **state)
{
    struct pool *p = calloc(1, sizeof *p);
    if (!p)
        return -1;
    p->folder = temp_dir();
    p->stop_after = -1;
    memcpy(p->argv, (const char *[]){"/bin/bash", "-c", worker, p->folder, NULL}, sizeof p->argv);
    p->missing[0] = "/nowhere/depthlab";
    *state = p;
    return 0;
}

static inline int close_pool(void **state)
{
    struct pool *p = *state;
    remove_dir(p->folder);
    free(p);
    return 0;
}

static inline void add(struct pool *p, const char *line)
{
    const char **order = p->order[p->jobs];
    order[0] = line;
    p->job[p->jobs++] = (struct process_job){.argv = p->argv, .order = order};
}

static inline enum status run(struct pool *p, int width)
{
    const struct process_pool_watch watch = {p, -1, look, ended};
    return process_pool_run(p->job, p->jobs, width, &watch, &p->failure);
}

/* How many lines the children have written into a file of the folder, and the largest number. */
static inline int lines_of(const struct pool *p, const char *name, int *largest)
{
    char path[300], line[80];
    snprintf(path, sizeof path, "%s/%s", p->folder, name);
    FILE *file = fopen(path, "re");
    int n = 0;
    *largest = 0;
    while (file && fgets(line, sizeof line, file)) {
        int value = atoi(line);
        *largest = value > *largest ? value : *largest;
        n++;
    }
    if (file)
        fclose(file);
    return n;
}

/* A child waits for a file, ten seconds at most. */
#define UNTIL(file)                                                                                \
    "for i in $(seq 500); do test -f " file " && break; sleep 0.02; done; test -f " file

#define pool_test(f) cmocka_unit_test_setup_teardown(f, open_pool, close_pool)

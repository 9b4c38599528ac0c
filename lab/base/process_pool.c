/* keep `width` children busy until the list is done */
#include "lab/base/process_pool.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;
enum { MOST = 256, PATIENCE_MS = 250 };

struct line {
    char text[512];
    size_t length;
};

static enum status start(struct process_job *job, struct failure *failure)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC))
        return fail(failure, STATUS_FAILED, "cannot make a pipe: %s", strerror(errno));
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 2);
    posix_spawnattr_t clear; /* a signal that the parent blocks and waits for must stop the child */
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_init(&clear);
    posix_spawnattr_setsigmask(&clear, &none);
    posix_spawnattr_setflags(&clear, POSIX_SPAWN_SETSIGMASK);
    pid_t pid;
    int error = posix_spawn(&pid, job->argv[0], &actions, &clear,
                            (char *const *)(uintptr_t)job->argv, environ);
    posix_spawnattr_destroy(&clear);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (error) {
        close(ends[0]);
        return fail(failure, STATUS_FAILED, "cannot start %s: %s", job->argv[0], strerror(error));
    }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    job->pid = pid;
    job->out = ends[0];
    job->started = true;
    return STATUS_OK;
}

static void take_line(struct process_job *job, struct line *line)
{
    line->text[line->length] = 0;
    line->length = 0;
    long long step;
    double loss;
    if (sscanf(line->text, "progress %lld %lf", &step, &loss) == 2) {
        job->step = step;
        job->loss = loss;
    } else if (line->text[0] && line->text[0] != ' ') {
        snprintf(job->last, sizeof job->last, "%s", line->text);
    }
}

/* Read what has arrived; false at the end of the child's output. */
static bool read_output(struct process_job *job, struct line *line)
{
    char bytes[4096];
    ssize_t n;
    while ((n = read(job->out, bytes, sizeof bytes)) > 0)
        for (ssize_t i = 0; i < n; i++)
            if (bytes[i] == '\n')
                take_line(job, line);
            else if (line->length + 1 < sizeof line->text)
                line->text[line->length++] = bytes[i];
    return n < 0 && (errno == EAGAIN || errno == EINTR);
}

static void end(struct process_job *job, struct line *line)
{
    int status = 0;
    take_line(job, line);
    close(job->out);
    while (waitpid(job->pid, &status, 0) < 0 && errno == EINTR)
        ;
    job->exit = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    job->ended = true;
}

enum status process_pool_run(struct process_job *job, int jobs, int width,
                             const struct process_pool_watch *watch, struct failure *failure)
{
    int running[MOST], count = 0, next = 0;
    struct line line[MOST] = {0};
    bool go = true, stopped = false;
    width = width < 1 ? 1 : width > MOST ? MOST : width;
    while (count || (go && next < jobs)) {
        while (go && count < width && next < jobs) {
            if (start(&job[next], failure)) {
                go = false;
                break;
            }
            line[count].length = 0;
            running[count++] = next++;
        }
        struct pollfd ready[MOST];
        for (int i = 0; i < count; i++)
            ready[i] = (struct pollfd){.fd = job[running[i]].out, .events = POLLIN};
        poll(ready, (nfds_t)count, PATIENCE_MS);
        for (int i = count - 1; i >= 0; i--) {
            int j = running[i];
            if (!ready[i].revents || read_output(&job[j], &line[i]))
                continue;
            end(&job[j], &line[i]);
            watch->ended(watch->self, &job[j], j);
            running[i] = running[--count];
            line[i] = line[count];
        }
        go = watch->poll(watch->self, job, jobs) && go;
        for (int i = 0; !go && !stopped && i < count; i++)
            kill(job[running[i]].pid, SIGTERM);
        stopped = stopped || !go;
    }
    return failure->status;
}

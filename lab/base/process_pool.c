#include "lab/base/process_pool.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST = 256, PATIENCE_MS = 250 };

struct worker {
    const char *const *argv;
    pid_t pid; /* 0: there is none */
    int in, out;
    int job;  /* -1: none */
    int code; /* of its job, if it leaves well, but without an end */
    char line[512];
    size_t length;
};

struct pool {
    struct process_job *job;
    const struct process_pool_watch *watch;
    int width;
    struct worker worker[MOST];
};

bool process_die_with(int parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    return getppid() == parent;
}

/* ---- a worker's life ---- */

static void become(const char *const *argv, int in, int out, int parent)
{
    /* The parent's handlers are not the worker's, not even for the moment until exec. */
    static const int handled[] = {SIGINT, SIGTERM, SIGHUP};
    for (int i = 0; i < 3; i++) {
        struct sigaction action;
        if (!sigaction(handled[i], NULL, &action) && action.sa_handler != SIG_IGN)
            signal(handled[i], SIG_DFL);
    }
    sigset_t none; /* a signal that the parent blocks must reach the worker */
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (process_die_with(parent) && dup2(in, 0) == 0 && dup2(out, 1) == 1 && dup2(out, 2) == 2)
        execv(argv[0], (char *const *)(uintptr_t)argv);
    _exit(127);
}

static enum status start(struct worker *w, const char *const *argv, struct failure *failure)
{
    int orders[2], answers[2];
    if (access(argv[0], X_OK))
        return fail(failure, STATUS_FAILED, "cannot start %s: %s", argv[0], strerror(errno));
    if (pipe2(orders, O_CLOEXEC))
        return fail(failure, STATUS_FAILED, "cannot make a pipe: %s", strerror(errno));
    if (pipe2(answers, O_CLOEXEC)) {
        close(orders[0]);
        close(orders[1]);
        return fail(failure, STATUS_FAILED, "cannot make a pipe: %s", strerror(errno));
    }
    const int parent = getpid();
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    const pid_t pid = fork();
    if (pid == 0)
        become(argv, orders[0], answers[1], parent);
    sigprocmask(SIG_SETMASK, &before, NULL);
    close(orders[0]);
    close(answers[1]);
    if (pid < 0) {
        close(orders[1]);
        close(answers[0]);
        return fail(failure, STATUS_FAILED, "cannot start %s: %s", argv[0], strerror(errno));
    }
    fcntl(answers[0], F_SETFL, O_NONBLOCK);
    *w = (struct worker){.argv = argv,
                         .pid = pid,
                         .in = orders[1],
                         .out = answers[0],
                         .job = -1,
                         .code = STATUS_FAILED};
    return STATUS_OK;
}

/* Wait for its end; as an exit code. */
static int reap(struct worker *w)
{
    int status = 0;
    if (w->in >= 0)
        close(w->in);
    close(w->out);
    while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
        ;
    w->pid = 0;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* ---- orders and answers ---- */

static bool send_word(const struct worker *w, const char *word)
{
    const char *const end = word + strlen(word) + 1;
    while (word < end) {
        const ssize_t n = write(w->in, word, (size_t)(end - word));
        if (n < 0 && errno != EINTR)
            return false;
        word += n > 0 ? n : 0;
    }
    return true;
}

/* A worker that has not got all of it gets no more: it ends with its input, if it has not died before, and shows
 * it by the end of its answers. */
static void send_order(struct worker *w, struct process_job *job)
{
    const char *const *word = job->order;
    while (*word && send_word(w, *word))
        word++;
    if (!*word && send_word(w, ""))
        return;
    if (errno != EPIPE) {
        w->code = STATUS_DISK;
        snprintf(job->last, sizeof job->last, "a pipe cannot be written: %s", strerror(errno));
    }
    close(w->in);
    w->in = -1;
}

static void finish(struct pool *p, struct worker *w, int code)
{
    struct process_job *job = &p->job[w->job];
    job->exit = code;
    job->ended = true;
    p->watch->ended(p->watch->self, job, w->job);
    w->job = -1;
}

static void read_line(struct pool *p, struct worker *w)
{
    struct process_job *job = w->job < 0 ? NULL : &p->job[w->job];
    long long step;
    double loss;
    int code;
    w->line[w->length] = 0;
    w->length = 0;
    if (!job)
        return;
    if (sscanf(w->line, "progress %lld %lf", &step, &loss) == 2) {
        job->step = step;
        job->loss = loss;
    } else if (sscanf(w->line, "end %d", &code) == 1) {
        finish(p, w, code);
    } else if (w->line[0] && w->line[0] != ' ') {
        snprintf(job->last, sizeof job->last, "%s", w->line);
    }
}

/* Read what has arrived; false at the end of the worker's answers. */
static bool read_answers(struct pool *p, struct worker *w)
{
    char bytes[4096];
    ssize_t n;
    while ((n = read(w->out, bytes, sizeof bytes)) > 0)
        for (ssize_t i = 0; i < n; i++)
            if (bytes[i] == '\n')
                read_line(p, w);
            else if (w->length + 1 < sizeof w->line)
                w->line[w->length++] = bytes[i];
    return n < 0 && (errno == EAGAIN || errno == EINTR);
}

static void bury(struct pool *p, struct worker *w)
{
    read_line(p, w);
    const int code = reap(w);
    if (w->job >= 0)
        finish(p, w, code ? code : w->code);
}

/* ---- all of them ---- */

/* A worker without an order that can do the job: one that is there, else a new one in an empty place or in
 * that of one of another kind. */
static struct worker *idle_worker(struct pool *p, const struct process_job *job,
                                  struct failure *failure)
{
    struct worker *place = NULL;
    for (int i = 0; i < p->width; i++) {
        struct worker *w = &p->worker[i];
        if (w->pid && w->job >= 0)
            continue;
        if (w->pid && w->argv == job->argv)
            return w;
        place = !place || !w->pid ? w : place;
    }
    if (place && place->pid)
        reap(place);
    return place && !start(place, job->argv, failure) ? place : NULL;
}

static int busy(const struct pool *p)
{
    int n = 0;
    for (int i = 0; i < p->width; i++)
        n += p->worker[i].pid && p->worker[i].job >= 0;
    return n;
}

/* `wake` is the descriptor to wait on too, or -1. */
static void wait_for_answers(struct pool *p, int wake)
{
    struct pollfd ready[MOST + 1];
    for (int i = 0; i < p->width; i++)
        ready[i] =
            (struct pollfd){.fd = p->worker[i].pid ? p->worker[i].out : -1, .events = POLLIN};
    ready[p->width] = (struct pollfd){.fd = wake, .events = POLLIN};
    if (poll(ready, (nfds_t)p->width + 1, PATIENCE_MS) <= 0)
        return;
    for (int i = 0; i < p->width; i++)
        if (ready[i].revents && !read_answers(p, &p->worker[i]))
            bury(p, &p->worker[i]);
}

enum status process_pool_run(struct process_job *job, int jobs, int width,
                             const struct process_pool_watch *watch, struct failure *failure)
{
    struct pool *p = calloc(1, sizeof *p);
    if (!p)
        return fail_memory(failure);
    *p = (struct pool){.job = job,
                       .watch = watch,
                       .width = width < 1      ? 1
                                : width > MOST ? MOST
                                               : width};
    bool go = watch->poll(watch->self, job, jobs);
    for (int next = 0; busy(p) || (go && next < jobs);) {
        while (go && next < jobs && busy(p) < p->width) {
            struct worker *w = idle_worker(p, &job[next], failure);
            if (!w) {
                go = false;
                break;
            }
            job[next].started = true;
            w->job = next;
            send_order(w, &job[next++]);
        }
        wait_for_answers(p, go ? watch->wake : -1);
        go = watch->poll(watch->self, job, jobs) && go;
        for (int i = 0; !go && i < p->width;
             i++) /* again and again: a process may not catch it yet */
            if (p->worker[i].pid)
                kill(p->worker[i].pid, SIGTERM);
    }
    for (int i = 0; i < p->width; i++)
        if (p->worker[i].pid)
            reap(&p->worker[i]);
    free(p);
    return failure->status;
}

#include "lab/figure/gnuplot.h"
#include "lab/base/clock.h"
#include "lab/base/process_pool.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOT_STARTED = 127 };

/* In the child: our environment, but numbers with a point and texts in UTF-8; it does not outlive us. */
static void become(const char *assignments, const char *script, int messages, int parent)
{
    const char *const words[] = {"gnuplot", "-d", "-e", assignments, script, NULL};
    const int in = open("/dev/null", O_RDONLY), out = open("/dev/null", O_WRONLY);
    if (!process_die_with(parent) || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(messages, 2) < 0 ||
        setenv("LC_ALL", "C.UTF-8", 1))
        _exit(NOT_STARTED);
    execvp(words[0], (char *const *)(uintptr_t)words);
    dprintf(2, "%s", strerror(errno));
    _exit(NOT_STARTED);
}

/* Start it with stderr in a pipe. Returns the process, or 0; *messages is the pipe's reading end. */
static pid_t start(const char *assignments, const char *script, int *messages,
                   struct failure *failure)
{
    int end[2];
    const int parent = getpid();
    if (pipe2(end, O_CLOEXEC)) {
        fail(failure, STATUS_FAILED, "pipe: %s", strerror(errno));
        return 0;
    }
    const pid_t child = fork();
    if (child == 0)
        become(assignments, script, end[1], parent);
    close(end[1]);
    *messages = end[0];
    if (child > 0)
        return child;
    close(end[0]);
    fail(failure, STATUS_FAILED, "gnuplot cannot be started: %s", strerror(errno));
    return 0;
}

/* The first part of what comes through the pipe, to its end or to the deadline; 0 at the deadline. */
static int read_until(double deadline, int messages, char *message, size_t size)
{
    size_t used = 0;
    for (;;) {
        struct pollfd wait = {.fd = messages, .events = POLLIN};
        double left = deadline - clock_elapsed();
        int ready = left > 0 ? poll(&wait, 1, (int)(left * 1000) + 1) : 0;
        if (!ready)
            return 0;
        char piece[512];
        ssize_t got = ready > 0 ? read(messages, piece, sizeof piece) : -1;
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return 1;
        size_t room = size - 1 - used, take = (size_t)got < room ? (size_t)got : room;
        memcpy(message + used, piece, take);
        used += take;
        message[used] = 0;
    }
}

enum status gnuplot_run(const char *assignments, const char *script, int seconds,
                        struct failure *failure)
{
    int messages, state = 0;
    char message[1200] = "";
    pid_t child = start(assignments, script, &messages, failure);
    if (!child)
        return failure->status;
    int ended = read_until(clock_elapsed() + seconds, messages, message, sizeof message);
    close(messages);
    if (!ended)
        kill(child, SIGKILL);
    while (waitpid(child, &state, 0) < 0 && errno == EINTR)
        ;
    for (size_t n = strlen(message); n && strchr(" \n", message[n - 1]); n--)
        message[n - 1] = 0;
    if (!ended)
        return fail(failure, STATUS_FAILED, "gnuplot %s: no end after %d seconds\n%s", script,
                    seconds, message);
    if (WIFEXITED(state) && WEXITSTATUS(state) == NOT_STARTED)
        return fail(failure, STATUS_FAILED,
                    "gnuplot cannot be started: %s (Debian: apt install gnuplot-nox)", message);
    if (!WIFEXITED(state) || WEXITSTATUS(state) || strstr(message, "no valid points"))
        return fail(failure, STATUS_FAILED, "gnuplot %s failed:\n%s", script, message);
    return STATUS_OK;
}

#include "lab/figure/gnuplot.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Start it with stderr in a pipe. Returns the process, or 0; *messages is the pipe's reading end. */
static pid_t start(const char *assignments, const char *script, int *messages,
                   struct failure *failure)
{
    int end[2];
    size_t n = 0, kept = 0;
    while (environ[n])
        n++;
    const char **list = calloc(n + 2, sizeof *list);
    if (!list) {
        fail_memory(failure);
        return 0;
    }
    if (pipe2(end, O_CLOEXEC)) {
        fail(failure, STATUS_FAILED, "pipe: %s", strerror(errno));
        free(list);
        return 0;
    }
    /* Our environment, but numbers with a point and texts in UTF-8. */
    for (size_t i = 0; i < n; i++)
        if (strncmp(environ[i], "LC_ALL=", strlen("LC_ALL=")))
            list[kept++] = environ[i];
    list[kept] = "LC_ALL=C.UTF-8";
    const char *words[] = {"gnuplot", "-d", "-e", assignments, script, NULL};
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&files, end[1], 2);
    pid_t child = 0;
    const int error = posix_spawnp(&child, words[0], &files, NULL, (char **)words, (char **)list);
    posix_spawn_file_actions_destroy(&files);
    free(list);
    close(end[1]);
    *messages = end[0];
    if (!error)
        return child;
    close(end[0]);
    fail(failure, STATUS_FAILED, "gnuplot cannot be started: %s (Debian: apt install gnuplot-nox)",
         strerror(error));
    return 0;
}

/* The first part of what comes through the pipe, to its end or to the deadline; 0 at the deadline. */
static int read_until(double deadline, int messages, char *message, size_t size)
{
    size_t used = 0;
    for (;;) {
        struct pollfd wait = {.fd = messages, .events = POLLIN};
        double left = deadline - now();
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
    int ended = read_until(now() + seconds, messages, message, sizeof message);
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
    if (!WIFEXITED(state) || WEXITSTATUS(state) || strstr(message, "no valid points"))
        return fail(failure, STATUS_FAILED, "gnuplot %s failed:\n%s", script, message);
    return STATUS_OK;
}

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

/* Its two streams, which we read: what it draws and what it says. */
enum { DRAWN, SAID, STREAMS };

/* In the child: our environment, but numbers with a point and texts in UTF-8; it does not outlive us. */
static void become(const char *assignments, const char *script, const int stream[STREAMS],
                   int parent)
{
    const char *const words[] = {"gnuplot", "-d", "-e", assignments, script, NULL};
    const int in = open("/dev/null", O_RDONLY);
    if (in >= 0 && process_die_with(parent) && dup2(in, 0) >= 0 && dup2(stream[DRAWN], 1) >= 0 &&
        dup2(stream[SAID], 2) >= 0 && !setenv("LC_ALL", "C.UTF-8", 1) && !setenv("TZ", "UTC0", 1))
        execvp(words[0], (char *const *)(uintptr_t)words);
    dprintf(stream[SAID], "%s", strerror(errno));
    _exit(NOT_STARTED);
}

/* Start it with its streams in pipes. Returns the process, or 0; `stream` are the reading ends. */
static pid_t start(const char *assignments, const char *script, int stream[STREAMS],
                   struct failure *failure)
{
    int drawn[2], said[2];
    const int parent = getpid();
    if (pipe2(drawn, O_CLOEXEC)) {
        fail(failure, STATUS_FAILED, "pipe: %s", strerror(errno));
        return 0;
    }
    if (pipe2(said, O_CLOEXEC)) {
        fail(failure, STATUS_FAILED, "pipe: %s", strerror(errno));
        close(drawn[0]);
        close(drawn[1]);
        return 0;
    }
    const pid_t child = fork();
    if (child == 0)
        become(assignments, script, (int[STREAMS]){drawn[1], said[1]}, parent);
    close(drawn[1]);
    close(said[1]);
    stream[DRAWN] = drawn[0];
    stream[SAID] = said[0];
    if (child > 0)
        return child;
    close(drawn[0]);
    close(said[0]);
    fail(failure, STATUS_FAILED, "gnuplot cannot be started: %s", strerror(errno));
    return 0;
}

/* Of what it says the first part is kept. */
static void keep(char *message, size_t size, const char *piece, size_t length)
{
    const size_t used = strlen(message), room = size - 1 - used;
    memcpy(message + used, piece, length < room ? length : room);
    message[used + (length < room ? length : room)] = 0;
}

/* Read both streams to their ends, unless the deadline comes first or what is drawn cannot be written. */
enum ending { ENDED, LATE, UNWRITTEN };
static enum ending read_until(double deadline, const int stream[STREAMS], FILE *out, char *message,
                              size_t size)
{
    struct pollfd wait[STREAMS] = {{.fd = stream[DRAWN], .events = POLLIN},
                                   {.fd = stream[SAID], .events = POLLIN}};
    while (wait[DRAWN].fd >= 0 || wait[SAID].fd >= 0) {
        const double left = deadline - clock_elapsed();
        if (left <= 0 || !poll(wait, STREAMS, (int)(left * 1000) + 1))
            return LATE;
        for (int i = 0; i < STREAMS; i++) {
            char piece[4096];
            const ssize_t got =
                wait[i].fd >= 0 && wait[i].revents ? read(wait[i].fd, piece, sizeof piece) : -2;
            if (got == -2 || (got < 0 && errno == EINTR))
                continue;
            if (got <= 0) {
                wait[i].fd = -1;
            } else if (i == SAID) {
                keep(message, size, piece, (size_t)got);
            } else if (fwrite(piece, 1, (size_t)got, out) < (size_t)got) {
                return UNWRITTEN;
            }
            wait[i].revents = 0;
        }
    }
    return ENDED;
}

enum status gnuplot_run(const char *assignments, const char *script, int seconds, FILE *out,
                        struct failure *failure)
{
    int stream[STREAMS], state = 0;
    char message[1200] = "";
    const pid_t child = start(assignments, script, stream, failure);
    if (!child)
        return failure->status;
    const enum ending ending =
        read_until(clock_elapsed() + seconds, stream, out, message, sizeof message);
    if (ending == UNWRITTEN)
        fail(failure, STATUS_DISK, "what gnuplot %s draws cannot be written: %s", script,
             strerror(errno));
    for (int i = 0; i < STREAMS; i++)
        close(stream[i]);
    if (ending)
        kill(child, SIGKILL);
    while (waitpid(child, &state, 0) < 0 && errno == EINTR)
        ;
    for (size_t n = strlen(message); n && strchr(" \n", message[n - 1]); n--)
        message[n - 1] = 0;
    if (ending)
        return fail(failure, STATUS_FAILED, "gnuplot %s: no end after %d seconds\n%s", script,
                    seconds, message);
    if (WIFEXITED(state) && WEXITSTATUS(state) == NOT_STARTED)
        return fail(failure, STATUS_FAILED,
                    "gnuplot cannot be started: %s (Debian: apt install gnuplot-nox)", message);
    if (state && strstr(message, "out of memory"))
        return fail(failure, STATUS_FAILED, "gnuplot is out of memory");
    if (WIFSIGNALED(state))
        return fail(failure, STATUS_FAILED, "gnuplot was ended by signal %d (%s): is memory short?",
                    WTERMSIG(state), strsignal(WTERMSIG(state)));
    if (WEXITSTATUS(state) || strstr(message, "no valid points"))
        return fail(failure, STATUS_DATA, "gnuplot %s failed:\n%s", script, message);
    return STATUS_OK;
}

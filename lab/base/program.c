#include "lab/base/program.h"
#include "lab/base/process_pool.h"
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOT_STARTED = 127 };

static void become(const struct program_order *o, int out, int parent)
{
    const int in = open(o->in ? o->in : "/dev/null", O_RDONLY);
    bool ready = in >= 0 && process_die_with(parent) && dup2(in, 0) >= 0 && dup2(out, 1) >= 0 &&
                 (o->shown || dup2(out, 2) >= 0) && !setenv("LC_ALL", "C.UTF-8", 1) &&
                 (!o->folder || !chdir(o->folder));
    for (const char *const *e = o->environment; ready && e && *e; e += 2)
        ready = !setenv(e[0], e[1], 1);
    if (ready)
        execvp(o->words[0], (char *const *)(uintptr_t)o->words);
    dprintf(out, "%s", strerror(errno));
    _exit(NOT_STARTED);
}

/* To the end, so that it never waits for us; the beginning is kept. */
static void read_all(int from, char *text, size_t room)
{
    char piece[4096];
    size_t used = 0;
    for (ssize_t n; (n = read(from, piece, sizeof piece)) > 0 || (n < 0 && errno == EINTR);) {
        const size_t got = n > 0 ? (size_t)n : 0, left = room - 1 - used;
        memcpy(text + used, piece, got < left ? got : left);
        used += got < left ? got : left;
    }
    while (used && text[used - 1] == '\n')
        used--;
    text[used] = 0;
}

enum status program_run(const struct program_order *o, struct program_answer *a,
                        struct failure *failure)
{
    int said[2], state = 0;
    const int parent = getpid();
    *a = (struct program_answer){0};
    if (pipe2(said, O_CLOEXEC))
        return fail(failure, STATUS_FAILED, "pipe: %s", strerror(errno));
    const pid_t child = fork();
    if (!child)
        become(o, said[1], parent);
    close(said[1]);
    read_all(said[0], a->text, sizeof a->text);
    close(said[0]);
    while (child > 0 && waitpid(child, &state, 0) < 0 && errno == EINTR)
        ;
    a->exit = WIFSIGNALED(state) ? 128 + WTERMSIG(state) : WEXITSTATUS(state);
    if (child < 0 || a->exit == NOT_STARTED)
        return fail(failure, STATUS_FAILED, "%s cannot be started: %s (Debian: apt install %s)",
                    o->words[0], child < 0 ? "no process can be made" : a->text, o->words[0]);
    return STATUS_OK;
}

#include "lab/cli/signals.h"
#include "lab/base/atomic_file.h"
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

/* What a handler can reach is global; nobody else sees it. */
static volatile sig_atomic_t caught;
static int wake[2] = {-1, -1};

static void note(int signal)
{
    caught = signal;
    if (wake[1] >= 0 && write(wake[1], "", 1) < 0) {
        /* the pipe is full: whoever waits is awake */
    }
}

static void note_or_leave(int signal)
{
    if (caught)
        _exit(128 + signal);
    note(signal);
}

static void handle(int signal, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler}; /* reads are interrupted */
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, NULL);
}

/* As if there were no handler, but for what is half written. */
static void leave(int signal_)
{
    atomic_file_forget();
    signal(signal_, SIG_DFL);
    raise(signal_);
}

/* Those that are ignored, as under nohup, stay so. */
static void handle_unless_ignored(int signal, void (*handler)(int))
{
    struct sigaction old;
    if (!sigaction(signal, NULL, &old) && old.sa_handler != SIG_IGN)
        handle(signal, handler);
}

static void handle_stopping(void (*handler)(int))
{
    static const int stopping[] = {SIGINT, SIGTERM, SIGHUP};
    for (int i = 0; i < 3; i++)
        handle_unless_ignored(stopping[i], handler);
}

void signals_leave(void)
{
    handle_stopping(leave);
    handle_unless_ignored(SIGQUIT, leave);
}

void signals_catch(void)
{
    if (wake[0] < 0 && pipe2(wake, O_CLOEXEC | O_NONBLOCK))
        wake[0] = wake[1] = -1;
    handle_stopping(note_or_leave);
}

void signals_catch_stop(void)
{
    handle(SIGTERM, note);
    handle(SIGINT, SIG_IGN);
    handle(SIGHUP, SIG_IGN);
}

void signals_let_stop(void)
{
    handle(SIGTERM, SIG_DFL);
}

int signals_caught(void)
{
    return caught;
}

int signals_wake(void)
{
    return wake[0];
}

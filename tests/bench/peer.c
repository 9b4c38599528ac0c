/* PyTorch, or another build, in a process of its own: a line down one pipe, a number up the other. */
#include "tests/bench/bench.h"
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

struct peer {
    FILE *to, *from;
    pid_t process;
    char name[60];
};

/* glibc's malloc then gives nothing back, so each page is touched for the first time only once. */
static void keep_pages(void)
{
    setenv("MALLOC_MMAP_THRESHOLD_", "4294967296", 1);
    setenv("MALLOC_TRIM_THRESHOLD_", "8589934592", 1);
    setenv("MALLOC_TOP_PAD_", "268435456", 1);
}

/* The process that these words start; NULL where it does not say that it is ready. */
static struct peer *start(char *const *word, bool keeps_pages)
{
    int down[2], up[2];
    char version[40];
    struct peer *peer = calloc(1, sizeof *peer);
    if (!peer || pipe2(down, O_CLOEXEC) || pipe2(up, O_CLOEXEC) || (peer->process = fork()) < 0)
        stop("no room for another process");
    if (peer->process == 0) {
        dup2(down[0], 0);
        dup2(up[1], 1);
        if (keeps_pages)
            keep_pages();
        execv(word[0], word);
        _exit(127);
    }
    close(down[0]);
    close(up[1]);
    peer->to = fdopen(down[1], "w");
    peer->from = fdopen(up[0], "r");
    if (fscanf(peer->from, "ready %39s", version) != 1) {
        peer_close(peer);
        return NULL;
    }
    snprintf(peer->name, sizeof peer->name, "beside PyTorch %s", version);
    return peer;
}

struct peer *peer_open(bool keeps_pages)
{
    char *const word[] = {"/usr/bin/python3", "-W", "ignore", "tests/bench/torch_worker.py", NULL};
    return start(word, keeps_pages);
}

struct peer *peer_bench(const char *path)
{
    char *const word[] = {(char *)path, "--serve", NULL};
    return start(word, false);
}

void peer_close(struct peer *peer)
{
    if (!peer)
        return;
    fclose(peer->to);
    fclose(peer->from);
    waitpid(peer->process, NULL, 0);
    free(peer);
}

const char *peer_name(const struct peer *peer)
{
    return peer ? peer->name : "alone: PyTorch (python3-torch) is not installed";
}

double peer_ask(struct peer *peer, const char *format, ...)
{
    double answer = 0;
    va_list list;
    if (!peer)
        return 0;
    va_start(list, format);
    vfprintf(peer->to, format, list);
    va_end(list);
    fputc('\n', peer->to);
    fflush(peer->to);
    if (fscanf(peer->from, "%lf", &answer) != 1)
        stop("the other process gave no answer");
    return answer;
}

void print_theirs(const struct peer *peer, int rounds, double *theirs, double *ratio, double aim)
{
    if (peer) {
        const struct spread r = spread_of(rounds, ratio);
        printf(" %9.3f %7.2fx %6.2f %6.2f", 1e3 * spread_of(rounds, theirs).median, r.median,
               r.least, r.most);
        if (aim > 0)
            printf(" %7.1fx %s", aim, verdict(r.median >= aim));
    }
    printf("\n");
    fflush(stdout);
}

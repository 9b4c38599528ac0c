/* The most memory that a process held while it made its first training step, over what it held before
 * it built the net. */
#include "tests/bench/bench.h"
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DEPTH = 110, BATCH = 128 };

static double most_mib(void)
{
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    return (double)use.ru_maxrss / 1024;
}

static double our_mib(void)
{
    const double before = most_mib();
    const struct net_spec net = cifar_of(DEPTH);
    side_step(side_open(&net, (struct shape){3, 32, 32}, BATCH, 1), 1, thread_time);
    return most_mib() - before;
}

/* In a child, whose most begins with what it has. */
static double our_mib_apart(void)
{
    int up[2];
    double mib = 0;
    pid_t child;
    if (pipe(up) || (child = fork()) < 0)
        stop("no room for another process");
    if (child == 0) {
        mib = our_mib();
        _exit(write(up[1], &mib, sizeof mib) != sizeof mib);
    }
    close(up[1]);
    if (read(up[0], &mib, sizeof mib) != sizeof mib)
        stop("the child could not make a step");
    close(up[0]);
    waitpid(child, NULL, 0);
    return mib;
}

static void against_pytorch(double ours, const char *mode)
{
    struct peer *peer = peer_open(false);
    const double theirs = peer_ask(peer, "memory cifar residual %d %d %s", DEPTH, BATCH, mode);
    printf("%-21s %5d  %-13s %9.0f", "ResNet-110, 3x32x32", BATCH, peer ? mode : "", ours);
    if (peer)
        printf(" %9.0f %8.2f %8.1f %s", theirs, ours / theirs, 1., verdict(ours <= theirs));
    printf("\n");
    peer_close(peer);
}

void bench_memory(void)
{
    const double ours = our_mib_apart();
    printf("The most memory of a training step, beside PyTorch in a fresh process\n");
    printf("%-21s %5s  %-13s %9s %9s %8s %8s\n", "net", "batch", "PyTorch", "ours MiB", "torch MiB",
           "ratio", "at most");
    against_pytorch(ours, "default");
    against_pytorch(ours, "channels_last");
}

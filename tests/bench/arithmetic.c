/* What portable arithmetic costs: a step of this build beside the same step of the build in the folder
 * `fast` beside it, which `make bench` makes with ARITHMETIC=fast. */
#include "tests/bench/bench.h"
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ROUNDS = 7, NETS = 9 };

static const struct timed_net {
    const char *name;
    struct net_spec net;
    struct shape sample;
    int batch, steps;
} * nets(void)
{
    static struct timed_net timed[NETS] = {
        {.name = "plain 32 x 50", .steps = 400},    {.name = "plain 64 x 50", .steps = 100},
        {.name = "plain 128 x 50", .steps = 30},    {.name = "residual 32 x 50", .steps = 400},
        {.name = "residual 64 x 50", .steps = 100}, {.name = "residual 128 x 50", .steps = 30},
        {.name = "ResNet-20, 3x32x32", .steps = 2}, {.name = "ResNet-56, 3x32x32", .steps = 1},
        {.name = "ResNet-18, 1x96x96", .steps = 1},
    };
    for (int i = 0; i < NETS; i++) {
        timed[i].net = cifar_of(i == 7 ? 56 : i == 8 ? 18 : 20);
        timed[i].sample = i == 8 ? (struct shape){1, 96, 96} : (struct shape){3, 32, 32};
        timed[i].batch = i == 8 ? 64 : 128;
        if (i == 8) {
            timed[i].net.family = "resnet18";
            timed[i].net.width = 64;
        }
        if (i < 6) {
            timed[i].net.family = "mlp";
            timed[i].net.block = i < 3 ? "plain" : "residual";
            timed[i].net.norm = i < 3 ? "none" : "batch";
            timed[i].net.depth = 50;
            timed[i].net.width = 32 << i % 3;
            timed[i].sample = (struct shape){144, 1, 1};
            timed[i].batch = 64;
        }
    }
    return timed;
}

static struct side *side_of(const struct timed_net *a)
{
    struct side *s = side_open(&a->net, a->sample, a->batch, 1);
    side_step(s, a->steps, thread_time); /* to get warm */
    return s;
}

/* Be the other side: which net, down the pipe; seconds of a step, up. A net is kept until another is asked
 * for. */
void bench_serve(void)
{
    const struct timed_net *timed = nets();
    struct side *s = NULL;
    printf("ready fast\n");
    fflush(stdout);
    for (int net, last = -1; scanf("%d", &net) == 1; last = net) {
        if (net != last && s)
            side_close(s);
        if (net != last)
            s = side_of(&timed[net]);
        printf("%.9g\n", side_step(s, timed[net].steps, thread_time));
        fflush(stdout);
    }
    if (s)
        side_close(s);
}

static struct peer *fast_build(void)
{
    char path[4096];
    const ssize_t length = readlink("/proc/self/exe", path, sizeof path - 20);
    if (length < 0)
        return NULL;
    path[length] = 0;
    strcpy(strrchr(path, '/'), "/fast/bench");
    return access(path, X_OK) ? NULL : peer_bench(path);
}

void bench_arithmetic(void)
{
    const struct timed_net *timed = nets();
    struct peer *fast = fast_build();
    double logs = 0;
    printf("A training step in milliseconds, %s\n",
           fast ? "portable and fast arithmetic"
                : "alone: `make bench` builds fast arithmetic too");
    printf("%-21s %5s %9s %9s %8s %6s %6s\n", "net", "batch", "portable", "fast", "ratio", "least",
           "most");
    for (int i = 0; i < NETS; i++) {
        double ours[ROUNDS], theirs[ROUNDS], ratio[ROUNDS];
        struct side *s = side_of(&timed[i]);
        for (int k = 0; k < ROUNDS; k++) {
            ours[k] = 1e3 * side_step(s, timed[i].steps, thread_time);
            theirs[k] = 1e3 * peer_ask(fast, "%d", i);
            ratio[k] = ours[k] / theirs[k];
        }
        side_close(s);
        printf("%-21s %5d %9.3f", timed[i].name, timed[i].batch, spread_of(ROUNDS, ours).median);
        if (fast) {
            const struct spread r = spread_of(ROUNDS, ratio);
            logs += log(r.median);
            printf(" %9.3f %8.3f %6.3f %6.3f", spread_of(ROUNDS, theirs).median, r.median, r.least,
                   r.most);
        }
        printf("\n");
        fflush(stdout);
    }
    const double mean = exp(logs / NETS);
    if (fast)
        printf("%-37s %18.3f  at most 1.25 %s\n", "geometric mean", mean, verdict(mean <= 1.25));
    peer_close(fast);
}

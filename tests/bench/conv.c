/* Convolutional nets, beside PyTorch in two ways: as one starts it, and as it is fastest on this kind
 * of machine, channels last and with a malloc that keeps its pages. */
#include "tests/bench/bench.h"
#include <stdio.h>

enum { ROUNDS = 5, WAYS = 2 };

static const char *const mode[WAYS] = {"default", "channels_last"},
                         *const way[WAYS] = {"default", "channels last, malloc keeps pages"};

struct contest {
    const char *name, *request; /* how torch_worker.py calls it */
    struct net_spec net;
    struct shape sample;
    int batch, steps;
    double aim;      /* of its ratio to PyTorch as one starts it; 0: none */
    bool as_started; /* is it compared with that too? */
};

static void hold(const struct contest *c, struct peer *tuned)
{
    struct side *s = side_open(&c->net, c->sample, c->batch, 1);
    /* Without that malloc, what a process did before matters: each net has a fresh one. */
    struct peer *peer[WAYS] = {c->as_started ? peer_open(false) : NULL, tuned};
    double ours[ROUNDS], theirs[WAYS][ROUNDS], ratio[WAYS][ROUNDS];
    for (int i = -1; i < ROUNDS; i++) { /* the first time is to get warm */
        const double a = side_step(s, c->steps, thread_time);
        for (int k = 0; k < WAYS; k++) {
            const double b =
                peer_ask(peer[k], "%s %d %d %s", c->request, c->batch, c->steps, mode[k]);
            if (i >= 0) {
                ours[i] = a;
                theirs[k][i] = b;
                ratio[k][i] = b / a;
            }
        }
    }
    const double ms = 1e3 * spread_of(ROUNDS, ours).median;
    for (int k = 0; k < WAYS; k++)
        if (k || c->as_started) {
            printf("%-21s %5d  %-33s %9.1f", c->name, c->batch, tuned ? way[k] : "", ms);
            print_theirs(peer[k], ROUNDS, theirs[k], ratio[k], k ? 0 : c->aim);
            if (!tuned)
                break;
        }
    peer_close(peer[0]);
    side_close(s);
}

void bench_conv(void)
{
    const struct shape cifar = {3, 32, 32};
    struct net_spec d2l = cifar_of(18);
    d2l.family = "resnet18";
    d2l.width = 64;
    const struct contest contest[] = {
        {"ResNet-20, 3x32x32", "cifar residual 20", cifar_of(20), cifar, 128, 3, 2, true},
        {"ResNet-56, 3x32x32", "cifar residual 56", cifar_of(56), cifar, 128, 1, 0, true},
        {"ResNet-18, 1x28x28", "resnet18 d2l 28", d2l, {1, 28, 28}, 64, 3, 0, false},
        {"ResNet-18, 1x96x96", "resnet18 d2l 96", d2l, {1, 96, 96}, 64, 1, 0, false},
    };
    struct peer *tuned = peer_open(true);
    printf("A training step %s\n", peer_name(tuned));
    printf("%-21s %5s  %-33s %9s %9s %8s %6s %6s %8s\n", "net", "batch", "PyTorch", "ours ms",
           "torch ms", "ratio", "least", "most", "aim");
    for (size_t i = 0; i < sizeof contest / sizeof *contest; i++)
        hold(&contest[i], tuned);
    peer_close(tuned);
}

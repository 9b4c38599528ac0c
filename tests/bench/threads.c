/* How much sooner is a step done by two threads? That is time on the wall, so it is true only where
 * nobody else wants the cores. */
#include "lab/base/clock.h"
#include "tests/bench/bench.h"
#include <stdio.h>

enum { ROUNDS = 7, STEPS = 4, BATCH = 128 };

void bench_threads(void)
{
    const struct net_spec net = cifar_of(20);
    struct side *side[2];
    double ms[2][ROUNDS], ratio[ROUNDS];
    for (int k = 0; k < 2; k++)
        side[k] = side_open(&net, (struct shape){3, 32, 32}, BATCH, k + 1);
    for (int i = -1; i < ROUNDS; i++) { /* the first time is to get warm */
        const double one = 1e3 * side_step(side[0], STEPS, clock_elapsed);
        const double two = 1e3 * side_step(side[1], STEPS, clock_elapsed);
        if (i >= 0) {
            ms[0][i] = one;
            ms[1][i] = two;
            ratio[i] = one / two;
        }
    }
    const struct spread r = spread_of(ROUNDS, ratio);
    printf("A training step in milliseconds on the wall; this needs two idle cores\n");
    printf("%-21s %5s %9s %9s %8s %6s %6s\n", "net", "batch", "1 thread", "2 threads", "ratio",
           "least", "most");
    printf("%-21s %5d %9.1f %9.1f %7.2fx %6.2f %6.2f\n", "ResNet-20, 3x32x32", BATCH,
           spread_of(ROUNDS, ms[0]).median, spread_of(ROUNDS, ms[1]).median, r.median, r.least,
           r.most);
    for (int k = 0; k < 2; k++)
        side_close(side[k]);
}

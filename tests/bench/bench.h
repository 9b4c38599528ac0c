/* How fast is it, and are the aims reached, where there are some?
 *
 * Everything that is compared is timed alternately, round by round, so that a busy machine disturbs
 * both sides; what counts is the median of the rounds' ratios. Times are processor time of one thread,
 * so that waiting for other programs' turns is not counted; only the threads' section reads the clock
 * on the wall, and the sweep's counts all of its processes. PyTorch is a process of its own, asked over a pipe; where it is missing, our times
 * stand alone. */
#pragma once
#include "lab/net/network.h"

enum { CLASSES = 10 };

/* ---- the sections, each prints its tables ---- */

void bench_mlp(void);        /* fully connected nets; what a log costs; a layer of a deep net */
void bench_conv(void);       /* convolutional nets */
void bench_kernels(void);    /* convolutions, in % of the machine's peak */
void bench_threads(void);    /* two threads beside one */
void bench_memory(void);     /* the most that a step holds */
void bench_probes(void);     /* probe runs, in training steps */
void bench_sweep(void);      /* `depthlab run`, beside its arithmetic alone */
void bench_arithmetic(void); /* portable beside fast */

/* ---- time (time.c) ---- */

typedef double seconds_now(void);
double thread_time(void);

struct spread {
    double least, median, most;
};
struct spread spread_of(int rounds, double *v); /* sorts v */

/* "reached" or "MISSED" */
const char *verdict(bool reached);

/* Print why and end. */
_Noreturn void stop(const char *why);

/* ---- our side (side.c) ---- */

struct side {
    struct failure failure; /* of the graph, which remembers where it is */
    struct arena arena;
    struct net_spec net;
    struct network *network;
    struct thread_pool *pool;
};

/* A net that can be trained, on `threads` threads, its input filled. */
struct side *side_open(const struct net_spec *, struct shape sample, int batch, int threads);
void side_close(struct side *);

/* Seconds of one of so many training steps: forward, backward, update by SGD with momentum. */
double side_step(struct side *, int steps, seconds_now *now);

/* ResNet-`depth` for 3x32x32 (He et al. 2015, section 4.2). */
struct net_spec cifar_of(int depth);

/* Numbers from -1 to 1 without much of a pattern. */
void fill(real *v, size_t count);

/* ---- PyTorch's side (peer.c, torch_worker.py) ---- */

struct peer;

/* A new process, or NULL where there is no PyTorch. Its malloc gives pages back as usual, so that
 * what it did before matters, or it keeps them. All that follows takes NULL. */
struct peer *peer_open(bool keeps_pages);
void peer_close(struct peer *);
const char *peer_name(const struct peer *);

/* Another build's bench, which then runs bench_serve. */
struct peer *peer_bench(const char *path);
void bench_serve(void);

/* Ask for what torch_worker.py describes; the answer is one number, 0 from a peer that is NULL. */
__attribute__((format(printf, 2, 3))) double peer_ask(struct peer *, const char *format, ...);

/* The end of a row: their time, the ratio of theirs to ours and what it should be, if not 0. Sorts. */
void print_theirs(const struct peer *, int rounds, double *theirs, double *ratio, double aim);

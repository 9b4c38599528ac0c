/* What does a probe run cost, in training steps, and does the estimate that is printed before it hold?
 *
 * The net is trained by steps of 128 samples and probed with 256, as many as a probe takes by
 * default. What needs double numbers belongs to the other program and is left out. */
#include "lab/probe/probe.h"
#include "tests/bench/bench.h"
#include <stdio.h>

enum { ROUNDS = 5, BATCH = 128, SAMPLES = 256, STEPS = 20 };

static enum status drop_row(void *self, const struct series *series, int64_t step, int place,
                            const double *value, uint32_t missing)
{
    (void)self, (void)series, (void)step, (void)place, (void)value, (void)missing;
    return STATUS_OK;
}

/* States before the weights: a path of two. */
static void lay_path(struct probe_run *e, struct stage stage[2])
{
    const struct graph *g = e->net->graph;
    for (int k = 0; k < 2; k++) {
        real *w = arena_alloc(e->arena, g->params.reals * sizeof *w);
        if (!w)
            stop("no room for a path");
        for (size_t i = 0; i < g->params.reals; i++)
            w[i] = g->value[i] * (real)(1.1 + 0.1 * (double)((size_t)k * (i & 1)));
        stage[k] = (struct stage){k, w};
    }
    e->stages = 2;
    e->stage = stage;
}

static double time_probe(const struct probe *p, struct probe_run *e)
{
    const double begin = thread_time();
    if (p->examine(e))
        stop(e->failure->message);
    return thread_time() - begin;
}

/* What the estimate is made of: a pass forward and backward over the samples. */
static double pass_time(struct probe_run *e)
{
    struct graph *g = e->net->graph;
    struct pass pass = probe_fill(e, MODE_MEASURE);
    const double begin = thread_time();
    for (int i = 0; i < STEPS; i++) {
        graph_forward(g, &pass);
        graph_backward(g, &pass, NULL);
    }
    graph_zero_grad(g);
    return (thread_time() - begin) / STEPS;
}

static void measure(const struct probe *p, struct probe_run *e, struct side *training)
{
    double ms[ROUNDS], steps[ROUNDS], promise[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        const double step = side_step(training, STEPS, thread_time), pass = pass_time(e);
        const double seconds = time_probe(p, e);
        ms[i] = 1e3 * seconds;
        steps[i] = seconds / step;
        promise[i] = pass * p->passes(e) / seconds;
    }
    const struct spread s = spread_of(ROUNDS, steps);
    printf("%-14s %9.1f %9.0f %8.0f %8.0f %10.2f\n", p->name, spread_of(ROUNDS, ms).median,
           s.median, s.least, s.most, spread_of(ROUNDS, promise).median);
    fflush(stdout);
}

void bench_probes(void)
{
    const struct data_spec source = {.name = "glyphs",
                                     .path = "",
                                     .label = "",
                                     .side = 12,
                                     .noise = 0.35,
                                     .train = SAMPLES,
                                     .test = SAMPLES};
    const struct net_spec net = {.family = "mlp",
                                 .form = "basic",
                                 .order = "original",
                                 .variant = "d2l",
                                 .block = "preact",
                                 .depth = 32,
                                 .width = 32,
                                 .span = 2,
                                 .norm = "batch",
                                 .activation = "relu",
                                 .init = "he",
                                 .branch = "none",
                                 .shortcut = "identity"};
    const struct shape sample = {1, 12, 12};
    struct side *training = side_open(&net, sample, BATCH, 1);
    struct side *probed = side_open(&net, sample, SAMPLES, 1);
    struct failure failure = {0};
    struct dataset data;
    if (data_load(&probed->arena, &source, &data, &failure))
        stop(failure.message);
    const struct recorder recorder = {NULL, drop_row, NULL};
    struct probe_run run = {.net = probed->network,
                            .data = &data,
                            .samples = SAMPLES,
                            .seed = 1,
                            .arena = &probed->arena,
                            .recorder = &recorder,
                            .failure = &failure};
    struct stage stage[2];
    lay_path(&run, stage);
    printf("A probe run on %d samples; preact, 32 layers of width 32, batch norm. A step is one of "
           "training with %d.\n",
           SAMPLES, BATCH);
    printf("%-14s %9s %9s %8s %8s %10s\n", "probe", "ms", "in steps", "least", "most", "estimate");
    for (int i = 0; probes[i]; i++)
        if (!(probes[i]->needs & NEEDS_DOUBLE))
            measure(probes[i], &run, training);
    side_close(training);
    side_close(probed);
}

/* A net on the examiner's table: built and started from seed 1, fed from a data set of normal draws,
 * writing into memory.
 *
 *     struct probe_setup t;
 *     probe_setup_open(&t, spec_of("residual", 4, 8), (struct shape){5, 1, 1}, 3, 40);   40 samples
 *     probe_setup_examine(&t, &probe_response);
 *     ...t.recorded.row[i]...
 *     probe_setup_close(&t);
 */
#pragma once
#include "lab/probe/probe.h"
#include "tests/support/memory_recorder.h"
#include "tests/support/test_net.h"

struct probe_setup {
    struct arena arena;
    struct failure failure;
    struct net_spec spec;
    struct dataset data;
    struct network *net;
    struct memory_recorder recorded;
    struct probe_run run;
};

static inline void probe_setup_open(struct probe_setup *t, struct net_spec spec, struct shape x,
                                    int classes, int samples)
{
    *t = (struct probe_setup){.spec = spec};
    const int features = shape_size(x);
    const struct stream noise = stream_of(3, PURPOSE_TEST, 0, 0);
    arena_open(&t->arena, (size_t)1 << 32);
    t->data = (struct dataset){
        .channels = x.channels, .height = x.height, .width = x.width, .classes = classes};
    t->data.train = (struct part){
        .count = samples,
        .x = arena_alloc(&t->arena, (size_t)samples * (size_t)features * sizeof(real)),
        .label = arena_alloc(&t->arena, (size_t)samples * sizeof(int))};
    for (int i = 0; i < samples * features; i++)
        t->data.train.x[i] = (real)stream_normal(noise, (uint64_t)i);
    for (int i = 0; i < samples; i++)
        t->data.train.label[i] = i % classes;
    t->data.test = t->data.train;
    t->net = network_build(&t->arena, &t->spec, x, classes, samples, &t->failure);
    if (!t->net || network_start(t->net, 1))
        fail_msg("%s", t->failure.message);
    memory_recorder_open(&t->recorded);
    t->run = (struct probe_run){.net = t->net,
                                .data = &t->data,
                                .samples = samples,
                                .seed = 1,
                                .arena = &t->arena,
                                .recorder = &t->recorded.recorder,
                                .failure = &t->failure};
}

/* Examine; the weights, statistics and the arena must be left as they were. */
static inline void probe_setup_examine(struct probe_setup *t, const struct probe *probe)
{
    struct graph *g = t->net->graph;
    const size_t mark = arena_mark(&t->arena), reals = g->params.reals, kept = g->statistics.reals;
    real *before = malloc((reals + kept + 1) * sizeof *before);
    memcpy(before, g->value, reals * sizeof *before);
    memcpy(before + reals, g->kept, kept * sizeof *before);
    if (probe->examine(&t->run) || t->failure.status)
        fail_msg("%s: %s", probe->name, t->failure.message);
    assert_memory_equal(before, g->value, reals * sizeof *before);
    assert_memory_equal(before + reals, g->kept, kept * sizeof *before);
    assert_int_equal(arena_mark(&t->arena), mark);
    free(before);
}

/* A path of n states to the net's weights: drawn, unless somebody changes them. */
static inline void probe_setup_walk(struct probe_setup *t, int n)
{
    const struct graph *g = t->net->graph;
    struct stage *path = arena_alloc(&t->arena, (size_t)n * sizeof *path);
    for (int i = 0; i < n; i++) {
        const struct stream noise = stream_of(5, PURPOSE_TEST, (uint64_t)i, 0);
        real *w = arena_alloc(&t->arena, g->params.reals * sizeof *w);
        for (size_t k = 0; k < g->params.reals; k++)
            w[k] = g->value[k] + (real)(.1 * stream_normal(noise, k));
        path[i] = (struct stage){i, w};
    }
    t->run.stages = n;
    t->run.stage = path;
}

/* What is interrupted after a few parts of its work and goes on writes the rows of one probe run. */
static inline enum status probe_setup_stop(void *self, int parts)
{
    struct probe_setup *t = self;
    return parts == 3 ? fail(&t->failure, STATUS_BUSY, "interrupted") : STATUS_OK;
}
static inline void probe_setup_interrupt(struct probe_setup *t, const struct probe *probe)
{
    const double passes = probe->passes(&t->run);
    probe_setup_examine(t, probe);
    const int rows = t->recorded.rows;
    t->run.keeper = t;
    t->run.keep = probe_setup_stop;
    assert_int_equal(probe->examine(&t->run), STATUS_BUSY);
    t->failure = (struct failure){0};
    const int some = t->recorded.rows - rows;
    assert_true(some > 0 && some < rows);
    t->run.keep = NULL;
    t->run.parts = 3;
    assert_true(probe->passes(&t->run) < passes);
    probe_setup_examine(t, probe);
    assert_int_equal(t->recorded.rows, 2 * rows);
    for (int i = 0; i < rows; i++)
        assert_memory_equal(&t->recorded.row[i], &t->recorded.row[rows + i],
                            sizeof *t->recorded.row);
    t->run.parts = 0;
}

static inline void probe_setup_close(struct probe_setup *t)
{
    memory_recorder_close(&t->recorded);
    arena_close(&t->arena);
}

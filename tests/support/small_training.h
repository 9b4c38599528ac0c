/* A training run into memory, on a small set of draws whose sample i carries its own number: feature 0
 * is i / 100.
 *
 *     struct small_training c;
 *     small_training_open(&c, spec_of("preact", 4, 8), train_spec_of(30, 16));
 *     small_training_run(&c, NULL);
 *     ...c.recorded holds what was recorded, c.outcome how it ended...
 *     small_training_close(&c);
 */
#pragma once
#include "lab/probe/gradient.h"
#include "lab/probe/junction.h"
#include "lab/train/evaluate.h"
#include "tests/support/memory_recorder.h"
#include "tests/support/test_net.h"

enum { SMALL_FEATURES = 6, SMALL_CLASSES = 3, SMALL_TRAIN = 45, SMALL_TEST = 21 };

struct small_training {
    struct arena arena;
    struct failure failure;
    struct memory_recorder recorded;
    struct dataset data;
    struct net_spec net_spec;
    struct train_spec spec;
    struct network *net;
    struct instrument instrument[4]; /* the two probes; a test may add its own */
    struct training training;
    struct saver saver;
    int every; /* updates from one checkpoint to the next */
    struct outcome outcome;
};

static inline struct train_spec train_spec_of(int steps, int batch)
{
    return (struct train_spec){.steps = steps,
                               .batch = batch,
                               .optimizer = "sgd",
                               .lr = .05,
                               .momentum = .9,
                               .weight_decay = 1e-3,
                               .beta1 = .9,
                               .beta2 = .999,
                               .epsilon = 1e-8,
                               .schedule = "constant",
                               .log_curve = 1,
                               .log_layers = 3,
                               .evaluate = 4};
}

static inline struct part small_training_part(struct arena *arena, int count, uint64_t which)
{
    const struct stream draws = stream_of(5, PURPOSE_TEST, which, 0);
    struct part p = {count, arena_alloc(arena, (size_t)(count * SMALL_FEATURES) * sizeof(real)),
                     arena_alloc(arena, (size_t)count * sizeof(int)), NULL};
    for (int i = 0; i < count; i++) {
        for (int f = 0; f < SMALL_FEATURES; f++)
            p.x[i * SMALL_FEATURES + f] =
                f ? (real)stream_normal(draws, (uint64_t)(i * SMALL_FEATURES + f))
                  : (real)(i / 100.);
        const real *x = p.x + i * SMALL_FEATURES;
        p.label[i] = x[1] > x[2] ? x[3] > 0 : 2;
    }
    return p;
}

static inline bool small_training_due(void *self, int64_t step)
{
    return step % ((struct small_training *)self)->every == 0;
}

/* Data, network and instruments; training starts from seed 9, with a checkpoint every 7 updates. */
static inline void small_training_open(struct small_training *c, struct net_spec net,
                                       struct train_spec spec)
{
    *c = (struct small_training){
        .net_spec = net, .spec = spec, .every = 7, .saver = {c, small_training_due}};
    memory_recorder_open(&c->recorded);
    arena_open(&c->arena, (size_t)1 << 30);
    c->data = (struct dataset){SMALL_FEATURES, 1, 1, .classes = SMALL_CLASSES};
    c->data.train = small_training_part(&c->arena, SMALL_TRAIN, 1);
    c->data.test = small_training_part(&c->arena, SMALL_TEST, 2);
    c->net = network_build(&c->arena, &c->net_spec, (struct shape){SMALL_FEATURES, 1, 1},
                           SMALL_CLASSES, spec.batch, &c->failure);
    if (!c->net || network_start(c->net, 9))
        fail_msg("%s", c->failure.message);
    c->instrument[0] = gradient_instrument(gradient_probe(&c->arena, c->net));
    c->instrument[1] = junction_instrument(junction_probe(&c->arena, c->net));
    c->training = (struct training){.net = c->net,
                                    .data = &c->data,
                                    .spec = &c->spec,
                                    .seed = 9,
                                    .arena = &c->arena,
                                    .recorder = &c->recorded.recorder,
                                    .instruments = 2,
                                    .instrument = c->instrument,
                                    .saver = &c->saver};
}

static inline void small_training_close(struct small_training *c)
{
    arena_close(&c->arena);
    memory_recorder_close(&c->recorded);
}

/* Train to the end, or until a tick says no; from a checkpoint, or from the start. */
static inline enum status small_training_run(struct small_training *c,
                                             const struct checkpoint *from)
{
    const struct checkpoint start = {0};
    return train(&c->training, from ? from : &start, &c->outcome, &c->failure);
}

/* Fully connected nets, as train() trains them with its log of norms: beside PyTorch; what that log
 * costs; and whether a layer costs the same in a deep net as in a shallow one. */
#include "lab/probe/gradient.h"
#include "lab/train/train.h"
#include "tests/bench/bench.h"
#include <stdio.h>
#include <string.h>

enum { INPUTS = 144, WIDTH = 32, SAMPLES = 1024, ROUNDS = 5 };

struct timed_training {
    struct side *side;
    struct train_spec train;
    bool log;
    double first, last; /* when the first and the last step ended */
};

/* Samples of as many features as the net has inputs. */
static struct dataset data_make(struct arena *arena, int inputs)
{
    const size_t reals = (size_t)SAMPLES * (size_t)inputs;
    arena_open(arena, 1 << 24);
    struct dataset data = {.channels = inputs, .height = 1, .width = 1, .classes = CLASSES};
    data.train = (struct part){SAMPLES, arena_alloc(arena, reals * sizeof(real)),
                               arena_alloc(arena, SAMPLES * sizeof(int)), NULL};
    fill(data.train.x, reals);
    for (int i = 0; i < SAMPLES; i++)
        data.train.label[i] = i % CLASSES;
    data.test = data.train;
    data.test.count = 16;
    return data;
}

static struct timed_training small_training_open(const char *block, int inputs, int width,
                                                 int depth, int batch, int steps, bool log)
{
    const bool residual = !strcmp(block, "residual");
    const struct net_spec net = {.family = "mlp",
                                 .form = "basic",
                                 .order = "original",
                                 .variant = "d2l",
                                 .block = block,
                                 .depth = depth,
                                 .width = width,
                                 .span = 2,
                                 .norm = residual ? "batch" : "none",
                                 .activation = "relu",
                                 .init = "he",
                                 .branch = "none",
                                 .shortcut = "identity"};
    return (struct timed_training){
        .side = side_open(&net, (struct shape){inputs, 1, 1}, batch, 1),
        .log = log,
        .train = {.steps = steps,
                  .batch = batch,
                  .optimizer = "sgd",
                  .lr = 1e-5,
                  .momentum = .9,
                  .schedule = "constant",
                  .log_curve = 10,
                  .log_layers = 50},
    };
}

static bool on_step(void *self, int64_t step, double loss)
{
    struct timed_training *c = self;
    (void)loss;
    if (step == 0)
        c->first = thread_time();
    else if (step < c->train.steps) /* behind the last update one more pass is only looked at */
        c->last = thread_time();
    return true;
}

static enum status drop_row(void *self, const struct series *series, int64_t step, int place,
                            const double *value, uint32_t missing)
{
    (void)self, (void)series, (void)step, (void)place, (void)value, (void)missing;
    return STATUS_OK;
}

static enum status drop_checkpoint(void *self, const struct checkpoint *checkpoint)
{
    (void)self, (void)checkpoint;
    return STATUS_OK;
}

/* Seconds of a step, over one short training run with its log. */
static double training_step(struct timed_training *c, const struct dataset *data)
{
    struct failure failure = {0};
    struct outcome outcome;
    struct arena *arena = &c->side->arena;
    struct recorder recorder = {NULL, drop_row, drop_checkpoint};
    struct tick tick = {c, on_step};
    size_t mark = arena_mark(arena);
    struct instrument instrument = gradient_instrument(gradient_probe(arena, c->side->network));
    struct training training = {.net = c->side->network,
                                .data = data,
                                .spec = &c->train,
                                .seed = 1,
                                .arena = arena,
                                .recorder = &recorder,
                                .instruments = c->log,
                                .instrument = &instrument,
                                .tick = &tick};
    if (train(&training, &(struct checkpoint){0}, &outcome, &failure))
        stop(failure.message);
    arena_rewind(arena, mark);
    return (c->last - c->first) / (c->train.steps - 1);
}

static void against_pytorch(struct peer *peer, const struct dataset *data, const char *block,
                            int width, double aim)
{
    struct timed_training c = small_training_open(block, INPUTS, width, 50, 64, 400, true);
    double ours[ROUNDS], theirs[ROUNDS], ratio[ROUNDS];
    training_step(&c, data); /* to get warm; PyTorch's side does so by itself */
    for (int i = 0; i < ROUNDS; i++) {
        ours[i] = training_step(&c, data);
        theirs[i] = peer_ask(peer, "%s %d 50 64 %d", block, width, c.train.steps);
        ratio[i] = theirs[i] / ours[i];
    }
    printf("%-8s %3d x 50 %9.3f", block, width, 1e3 * spread_of(ROUNDS, ours).median);
    print_theirs(peer, ROUNDS, theirs, ratio, aim);
    side_close(c.side);
}

/* The ratio of two trainings' times, of a whole step or of a layer: the stem is as wide as the rest and
 * counts as one. */
static void beside(const struct dataset *data, const char *what, struct timed_training a,
                   struct timed_training b, bool a_layer)
{
    double ratio[ROUNDS], ms[2][ROUNDS];
    const double size[2] = {a_layer ? a.side->net.depth + 1 : 1,
                            a_layer ? b.side->net.depth + 1 : 1};
    training_step(&a, data);
    training_step(&b, data);
    for (int i = 0; i < ROUNDS; i++) {
        ms[0][i] = 1e3 * training_step(&a, data) / size[0];
        ms[1][i] = 1e3 * training_step(&b, data) / size[1];
        ratio[i] = ms[0][i] / ms[1][i];
    }
    const struct spread r = spread_of(ROUNDS, ratio);
    printf("%-44s %8.4f %8.4f %7.3f %6.3f %6.3f\n", what, spread_of(ROUNDS, ms[0]).median,
           spread_of(ROUNDS, ms[1]).median, r.median, r.least, r.most);
    fflush(stdout);
    side_close(a.side);
    side_close(b.side);
}

void bench_mlp(void)
{
    struct arena arena, narrow_arena;
    const struct dataset data = data_make(&arena, INPUTS), narrow = data_make(&narrow_arena, WIDTH);
    struct peer *peer = peer_open(false);
    printf("A training step %s; batch 64, norms logged at 0, 1, 2, 5, 10, 20 and every 50 steps\n",
           peer_name(peer));
    printf("%-8s %8s %9s %9s %8s %6s %6s %8s\n", "block", "width", "ours ms", "torch ms", "ratio",
           "least", "most", "aim");
    const double aim[2][3] = {{11, 5, 3}, {0}};
    for (int kind = 0; kind < 2; kind++)
        for (int i = 0; i < 3; i++)
            against_pytorch(peer, &data, kind ? "residual" : "plain", 32 << i, aim[kind][i]);
    peer_close(peer);

    printf("\n%-44s %8s %8s %7s %6s %6s\n", "batch 128, width 32", "ms", "against", "ratio",
           "least", "most");
    beside(&narrow, "logging: plain, 50 layers, with / without",
           small_training_open("plain", WIDTH, WIDTH, 50, 128, 400, true),
           small_training_open("plain", WIDTH, WIDTH, 50, 128, 400, false), false);
    beside(&narrow, "a layer of a plain net: of 10000 / of 10",
           small_training_open("plain", WIDTH, WIDTH, 10000, 128, 4, false),
           small_training_open("plain", WIDTH, WIDTH, 10, 128, 400, false), true);
    beside(&narrow, "a layer of a residual net: of 10000 / of 10",
           small_training_open("residual", WIDTH, WIDTH, 10000, 128, 4, false),
           small_training_open("residual", WIDTH, WIDTH, 10, 128, 400, false), true);
    arena_close(&arena);
    arena_close(&narrow_arena);
}

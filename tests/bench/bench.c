/* How long a training step takes, beside PyTorch on one thread where python3-torch is installed; what
 * the log of gradient norms costs; and whether a layer costs the same in a deep net as in a shallow
 * one. Everything that is compared is timed alternately, round by round, so that a busy machine
 * disturbs both sides; what counts is the median of the rounds' ratios. */
#include "lab/probe/gradient.h"
#include "lab/train/train.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { INPUTS = 144, CLASSES = 10, SAMPLES = 1024, ROUNDS = 7 };

/* Processor time: waiting for other programs' turns is not counted. */
static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- our side ---- */

struct side {
    struct net_spec net;
    struct train_spec train;
    struct arena arena;
    struct network *network;
    bool log;
    double first, last; /* when the first and the last step ended */
};

static struct dataset data;

static void make_data(struct arena *arena)
{
    size_t reals = (size_t)SAMPLES * INPUTS;
    data = (struct dataset){.channels = INPUTS, .height = 1, .width = 1, .classes = CLASSES};
    data.train = (struct part){SAMPLES, arena_alloc(arena, reals * sizeof(real)),
                               arena_alloc(arena, SAMPLES * sizeof(int))};
    for (size_t i = 0; i < reals; i++)
        data.train.x[i] = (real)(i * 2654435761u % 2048) / 1024 - 1;
    for (int i = 0; i < SAMPLES; i++)
        data.train.label[i] = i % CLASSES;
    data.test = data.train;
    data.test.count = 16;
}

static bool on_step(void *self, int64_t step, double loss)
{
    struct side *s = self;
    (void)loss;
    *(step ? &s->last : &s->first) = now();
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

static void stop(const struct failure *failure)
{
    fprintf(stderr, "bench: %s\n", failure->message);
    exit(1);
}

static struct side *side_open(const char *block, int inputs, int width, int depth, int batch,
                              int steps, bool log)
{
    struct side *s = calloc(1, sizeof *s);
    struct failure failure = {0};
    bool residual = !strcmp(block, "residual");
    s->net = (struct net_spec){.family = "mlp",
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
    s->train = (struct train_spec){
        .steps = steps,
        .batch = batch,
        .optimizer = "sgd",
        .lr = 1e-5,
        .momentum = .9,
        .schedule = "constant",
        .log_curve = 10,
        .log_layers = 50,
        .checkpoint = 1000000,
    };
    s->log = log;
    if (arena_open(&s->arena, (size_t)1 << 33, &failure))
        stop(&failure);
    s->network =
        network_build(&s->arena, &s->net, (struct shape){inputs, 1, 1}, CLASSES, batch, &failure);
    if (!s->network || network_start(s->network, 1))
        stop(&failure);
    return s;
}

static void side_close(struct side *s)
{
    arena_close(&s->arena);
    free(s);
}

/* Seconds of a step, over one short training run with its log. */
static double side_run(struct side *s)
{
    struct failure failure = {0};
    struct outcome outcome;
    struct recorder recorder = {NULL, drop_row, drop_checkpoint};
    struct tick tick = {s, on_step};
    size_t mark = arena_mark(&s->arena);
    struct instrument instrument = gradient_instrument(gradient_probe(&s->arena, s->network));
    struct training training = {s->network, &data,  &s->train,   1,    &s->arena,
                                &recorder,  s->log, &instrument, &tick};
    if (train(&training, &(struct checkpoint){0}, &outcome, &failure))
        stop(&failure);
    arena_rewind(&s->arena, mark);
    return (s->last - s->first) / s->train.steps;
}

/* ---- PyTorch's side ---- */

struct peer {
    FILE *to, *from;
};

static bool peer_open(struct peer *peer)
{
    int down[2], up[2];
    char line[100];
    if (pipe(down) || pipe(up))
        return false;
    if (fork() == 0) {
        dup2(down[0], 0);
        dup2(up[1], 1);
        close(down[1]);
        close(up[0]);
        execl("/usr/bin/python3", "python3", "-W", "ignore", "tests/bench/torch_worker.py", NULL);
        _exit(127);
    }
    close(down[0]);
    close(up[1]);
    *peer = (struct peer){fdopen(down[1], "w"), fdopen(up[0], "r")};
    return fgets(line, sizeof line, peer->from) && printf("PyTorch: %s", line);
}

static double peer_run(struct peer *peer, const struct side *s)
{
    double seconds = 0;
    fprintf(peer->to, "%s %d %d %d %d\n", s->net.block, s->net.width, s->net.depth, s->train.batch,
            s->train.steps);
    fflush(peer->to);
    if (fscanf(peer->from, "%lf", &seconds) != 1)
        stop(&(struct failure){.message = "PyTorch gave no answer"});
    return seconds;
}

/* ---- tables ---- */

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *v)
{
    qsort(v, ROUNDS, sizeof *v, by_size);
    return v[ROUNDS / 2];
}

static void against_pytorch(struct peer *peer, const char *block, int width, double target)
{
    struct side *s = side_open(block, INPUTS, width, 50, 64, 400, true);
    double ours[ROUNDS], theirs[ROUNDS], ratio[ROUNDS];
    side_run(s);
    if (peer)
        peer_run(peer, s);
    for (int i = 0; i < ROUNDS; i++) {
        ours[i] = side_run(s);
        theirs[i] = peer ? peer_run(peer, s) : 0;
        ratio[i] = theirs[i] / ours[i];
    }
    printf("%-8s %3d x 50 %9.3f", block, width, 1e3 * median(ours));
    if (peer) {
        double middle = median(ratio);
        printf(" %9.3f %7.1fx %6.1f %6.1f %7.1fx %s", 1e3 * median(theirs), middle, ratio[0],
               ratio[ROUNDS - 1], target, middle >= target ? "reached" : "MISSED");
    }
    printf("\n");
    fflush(stdout);
    side_close(s);
}

/* The ratio of two sides' times, of a whole step or of a layer: the stem is as wide as the rest and
 * counts as one. */
static void beside(const char *what, struct side *a, struct side *b, bool a_layer, double limit)
{
    double ratio[ROUNDS], ms[2][ROUNDS];
    double size[2] = {a_layer ? a->net.depth + 1 : 1, a_layer ? b->net.depth + 1 : 1};
    side_run(a);
    side_run(b);
    for (int i = 0; i < ROUNDS; i++) {
        ms[0][i] = 1e3 * side_run(a) / size[0];
        ms[1][i] = 1e3 * side_run(b) / size[1];
        ratio[i] = ms[0][i] / ms[1][i];
    }
    double middle = median(ratio);
    printf("%-44s %8.4f %8.4f %7.3f %6.3f %6.3f  at most %.2f: %s\n", what, median(ms[0]),
           median(ms[1]), middle, ratio[0], ratio[ROUNDS - 1], limit,
           middle <= limit ? "yes" : "NO");
    side_close(a);
    side_close(b);
}

int main(void)
{
    struct arena arena;
    struct failure failure = {0};
    struct peer peer;
    if (arena_open(&arena, 1 << 24, &failure))
        stop(&failure);
    make_data(&arena);
    bool torch = peer_open(&peer);
    if (!torch)
        printf("PyTorch (python3-torch) is not installed: our times alone\n");

    printf("A training step, batch 64, norms logged at 0, 1, 2, 5, 10, 20 and every 50 steps\n");
    printf("%-8s %8s %9s %9s %8s %6s %6s %8s\n", "block", "width", "ours ms", "torch ms", "ratio",
           "least", "most", "target");
    const double target[2][3] = {{13, 5.5, 2.7}, {20, 8.5, 4}};
    for (int kind = 0; kind < 2; kind++)
        for (int i = 0; i < 3; i++)
            against_pytorch(torch ? &peer : NULL, kind ? "residual" : "plain", 32 << i,
                            target[kind][i]);

    printf("\n%-44s %8s %8s %7s %6s %6s\n", "batch 128, width 32", "ms", "against", "ratio",
           "least", "most");
    beside("logging: plain, 50 layers, with / without",
           side_open("plain", 32, 32, 50, 128, 400, true),
           side_open("plain", 32, 32, 50, 128, 400, false), false, 1.05);
    beside("a layer of a plain net: of 10000 / of 10",
           side_open("plain", 32, 32, 10000, 128, 4, false),
           side_open("plain", 32, 32, 10, 128, 400, false), true, 2);
    beside("a layer of a residual net: of 10000 / of 10",
           side_open("residual", 32, 32, 10000, 128, 4, false),
           side_open("residual", 32, 32, 10, 128, 400, false), true, 2);
    return 0;
}

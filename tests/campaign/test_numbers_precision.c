/* What is promised of float: a net drawn at random trains as it does in double, but for round-off.
 *
 * How much round-off may do is measured: the double training again, each weight and each gradient, of a value or of a
 * parameter, off by some units of float's rounding, anew at each step. A float step rounds each number between, so it
 * may be a few times further off; but not as far as a kernel that loses digits, or a number that leaves float's range.
 * That a number comes to the other side of a kink is rare, and does much: whatever is further off is shaken more
 * often, until that happens there, too.
 *
 * The program in double runs its float twin, `PROGRAM SEED CASE`, and reads what that measures. */
#include "lab/net/family.h"
#include "lab/probe/gradient.h"
#include "tests/support/promise.h"
#include "tests/support/random_cell.h"

static const double UNIT = 0x1p-24, SHAKE = 0x1p-20, FURTHER = 8;
/* Beyond the first nothing is small any more; beyond the second float has no numbers soon. */
static const double CHAOS = 1e-2, HUGE_NUMBER = 1e12;
enum { STEPS = 12, SHAKES = 2, MOST_SHAKES = 100, COLUMNS = 4, LAYERS = 64 };

/* By step the columns loss and, of each layer, ||h||, ||dL/dh||, ||dL/dW||. */
struct measured {
    double value[STEPS + 1][COLUMNS][LAYERS];
};

struct trial {
    struct arena arena;
    struct failure failure;
    struct cell cell;
    bool blind; /* a gradient of it is round-off alone */
};

/* ---- the trial, the same in both precisions ---- */

static struct trial trial_begin(uint64_t seed, int number)
{
    static const char *const family[] = {"mlp", "mlp", "mlp", "cifar", "resnet18"};
    struct draws d = {.stream = stream_of(seed, PURPOSE_TEST, (uint64_t)number, 1)};
    struct trial t = {0};
    arena_open(&t.arena, (size_t)1 << 32);
    random_cell(&t.arena, &d, family[draw_below(&d, 5)], "net. train.", &t.cell);
    t.cell.data.side = 6 + draw_below(&d, 4);
    t.cell.data.test = 20;
    t.cell.seed = (uint64_t)draw_below(&d, 1000);
    t.cell.train.steps = STEPS;
    t.cell.train.batch += 8;
    t.cell.data.train =
        60 + (60 % t.cell.train.batch == 2); /* of two samples batch norm leaves a sign */
    t.cell.train.log_curve = t.cell.train.log_layers = 1;
    t.cell.train.evaluate = 0;
    return t;
}

/* ---- a training that is measured ---- */

static enum status take_row(void *self, const struct series *series, int64_t step, int place,
                            const double *value, uint32_t missing)
{
    struct measured *m = self;
    (void)missing;
    if (series == &series_curve)
        m->value[step][0][0] = value[1]; /* train_loss */
    for (int c = 1; series == &series_gradient && place < LAYERS && c < COLUMNS; c++)
        m->value[step][c][place] = value[c - 1];
    return STATUS_OK;
}

static enum status take_checkpoint(void *self, const struct checkpoint *c)
{
    (void)self, (void)c;
    return STATUS_OK;
}

/* An instrument that puts weights and gradients off, up or down. */
struct shake {
    const struct graph *graph;
    struct stream stream;
    uint64_t drawn;
};

static void shake_reals(struct shake *s, real *x, size_t n)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < n; i++, bits >>= 1) {
        if (i % 32 == 0)
            bits = stream_below(s->stream, s->drawn++, (uint64_t)1 << 32);
        x[i] *= (real)(bits & 1 ? 1 + SHAKE : 1 - SHAKE);
    }
}

static void shake_node(void *self, const struct node *n, const struct pass *pass)
{
    const size_t groups = (size_t)(pass->batch + LANES - 1) / LANES;
    if (n->grad)
        shake_reals(self, (real *)n->grad, groups * (size_t)shape_size(n->shape) * LANES);
}

static void shake_step(void *self, const struct pass *pass)
{
    struct shake *s = self;
    (void)pass;
    shake_reals(s, s->graph->value, s->graph->params.reals);
    shake_reals(s, s->graph->grad, s->graph->params.reals);
}

static enum status write_nothing(void *self, const struct recorder *to, int64_t step, bool updated)
{
    (void)self, (void)to, (void)step, (void)updated;
    return STATUS_OK;
}

/* Of a few features, most of which a ReLU has set to 0, layer norm leaves what no small change of them changes: two
 * become a sign. The gradient before it is what terms that cancel leave, in float round-off. */
static bool is_blind(const struct graph *g)
{
    for (int i = 0; i < g->nodes; i++)
        if (g->node[i]->op && !strcmp(g->node[i]->op->name, "layernorm") &&
            shape_size(g->node[i]->shape) < 8)
            return true;
    return false;
}

/* Shaken by draw number `shake`; 0: not. */
static void train_trial(struct trial *t, int shake, struct measured *m)
{
    struct dataset data = {0};
    struct outcome outcome;
    for (size_t i = 0; i < sizeof *m / sizeof(double); i++)
        ((double *)m)[i] = NAN; /* what a diverged run did not reach */
    const size_t mark = arena_mark(&t->arena);
    data_load(&t->arena, &t->cell.data, &data, &t->failure);
    struct network *net = network_build(&t->arena, &t->cell.net,
                                        (struct shape){data.channels, data.height, data.width},
                                        data.classes, t->cell.train.batch, &t->failure);
    if (!net || network_start(net, t->cell.seed))
        return;
    t->blind = is_blind(net->graph);
    struct shake off = {net->graph, stream_of((uint64_t)shake, PURPOSE_TEST, 9, 0), 0};
    struct instrument instrument[] = {gradient_instrument(gradient_probe(&t->arena, net)),
                                      {&off, shake_node, shake_step, write_nothing}};
    const struct training training = {.net = net,
                                      .data = &data,
                                      .spec = &t->cell.train,
                                      .seed = t->cell.seed,
                                      .arena = &t->arena,
                                      .recorder = &(struct recorder){m, take_row, take_checkpoint},
                                      .instruments = shake ? 2 : 1,
                                      .instrument = instrument};
    if (shake)
        shake_reals(&off, net->graph->value, net->graph->params.reals);
    train(&training, &(struct checkpoint){0}, &outcome, &t->failure);
    arena_rewind(&t->arena, mark);
}

/* What the float twin does. */
static int measure(uint64_t seed, int number)
{
    static struct measured m;
    struct trial t = trial_begin(seed, number);
    train_trial(&t, 0, &m);
    fwrite(&m, sizeof m, 1, stdout);
    return (int)t.failure.status;
}

static void measure_in_float(uint64_t seed, int number, struct measured *m)
{
    char path[400], command[500];
    const ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    path[length > 0 ? length : 0] = 0;
    char *folder = strstr(path, "/double/");
    if (!folder)
        fail_msg("%s: where is the program in float?", path);
    snprintf(command, sizeof command, "'%.*s/float/%s' %llu %d", (int)(folder - path), path,
             folder + 8, (unsigned long long)seed, number);
    FILE *from = popen(command, "re");
    if (!from || fread(m, sizeof *m, 1, from) != 1 || pclose(from))
        fail_msg("failed: %s", command);
}

/* ---- the comparison ---- */

/* Of the column that differs most, ||a - b|| / ||b|| over the layers. Where a shortcut drops all, ||dL/dW|| is 0 but for
 * round-off: it counts as no less than a tenth of ||dL/dh||. */
static double distance(const struct measured *a, const struct measured *b, int step, int layers)
{
    double most = 0, size = 0;
    for (int c = 0; c < COLUMNS; c++) {
        double off = 0;
        size = c == COLUMNS - 1 ? size / 100 : 0;
        for (int l = 0; l < (c ? layers : 1); l++) {
            const double x = a->value[step][c][l], y = b->value[step][c][l];
            off += (x - y) * (x - y);
            size += y * y;
        }
        if (isnan(off))
            return INFINITY;
        most = fmax(most, size > 0 ? sqrt(off / size) : off > 0 ? INFINITY : 0);
    }
    return most;
}

static bool is_small(const struct measured *m, int step, int layers)
{
    for (int c = 0; c < COLUMNS; c++)
        for (int l = 0; l < (c ? layers : 1); l++)
            if (!(fabs(m->value[step][c][l]) < HUGE_NUMBER))
                return false;
    return true;
}

/* How many times further it is off than what is shaken was at most until then, and at which step. */
static double further(const struct measured *single, const struct measured *exact,
                      const double shaken[STEPS + 1], int layers, int *step)
{
    double may = UNIT, most = 0;
    for (int s = 0; s <= STEPS && is_small(exact, s, layers); s++) {
        may = fmax(may, shaken[s]);
        if (may > CHAOS)
            break;
        const double times = distance(single, exact, s, layers) / may;
        if (times > most) {
            most = times;
            *step = s;
        }
    }
    return most;
}

/* The same for a trial, of which double's training is known. */
static double off(struct trial *t, const struct measured *single, const struct measured *exact,
                  int *step)
{
    static struct measured m;
    double shaken[STEPS + 1] = {0}, times = 0;
    const int all = family_hidden(&t->cell.net) + 2, layers = all < LAYERS ? all : LAYERS;
    for (int k = 1; k <= SHAKES || (times > FURTHER && k <= MOST_SHAKES); k++) {
        train_trial(t, k, &m);
        for (int s = 0; s <= STEPS; s++)
            shaken[s] = fmax(shaken[s], distance(&m, exact, s, layers));
        times = further(single, exact, shaken, layers, step);
    }
    return times;
}

static void float_is_double_but_for_round_off(void **state)
{
    (void)state;
    static struct measured single, exact;
    struct promise *p = promise("a random net in float trains as in double, but for round-off");
    const uint64_t seed = promise_stream().seed;
    double worst = 0;
    for (int i = 0; p->cases < promise_cases(12, 1000); i++) {
        struct trial t = trial_begin(seed, i);
        train_trial(&t, 0, &exact);
        if (!t.failure.status && !t.blind) { /* and a picture that the net's windows fit */
            int step = 0;
            measure_in_float(seed, i, &single);
            const double times = off(&t, &single, &exact, &step);
            const char *words = arena_printf(&t.arena,
                                             "step %d: %.3g times as far off as shaken; %s", step,
                                             times, random_cell_words(&t.arena, &t.cell));
            promise_case(p, times > FURTHER ? words : NULL, "net", i);
            if (getenv("VERBOSE"))
                print_message("%d: %s\n", i, words);
            worst = fmax(worst, times);
        }
        arena_close(&t.arena);
    }
    print_message("at most %.2g times as far off as shaken\n", worst);
    promise_kept(p);
}

int main(int argc, char **argv)
{
    if (argc == 3)
        return measure(strtoull(argv[1], NULL, 10), atoi(argv[2]));
    const struct CMUnitTest tests[] = {cmocka_unit_test(float_is_double_but_for_round_off)};
    return cmocka_run_group_tests(tests, NULL, promises_end);
}

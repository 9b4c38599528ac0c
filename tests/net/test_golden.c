/* Five steps of training, judged by PyTorch's float64 answers in tests/peer/golden (made by
 * tests/peer/make_golden.py): every loss, dL/dh of every layer, dL/dw and final value of every
 * parameter, ||a - b|| / ||b|| at most 1e-9. The float program is held to 1e-3 at the first step. */
#include "lab/net/network.h"
#include "lab/train/optimizer.h"
#include "tests/support/check.h"
#include <glob.h>

static const bool exact = sizeof(real) == 8;

enum { NAME = 80, TENSORS = 400 };

struct tensor {
    char name[NAME];
    size_t count;
    double *value;
};

struct golden {
    const char *file;
    struct net_spec net;
    struct optimizer_spec rates;
    const char *optimizer;
    char word[6][NAME]; /* what net and optimizer point to */
    int inputs, classes, batch, steps, tensors;
    struct tensor tensor[TENSORS];
};

static void read_setting(struct golden *g, const char *key, const char *value)
{
    const struct {
        const char *key;
        int *whole;
        double *number;
        const char **word;
    } settings[] = {
        {"depth", &g->net.depth, 0, 0},
        {"span", &g->net.span, 0, 0},
        {"width", &g->net.width, 0, 0},
        {"inputs", &g->inputs, 0, 0},
        {"classes", &g->classes, 0, 0},
        {"batch", &g->batch, 0, 0},
        {"steps", &g->steps, 0, 0},
        {"lr", 0, &g->rates.lr, 0},
        {"momentum", 0, &g->rates.momentum, 0},
        {"weight_decay", 0, &g->rates.weight_decay, 0},
        {"block", 0, 0, &g->net.block},
        {"norm", 0, 0, &g->net.norm},
        {"activation", 0, 0, &g->net.activation},
        {"branch", 0, 0, &g->net.branch},
        {"shortcut", 0, 0, &g->net.shortcut},
        {"optimizer", 0, 0, &g->optimizer},
        {"growth", &g->net.growth, 0, 0},
        {"skip_from", &g->net.skip_from, 0, 0},
        {"skip_to", &g->net.skip_to, 0, 0},
        {"beta1", 0, &g->rates.beta1, 0},
        {"beta2", 0, &g->rates.beta2, 0},
        {"epsilon", 0, &g->rates.epsilon, 0},
    };
    int words = 0;
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        bool here = !strcmp(settings[i].key, key);
        if (here && settings[i].whole)
            *settings[i].whole = atoi(value);
        if (here && settings[i].number)
            *settings[i].number = atof(value);
        if (here && settings[i].word)
            *settings[i].word = strcpy(g->word[words], value);
        words += settings[i].word != NULL;
    }
}

static struct golden *golden_read(const char *file)
{
    FILE *in = fopen(file, "rb");
    assert_non_null(in);
    struct golden *g = calloc(1, sizeof *g);
    *g = (struct golden){.file = file,
                         .optimizer = "sgd",
                         .net = {.family = "mlp", .init = "he", .shortcut = "identity"}};
    char line[200], key[NAME], value[NAME];
    while (fgets(line, sizeof line, in) && line[0] != '\n') {
        struct tensor *t = &g->tensor[g->tensors];
        if (sscanf(line, "tensor %zu %79[^\n]", &t->count, t->name) == 2)
            assert_in_range(++g->tensors, 1, TENSORS - 1);
        else if (sscanf(line, "%79s %79s", key, value) == 2)
            read_setting(g, key, value);
    }
    for (int i = 0; i < g->tensors; i++) {
        struct tensor *t = &g->tensor[i];
        t->value = malloc(t->count * sizeof *t->value);
        assert_int_equal(fread(t->value, sizeof *t->value, t->count, in), t->count);
    }
    fclose(in);
    return g;
}

static void golden_free(struct golden *g)
{
    for (int i = 0; i < g->tensors; i++)
        free(g->tensor[i].value);
    free(g);
}

/* The tensor of this name and size. */
__attribute__((format(printf, 3, 4))) static const struct tensor *
find(const struct golden *g, size_t count, const char *format, ...)
{
    char name[2 * NAME];
    va_list list;
    va_start(list, format);
    vsnprintf(name, sizeof name, format, list);
    va_end(list);
    for (int i = 0; i < g->tensors; i++)
        if (!strcmp(g->tensor[i].name, name) && g->tensor[i].count == count)
            return &g->tensor[i];
    fail_msg("%s has no tensor `%s` of %zu numbers", g->file, name, count);
    return NULL;
}

/* ||a - b|| against ||b||, b being PyTorch's. */
struct distance {
    double off, norm;
};

static void add_distance(struct distance *d, double a, double b)
{
    d->off += (a - b) * (a - b);
    d->norm += b * b;
}

static void check_distance(const struct golden *g, const struct tensor *t, struct distance d)
{
    double tolerance = exact ? 1e-9 : 1e-3;
    if (!(sqrt(d.off) <= tolerance * sqrt(d.norm)))
        fail_msg("%s: %s is off by %g of its norm %g", g->file, t->name, sqrt(d.off / d.norm),
                 sqrt(d.norm));
}

static void check_param(const struct golden *g, const struct tensor *t, const real *value)
{
    struct distance d = {0};
    for (size_t i = 0; i < t->count; i++)
        add_distance(&d, (double)value[i], t->value[i]);
    check_distance(g, t, d);
}

/* A batch of samples as PyTorch has it, [sample][feature], against lanes. */
static lane *at(lane *lanes, int features, int sample, int feature)
{
    return &lanes[sample / LANES * features + feature];
}

static void fill(const struct golden *g, const char *name, struct node *n)
{
    int C = shape_size(n->shape);
    const struct tensor *t = find(g, (size_t)(g->batch * C), "%s", name);
    for (int s = 0; s < g->batch; s++)
        for (int c = 0; c < C; c++)
            (*at(n->value, C, s, c))[s % LANES] = (real)t->value[s * C + c];
}

struct watch {
    const struct golden *golden;
    const struct network *net;
    int step, seen;
};

static void see(void *self, const struct node *n, const struct pass *pass)
{
    struct watch *w = self;
    for (int l = 0; l < w->net->layers; l++) {
        if (w->net->layer[l].h != n)
            continue;
        int C = shape_size(n->shape);
        const struct tensor *t =
            find(w->golden, (size_t)(pass->batch * C), "dh %d %s", w->step, w->net->layer[l].name);
        struct distance d = {0};
        for (int s = 0; s < pass->batch; s++)
            for (int c = 0; c < C; c++)
                add_distance(&d, (double)(*at(n->grad, C, s, c))[s % LANES], t->value[s * C + c]);
        check_distance(w->golden, t, d);
        w->seen++;
    }
}

static void check_step(const struct golden *g, struct network *net, int step)
{
    struct pass pass = {.mode = MODE_TRAIN, .batch = g->batch};
    graph_forward(net->graph, &pass);
    double loss = 0;
    for (int i = 0; i < lane_groups(g->batch); i++)
        loss += lane_sum(net->loss->value[i]) / g->batch;
    const struct tensor *t = find(g, 1, "loss %d", step);
    struct distance d = {0};
    add_distance(&d, loss, t->value[0]);
    check_distance(g, t, d);
    struct watch watch = {g, net, step, 0};
    graph_backward(net->graph, &pass, &(struct observer){&watch, see});
    assert_int_equal(watch.seen, g->net.depth + 2);
    for (const struct param *p = net->graph->params.first; p; p = p->next)
        check_param(g, find(g, p->count, "dw %d %s", step, p->name), p->grad);
}

static void check_training(const struct golden *g)
{
    struct arena arena;
    struct failure failure = {0};
    assert_int_equal(arena_open(&arena, 1 << 26, &failure), STATUS_OK);
    struct network *net = network_build(&arena, &g->net, (struct shape){g->inputs, 1, 1},
                                        g->classes, g->batch, &failure);
    if (!net || network_start(net, 1))
        fail_msg("%s: %s", g->file, failure.message);
    struct graph *graph = net->graph;
    int params = 0, starts = 0;
    for (struct param *p = graph->params.first; p; p = p->next, params++) {
        const struct tensor *t = find(g, p->count, "start %s", p->name);
        for (size_t i = 0; i < p->count; i++)
            p->value[i] = (real)t->value[i];
    }
    for (int i = 0; i < g->tensors; i++)
        starts += !strncmp(g->tensor[i].name, "start ", 6);
    assert_int_equal(params, starts);
    fill(g, "input", net->input);
    fill(g, "target", net->target);

    const struct optimizer *optimizer = optimizer_find(g->optimizer);
    real *slot = calloc(graph->params.reals * (size_t)optimizer->slots, sizeof *slot);
    int steps = exact ? g->steps : 1;
    for (int step = 0; step < steps; step++) {
        check_step(g, net, step);
        optimizer->step(&g->rates, step + 1, graph->params.reals, graph->value, graph->grad, slot);
    }
    if (exact) {
        for (struct param *p = graph->params.first; p; p = p->next)
            check_param(g, find(g, p->count, "end %s", p->name), p->value);
        for (struct param *p = graph->statistics.first; p; p = p->next)
            check_param(g, find(g, p->count, "end %s", p->name), p->value);
    }
    free(slot);
    arena_close(&arena);
}

static void training_agrees_with_pytorch(void **state)
{
    (void)state;
    glob_t files;
    assert_int_equal(glob("tests/peer/golden/*.golden", 0, NULL, &files), 0);
    assert_in_range(files.gl_pathc, 24, 100);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        struct golden *g = golden_read(files.gl_pathv[i]);
        assert_int_equal(g->steps, 5);
        check_training(g);
        golden_free(g);
    }
    globfree(&files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(training_agrees_with_pytorch)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

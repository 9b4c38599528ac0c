/* Five steps of training, judged by PyTorch's float64 answers in tests/peer/golden (made by
 * tests/peer/make_golden.py): every loss, dL/dh of every layer and dL/dw of every parameter at the
 * steps that the file has them of, every parameter and running statistic at the end, and what the net
 * then says with its running statistics. ||a - b|| is at most 1e-9 of ||b|| + 0.01; the 0.01 is for
 * the bias in front of a norm, whose gradient is 0 but for rounding. The float program is held to 1e-3
 * at the first step. */
#include "lab/net/network.h"
#include "lab/train/optimizer.h"
#include "tests/support/check.h"
#include <glob.h>

static const bool exact = sizeof(real) == 8;

enum { NAME = 80, TENSORS = 400, WORDS = 10 };

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
    char word[WORDS][NAME]; /* what net and optimizer point to */
    struct shape input;
    int classes, batch, steps, tensors;
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
        {"inputs", &g->input.channels, 0, 0},
        {"height", &g->input.height, 0, 0},
        {"columns", &g->input.width, 0, 0},
        {"classes", &g->classes, 0, 0},
        {"batch", &g->batch, 0, 0},
        {"steps", &g->steps, 0, 0},
        {"lr", 0, &g->rates.lr, 0},
        {"momentum", 0, &g->rates.momentum, 0},
        {"weight_decay", 0, &g->rates.weight_decay, 0},
        {"family", 0, 0, &g->net.family},
        {"block", 0, 0, &g->net.block},
        {"form", 0, 0, &g->net.form},
        {"order", 0, 0, &g->net.order},
        {"variant", 0, 0, &g->net.variant},
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
                         .input = {1, 1, 1},
                         .net = {.family = "mlp",
                                 .init = "he",
                                 .shortcut = "identity",
                                 .span = 2,
                                 .form = "basic",
                                 .order = "original",
                                 .variant = "d2l"}};
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
    if (!(sqrt(d.off) <= tolerance * (sqrt(d.norm) + .01)))
        fail_msg("%s: %s is off by %g, its norm being %g", g->file, t->name, sqrt(d.off),
                 sqrt(d.norm));
}

static void check_number(const struct golden *g, const struct tensor *t, double value)
{
    struct distance d = {0};
    add_distance(&d, value, t->value[0]);
    check_distance(g, t, d);
}

static void check_param(const struct golden *g, const struct tensor *t, const real *value)
{
    struct distance d = {0};
    for (size_t i = 0; i < t->count; i++)
        add_distance(&d, (double)value[i], t->value[i]);
    check_distance(g, t, d);
}

/* A batch of samples as PyTorch has it, [sample][channel][height][width], against lanes: `feature`
 * counts what a sample has. */
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

/* The same the other way: what is in the lanes against PyTorch's. */
static void check_lanes(const struct golden *g, const struct tensor *t, struct shape shape,
                        lane *lanes)
{
    int C = shape_size(shape);
    struct distance d = {0};
    for (int s = 0; s < g->batch; s++)
        for (int c = 0; c < C; c++)
            add_distance(&d, (double)(*at(lanes, C, s, c))[s % LANES], t->value[s * C + c]);
    check_distance(g, t, d);
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
        const struct tensor *t = find(w->golden, (size_t)(pass->batch * shape_size(n->shape)),
                                      "dh %d %s", w->step, w->net->layer[l].name);
        check_lanes(w->golden, t, n->shape, n->grad);
        w->seen++;
    }
}

static double mean_loss(const struct network *net, int batch)
{
    double loss = 0;
    for (int i = 0; i < lane_groups(batch); i++)
        loss += lane_sum(net->loss->value[i]) / batch;
    return loss;
}

/* Stem, hidden layers and head; a convolutional net's depth counts them all. */
static int layers_of(const struct net_spec *net)
{
    return strcmp(net->family, "mlp") ? net->depth : net->depth + 2;
}

static bool has_gradients(const struct golden *g, int step)
{
    char name[NAME];
    int length = snprintf(name, sizeof name, "dw %d ", step);
    for (int i = 0; i < g->tensors; i++)
        if (!strncmp(g->tensor[i].name, name, (size_t)length))
            return true;
    return false;
}

static void check_step(const struct golden *g, struct network *net, int step)
{
    struct pass pass = {.mode = MODE_TRAIN, .batch = g->batch};
    graph_forward(net->graph, &pass);
    check_number(g, find(g, 1, "loss %d", step), mean_loss(net, g->batch));
    if (step > 0 && !has_gradients(g, step)) {
        graph_backward(net->graph, &pass, NULL);
        return;
    }
    struct watch watch = {g, net, step, 0};
    graph_backward(net->graph, &pass, &(struct observer){&watch, see});
    assert_int_equal(watch.seen, layers_of(&g->net));
    for (const struct param *p = net->graph->params.first; p; p = p->next)
        check_param(g, find(g, p->count, "dw %d %s", step, p->name), p->grad);
}

static void check_end(const struct golden *g, struct network *net)
{
    const struct param *lists[] = {net->graph->params.first, net->graph->statistics.first};
    for (int i = 0; i < 2; i++)
        for (const struct param *p = lists[i]; p; p = p->next)
            check_param(g, find(g, p->count, "end %s", p->name), p->value);
    struct pass pass = {.mode = MODE_EVAL, .batch = g->batch};
    graph_forward(net->graph, &pass);
    check_number(g, find(g, 1, "eval loss"), mean_loss(net, g->batch));
    check_lanes(g, find(g, (size_t)(g->batch * g->classes), "eval logits"), net->logits->shape,
                net->logits->value);
}

/* Every parameter and statistic of the file, and no other, starts from the file's value. */
static void start(const struct golden *g, struct network *net)
{
    struct param *lists[] = {net->graph->params.first, net->graph->statistics.first};
    int starts = 0;
    for (int i = 0; i < g->tensors; i++)
        starts += !strncmp(g->tensor[i].name, "start ", 6);
    for (int i = 0; i < 2; i++)
        for (struct param *p = lists[i]; p; p = p->next, starts--) {
            const struct tensor *t = find(g, p->count, "start %s", p->name);
            for (size_t k = 0; k < p->count; k++)
                p->value[k] = (real)t->value[k];
        }
    assert_int_equal(starts, 0);
}

static void check_training(const struct golden *g)
{
    struct arena arena;
    struct failure failure = {0};
    arena_open(&arena, 1 << 26);
    struct network *net = network_build(&arena, &g->net, g->input, g->classes, g->batch, &failure);
    if (!net || network_start(net, 1))
        fail_msg("%s: %s", g->file, failure.message);
    start(g, net);
    fill(g, "input", net->input);
    fill(g, "target", net->target);

    struct graph *graph = net->graph;
    const struct optimizer *optimizer = optimizer_find(g->optimizer);
    real *slot = calloc(graph->params.reals * (size_t)optimizer->slots, sizeof *slot);
    int steps = exact ? g->steps : 1;
    for (int step = 0; step < steps; step++) {
        check_step(g, net, step);
        optimizer->step(&g->rates, step + 1, graph->params.reals, graph->value, graph->grad, slot);
    }
    if (exact)
        check_end(g, net);
    free(slot);
    arena_close(&arena);
}

static void check_family(const char *family, int count)
{
    glob_t files;
    assert_int_equal(glob("tests/peer/golden/*.golden", 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        struct golden *g = golden_read(files.gl_pathv[i]);
        if (!strcmp(g->net.family, family)) {
            assert_int_equal(g->steps, 5);
            check_training(g);
            count--;
        }
        golden_free(g);
    }
    globfree(&files);
    assert_int_equal(count, 0);
}

static void fully_connected_training_agrees_with_pytorch(void **state)
{
    (void)state;
    check_family("mlp", 24);
}

static void cifar_training_agrees_with_pytorch(void **state)
{
    (void)state;
    check_family("cifar", 22);
}

static void resnet18_training_agrees_with_pytorch(void **state)
{
    (void)state;
    check_family("resnet18", 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fully_connected_training_agrees_with_pytorch),
        cmocka_unit_test(cifar_training_agrees_with_pytorch),
        cmocka_unit_test(resnet18_training_agrees_with_pytorch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "tests/support/bit_cells.h"
#include "lab/probe/gradient.h"
#include "lab/probe/junction.h"
#include "lab/train/train.h"
#include <math.h>
#include <string.h>

enum { STEPS = 10, BATCH = 40, SEED = 3 };

#define GLYPHS(s)                                                                                  \
    {                                                                                              \
        .name = "glyphs", .side = s, .noise = .35                                                  \
    }
#define CROPPED(s)                                                                                 \
    {                                                                                              \
        .name = "glyphs", .side = s, .noise = .35, .augment = {.crop = 2, .flip = 1 }              \
    }
#define SPIRALS                                                                                    \
    {                                                                                              \
        .name = "spirals", .arms = 3, .noise = .15                                                 \
    }
#define TEACHER                                                                                    \
    {                                                                                              \
        .name = "teacher", .features = 21, .classes = 5                                            \
    }

/* What is not named is as in a plain mlp of ReLUs, trained by sgd; fill() says how. The hashes are of the
 * float program and of the double one. */
static const struct cell {
    const char *name;
    struct data_spec data;
    struct net_spec net;
    struct train_spec train;
    uint64_t hash[2];
} cell[BIT_CELLS] = {
    {"plain",
     GLYPHS(8),
     {.block = "plain", .depth = 8},
     {0},
     {0xbf1390554489487d, 0x96bb81761ad689bc}},
    {"residual, batch norm",
     GLYPHS(8),
     {.block = "residual", .norm = "batch"},
     {0},
     {0xc98ab0061bdef7f7, 0x16fd0f4675427da8}},
    {"preact, layer norm, adam",
     GLYPHS(8),
     {.block = "preact", .norm = "layer", .branch = "zero-last"},
     {.optimizer = "adam", .lr = .002},
     {0xa052033bc24074d2, 0x6687a5f94a1ec05a}},
    {"concat, nesterov",
     TEACHER,
     {.block = "concat"},
     {.optimizer = "nesterov"},
     {0xad02c69c68c0bdf1, 0xfa05bbcd2609ae4e}},
    {"inception, batch norm",
     TEACHER,
     {.block = "inception", .norm = "batch"},
     {0},
     {0xb1ccfeec230d7bed, 0x8d1a486064b5c089}},
    {"highway, tanh",
     SPIRALS,
     {.block = "highway", .activation = "tanh", .init = "xavier"},
     {0},
     {0x859e55a21d2c2808, 0x1e6645f7d56a8b58}},
    {"gelu, adamw, cosine",
     GLYPHS(8),
     {.block = "plain", .activation = "gelu", .init = "torch-uniform"},
     {.optimizer = "adamw", .lr = .002, .schedule = "cosine", .warmup = 3},
     {0x6c44bee03cbeefbb, 0x850711fd6e62bc8c}},
    {"sigmoid, orthogonal, step",
     SPIRALS,
     {.block = "plain", .activation = "sigmoid", .init = "orthogonal"},
     {.schedule = "step"},
     {0xe854f60d5009399b, 0x70624ae0af366046}},
    {"leaky-relu, gates",
     TEACHER,
     {.block = "residual", .activation = "leaky-relu", .shortcut = "gated(-1)"},
     {0},
     {0x74e16fe381df8de3, 0x63a6f4deae893779}},
    {"dropout, looks-linear",
     GLYPHS(8),
     {.block = "residual",
      .shortcut = "dropout(0.3)",
      .init = "looks-linear",
      .branch = "1/sqrt(L)"},
     {0},
     {0x90984a70cc51f245, 0x148cdcfd2df389e0}},
    {"fixup, clipped",
     GLYPHS(8),
     {.block = "preact", .branch = "fixup"},
     {.clip = .5},
     {0x17978f64f2f60392, 0xb91f7a6011be5cb4}},
    {"skipinit, rank 4",
     TEACHER,
     {.block = "preact", .branch = "skipinit", .rank = 4, .width = 37},
     {0},
     {0xb8325e28c7a59514, 0x9743d442e61e85ea}},
    {"one long skip, one cycle, smoothed labels",
     TEACHER,
     {.block = "plain", .skip_from = 1, .skip_to = 5},
     {.schedule = "one-cycle", .label_smoothing = .1},
     {0xdc3d83f690d61202, 0x773b78742a85d0fa}},
    {"cifar, crops",
     CROPPED(10),
     {.family = "cifar",
      .block = "residual",
      .depth = 8,
      .width = 8,
      .norm = "batch",
      .shortcut = "A"},
     {.schedule = "cosine"},
     {0x9c1000a9c0b7b825, 0x67db7692bab9964b}},
    {"cifar, bottleneck",
     GLYPHS(8),
     {.family = "cifar",
      .block = "preact",
      .form = "bottleneck",
      .span = 3,
      .depth = 11,
      .width = 4,
      .norm = "batch",
      .shortcut = "B"},
     {0},
     {0xd2becffe3dc29e7e, 0x5851f95e8b0e84fe}},
    {"cifar, no norm",
     GLYPHS(12),
     {.family = "cifar", .block = "plain", .depth = 8, .width = 9, .init = "delta-orthogonal"},
     {0},
     {0xdd9f2b89ba100545, 0xb8e4fffc73f9983a}},
    {"cifar, concat",
     GLYPHS(9),
     {.family = "cifar", .block = "concat", .depth = 8, .width = 8, .norm = "layer"},
     {.optimizer = "adam", .lr = .002},
     {0x75e5b0a2f1380d2e, 0x29815617638a5eae}},
    {"cifar, highway",
     GLYPHS(8),
     {.family = "cifar",
      .block = "highway",
      .depth = 8,
      .width = 8,
      .norm = "batch",
      .activation = "tanh"},
     {0},
     {0xff2038c2347ebcd1, 0x49bea2d5e09a2e7f}},
    {"resnet18",
     GLYPHS(32),
     {.family = "resnet18", .block = "residual", .depth = 18, .width = 8, .norm = "batch"},
     {0},
     {0x0c7f157adb98a90f, 0x458a1e25c6aab3f3}},
    {"resnet18, torchvision",
     GLYPHS(16),
     {.family = "resnet18",
      .variant = "torchvision",
      .block = "residual",
      .order = "norm-after-add",
      .depth = 18,
      .width = 5,
      .norm = "batch"},
     {.optimizer = "nesterov"},
     {0x0de587384af94259, 0x00f4b8ff2914f1ab}},
};

const char *bit_cell_name(int i)
{
    return cell[i].name;
}

uint64_t bit_cell_hash(int i)
{
    return cell[i].hash[sizeof(real) == sizeof(double)];
}

static void preset(const char **word, const char *usual)
{
    *word = *word ? *word : usual;
}

static struct cell fill(struct cell c)
{
    c.data.path = c.data.label = "";
    c.data.train = 96;
    c.data.test = 24;
    preset(&c.net.family, "mlp");
    preset(&c.net.form, "basic");
    preset(&c.net.order, !strcmp(c.net.block, "preact") || !strcmp(c.net.block, "concat")
                             ? "full-preact"
                             : "original");
    preset(&c.net.variant, "d2l");
    preset(&c.net.norm, "none");
    preset(&c.net.activation, "relu");
    preset(&c.net.init, "he");
    preset(&c.net.branch, "none");
    preset(&c.net.shortcut, "identity");
    c.net.depth = c.net.depth ? c.net.depth : 6;
    c.net.width = c.net.width ? c.net.width : 24;
    c.net.span = c.net.span ? c.net.span : 2;
    c.net.growth = 5;
    c.train.steps = STEPS;
    c.train.batch = BATCH;
    preset(&c.train.optimizer, "sgd");
    preset(&c.train.schedule, "constant");
    c.train.lr = c.train.lr > 0 ? c.train.lr : .02;
    c.train.momentum = .9;
    c.train.weight_decay = 1e-3;
    c.train.beta1 = .9;
    c.train.beta2 = .999;
    c.train.epsilon = 1e-8;
    c.train.log_curve = 1;
    c.train.log_layers = 3;
    c.train.evaluate = 4;
    return c;
}

/* ---- the hash: FNV-1a (base/hash.h) ---- */

static void hash(uint64_t *h, const void *data, size_t bytes)
{
    for (const unsigned char *b = data; bytes > 0; bytes--, b++)
        *h = (*h ^ *b) * UINT64_C(0x100000001b3);
}

static enum status row(void *self, const struct series *s, int64_t step, int place,
                       const double *value, uint32_t missing)
{
    uint64_t *h = self;
    const int32_t at[] = {(int32_t)step, place, (int32_t)missing};
    hash(h, s->name, strlen(s->name));
    hash(h, at, sizeof at);
    for (int c = 0; c < s->columns; c++) {
        const double v = missing >> c & 1 ? 0 : value[c];
        hash(h, &v, sizeof v);
    }
    return STATUS_OK;
}

static enum status checkpoint(void *self, const struct checkpoint *c)
{
    (void)self, (void)c;
    return STATUS_OK;
}

static bool train_cell(struct arena *arena, const struct cell *c, uint64_t *h)
{
    struct failure failure = {0};
    struct dataset data;
    struct outcome outcome;
    if (data_load(arena, &c->data, &data, &failure))
        return false;
    struct network *net = network_build(arena, &c->net,
                                        (struct shape){data.channels, data.height, data.width},
                                        data.classes, BATCH, &failure);
    if (!net || network_start(net, SEED))
        return false;
    const struct recorder recorder = {h, row, checkpoint};
    const struct instrument instrument[] = {gradient_instrument(gradient_probe(arena, net)),
                                            junction_instrument(junction_probe(arena, net))};
    const struct training training = {.net = net,
                                      .data = &data,
                                      .spec = &c->train,
                                      .augment = c->data.augment,
                                      .seed = SEED,
                                      .arena = arena,
                                      .recorder = &recorder,
                                      .instruments = 2,
                                      .instrument = instrument};
    if (train(&training, &(struct checkpoint){0}, &outcome, &failure) || outcome.diverged)
        return false;
    hash(h, net->graph->value, net->graph->params.reals * sizeof(real));
    return true;
}

uint64_t bit_cell_train(int i)
{
    const struct cell c = fill(cell[i]);
    struct arena arena;
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    arena_open(&arena, (size_t)1 << 30);
    const bool trained = train_cell(&arena, &c, &h);
    arena_close(&arena);
    return trained ? h : 0;
}

#include "lab/spec/settings.h"
#include "lab/net/names.h"
#include "lab/spec/cell.h"
#include "lab/train/optimizer.h"
#include "lab/train/schedule.h"
#include <string.h>

/* The key is the member's place in struct cell; a and b are the range. */
#define AT(key) offsetof(struct cell, key)
#define TEXT(key, preset, word, about)                                                             \
#key, SETTING_TEXT, AT(key), 0, 0, preset, word, about, false, false
#define NUMBERED(key, preset, word, about)                                                         \
#key, SETTING_TEXT, AT(key), 0, 0, preset, word, about, true, false
#define SILENT(key, preset, word, about)                                                           \
#key, SETTING_TEXT, AT(key), 0, 0, preset, word, about, false, true
#define WHOLE(key, a, b, preset, about)                                                            \
#key, SETTING_INT, AT(key), a, b, preset, NULL, about, false, false
#define NUMBER(key, a, b, preset, about)                                                           \
#key, SETTING_REAL, AT(key), a, b, preset, NULL, about, false, false

const struct setting settings[] = {
    {"seed", SETTING_SEED, AT(seed), 0, 0x1p53 - 1, "1", NULL,
     "which initial weights and which order of batches", false, false},

    {TEXT(data.name, "glyphs", data_source_name, "which data set")},
    {TEXT(data.path, "", NULL, "folder or file of a real set")},
    {WHOLE(data.side, 4, 64, "12", "glyphs: pixels a side")},
    {NUMBER(data.noise, 0, 100, "0.35",
            "glyphs: deviation of a pixel; spirals: of a point's angle, where 0.1 to 0.2 radians "
            "are apt")},
    {WHOLE(data.arms, 2, 100, "3", "spirals: arms, each a class")},
    {WHOLE(data.features, 1, 4096, "32", "teacher: numbers a sample")},
    {WHOLE(data.classes, 2, 1000, "10", "teacher: classes")},
    {WHOLE(data.train, 0, 1e7, "4000", "generated sets: training samples")},
    {WHOLE(data.test, 0, 1e7, "1000", "generated sets: test samples")},
    {WHOLE(data.take, 0, 1e7, "0", "train on the first so many samples at most; 0: on all")},
    {WHOLE(
        data.seed, 0, 1e9, "0",
        "generated sets: which data; files: which order of the rows, and of one file which are the "
        "test part")},
    {TEXT(data.label, "", NULL, "csv: name or number of the label column; empty: the last")},
    {SILENT(data.drop, "", NULL,
            "csv: columns to leave out, names or numbers with commas between")},
    {SILENT(data.header, "auto", data_header_name, "csv: is the first row a header?")},
    {SILENT(
        data.mean, "", NULL,
        "standardise by these means, one a channel, as \"0.485 0.456 0.406\"; empty: the training "
        "part's own")},
    {SILENT(data.std, "", NULL, "and by these deviations")},
    {"data.crop", SETTING_INT, AT(data.augment.crop), 0, 64, "0", NULL,
     "images: black pixels around, of which training batches are cut at random; 0: none", false,
     false},
    {"data.flip", SETTING_INT, AT(data.augment.flip), 0, 1, "0", NULL,
     "images: 1: training batches are mirrored half the time", false, false},

    {TEXT(net.family, "mlp", family_name, "kind of network")},
    {TEXT(net.block, "plain", block_name, "what is repeated: with a way around it, or without")},
    {WHOLE(net.depth, 1, 100000, NULL,
           "layers: mlp's hidden ones, of the others all; by itself mlp 8, cifar 20, resnet18 18")},
    {WHOLE(net.width, 1, 16384, NULL,
           "units of a hidden layer, channels of the first stage; by itself 32, 16, 64")},
    {WHOLE(net.span, 1, 100, "2", "layers of a block")},
    {TEXT(net.form, "basic", form_name, "of cifar's blocks; bottleneck: 1x1, 3x3, 1x1")},
    {TEXT(net.order, "original", order_name, "residual blocks: where norm and activation stand")},
    {TEXT(net.variant, "d2l", variant_name,
          "resnet18: with biases and bare projections, or as torchvision has it")},
    {TEXT(net.norm, NULL, norm_name,
          "normalisation; by itself batch among convolutions, else none")},
    {NUMBERED(net.activation, "relu", activation_name,
              "nonlinearity; top(0.25) leaves so large a share of units on")},
    {NUMBERED(net.init, "he", init_name, "how the weights are drawn")},
    {TEXT(net.branch, "none", branch_name,
          "how F of y = x + F(x) starts out; of no concern to plain nets")},

    {NUMBERED(net.shortcut, "identity", shortcut_name,
              "what sits on the way around, as scaled(0.5)")},
    {WHOLE(net.rank, 0, 16384, "0",
           "mlp: hidden weights are products of two factors of this rank; 0: whole")},
    {WHOLE(net.growth, 1, 16384, "8", "concat blocks: features that each adds")},
    {WHOLE(net.skip_from, 0, 100000, "0", "plain nets: the layer that one long connection leaves")},
    {WHOLE(net.skip_to, 0, 100000, "0",
           "plain nets: the layer where it arrives; 0: there is none")},
    {"net.damp_layer", SETTING_INT, AT(net.damp_layer), 0, 100000, "0", NULL,
     "the hidden layer whose output is multiplied by net.damp; 0: none", false, true},
    {"net.damp", SETTING_REAL, AT(net.damp), 0, 1, "1", NULL,
     "the factor of net.damp_layer's output, and so of its derivative", false, true},

    {TEXT(start.from, "", NULL,
          "begin with the trained weights of this cell's neighbour, as \"depth=8 steps=400\"")},
    {TEXT(start.weights, "", NULL,
          "begin with the weights of this safetensors file, which must fit the net")},
    {TEXT(start.insert, "none", start_insert_name, "layers that the neighbour does not have")},
    {NUMBER(start.noise, 0, 100, "0", "deviation of the noise on inserted identities")},

    {WHOLE(train.steps, 0, 1e9, "400", "updates of the weights")},
    {WHOLE(train.batch, 1, 65536, "128", "samples of an update")},
    {TEXT(train.optimizer, "sgd", optimizer_name, "how a gradient becomes an update")},
    {NUMBER(train.lr, 0, 1e6, "0.01", "learning rate")},
    {NUMBER(train.momentum, 0, 1, "0.9", "share of the last update that is kept")},
    {NUMBER(train.weight_decay, 0, 1e6, "0", "pull of the weights towards 0")},
    {NUMBER(train.beta1, 0, 1, "0.9", "adam, adamw: memory of the mean gradient")},
    {NUMBER(train.beta2, 0, 1, "0.999", "adam, adamw: memory of the mean square")},
    {NUMBER(train.epsilon, 0, 1, "1e-8", "adam, adamw: added to the root of the mean square")},
    {TEXT(train.schedule, "constant", schedule_name, "how the learning rate moves over the run")},
    {WHOLE(train.warmup, 0, 1e9, "0", "steps over which the learning rate grows from 0")},
    {NUMBER(train.clip, 0, 1e9, "0", "the whole gradient's norm is cut to this; 0: never")},
    {WHOLE(train.log_curve, 1, 1e9, "10", "the loss is logged every so many steps")},
    {WHOLE(train.log_layers, 0, 1e9, "50",
           "layers are logged at 0, 1, 2, 5, 10, 20 and every so many steps; 0: never")},
    {WHOLE(train.evaluate, 0, 1e9, "0",
           "the test set is evaluated every so many steps; 0: at the end only")},
    {"train.label_smoothing", SETTING_REAL, AT(train.label_smoothing), 0, 1, "0", NULL,
     "the share of a label that training gives to all classes alike", false, true},
    {TEXT(train.keep, "", NULL,
          "steps whose state is kept for probes, as \"50 200\"; start and end always are")},
    {0},
};

static bool is_section(const char *key)
{
    size_t n = strlen(key);
    for (const struct setting *s = settings; s->key; s++)
        if (!strncmp(s->key, key, n) && s->key[n] == '.')
            return true;
    return false;
}

const struct setting *setting_option(const char *word)
{
    const struct setting *found = NULL;
    int count = 0;
    for (const struct setting *s = settings; s->key; s++) {
        if (!strcmp(s->key, word))
            return s;
        if (!strcmp(setting_in_section(s), word)) {
            found = s;
            count++;
        }
    }
    return count == 1 ? found : NULL;
}

const struct setting *setting_find(const char *key)
{
    return is_section(key) ? NULL : setting_option(key);
}

const char *setting_retired(const char *key)
{
    const bool checkpoint = !strcmp(key, "train.checkpoint") || !strcmp(key, "checkpoint");
    return checkpoint ? "what a killed run goes on from is written every few seconds; leave it out"
                      : NULL;
}

const char *setting_word(const struct setting *s)
{
    const char *word = setting_in_section(s);
    return setting_find(word) == s ? word : s->key;
}

const char *setting_in_section(const struct setting *s)
{
    const char *dot = strchr(s->key, '.');
    return dot ? dot + 1 : s->key;
}

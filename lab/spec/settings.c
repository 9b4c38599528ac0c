/* Every setting of a run: key, type, place, range, default, words, meaning. */
#include "lab/spec/settings.h"
#include "lab/net/names.h"
#include "lab/spec/cell.h"
#include "lab/train/optimizer.h"
#include "lab/train/schedule.h"
#include <string.h>

#define AT(member) offsetof(struct cell, member)

const struct setting settings[] = {
    {"seed", SETTING_SEED, AT(seed), 0, 0x1p53 - 1, "1", NULL,
     "which initial weights and which order of batches"},

    {"data.name", SETTING_TEXT, AT(data.name), 0, 0, "glyphs", data_source_name, "which data set"},
    {"data.path", SETTING_TEXT, AT(data.path), 0, 0, "", NULL, "folder or file of a real set"},
    {"data.side", SETTING_INT, AT(data.side), 4, 64, "12", NULL, "glyphs: pixels a side"},
    {"data.noise", SETTING_REAL, AT(data.noise), 0, 100, "0.35", NULL,
     "glyphs: deviation of a pixel; spirals: of a point's angle, where 0.1 to 0.2 radians are apt"},
    {"data.arms", SETTING_INT, AT(data.arms), 2, 100, "3", NULL, "spirals: arms, each a class"},
    {"data.features", SETTING_INT, AT(data.features), 1, 4096, "32", NULL,
     "teacher: numbers a sample"},
    {"data.classes", SETTING_INT, AT(data.classes), 2, 1000, "10", NULL, "teacher: classes"},
    {"data.train", SETTING_INT, AT(data.train), 0, 1e7, "4000", NULL,
     "generated sets: training samples"},
    {"data.test", SETTING_INT, AT(data.test), 0, 1e7, "1000", NULL, "generated sets: test samples"},
    {"data.take", SETTING_INT, AT(data.take), 0, 1e7, "0", NULL,
     "train on the first so many samples at most; 0: on all"},
    {"data.seed", SETTING_INT, AT(data.seed), 0, 1e9, "0", NULL,
     "generated sets: which data; csv of one file: which rows are the test part"},
    {"data.label", SETTING_TEXT, AT(data.label), 0, 0, "", NULL,
     "csv: name or number of the label column; empty: the last"},
    {"data.crop", SETTING_INT, AT(data.augment.crop), 0, 64, "0", NULL,
     "images: black pixels around, of which training batches are cut at random; 0: none"},
    {"data.flip", SETTING_INT, AT(data.augment.flip), 0, 1, "0", NULL,
     "images: 1: training batches are mirrored half the time"},

    {"net.family", SETTING_TEXT, AT(net.family), 0, 0, "mlp", family_name, "kind of network"},
    {"net.block", SETTING_TEXT, AT(net.block), 0, 0, "plain", block_name,
     "what is repeated: with a way around it, or without"},
    {"net.depth", SETTING_INT, AT(net.depth), 1, 100000, NULL, NULL,
     "layers: mlp's hidden ones, of the others all; by itself mlp 8, cifar 20, resnet18 18"},
    {"net.width", SETTING_INT, AT(net.width), 1, 16384, NULL, NULL,
     "units of a hidden layer, channels of the first stage; by itself 32, 16, 64"},
    {"net.span", SETTING_INT, AT(net.span), 1, 100, "2", NULL, "layers of a block"},
    {"net.form", SETTING_TEXT, AT(net.form), 0, 0, "basic", form_name,
     "of cifar's blocks; bottleneck: 1x1, 3x3, 1x1"},
    {"net.order", SETTING_TEXT, AT(net.order), 0, 0, "original", order_name,
     "residual blocks: where norm and activation stand"},
    {"net.variant", SETTING_TEXT, AT(net.variant), 0, 0, "d2l", variant_name,
     "resnet18: with biases and bare projections, or as torchvision has it"},
    {"net.norm", SETTING_TEXT, AT(net.norm), 0, 0, NULL, norm_name,
     "normalisation; by itself batch among convolutions, else none"},
    {"net.activation", SETTING_TEXT, AT(net.activation), 0, 0, "relu", activation_name,
     "nonlinearity"},
    {"net.init", SETTING_TEXT, AT(net.init), 0, 0, "he", init_name, "how the weights are drawn"},
    {"net.branch", SETTING_TEXT, AT(net.branch), 0, 0, "none", branch_name,
     "how F of y = x + F(x) starts out; of no concern to plain nets"},

    {"net.shortcut", SETTING_TEXT, AT(net.shortcut), 0, 0, "identity", shortcut_name,
     "what sits on the way around, as scaled(0.5)"},
    {"net.rank", SETTING_INT, AT(net.rank), 0, 16384, "0", NULL,
     "mlp: hidden weights are products of two factors of this rank; 0: whole"},
    {"net.growth", SETTING_INT, AT(net.growth), 1, 16384, "8", NULL,
     "concat blocks: features that each adds"},
    {"net.skip_from", SETTING_INT, AT(net.skip_from), 0, 100000, "0", NULL,
     "plain nets: the layer that one long connection leaves"},
    {"net.skip_to", SETTING_INT, AT(net.skip_to), 0, 100000, "0", NULL,
     "plain nets: the layer where it arrives; 0: there is none"},

    {"start.from", SETTING_TEXT, AT(start.from), 0, 0, "", NULL,
     "begin with the trained weights of this cell's neighbour, as \"depth=8 steps=400\""},
    {"start.weights", SETTING_TEXT, AT(start.weights), 0, 0, "", NULL,
     "begin with the weights of this safetensors file, which must fit the net"},
    {"start.insert", SETTING_TEXT, AT(start.insert), 0, 0, "none", start_insert_name,
     "layers that the neighbour does not have"},
    {"start.noise", SETTING_REAL, AT(start.noise), 0, 100, "0", NULL,
     "deviation of the noise on inserted identities"},

    {"train.steps", SETTING_INT, AT(train.steps), 0, 1e9, "400", NULL, "updates of the weights"},
    {"train.batch", SETTING_INT, AT(train.batch), 1, 65536, "128", NULL, "samples of an update"},
    {"train.optimizer", SETTING_TEXT, AT(train.optimizer), 0, 0, "sgd", optimizer_name,
     "how a gradient becomes an update"},
    {"train.lr", SETTING_REAL, AT(train.lr), 0, 1e6, "0.01", NULL, "learning rate"},
    {"train.momentum", SETTING_REAL, AT(train.momentum), 0, 1, "0.9", NULL,
     "share of the last update that is kept"},
    {"train.weight_decay", SETTING_REAL, AT(train.weight_decay), 0, 1e6, "0", NULL,
     "pull of the weights towards 0"},
    {"train.beta1", SETTING_REAL, AT(train.beta1), 0, 1, "0.9", NULL,
     "adam, adamw: memory of the mean gradient"},
    {"train.beta2", SETTING_REAL, AT(train.beta2), 0, 1, "0.999", NULL,
     "adam, adamw: memory of the mean square"},
    {"train.epsilon", SETTING_REAL, AT(train.epsilon), 0, 1, "1e-8", NULL,
     "adam, adamw: added to the root of the mean square"},
    {"train.schedule", SETTING_TEXT, AT(train.schedule), 0, 0, "constant", schedule_name,
     "how the learning rate moves over the run"},
    {"train.warmup", SETTING_INT, AT(train.warmup), 0, 1e9, "0", NULL,
     "steps over which the learning rate grows from 0"},
    {"train.clip", SETTING_REAL, AT(train.clip), 0, 1e9, "0", NULL,
     "the whole gradient's norm is cut to this; 0: never"},
    {"train.log_curve", SETTING_INT, AT(train.log_curve), 1, 1e9, "10", NULL,
     "the loss is logged every so many steps"},
    {"train.log_layers", SETTING_INT, AT(train.log_layers), 0, 1e9, "50", NULL,
     "layers are logged at 0, 1, 2, 5, 10, 20 and every so many steps; 0: never"},
    {"train.evaluate", SETTING_INT, AT(train.evaluate), 0, 1e9, "0", NULL,
     "the test set is evaluated every so many steps; 0: at the end only"},
    {"train.keep", SETTING_TEXT, AT(train.keep), 0, 0, "", NULL,
     "steps whose state is kept for probes, as \"50 200\"; start and end always are"},
    {0},
};

/* A section's name is never short for a setting: `train` is not data.train. */
static bool is_section(const char *key)
{
    size_t n = strlen(key);
    for (const struct setting *s = settings; s->key; s++)
        if (!strncmp(s->key, key, n) && s->key[n] == '.')
            return true;
    return false;
}

const struct setting *setting_find(const char *key)
{
    const struct setting *found = NULL;
    for (const struct setting *s = settings; s->key; s++) {
        if (!strcmp(s->key, key))
            return s;
        const char *dot = strchr(s->key, '.');
        if (dot && !strcmp(dot + 1, key) && !is_section(key)) {
            if (found)
                return NULL;
            found = s;
        }
    }
    return found;
}

const char *setting_word(const struct setting *s)
{
    const char *dot = strchr(s->key, '.');
    return dot ? dot + 1 : s->key;
}

#include "lab/net/family.h"
#include "lab/net/names.h"
#include <string.h>

static const char *const forms[] = {"basic", "bottleneck"}, *const variants[] = {"d2l",
                                                                                 "torchvision"};

const char *form_name(int i)
{
    return i < 2 ? forms[i] : NULL;
}

const char *variant_name(int i)
{
    return i < 2 ? variants[i] : NULL;
}

static bool is_bottleneck(const struct net_spec *s)
{
    return !strcmp(s->form, forms[1]);
}

int family_span(const struct net_spec *s)
{
    return is_bottleneck(s) ? 3 : s->span;
}

bool family_keeps_biases(const struct net_spec *s)
{
    return !strcmp(s->family, "resnet18") && !strcmp(s->variant, variants[0]);
}

/* ---- mlp ---- */

static enum status mlp_check(const struct net_spec *s, struct failure *failure)
{
    if (is_bottleneck(s))
        return fail(failure, STATUS_DATA, "bottlenecks are of convolutions, not of family mlp");
    if (s->depth % s->span)
        return fail(failure, STATUS_DATA, "depth %d is not a whole number of blocks of %d layers",
                    s->depth, s->span);
    return STATUS_OK;
}

/* ---- cifar ---- */

enum { STAGES = 3 };

static enum status cifar_check(const struct net_spec *s, struct failure *failure)
{
    const int step = STAGES * family_span(s);
    if (s->depth < step + 2 || (s->depth - 2) % step)
        return fail(failure, STATUS_DATA,
                    "a cifar net of %s blocks has %dn + 2 layers, as %d or %d, not %d", s->form,
                    step, 3 * step + 2, 5 * step + 2, s->depth);
    return STATUS_OK;
}

/* ---- resnet18 ---- */

static enum status resnet18_check(const struct net_spec *s, struct failure *failure)
{
    if (s->depth != 18 || is_bottleneck(s) || s->span != 2)
        return fail(failure, STATUS_DATA, "resnet18 has 18 layers in basic blocks of 2");
    if (strcmp(s->shortcut, "identity") && strcmp(s->shortcut, "A") && strcmp(s->shortcut, "B"))
        return fail(failure, STATUS_DATA,
                    "resnet18's shortcuts are identities, or 1x1 where the shape changes, not %s",
                    s->shortcut);
    return STATUS_OK;
}

static const struct family families[] = {
    {.name = "mlp",
     .stem = "stem",
     .stages = 1,
     .head = "head",
     .layer_form = "layer%d",
     .norm_form = "norm%d",
     .depth = 8,
     .width = 32,
     .norm = "none",
     .check = mlp_check},
    {.name = "cifar",
     .images = true,
     .stem = "conv1",
     .stem_kernel = 3,
     .stem_stride = 1,
     .stages = STAGES,
     .head = "linear",
     .layer_form = "conv%d",
     .norm_form = "bn%d",
     .head_norm = "bn",
     .projection = "shortcut",
     .depth = 20,
     .width = 16,
     .norm = "batch",
     .sample = {3, 32, 32},
     .ends = 2,
     .check = cifar_check},
    {.name = "resnet18",
     .images = true,
     .stem = "conv1",
     .stem_kernel = 7,
     .stem_stride = 2,
     .pools = true,
     .stages = 4,
     .head = "fc",
     .layer_form = "conv%d",
     .norm_form = "bn%d",
     .head_norm = "bn",
     .projection = "downsample",
     .shortcut = "B",
     .depth = 18,
     .width = 64,
     .norm = "batch",
     .sample = {1, 224, 224},
     .ends = 2,
     .check = resnet18_check},
};
enum { FAMILIES = sizeof families / sizeof *families };

const char *family_name(int i)
{
    return i < FAMILIES ? families[i].name : NULL;
}

int family_hidden(const struct net_spec *s)
{
    return s->depth - family_find(s->family)->ends;
}

const struct family *family_find(const char *name)
{
    for (int i = 0; i < FAMILIES; i++)
        if (!strcmp(families[i].name, name))
            return &families[i];
    return NULL;
}

/* Families: what comes before, between and after the blocks, and what the parts are called.
 *
 *     mlp        stem W x, blocks of `width` units, head W x
 *     cifar      He et al. 2015, section 4.2: conv1 3x3; three stages of n blocks with w, 2w, 4w
 *                channels, the second and third begun with stride 2; global average pool; linear.
 *                6n + 2 layers, or 9n + 2 with bottlenecks
 *     resnet18   conv1 7x7/2, 3x3/2 max pool; four stages of two residual blocks with w to 8w channels;
 *                global average pool; fc. torchvision's, or d2l's: biases on every convolution and no
 *                norm on the projecting shortcut
 *
 * Convolutional nets name their parameters as PyTorch's users do: conv1, bn1, layer1.0.conv1, ... */
#pragma once
#include "lab/net/network.h"

struct family {
    const char *name;
    bool images;      /* layers are convolutions of [channels][height][width] */
    const char *stem; /* the first layer's name */
    int stem_kernel, stem_stride;
    bool pools;       /* a max pool follows the stem */
    int stages;       /* of as many blocks; each after the first begins by doubling the width */
    const char *head; /* the last layer's name */
    const char *layer_form; /* a block's layers: "layer%d" */
    const char *norm_form;  /* its norms: "norm%d" */
    const char *head_norm;  /* a norm before the head */
    const char *projection; /* a 1x1 convolution on the shortcut */
    const char *shortcut;   /* the only one it has; NULL: the spec's */
    int depth, width;       /* usual ones */
    const char *norm;
    struct shape sample; /* what samples are assumed to be where there are no data; 0: none */
    int ends;            /* stem and head among the layers that `depth` counts */
    enum status (*check)(const struct net_spec *, struct failure *);
};

const struct family *family_find(const char *name);

/* Layers between stem and head. */
int family_hidden(const struct net_spec *);
/* Layers of a block: span, or a bottleneck's 3. */
int family_span(const struct net_spec *);
/* d2l's convolutions have biases, though norms follow, and its projections no norm. */
bool family_keeps_biases(const struct net_spec *);

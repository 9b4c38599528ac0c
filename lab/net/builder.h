/* What the parts of a net share while it is built: where they are, and what they wrote last.
 *
 * The layers of this folder, each on those above it only:
 *
 *     family.h             names and numbers of a family: no graph
 *     builder.h            this
 *     norm.h activation.h init.h branch.h     choices by name
 *     part.h               layers, norms, activations, junctions
 *     shortcut.h           the way around, made of parts
 *     sum.h                shortcut + branch
 *     block.h              blocks, made of parts and sums
 *     network.h            stem, blocks, head */
#pragma once
#include "lab/net/network.h"

struct family;

struct builder {
    struct network *net;
    struct graph *graph;
    const struct net_spec *spec;
    const struct family *family;
    int block, blocks;      /* the one being built, from 0, and how many there will be */
    const char *place;      /* "stem", "block1" or "layer1.0", ..., "head" */
    const char *prefix;     /* of names: the place and a dot, or nothing */
    int width, stride;      /* of this block: its layers' outputs, and how its first layer steps */
    int parts, norms;       /* layers and norms of this place so far */
    int waiting;            /* first layer that no activation has read yet */
    struct weights *newest; /* those of the newest layer */
    struct param
        *last_gain; /* the gain of a norm that follows the newest layer directly, or NULL */
    struct junction long_way; /* the long connection of a plain net, from skip_from on */
};

/* A network as a drawing (lab/inspect/net_drawing.h): OUT/model/NAME.FORMAT, whose name has the family, depth and block, what
 * else is not usual (picture_name.h), and its numbers in and out: mlp-8-plain-1x12x12-to-10. */
#pragma once
#include "lab/figure/figure.h"
#include "lab/net/network.h"

enum status net_picture(struct arena *, const struct network *, const struct figure_place *,
                        const struct figure_style *, const char **path, struct failure *);

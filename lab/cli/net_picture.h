/* A network as a drawing (lab/inspect/net_drawing.h): OUT/model/FAMILY-DEPTH-BLOCK.FORMAT. */
#pragma once
#include "lab/figure/figure.h"
#include "lab/net/network.h"

enum status net_picture(struct arena *, const struct network *, const struct figure_place *,
                        const struct figure_style *, const char **path, struct failure *);

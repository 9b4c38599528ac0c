/* A network as a drawing: at the left its places from the input to the loss, those that are alike drawn once, with
 * shapes, parameters and operations beside them; at the right the blocks in detail, up to two kinds, with the
 * branch F and the way around it.
 *
 * Written as tables for plots/model.gp to load, on paper of 1280 x 720. */
#pragma once
#include "lab/net/shape_table.h"
#include <stdio.h>

enum status net_drawing_write(struct arena *, const struct network *, FILE *, struct failure *);

#include "lab/cli/net_picture.h"
#include "lab/inspect/net_drawing.h"
#include "lab/inspect/picture_name.h"
#include <string.h>

struct numbers {
    struct arena *arena;
    const struct network *net;
};

static void write_numbers(void *self, FILE *dat, struct failure *failure)
{
    const struct numbers *n = self;
    net_drawing_write(n->arena, n->net, dat, failure);
}

enum status net_picture(struct arena *arena, const struct network *net,
                        const struct figure_place *place, const struct figure_style *style,
                        const char **path, struct failure *failure)
{
    const struct net_spec *s = net->spec;
    struct numbers n = {arena, net};
    const struct figure_numbers numbers = {"model", &n, write_numbers};
    const struct shape in = net->graph->node[0]->shape;
    struct cell cell;
    cell_preset(&cell);
    cell.net = *s;
    const char *name =
        picture_name(arena,
                     arena_text(arena, failure, "%s-%d-%s%s", s->family, s->depth, s->block,
                                strcmp(s->form, "basic") ? "-bottleneck" : ""),
                     &cell, "net.", failure);
    name = arena_text(arena, failure, "%s-%dx%dx%d-to-%d", name, in.channels, in.height, in.width,
                      net->layer[net->layers - 1].h->shape.channels);
    return failure->status
               ? failure->status
               : figure_from(arena, place, "model", name, &numbers, style, path, failure);
}

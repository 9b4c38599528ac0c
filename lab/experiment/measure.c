#include "lab/experiment/measure.h"
#include <math.h>
#include <stddef.h>
#include <string.h>

static const struct view final = {
    "final", "(SELECT f.*, params, flops FROM final_row f JOIN run ON id = run)", NULL};
static const struct view gradient = {"gradient", "layer_row", "layer"};
static const struct view junction = {"junction", "junction_row", "junction"};
static const struct view reduction = {"reduction", "reduction_row", "layer"};

const struct measure measures[] = {
    {"train_loss", &final, INFINITY},
    {"train_acc", &final, 0},
    {"test_loss", &final, INFINITY},
    {"test_acc", &final, 0},
    {"train_loss_eval", &final, INFINITY},
    {"params", &final, INFINITY},
    {"flops", &final, INFINITY},
    {"h", &gradient, INFINITY},
    {"dh", &gradient, INFINITY},
    {"dw", &gradient, INFINITY},
    {"w", &gradient, INFINITY},
    {"update_ratio", &gradient, INFINITY},
    {"dead", &gradient, INFINITY},
    {"distinct_units", &gradient, 0},
    {"active", &gradient, NAN},
    {"identity", &junction, INFINITY},
    {"branch", &junction, INFINITY},
    {"cosine", &junction, NAN},
    {"total", &junction, INFINITY},
    {"kept", &reduction, 0},
    {"best", &reduction, NAN},
    {"share", &reduction, NAN},
    {"rank", &reduction, 0},
    {0},
};

const struct measure *measure_find(const char *name)
{
    for (const struct measure *m = measures; m->name; m++)
        if (!strcmp(m->name, name))
            return m;
    return NULL;
}

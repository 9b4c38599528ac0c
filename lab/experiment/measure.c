#include "lab/experiment/measure.h"
#include <math.h>
#include <stddef.h>
#include <string.h>

static const struct view final = {"final", "final_row", NULL};
static const struct view gradient = {"gradient", "layer_row", "layer"};
static const struct view junction = {"junction", "junction_row", "junction"};

const struct measure measures[] = {
    {"train_loss", &final, INFINITY},
    {"train_acc", &final, 0},
    {"test_loss", &final, INFINITY},
    {"test_acc", &final, 0},
    {"train_loss_eval", &final, INFINITY},
    {"h", &gradient, INFINITY},
    {"dh", &gradient, INFINITY},
    {"dw", &gradient, INFINITY},
    {"w", &gradient, INFINITY},
    {"update_ratio", &gradient, INFINITY},
    {"dead", &gradient, INFINITY},
    {"distinct_units", &gradient, 0},
    {"identity", &junction, INFINITY},
    {"branch", &junction, INFINITY},
    {"cosine", &junction, NAN},
    {"total", &junction, INFINITY},
    {0},
};

const struct measure *measure_find(const char *name)
{
    for (const struct measure *m = measures; m->name; m++)
        if (!strcmp(m->name, name))
            return m;
    return NULL;
}

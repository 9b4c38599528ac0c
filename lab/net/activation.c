#include "lab/net/activation.h"
#include "lab/net/names.h"
#include "lab/op/op.h"
#include <string.h>

static struct node *leaky_relu(struct graph *g, struct node *x)
{
    return op_leaky_relu(g, x, 0.01);
}

static const struct activation activations[] = {
    {"relu", op_relu, true},  {"leaky-relu", leaky_relu, false}, {"gelu", op_gelu, false},
    {"tanh", op_tanh, false}, {"sigmoid", op_sigmoid, false},    {"linear", NULL, false},
};
enum { ACTIVATIONS = sizeof activations / sizeof *activations };

const char *activation_name(int i)
{
    return i < ACTIVATIONS ? activations[i].name : NULL;
}

const struct activation *activation_find(const char *name)
{
    for (int i = 0; i < ACTIVATIONS; i++)
        if (!strcmp(activations[i].name, name))
            return &activations[i];
    return NULL;
}

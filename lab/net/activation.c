#include "lab/net/activation.h"
#include "lab/net/names.h"
#include "lab/net/word.h"
#include "lab/op/op.h"

static struct node *relu(struct graph *g, struct node *x, double unused)
{
    (void)unused;
    return op_relu(g, x);
}

static struct node *leaky_relu(struct graph *g, struct node *x, double unused)
{
    (void)unused;
    return op_leaky_relu(g, x, 0.01);
}

static struct node *gelu(struct graph *g, struct node *x, double unused)
{
    (void)unused;
    return op_gelu(g, x);
}

static struct node *hyperbolic_tangent(struct graph *g, struct node *x, double unused)
{
    (void)unused;
    return op_tanh(g, x);
}

static struct node *sigmoid(struct graph *g, struct node *x, double unused)
{
    (void)unused;
    return op_sigmoid(g, x);
}

static const struct activation activations[] = {
    {.name = "relu", .build = relu, .switches_off = true},
    {.name = "leaky-relu", .build = leaky_relu},
    {.name = "gelu", .build = gelu},
    {.name = "tanh", .build = hyperbolic_tangent},
    {.name = "sigmoid", .build = sigmoid},
    {.name = "linear"},
    {.name = "top", .build = op_top, .switches_off = true, .takes_number = true},
};
enum { ACTIVATIONS = sizeof activations / sizeof *activations };

const char *activation_name(int i)
{
    return i < ACTIVATIONS ? activations[i].name : NULL;
}

const struct activation *activation_find(const char *text, double *number, struct failure *failure)
{
    for (int i = 0; i < ACTIVATIONS; i++) {
        const struct activation *a = &activations[i];
        if (word_is(text, a->name, a->takes_number, number) &&
            (!a->takes_number || (*number > 0 && *number <= 1)))
            return a;
    }
    fail(failure, STATUS_DATA,
         "no activation `%s`; top takes the share of units that stay on, as in top(0.25)", text);
    return NULL;
}

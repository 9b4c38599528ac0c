#include "lab/train/evaluate.h"
#include "lab/data/batch.h"
#include "lab/kernel/reduce.h"
#include <math.h>

static bool right(const lane *logits, int classes, int i, int target)
{
    int best = 0;
    for (int c = 1; c < classes; c++)
        if (logits[c][i] > logits[best][i])
            best = c;
    return best == target;
}

struct score evaluate_pass(const struct network *net, const struct pass *pass)
{
    int classes = shape_size(net->logits->shape), rights = 0;
    double loss = 0;
    for (int n = 0; n < pass->batch; n++) {
        int g = n / LANES, i = n % LANES;
        loss += (double)net->loss->value[g][i];
        rights += right(net->logits->value + (size_t)g * (size_t)classes, classes, i,
                        (int)net->target->value[g][i]);
    }
    return (struct score){loss / pass->batch, (double)rights / pass->batch};
}

struct score evaluate(const struct network *net, const struct part *part, enum mode mode,
                      struct arena *scratch)
{
    struct score sum = {0};
    int features = shape_size(net->input->shape), most = net->graph->capacity;
    size_t mark = arena_mark(scratch);
    int *index = arena_take(scratch, net->graph->failure, (size_t)most * sizeof *index);
    if (!index)
        return (struct score){NAN, NAN};
    for (int first = 0; first < part->count; first += most) {
        struct pass pass = {.mode = mode, .batch = most};
        if (pass.batch > part->count - first)
            pass.batch = part->count - first;
        for (int i = 0; i < pass.batch; i++)
            index[i] = first + i;
        batch_fill(part, features, index, pass.batch, net->input->value, net->target->value);
        graph_forward(net->graph, &pass);
        struct score score = evaluate_pass(net, &pass);
        sum.loss += score.loss * pass.batch;
        sum.accuracy += score.accuracy * pass.batch;
    }
    arena_rewind(scratch, mark);
    return (struct score){sum.loss / part->count, sum.accuracy / part->count};
}

int evaluate_first_nonfinite_layer(const struct network *net, const struct pass *pass)
{
    for (int i = 0; i < net->layers; i++) {
        const struct node *h = net->layer[i].h;
        if (reduce_nonfinite(h->value, pass->batch, shape_size(h->shape)))
            return i;
    }
    return -1;
}

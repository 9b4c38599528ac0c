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

/* Of the samples from `first` on. */
static struct score score_from(const struct network *net, const struct pass *pass, int first)
{
    int classes = shape_size(net->logits->shape), rights = 0, count = pass->batch - first;
    double loss = 0;
    for (int n = first; n < pass->batch; n++) {
        int g = n / LANES, i = n % LANES;
        loss += (double)net->loss->value[g][i];
        rights += right(net->logits->value + (size_t)g * (size_t)classes, classes, i,
                        (int)net->target->value[g][i]);
    }
    return (struct score){loss / count, (double)rights / count};
}

struct score evaluate_pass(const struct network *net, const struct pass *pass)
{
    return score_from(net, pass, 0);
}

struct score evaluate(const struct network *net, const struct part *part, enum mode mode,
                      struct arena *scratch)
{
    struct score sum = {0};
    int features = shape_size(net->input->shape), most = net->graph->capacity;
    const int least = mode == MODE_EVAL ? 1 : network_least_batch(net);
    size_t mark = arena_mark(scratch);
    int *index = arena_take(scratch, net->graph->failure, (size_t)most * sizeof *index);
    if (!index)
        return (struct score){NAN, NAN};
    for (int first = 0; first < part->count; first += most) {
        int count = part->count - first < most ? part->count - first : most;
        const int beside = count < least && first ? least - count : 0; /* scored before */
        struct pass pass = {.mode = mode, .batch = beside + count};
        for (int i = 0; i < pass.batch; i++)
            index[i] = first - beside + i;
        batch_fill(part, features, index, pass.batch, net->input->value, net->target->value);
        graph_forward(net->graph, &pass);
        struct score score = score_from(net, &pass, beside);
        sum.loss += score.loss * count;
        sum.accuracy += score.accuracy * count;
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

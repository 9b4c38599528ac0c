/* block a with the weights of block b, and block b with those of a */
#include "lab/probe/swap.h"
#include "lab/base/rng.h"
#include "lab/train/evaluate.h"
#include <string.h>

static const struct column columns[] = {
    {"other", "block", "the block that it changed places with; 0 in the row of the whole net", ""},
    {"loss", "nat", "mean loss of the test part's first samples, running statistics", ""},
    {"accuracy", "fraction", "their share that is classified right",
     "Veit et al. 2016, section 4.3"},
};
static const struct series series = {"swap", "block", sizeof columns / sizeof *columns, columns, 1};
static const struct series *const written[] = {&series, NULL};

/* The next parameter of a block, from p on. */
static const struct param *in_block(const struct param *p, const char *place)
{
    const size_t length = strlen(place);
    while (p && (strncmp(p->name, place, length) != 0 || p->name[length] != '.'))
        p = p->next;
    return p;
}

static bool alike(const struct param *p, const struct param *q)
{
    return p->rank == q->rank && !memcmp(p->dim, q->dim, sizeof p->dim);
}

static void exchange(const struct param *p, const struct param *q)
{
    for (size_t i = 0; i < p->count; i++) {
        const real v = p->value[i];
        p->value[i] = q->value[i];
        q->value[i] = v;
    }
}

/* Walk the parameters of blocks a and b side by side. False where they differ in shape. */
static bool walk_pair(const struct network *net, int a, int b, bool change)
{
    const struct param *lists[] = {net->graph->params.first, net->graph->statistics.first};
    const char *one_name = exam_place_name(net, a), *other = exam_place_name(net, b);
    for (int i = 0; i < 2; i++) {
        const struct param *p = in_block(lists[i], one_name), *q = in_block(lists[i], other);
        for (; p && q; p = in_block(p->next, one_name), q = in_block(q->next, other)) {
            if (!alike(p, q))
                return false;
            if (change)
                exchange(p, q);
        }
        if (p || q)
            return false;
    }
    return true;
}

/* A block that is made like block a; 0 where there is none. */
static int partner_of(const struct exam *e, int a)
{
    const int blocks = exam_places(e->net) - 1;
    uint64_t choices = 0;
    for (int b = 1; b <= blocks; b++)
        choices += b != a && walk_pair(e->net, a, b, false);
    if (!choices)
        return 0;
    uint64_t left = stream_below(stream_of(e->seed, PURPOSE_PROBE, 0, 4), (uint64_t)a, choices);
    for (int b = 1;; b++)
        if (b != a && walk_pair(e->net, a, b, false) && left-- == 0)
            return b;
}

/* A pass forward alone is a third. */
static double passes(const struct exam *e)
{
    return exam_places(e->net) / 3.0;
}

static enum status examine(struct exam *e)
{
    const struct network *net = e->net;
    const int blocks = exam_places(net) - 1;
    struct pass pass = exam_fill_test(e, MODE_EVAL);
    for (int a = 0; a <= blocks && !e->failure->status; a++) {
        const int b = a ? partner_of(e, a) : 0; /* block 0 with itself: the net as it is */
        if (a && !b)
            continue;
        walk_pair(net, a, b, true);
        graph_forward(net->graph, &pass);
        walk_pair(net, a, b, true);
        const struct score s = score_of_pass(net, &pass);
        exam_row(e, &series, a, (double[]){b, s.loss, s.accuracy}, 0);
        exam_tell(e, (a + 1.0) / (blocks + 1));
    }
    return e->failure->status;
}

const struct probe probe_swap = {
    "swap", "test accuracy with two blocks swapped", written, passes, examine, 0};

/* block a with the weights of block b, and block b with those of a */
#include "lab/probe/swap.h"
#include "lab/base/rng.h"
#include "lab/train/evaluate.h"
#include <math.h>
#include <string.h>

enum { MOST = 2016 }; /* all pairs of 64 blocks */

static const char veit[] = "Veit et al. 2016, section 4.3";
static const struct column pair_columns[] = {
    {"other", "block", "the block that it changed places with; 0 in the row of the whole net", ""},
    {"loss", "nat", "mean loss of the test part's first samples, running statistics", ""},
    {"accuracy", "fraction", "their share that is classified right", veit},
};
static const struct column apart_columns[] = {
    {"pairs", "1", "how many pairs so many blocks apart changed places, one pair at a time", ""},
    {"loss", "nat", "mean over the pairs of the loss in `swap`", ""},
    {"accuracy", "fraction", "mean over the pairs of the accuracy in `swap`", veit},
};
/* Either block of a pair has its row. */
static const struct series pair = {"swap", "block", 3, pair_columns, .keys = 1};
static const struct series apart = {"swap_apart", "distance", 3, apart_columns, .keys = 0};
static const struct series *const written[] = {&pair, &apart, NULL};

/* The next parameter of a block, from p on. */
static const struct param *in_block(const struct param *p, const char *place)
{
    const size_t length = strlen(place);
    while (p && (strncmp(p->name, place, length) != 0 || p->name[length] != '.'))
        p = p->next;
    return p;
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
    const char *one_name = probe_place_name(net, a), *other = probe_place_name(net, b);
    for (int i = 0; i < 2; i++) {
        const struct param *p = in_block(lists[i], one_name), *q = in_block(lists[i], other);
        for (; p && q; p = in_block(p->next, one_name), q = in_block(q->next, other)) {
            if (p->rank != q->rank || memcmp(p->dim, q->dim, sizeof p->dim) != 0)
                return false;
            if (change)
                exchange(p, q);
        }
        if (p || q)
            return false;
    }
    return true;
}

struct swaps {
    struct probe_run *e;
    struct pass pass;
    int blocks;
    double (*sum)[3]; /* by distance: pairs, losses, accuracies */
};

static double pairs_of(const struct probe_run *e)
{
    const double blocks = probe_places(e->net) - 1;
    return blocks * (blocks - 1) / 2;
}

static bool is_chosen(const struct swaps *s, int a, int b)
{
    const uint64_t number = (uint64_t)a * (uint64_t)s->blocks + (uint64_t)b;
    const struct stream z = stream_of(s->e->seed, PURPOSE_PROBE, 0, 4);
    return stream_uniform(z, number) * pairs_of(s->e) < MOST;
}

/* Block 0 with itself: the net as it is. */
static void swap(struct swaps *s, int a, int b)
{
    const struct network *net = s->e->net;
    walk_pair(net, a, b, true);
    graph_forward(net->graph, &s->pass);
    walk_pair(net, a, b, true);
    const struct score score = evaluate_pass(net, &s->pass);
    probe_row(s->e, &pair, a, (double[]){b, score.loss, score.accuracy}, 0);
    if (a != b)
        probe_row(s->e, &pair, b, (double[]){a, score.loss, score.accuracy}, 0);
    double *sum = s->sum[b - a];
    sum[0]++;
    sum[1] += score.loss;
    sum[2] += score.accuracy;
}

static void swap_each(struct swaps *s)
{
    swap(s, 0, 0);
    for (int a = 1; a <= s->blocks; a++) {
        for (int b = a + 1; b <= s->blocks && !s->e->failure->status; b++)
            if (is_chosen(s, a, b) && walk_pair(s->e->net, a, b, false))
                swap(s, a, b);
        probe_progress(s->e, (double)a / s->blocks);
    }
}

static void sum_up(struct swaps *s)
{
    for (int d = 0; d <= s->blocks; d++) {
        const double *sum = s->sum[d], n = sum[0];
        if (n > 0)
            probe_row(s->e, &apart, d, (double[]){n, sum[1] / n, sum[2] / n}, 0);
    }
}

/* A pass forward alone is a third. */
static double passes(const struct probe_run *e)
{
    return (1 + fmin(pairs_of(e), MOST)) / 3;
}

static enum status examine(struct probe_run *e)
{
    const size_t mark = arena_mark(e->arena);
    struct swaps s = {.e = e, .blocks = probe_places(e->net) - 1};
    s.sum = arena_take(e->arena, e->failure, ((size_t)s.blocks + 1) * sizeof *s.sum);
    if (s.sum) {
        s.pass = probe_fill_test(e, MODE_EVAL);
        swap_each(&s);
        sum_up(&s);
    }
    arena_rewind(e->arena, mark);
    return e->failure->status;
}

const struct probe probe_swap = {
    "swap", "test accuracy with two blocks swapped", written, passes, examine, 0};

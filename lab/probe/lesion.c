/* y = shortcut(x), of one block or of many */
#include "lab/probe/lesion.h"
#include "lab/base/rng.h"
#include "lab/train/evaluate.h"
#include <string.h>

enum { DRAWS = 5, STEPS = 16 };

static const char deleting[] = "Veit et al. 2016, section 4.1", several[] = "section 4.2";
#define LOSS                                                                                       \
    {                                                                                              \
        "loss", "nat", "mean loss of the test part's first samples, running statistics", ""        \
    }
#define ACCURACY(source)                                                                           \
    {                                                                                              \
        "accuracy", "fraction", "their share that is classified right", source                     \
    }
static const struct column one_columns[] = {LOSS, ACCURACY(deleting)};
static const struct column many_columns[] = {
    {"draw", "1", "which of the random orders in which blocks are deleted", ""},
    LOSS,
    ACCURACY(several)};
/* Block 0 is the stem: the row of the whole net. */
static const struct series one = {"lesion", "block", 2, one_columns, .keys = 0};
static const struct series many = {"lesion_many", "deleted", 3, many_columns, .keys = 1};
static const struct series *const written[] = {&one, &many, NULL};

static int blocks_of(const struct network *net)
{
    return probe_places(net) - 1;
}

/* ---- deleting ---- */

/* The junction in which block b ends; NULL for a block without a shortcut of its own: the long
 * connection of a plain net belongs to no block, and what a highway block carries, its branch decides. */
static const struct junction *junction_of(const struct network *net, int b)
{
    const char *kind = net->spec->block;
    for (int j = 0; j < net->junctions && strcmp(kind, "plain") && strcmp(kind, "highway"); j++) {
        const int at = net->junction[j].tap->index;
        if (at >= net->place[b].first && at < net->place[b + 1].first)
            return &net->junction[j];
    }
    return NULL;
}

static bool can_delete(const struct network *net, int b)
{
    return junction_of(net, b) ||
           shape_equal(probe_output(net, b - 1)->shape, probe_output(net, b)->shape);
}

static void run(const struct node **at, const struct node *to, struct pass *pass)
{
    graph_forward_between(to->graph, pass, *at, to);
    *at = to;
}

/* Where the branch's last norm and the sum are one node, a norm whose output is 0. */
static void silence_norm(const struct node **at, const struct node *sum, struct pass *pass,
                         real *keep)
{
    run(at, sum->graph->node[sum->index - 1], pass);
    for (int k = 0; k < 2; k++) {
        const struct param *p = sum->param[k];
        memcpy(keep + (size_t)k * p->count, p->value, p->count * sizeof(real));
        memset(p->value, 0, p->count * sizeof(real));
    }
    run(at, sum, pass);
    for (int k = 0; k < 2; k++) {
        const struct param *p = sum->param[k];
        memcpy(p->value, keep + (size_t)k * p->count, p->count * sizeof(real));
    }
}

/* Run the net from `at` on to where block b ends, and write what stands for its output. */
static void leave_out(const struct network *net, int b, const struct node **at, struct pass *pass,
                      real *keep)
{
    const struct junction *j = junction_of(net, b);
    if (j && j->sum->param[0]) {
        silence_norm(at, j->sum, pass, keep);
    } else if (j) {
        const struct node *f = j->sum->in[1];
        run(at, f, pass);
        memset(f->value, 0, node_lanes(f, pass->batch) * sizeof(lane));
    } else {
        const struct node *x = probe_output(net, b - 1), *y = probe_output(net, b);
        run(at, x, pass);
        memcpy(y->value, x->value, node_lanes(y, pass->batch) * sizeof(lane));
        *at = y;
    }
}

struct operation {
    struct probe_run *e;
    struct pass pass;
    int blocks, removable;
    int *block; /* [removable], and a random order of them */
    int *order;
    bool *gone; /* by block, from 1 on */
    real *keep; /* room for a norm's gain and shift */
};

static struct score score_without(struct operation *o)
{
    const struct network *net = o->e->net;
    const struct node *at = net->graph->node[0];
    for (int b = 1; b <= o->blocks; b++)
        if (o->gone[b])
            leave_out(net, b, &at, &o->pass, o->keep);
    run(&at, net->graph->root, &o->pass);
    return evaluate_pass(net, &o->pass);
}

static void delete_each(struct operation *o)
{
    for (int k = -1; k < o->removable; k++) {
        const int b = k < 0 ? 0 : o->block[k];
        o->gone[b] = b > 0;
        const struct score s = score_without(o);
        o->gone[b] = false;
        probe_row(o->e, &one, b, (double[]){s.loss, s.accuracy}, 0);
    }
}

/* 1, and up to all of them in at most STEPS steps. */
static void delete_many(struct operation *o, int draw)
{
    const int stride = (o->removable + STEPS - 1) / STEPS;
    stream_permutation(stream_of(o->e->seed, PURPOSE_PROBE, (uint64_t)draw, 0), o->order,
                       o->removable);
    for (int k = 0; k < o->removable; k++) {
        o->gone[o->block[o->order[k]]] = true;
        if (k % stride != 0 && k != o->removable - 1)
            continue;
        const struct score s = score_without(o);
        probe_row(o->e, &many, k + 1, (double[]){draw, s.loss, s.accuracy}, 0);
    }
    memset(o->gone, 0, (size_t)(o->blocks + 1) * sizeof *o->gone);
}

/* Passes forward alone are a third of one forward and backward. */
static double passes(const struct probe_run *e)
{
    const int blocks = blocks_of(e->net);
    return (1 + blocks + DRAWS * (blocks < STEPS ? blocks : STEPS)) / 3.0;
}

static void take_room(struct probe_run *e, struct operation *o)
{
    const size_t blocks = (size_t)o->blocks;
    size_t most = 0;
    for (const struct param *p = e->net->graph->params.first; p; p = p->next)
        most = p->rank == 1 && p->count > most ? p->count : most;
    o->block = arena_take(e->arena, e->failure, blocks * sizeof *o->block);
    o->order = arena_take(e->arena, e->failure, blocks * sizeof *o->order);
    o->gone = arena_take(e->arena, e->failure, (blocks + 1) * sizeof *o->gone);
    o->keep = arena_take(e->arena, e->failure, 2 * most * sizeof *o->keep);
}

static void operate(struct operation *o)
{
    for (int b = 1; b <= o->blocks; b++)
        if (can_delete(o->e->net, b))
            o->block[o->removable++] = b;
    delete_each(o);
    for (int draw = 0; draw < DRAWS; draw++) {
        probe_progress(o->e, .2 + .8 * draw / DRAWS);
        delete_many(o, draw);
    }
    probe_progress(o->e, 1);
}

static enum status examine(struct probe_run *e)
{
    const size_t mark = arena_mark(e->arena);
    struct operation o = {.e = e, .blocks = blocks_of(e->net)};
    take_room(e, &o);
    if (!e->failure->status) {
        o.pass = probe_fill_test(e, MODE_EVAL);
        operate(&o);
    }
    arena_rewind(e->arena, mark);
    return e->failure->status;
}

const struct probe probe_lesion = {
    "lesion", "test accuracy without a block, and without several", written, passes, examine, 0};

/* x <- x + (y - block(x)), until block(x) = y */
#include "lab/probe/invert.h"
#include "lab/kernel/algebra.h"
#include "lab/kernel/reduce.h"
#include "lab/probe/cost.h"
#include "lab/probe/lipschitz.h"
#include "lab/probe/places.h"
#include <lapacke.h>
#include <math.h>
#include <string.h>

/* Samples that are computed back, and those of them whose Jacobians are looked at. */
enum { SAMPLES = 4 * LANES, JACOBIANS = LANES };
enum { STEPS = 200, PATIENCE = 20 };
static const double BACK = 1e-6;

static const char banach[] = "Behrmann et al. 2019, theorem 1";
static const struct column columns[] = {
    {"bound", "1",
     "an upper bound of the Lipschitz constant of F where the block is y = x + F(x): the product "
     "of the spectral norms of its matrices, the steepest slopes of its activations and its "
     "factors; NULL for other blocks, norms and convolutions",
     banach},
    {"local", "1",
     "the largest singular value of dy/dx - I among the first 16 samples, y being the block's "
     "output and x its input; NULL where they differ in shape, have more than 256 numbers or are "
     "not "
     "finite",
     banach},
    {"steps", "1",
     "of x <- x + y - block(x), from x = y, until block(x) differs from y by no more than 64 "
     "distances between neighbouring reals, for each of the first 64 samples; or as many as were "
     "tried: 200, or until 20 in a row brought no sample nearer; NULL where the shape changes",
     banach},
    {"error", "fraction",
     "||found x - x|| / ||x|| of the block's input x, computed back from its true output; at place "
     "0 of the net's input, from the stem's true output; the largest of the first 64 samples; NULL "
     "where the shape changes and for a stem that is no matrix",
     ""},
    {"chained", "fraction",
     "the same, computed back from the last block's output, each block from what the one behind it "
     "gave; NULL from where the shape changes on",
     ""},
    {"back", "fraction", "share of the samples whose `chained` is at most 1e-6; NULL as `chained`",
     ""},
};
enum { BOUND, LOCAL, TRIED, ERROR, CHAINED, SHARE, COLUMNS };
static const struct series series = {"invert", "place", COLUMNS, columns, .keys = 0};
static const struct series *const written[] = {&series, NULL};

struct inversion {
    struct probe_run *e;
    struct pass pass;
    lane **truth; /* by place, [groups][size] */
    lane *chain;  /* what was computed back so far, from the last block's output */
    lane *found;
    bool broken; /* the chain could not go on */
};

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

static size_t lanes_of(const struct inversion *v, const struct node *n)
{
    return node_lanes(n, v->pass.batch);
}

/* ---- a block ---- */

/* Sample by sample, where block(x) lies nearer to the target than with any x before: keep this x. True when
 * one does. */
static bool keep_nearer(const struct inversion *v, const struct node *x, const struct node *y,
                        const lane *target, lane *least)
{
    const int in = shape_size(x->shape), out = shape_size(y->shape);
    bool any = false;
    for (int g = 0; g < lane_groups(v->pass.batch); g++) {
        lane distance = {0};
        for (int i = g * out; i < (g + 1) * out; i++)
            distance += (target[i] - y->value[i]) * (target[i] - y->value[i]);
        const lane_mask nearer = (distance < least[g]) & lane_live(v->pass.batch, g);
        for (int l = 0; l < LANES; l++)
            any |= nearer[l] != 0;
        least[g] = lane_keep(distance, nearer) + lane_keep(least[g], ~nearer);
        for (int i = g * in; i < (g + 1) * in; i++)
            v->found[i] =
                (lane)(((lane_mask)x->value[i] & nearer) | ((lane_mask)v->found[i] & ~nearer));
    }
    return any;
}

static bool is_there(const struct inversion *v, const lane *target, int size, const lane *least)
{
    const real close = (real)(8 * ROUND_OFF);
    bool all = true;
    for (int s = 0; s < v->pass.batch; s++) {
        const lane *t = target + s / LANES * size;
        real square = 0;
        for (int i = 0; i < size; i++)
            square += t[i][s % LANES] * t[i][s % LANES];
        all &= least[s / LANES][s % LANES] <= close * close * square;
    }
    return all;
}

/* v->found receives the x for which block(x) is the target, or comes nearest; returns the steps taken. */
static int invert_block(struct inversion *v, int place, const lane *target)
{
    const struct node *x = probe_output(v->e->net, place - 1), *y = probe_output(v->e->net, place);
    const int size = shape_size(y->shape);
    lane least[SAMPLES / LANES];
    for (int g = 0; g < SAMPLES / LANES; g++)
        least[g] = (lane){0} + (real)INFINITY;
    memcpy(x->value, target, lanes_of(v, x) * sizeof(lane));
    memcpy(v->found, target, lanes_of(v, x) * sizeof(lane));
    int taken = 0;
    for (int idle = 0;; taken++) {
        graph_forward_between(y->graph, &v->pass, x, y);
        idle = keep_nearer(v, x, y, target, least) ? 0 : idle + 1;
        if (taken == STEPS || idle == PATIENCE || is_there(v, target, size, least))
            return taken;
        for (size_t i = 0; i < lanes_of(v, x); i++)
            x->value[i] += target[i] - y->value[i];
    }
}

/* ---- the stem ---- */

/* The stem's matrix, or NULL where it is something else. */
static const struct node *stem_matrix(const struct network *net)
{
    const struct node *n = probe_behind_taps(probe_output(net, 0));
    return n->in[0] == net->input && n->param[0] && n->param[0]->rank == 2 ? n : NULL;
}

/* v->found receives the x for which ||W x + b - target|| is least, and of several the shortest. False where LAPACK
 * finds no full rank, or with a failure. */
static bool invert_stem(struct inversion *v, const struct node *stem, const lane *target)
{
    const struct param *w = stem->param[0], *b = stem->param[1];
    const int out = w->dim[0], in = w->dim[1], most = out > in ? out : in, n = v->pass.batch;
    const int room = 64 * (most + n);
    struct probe_run *e = v->e;
    double *a = arena_take(e->arena, e->failure, w->count * sizeof *a);
    double *x = arena_take(e->arena, e->failure, (size_t)most * (size_t)n * sizeof *x);
    double *work = arena_take(e->arena, e->failure, (size_t)room * sizeof *work);
    if (!a || !x || !work || !algebra_begin(e->failure))
        return false;
    for (int o = 0; o < out; o++)
        for (int i = 0; i < in; i++)
            a[i * out + o] = (double)w->value[o * in + i];
    for (int s = 0; s < n; s++)
        for (int o = 0; o < out; o++)
            x[s * most + o] = (double)target[s / LANES * out + o][s % LANES] -
                              (b ? (double)b->value[o] : 0);
    if (LAPACKE_dgels_work(LAPACK_COL_MAJOR, 'N', out, in, n, a, out, x, most, work, room))
        return false;
    for (int s = 0; s < n; s++)
        for (int i = 0; i < in; i++)
            v->found[s / LANES * in + i][s % LANES] = (real)x[s * most + i];
    return true;
}

/* ---- what is written ---- */

static void judge(const struct inversion *v, const struct node *x, const lane *truth,
                  double *largest, double *share)
{
    const int size = shape_size(x->shape);
    *largest = *share = 0;
    for (int s = 0; s < v->pass.batch; s++) {
        double error = 0, square = 0;
        for (int i = s / LANES * size; i < (s / LANES + 1) * size; i++) {
            const double t = (double)truth[i][s % LANES], d = (double)v->found[i][s % LANES] - t;
            error += d * d;
            square += t * t;
        }
        error = sqrt(error / square);
        if (!isnan(*largest) && !(error <= *largest)) /* nothing is larger than a NaN */
            *largest = error;
        *share += (error <= BACK) / (double)v->pass.batch;
    }
}

/* The input of a block, or at place 0 of the net, from the target. False where it cannot be asked for. */
static bool go_back(struct inversion *v, int place, const lane *target, double *steps)
{
    const struct network *net = v->e->net;
    const struct node *stem = place ? NULL : stem_matrix(net);
    if (place ? !lipschitz_keeps_shape(net, place) : !stem)
        return false;
    if (!place)
        return invert_stem(v, stem, target);
    *steps = invert_block(v, place, target);
    return true;
}

/* `q` is the bound and the local constant; at place 0 there is none. */
static void measure_place(struct inversion *v, int place, const double q[2])
{
    const struct network *net = v->e->net;
    const struct node *x = place ? probe_output(net, place - 1) : net->input;
    const lane *truth = place ? v->truth[place - 1] : net->input->value;
    double row[COLUMNS] = {q[BOUND], q[LOCAL]}, unused;
    uint32_t missing = 0;
    for (int c = BOUND; c <= LOCAL; c++)
        missing |= (uint32_t)(!place || isnan(q[c])) << c;
    if (go_back(v, place, v->truth[place], &row[TRIED]))
        judge(v, x, truth, &row[ERROR], &unused);
    else
        missing |= 1u << TRIED | 1u << ERROR;
    v->broken = v->broken || !go_back(v, place, v->chain, &unused);
    if (v->broken)
        missing |= 1u << CHAINED | 1u << SHARE;
    else
        judge(v, x, truth, &row[CHAINED], &row[SHARE]);
    missing |= (uint32_t)!place << TRIED;
    lane *given = v->chain;
    v->chain = v->found;
    v->found = given;
    if (!v->e->failure->status)
        probe_row(v->e, &series, place, row, missing);
}

/* ---- all places ---- */

static void look_at_blocks(struct inversion *v, double (*q)[2])
{
    struct probe_run *e = v->e;
    v->pass.batch = smaller(e->samples, JACOBIANS);
    graph_forward(e->net->graph, &v->pass);
    for (int p = 1; p < probe_places(e->net) && !e->failure->status; p++) {
        q[p][BOUND] = lipschitz_bound(e, p);
        q[p][LOCAL] = lipschitz_local(e, &v->pass, p);
    }
}

/* What the net has at every place; the chain begins with what it has at the last. */
static bool take_truth(struct inversion *v)
{
    struct probe_run *e = v->e;
    const int places = probe_places(e->net);
    v->pass.batch = smaller(e->samples, SAMPLES);
    graph_forward(e->net->graph, &v->pass);
    size_t most = lanes_of(v, e->net->input);
    v->truth = arena_take(e->arena, e->failure, (size_t)places * sizeof *v->truth);
    for (int p = 0; p < places && !e->failure->status; p++) {
        const struct node *n = probe_output(e->net, p);
        const size_t lanes = lanes_of(v, n);
        most = lanes > most ? lanes : most;
        v->truth[p] = arena_take(e->arena, e->failure, lanes * sizeof(lane));
        if (v->truth[p])
            memcpy(v->truth[p], n->value, lanes * sizeof(lane));
    }
    v->chain = arena_take(e->arena, e->failure, most * sizeof(lane));
    v->found = arena_take(e->arena, e->failure, most * sizeof(lane));
    if (e->failure->status)
        return false;
    memcpy(v->chain, v->truth[places - 1],
           lanes_of(v, probe_output(e->net, places - 1)) * sizeof(lane));
    return true;
}

static void go_through(struct inversion *v)
{
    struct probe_run *e = v->e;
    const int places = probe_places(e->net);
    double(*q)[2] = arena_take(e->arena, e->failure, (size_t)places * sizeof *q);
    if (q)
        look_at_blocks(v, q);
    if (e->failure->status || !take_truth(v))
        return;
    for (int p = places - 1; p >= 0 && !e->failure->status; p--) {
        const size_t mark = arena_mark(e->arena);
        measure_place(v, p, q[p]);
        arena_rewind(e->arena, mark);
        probe_progress(e, (double)(places - p) / places);
    }
}

/* A block takes some 50 steps forward, twice. */
static double passes(const struct probe_run *e)
{
    const double places = probe_places(e->net);
    const double part = (double)smaller(e->samples, SAMPLES) / e->samples;
    double flops = 0, rows = 0;
    for (int p = 1; p < places; p++) {
        flops += lipschitz_flops(e, smaller(e->samples, JACOBIANS), p);
        rows += shape_size(probe_output(e->net, p)->shape) / places;
    }
    return (1 + 2 * 50 * part) * FORWARD_PASS +
           rows * part * JACOBIANS / SAMPLES * (1 - FORWARD_PASS) + cost_passes(e, flops);
}

static enum status examine(struct probe_run *e)
{
    const size_t mark = arena_mark(e->arena);
    const real *statistics = probe_freeze(e);
    if (!statistics)
        return e->failure->status;
    struct inversion v = {.e = e, .pass = probe_fill(e, MODE_EVAL)};
    go_through(&v);
    probe_thaw(e, statistics);
    arena_rewind(e->arena, mark);
    return e->failure->status;
}

const struct probe probe_invert = {
    "invert", "whether each block's input, and the net's, can be computed back",
    written,  passes,
    examine,  NEEDS_DOUBLE};

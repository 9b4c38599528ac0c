/* row i of dy/dx = what arrives at x when dL/dy = e_i */
#include "lab/probe/jacobian.h"
#include "lab/probe/cost.h"
#include "lab/probe/spectrum.h"
#include <math.h>
#include <string.h>

enum { MOST = 512 }; /* numbers of a place; beyond it a spectrum takes minutes */

#define SAMPLE " at the first sample, batch norms frozen at the statistics of all samples"
#define BLOCK                                                                                      \
    "the Jacobian of a block's output by its input" SAMPLE                                         \
    "; at place 0 that of the last block's output by the stem's"
#define BRANCH                                                                                     \
    "the part of the block's Jacobian that goes through its branch F" SAMPLE                       \
    ": J - I for an identity shortcut with nothing behind the sum"

static const char saxe[] = "Saxe et al. 2013", he2016[] = "He et al. 2016, eq. 5";
static const struct column values[] = {
    {"number", "1", "which singular value, from 1, the largest", ""},
    {"sigma", "1", "singular value of " BLOCK, saxe},
    {"branch", "1",
     "singular value of the same number of " BRANCH "; NULL where a block has no shortcut", he2016},
};
enum { NUMBER, SIGMA, BRANCH_SIGMA };
static const struct series spectrum = {"jacobian", "place", sizeof values / sizeof *values, values,
                                       1};

#define SUMMARY(what)                                                                              \
    {                                                                                              \
        {"largest", "1",                                                                           \
         "largest singular value of " what                                                         \
         "; NULL, as all that follows, where a place has more than 512 numbers",                   \
         ""},                                                                                      \
            {"median", "1", "median singular value of " what, ""},                                 \
            {"smallest", "1", "smallest singular value of " what, ""},                             \
            {"condition", "1", "largest over smallest; NULL where all are 0", ""},                 \
            {"stable_rank", "1", "sum of squares over the largest square; NULL where all are 0",   \
             "Rudelson and Vershynin 2007"},                                                       \
            {"entropy_rank", "1",                                                                  \
             "exp(-sum p log p), p the singular values as shares of their sum; NULL where all "    \
             "are 0",                                                                              \
             "Roy and Vetterli 2007"},                                                             \
    }
static const struct column of_block[] = SUMMARY(BLOCK), of_branch[] = SUMMARY(BRANCH);
enum { LARGEST, MEDIAN, SMALLEST, CONDITION, STABLE, ENTROPY, COLUMNS };
static const struct series block_summary = {"jacobian_block", "place", COLUMNS, of_block, 0};
static const struct series branch_summary = {"jacobian_branch", "place", COLUMNS, of_branch, 0};
static const struct series *const written[] = {&spectrum, &block_summary, &branch_summary, NULL};

/* Two matrices [rows][columns] that grow by a pass's rows. */
struct jacobian {
    const struct node *x, *tap; /* tap: the branch's own view of x, or NULL */
    struct node *y;
    int rows, columns, first; /* of the current pass */
    double *all, *branch;     /* branch is NULL without a tap */
    double *sigma, *branch_sigma;
};

/* ---- what is differentiated ---- */

/* Whose memory a tap looks at: a gradient is whole there. */
static const struct node *behind_taps(const struct node *n)
{
    while (n->op && n->op->view && shape_equal(n->shape, n->in[0]->shape))
        n = n->in[0];
    return n;
}

/* The branch's own view of a block's input x. */
static const struct node *tap_of(const struct network *net, int place, const struct node *x)
{
    for (int j = 0; j < net->junctions; j++) {
        const struct junction *at = &net->junction[j];
        if (at->tap->index >= net->place[place].first && behind_taps(at->x) == x)
            return at->tap;
    }
    return NULL;
}

/* Of a block; place 0 is for all blocks. */
static struct jacobian jacobian_at(const struct network *net, int place)
{
    const int last = exam_places(net) - 1;
    const struct node *x = behind_taps(exam_output(net, place ? place - 1 : 0));
    const struct node *y = exam_output(net, place ? place : last);
    return (struct jacobian){.x = x,
                             .tap = place ? tap_of(net, place, x) : NULL,
                             .y = net->graph->node[y->index],
                             .rows = shape_size(y->shape),
                             .columns = shape_size(x->shape)};
}

static int values_of(const struct jacobian *j)
{
    return j->rows < j->columns ? j->rows : j->columns;
}

static bool is_small(const struct jacobian *j)
{
    return j->rows <= MOST && j->columns <= MOST;
}

/* ---- differentiating ---- */

/* Put the first sample into every lane. */
static struct pass repeat(struct exam *e)
{
    struct pass pass = exam_fill(e, MODE_EVAL);
    const int size = shape_size(e->net->input->shape);
    lane *x = e->net->input->value;
    for (int i = 0; i < lane_groups(e->samples) * size; i++)
        x[i] = (lane){0} + x[i % size][0];
    return pass;
}

static void seed(const struct jacobian *j, int batch)
{
    memset(j->y->grad, 0, node_lanes(j->y, batch) * sizeof(lane));
    for (int k = 0; k < batch && j->first + k < j->rows; k++)
        j->y->grad[k / LANES * j->rows + j->first + k][k % LANES] = 1;
}

static void copy(const struct jacobian *j, const struct node *x, int batch, double *to)
{
    for (int k = 0; k < batch && j->first + k < j->rows; k++)
        for (int c = 0; c < j->columns; c++)
            to[(j->first + k) * j->columns + c] =
                (double)x->grad[k / LANES * j->columns + c][k % LANES];
}

static void see(void *self, const struct node *n, const struct pass *pass)
{
    const struct jacobian *j = self;
    if (n == j->x)
        copy(j, n, pass->batch, j->all);
    if (n == j->tap)
        copy(j, n, pass->batch, j->branch);
}

static bool differentiate(struct exam *e, struct pass *pass, struct jacobian *j)
{
    const size_t size = (size_t)(j->rows * j->columns), n = (size_t)values_of(j);
    double *room = arena_calloc(e->arena, 2 * (size + n) * sizeof *room);
    if (!room) {
        fail(e->failure, STATUS_FAILED, "out of memory for a Jacobian of %d by %d numbers", j->rows,
             j->columns);
        return false;
    }
    j->all = room;
    j->branch = j->tap ? room + size : NULL;
    j->sigma = room + 2 * size;
    j->branch_sigma = j->sigma + n;
    for (j->first = 0; j->first < j->rows; j->first += pass->batch) {
        seed(j, pass->batch);
        graph_backward_between(e->net->graph, pass, j->y, j->x, &(struct observer){j, see});
    }
    return singular_values(j->all, j->rows, j->columns, j->sigma) &&
           (!j->branch || singular_values(j->branch, j->rows, j->columns, j->branch_sigma));
}

/* ---- writing ---- */

static void summarise(struct exam *e, const struct series *series, int place, const double *sigma,
                      int n)
{
    const double row[] = {sigma[0],
                          (sigma[(n - 1) / 2] + sigma[n / 2]) / 2,
                          sigma[n - 1],
                          sigma[0] / sigma[n - 1],
                          stable_rank(sigma, n),
                          entropy_rank(sigma, n)};
    const uint32_t ratios = 1u << CONDITION | 1u << STABLE | 1u << ENTROPY;
    exam_row(e, series, place, row, sigma[0] > 0 ? 0 : ratios);
}

static void look(struct exam *e, struct pass *pass, int place)
{
    struct jacobian j = jacobian_at(e->net, place);
    if (!is_small(&j) || !differentiate(e, pass, &j)) {
        const double none[COLUMNS] = {0};
        if (!e->failure->status)
            exam_row(e, &block_summary, place, none, (1u << COLUMNS) - 1);
        return;
    }
    for (int i = 0; i < values_of(&j) && !e->failure->status; i++)
        exam_row(e, &spectrum, place, (double[]){i + 1, j.sigma[i], j.branch_sigma[i]},
                 j.branch ? 0 : 1u << BRANCH_SIGMA);
    if (!e->failure->status)
        summarise(e, &block_summary, place, j.sigma, values_of(&j));
    if (!e->failure->status && j.branch)
        summarise(e, &branch_summary, place, j.branch_sigma, values_of(&j));
}

static double passes(const struct exam *e)
{
    const int places = exam_places(e->net);
    double blocks = 0, flops = 0;
    for (int p = 0; p < places; p++) {
        const struct jacobian j = jacobian_at(e->net, p);
        const int times = (j.rows + e->samples - 1) / e->samples;
        if (is_small(&j)) {
            blocks += times * (p ? 1 : places - 1);
            flops += singular_values_flops(j.rows, j.columns) * (j.tap ? 2 : 1);
        }
    }
    return 2 * FORWARD_PASS + (1 - FORWARD_PASS) * blocks / places + algebra_passes(e, flops);
}

static enum status examine(struct exam *e)
{
    const int places = exam_places(e->net);
    const size_t start = arena_mark(e->arena);
    const real *statistics = exam_freeze(e);
    if (!statistics)
        return e->failure->status;
    struct pass pass = repeat(e);
    graph_forward(e->net->graph, &pass);
    for (int p = 0; p < places && !e->failure->status; p++) {
        const size_t mark = arena_mark(e->arena);
        look(e, &pass, p);
        arena_rewind(e->arena, mark);
        exam_tell(e, (p + 1.0) / places);
    }
    graph_zero_grad(e->net->graph);
    exam_thaw(e, statistics);
    arena_rewind(e->arena, start);
    return e->failure->status;
}

const struct probe probe_jacobian = {
    "jacobian", "singular values of each block's Jacobian, and of all blocks' product", written,
    passes, examine};

/* row i of dy/dx = what arrives at x when dL/dy = e_i */
#include "lab/probe/jacobian.h"
#include "lab/base/rng.h"
#include "lab/net/init.h"
#include "lab/probe/cost.h"
#include "lab/probe/spectrum.h"
#include <string.h>

/* Of places with more numbers than MOST a few directions are taken. */
enum { MOST = 512, DIRECTIONS = 64 };

#define SAMPLE " at the first sample, batch norms frozen at the statistics of all samples"
#define BLOCK                                                                                      \
    "the Jacobian of a block's output by its input" SAMPLE                                         \
    "; at place 0 that of the last block's output by the stem's"
#define BRANCH                                                                                     \
    "the part of the block's Jacobian that goes through its branch F" SAMPLE                       \
    ": J - I for an identity shortcut with nothing behind the sum"
static const char projected[] = "1 where the output has more than 512 numbers: the singular values "
                                "are those of R J, R being 64 random orthonormal directions "
                                "of the output; their squares lie in the range of the "
                                "eigenvalues of J J^T, whose mean theirs estimates; else 0";

static const char saxe[] = "Saxe et al. 2013", he2016[] = "He et al. 2016, eq. 5";
static const char roy[] = "Roy and Vetterli 2007", rudelson[] = "Rudelson and Vershynin 2007";
static const struct column values[] = {
    {"number", "1", "which singular value, from 1, the largest", ""},
    {"sigma", "1", "singular value of " BLOCK, saxe},
    {"branch", "1",
     "singular value of the same number of " BRANCH "; NULL where a block has no shortcut", he2016},
    {"projected", "1", projected, ""},
};
enum { BRANCH_SIGMA = 2 };
static const struct series spectrum = {"jacobian", "place", 4, values, .keys = 1};

#define SUMMARY(prefix, what)                                                                      \
    {prefix "largest", "1", "largest singular value of " what, ""},                                \
        {prefix "median", "1", "median singular value of " what, ""},                              \
        {prefix "smallest", "1", "smallest singular value of " what, ""},                          \
        {prefix "condition", "1", "largest over smallest; NULL where all are 0", ""},              \
        {prefix "stable_rank", "1",                                                                \
         "sum of squares over the largest square, a rank of sigma squared; NULL where all are 0",  \
         rudelson},                                                                                \
    {                                                                                              \
        prefix "entropy_rank", "1",                                                                \
            "exp(-sum p log p), p the singular values as shares of their sum (of sigma, not its "  \
            "square); NULL where all are "                                                         \
            "0",                                                                                   \
            roy                                                                                    \
    }
static const struct column in_short[] = {
    SUMMARY("", BLOCK "; NULL, as the next five columns, where J is not finite"),
    SUMMARY("branch_", BRANCH "; NULL, as the next five columns, where a block has no shortcut"),
    {"projected", "1", projected, ""},
};
enum { CONDITION = 3, STABLE, ENTROPY, FACTS, LABEL = 2 * FACTS, COLUMNS };
static const struct series summary = {"jacobian_summary", "place", COLUMNS, in_short, .keys = 0};
static const struct series *const written[] = {&spectrum, &summary, NULL};

/* Two matrices [rows][columns] that grow by a pass's rows. */
struct jacobian {
    const struct node *x, *tap; /* tap: the branch's own view of x, or NULL */
    struct node *y;
    int outputs, rows, columns;
    int first;                    /* row of the current pass */
    const real *direction;        /* [rows][outputs]; NULL: row i is e_i */
    double *all, *branch;         /* branch is NULL without a tap */
    double *sigma, *branch_sigma; /* of each, [values] */
    int values;
};

/* ---- what is differentiated ---- */

/* The branch's own view of a block's input x. */
static const struct node *tap_of(const struct network *net, int place, const struct node *x)
{
    for (int j = 0; j < net->junctions; j++) {
        const struct junction *at = &net->junction[j];
        if (at->tap->index >= net->place[place].first && probe_behind_taps(at->x) == x)
            return at->tap;
    }
    return NULL;
}

/* Of a block; place 0 is for all blocks. */
static struct jacobian jacobian_at(const struct network *net, int place)
{
    const int last = probe_places(net) - 1;
    const struct node *x = probe_behind_taps(probe_output(net, place ? place - 1 : 0));
    const struct node *y = probe_output(net, place ? place : last);
    struct jacobian j = {.x = x,
                         .tap = place ? tap_of(net, place, x) : NULL,
                         .y = net->graph->node[y->index],
                         .outputs = shape_size(y->shape),
                         .columns = shape_size(x->shape)};
    j.rows = j.outputs > MOST ? DIRECTIONS : j.outputs;
    j.values = j.rows < j.columns ? j.rows : j.columns;
    return j;
}

static bool is_projected(const struct jacobian *j)
{
    return j->rows < j->outputs;
}

/* ---- differentiating ---- */

/* Put the first sample into every lane. */
static struct pass repeat(struct probe_run *e)
{
    struct pass pass = probe_fill(e, MODE_EVAL);
    const int size = shape_size(e->net->input->shape);
    lane *x = e->net->input->value;
    for (int i = 0; i < lane_groups(pass.batch) * size; i++)
        x[i] = (lane){0} + x[i % size][0];
    return pass;
}

/* dL/dy of each lane. */
static void seed(const struct jacobian *j, int batch)
{
    memset(j->y->grad, 0, node_lanes(j->y, batch) * sizeof(lane));
    for (int k = 0; k < batch && j->first + k < j->rows; k++) {
        const int row = j->first + k;
        lane *dy = j->y->grad + (size_t)(k / LANES) * (size_t)j->outputs;
        if (j->direction)
            for (int i = 0; i < j->outputs; i++)
                dy[i][k % LANES] = j->direction[row * j->outputs + i];
        else
            dy[row][k % LANES] = 1;
    }
}

static void copy(const struct jacobian *j, const struct node *x, int batch, double *to)
{
    for (int k = 0; k < batch && j->first + k < j->rows; k++)
        for (int c = 0; c < j->columns; c++)
            to[(size_t)(j->first + k) * (size_t)j->columns + (size_t)c] =
                (double)x->grad[k / LANES * j->columns + c][k % LANES];
}

/* Random orthonormal rows, or NULL with a failure or without room. */
static real *directions(struct probe_run *e, const struct jacobian *j, int place)
{
    double none;
    const struct fan fan = {j->rows, j->outputs, 1};
    const struct draw draw = {.stream = stream_of(e->seed, PURPOSE_PROBE, (uint64_t)place, 2),
                              .fan = fan,
                              .arena = e->arena,
                              .failure = e->failure};
    real *r = arena_take(e->arena, e->failure, fan_count(fan) * sizeof *r);
    return r && !init_find("orthogonal", &none, e->failure)->weight(&draw, r) ? r : NULL;
}

/* False when a number is not finite, or with a failure. */
static bool differentiate(struct probe_run *e, struct pass *pass, struct jacobian *j, int place)
{
    const size_t size = (size_t)j->rows * (size_t)j->columns, n = (size_t)j->values;
    double *room = arena_take(e->arena, e->failure, 2 * (size + n) * sizeof *room);
    j->direction = is_projected(j) ? directions(e, j, place) : NULL;
    if (e->failure->status)
        return false;
    j->all = room;
    j->branch = j->tap ? room + size : NULL;
    j->sigma = room + 2 * size;
    j->branch_sigma = j->sigma + n;
    /* nothing lies between x and the tap that opens its branch: the tap's gradient is still there */
    for (j->first = 0; j->first < j->rows; j->first += pass->batch) {
        seed(j, pass->batch);
        graph_backward_between(e->net->graph, pass, j->y, j->x);
        copy(j, j->x, pass->batch, j->all);
        if (j->tap)
            copy(j, j->tap, pass->batch, j->branch);
    }
    return spectrum_singular_values(e->arena, j->all, j->rows, j->columns, j->sigma, e->failure) &&
           (!j->branch || spectrum_singular_values(e->arena, j->branch, j->rows, j->columns,
                                                   j->branch_sigma, e->failure));
}

/* ---- writing ---- */

/* Write one matrix's part of the row; returns which of it are missing. */
static uint32_t sum_up(const double *sigma, int n, double *row)
{
    const double facts[FACTS] = {sigma[0],
                                 (sigma[(n - 1) / 2] + sigma[n / 2]) / 2,
                                 sigma[n - 1],
                                 sigma[0] / sigma[n - 1],
                                 spectrum_stable_rank(sigma, n),
                                 spectrum_entropy_rank(sigma, n)};
    memcpy(row, facts, sizeof facts);
    return sigma[0] > 0 ? 0 : 1u << CONDITION | 1u << STABLE | 1u << ENTROPY;
}

static void measure_place(struct probe_run *e, struct pass *pass, int place)
{
    static const uint32_t all = (1u << FACTS) - 1;
    struct jacobian j = jacobian_at(e->net, place);
    const bool finite = differentiate(e, pass, &j, place);
    for (int i = 0; finite && i < j.values && !e->failure->status; i++) {
        const double row[] = {i + 1, j.sigma[i], j.branch_sigma[i], is_projected(&j)};
        probe_row(e, &spectrum, place, row, j.branch ? 0 : 1u << BRANCH_SIGMA);
    }
    double row[COLUMNS] = {[LABEL] = is_projected(&j)};
    uint32_t missing = finite ? sum_up(j.sigma, j.values, row) : all;
    missing |= (finite && j.branch ? sum_up(j.branch_sigma, j.values, row + FACTS) : all) << FACTS;
    if (!e->failure->status)
        probe_row(e, &summary, place, row, missing);
}

static double passes(const struct probe_run *e)
{
    const int places = probe_places(e->net);
    double blocks = 0, flops = 0;
    for (int p = 0; p < places; p++) {
        const struct jacobian j = jacobian_at(e->net, p);
        const int times = (j.rows + e->samples - 1) / e->samples;
        blocks += times * (p ? 1 : places - 1);
        flops += spectrum_flops(j.rows, j.columns) * (j.tap ? 2 : 1);
        flops += is_projected(&j) ? spectrum_flops(j.rows, j.outputs) : 0; /* much the same */
    }
    return 2 * FORWARD_PASS + (1 - FORWARD_PASS) * blocks / places + cost_passes(e, flops);
}

static enum status examine(struct probe_run *e)
{
    const int places = probe_places(e->net);
    const size_t start = arena_mark(e->arena);
    const real *statistics = probe_freeze(e);
    if (!statistics)
        return e->failure->status;
    struct pass pass = repeat(e);
    graph_forward(e->net->graph, &pass);
    for (int p = 0; p < places && !e->failure->status; p++) {
        const size_t mark = arena_mark(e->arena);
        measure_place(e, &pass, p);
        arena_rewind(e->arena, mark);
        probe_progress(e, (p + 1.0) / places);
    }
    probe_thaw(e, statistics);
    arena_rewind(e->arena, start);
    return e->failure->status;
}

const struct probe probe_jacobian = {
    "jacobian", "singular values of each block's Jacobian, and of all blocks' product",
    written,    passes,
    examine,    0};

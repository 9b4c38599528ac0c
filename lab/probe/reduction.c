/* kept = tr(C W' (W C W')^+ W C) / tr C = |L^-1 W C|^2 / tr C,  L L' = W C W' */
#include "lab/probe/reduction.h"
#include "lab/base/portable.h"
#include "lab/kernel/algebra.h"
#include "lab/kernel/covariance.h"
#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

enum { KEPT, BEST, SHARE, RANK, COLUMNS };

static const struct column columns[] = {
    {"kept", "fraction",
     "share of the variance of the layer's input, its channels over samples and positions, that "
     "the best linear map recovers from its output; NULL where the input does not vary",
     "He et al. 2015, fig. 5"},
    {"best", "fraction", "the same for as many principal components of the input as it has outputs",
     "Eckart and Young 1936"},
    {"share", "fraction",
     "outputs over inputs: kept, if the input varied equally in all directions", ""},
    {"rank", "dimensions",
     "exp of the entropy of the eigenvalues, as shares, of the input's covariance",
     "Roy and Vetterli 2007"},
};
_Static_assert(sizeof columns / sizeof *columns == COLUMNS, "a name for each column");
const struct series series_reduction = {"reduction", "layer", COLUMNS, columns,
                                        .more = "kept rank"};
enum { BLOCK = 32 }; /* LAPACK's, for its work space */

/* Of C, relative to its trace. */
static const double ROUND_OFF = sizeof(real) == sizeof(double) ? 1e-13 : 1e-6;

struct reducing_layer {
    int layer, k, n;
    const struct param *w; /* [k][n] */
    const struct node *x;
    double row[COLUMNS];
    bool still; /* the input does not vary */
};

struct reduction_probe {
    const struct network *net;
    int reductions;
    struct reducing_layer *reduction;
    lane *room;           /* covariance's */
    double *c;            /* [n][n] */
    double *w, *wc, *wcw; /* [k][n], [k][n], [k][k] */
    double *eigen, *work;
    int *pivot; /* [k] */
};

/* The matrix of a layer that has fewer outputs than inputs, and x: of forced rank the factor next to x, which is
 * a 1x1 convolution of one pixel. NULL where there is none. */
static const struct param *reduction_of(const struct layer *l, const struct node **x)
{
    const struct param *w = l->factor ? l->factor : l->w;
    *x = l->factor ? l->h->in[0]->in[0] : l->h->in[0];
    const bool one_by_one = w->rank == 4 && w->dim[2] == 1 && w->dim[3] == 1;
    return (one_by_one || l->factor) && w->dim[0] < w->dim[1] ? w : NULL;
}

static int area_of(const struct node *x)
{
    return x->shape.height * x->shape.width;
}

struct reduction_probe *reduction_probe(struct arena *arena, const struct network *net)
{
    struct reduction_probe *p = arena_calloc(arena, sizeof *p);
    if (!p)
        return NULL;
    p->net = net;
    p->reduction = arena_calloc(arena, (size_t)net->layers * sizeof *p->reduction);
    size_t n = 0, k = 0, room = 0;
    for (int i = 0; p->reduction && i < net->layers; i++) {
        const struct node *x;
        const struct param *w = reduction_of(&net->layer[i], &x);
        if (!w)
            continue;
        const struct reducing_layer r = {
            .layer = i, .w = w, .x = x, .k = w->dim[0], .n = w->dim[1]};
        const size_t here = covariance_room(r.n, area_of(x));
        p->reduction[p->reductions++] = r;
        n = n > (size_t)r.n ? n : (size_t)r.n;
        k = k > (size_t)r.k ? k : (size_t)r.k;
        room = room > here ? room : here;
    }
    p->room = arena_alloc(arena, room * sizeof *p->room);
    p->c = arena_alloc(arena, n * n * sizeof(double));
    p->w = arena_alloc(arena, k * n * sizeof(double));
    p->wc = arena_alloc(arena, k * n * sizeof(double));
    p->wcw = arena_alloc(arena, k * k * sizeof(double));
    p->eigen = arena_alloc(arena, n * sizeof(double));
    p->work = arena_alloc(arena, (BLOCK + 2) * n * sizeof(double));
    p->pivot = arena_alloc(arena, k * sizeof *p->pivot);
    const bool all = p->reduction && p->room && p->c && p->w && p->wc && p->wcw && p->eigen &&
                     p->work && p->pivot;
    struct failure no_room = {0};
    return all && (!p->reductions || algebra_begin(&no_room)) ? p : NULL;
}

static double trace(const double *c, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += c[i * n + i];
    return sum;
}

/* Scale every output to variance 1, which changes nothing that can be read from them; one that varies
 * by no more than round-off becomes 0. */
static void scale_outputs(struct reduction_probe *p, int k, int n, double all)
{
    for (int i = 0; i < k; i++) {
        const double *w = p->w + i * n;
        const double v = p->wcw[i * k + i], least = ROUND_OFF * all * cblas_ddot(n, w, 1, w, 1);
        const double scale = v > least ? 1 / sqrt(v) : 0;
        cblas_dscal(n, scale, p->wc + i * n, 1);
        cblas_dscal(k, scale, p->wcw + i * k, 1);
        cblas_dscal(k, scale, p->wcw + i, k);
    }
}

static double gives_up(struct reduction_probe *p)
{
    fail(p->net->graph->failure, STATUS_FAILED,
         "LAPACK cannot find how much a 1x1 reduction keeps");
    return NAN;
}

/* tr(C W' (W C W')^+ W C) = |L^-1 W C|^2, where W C W' = L L'; its rows and columns go by falling pivots,
 * and those that the ones before them say already are left out. */
static double recovered(struct reduction_probe *p, const real *w, int k, int n, double all)
{
    for (int i = 0; i < k * n; i++)
        p->w[i] = (double)w[i];
    cblas_dsymm(CblasRowMajor, CblasRight, CblasLower, k, n, 1, p->c, n, p->w, n, 0, p->wc, n);
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, k, k, n, 1, p->wc, n, p->w, n, 0, p->wcw,
                k);
    scale_outputs(p, k, n, all);
    int rank = 0;
    if (LAPACKE_dpstrf_work(LAPACK_COL_MAJOR, 'U', k, p->wcw, k, p->pivot, &rank, ROUND_OFF,
                            p->work) < 0) /* above 0: the rank is below k */
        return gives_up(p);
    for (int i = 0; i < rank; i++)
        memcpy(p->w + i * n, p->wc + (p->pivot[i] - 1) * n, (size_t)n * sizeof *p->w);
    cblas_dtrsm(CblasRowMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, rank, n, 1,
                p->wcw, k, p->w, n);
    return cblas_ddot(rank * n, p->w, 1, p->w, 1);
}

/* What the k largest eigenvalues have of all, and the entropy rank; overwrites C. */
static void spectrum(struct reduction_probe *p, int k, int n, double row[COLUMNS])
{
    double all = trace(p->c, n), most = 0, entropy = 0;
    if (LAPACKE_dsyev_work(LAPACK_COL_MAJOR, 'N', 'U', n, p->c, n, p->eigen, p->work,
                           (BLOCK + 2) * n))
        gives_up(p);
    for (int i = 0; i < n; i++) {
        double part = p->eigen[i] / all;
        entropy -= part > 0 ? part * portable_log(part) : 0;
        most += i < n - k ? 0 : part;
    }
    row[BEST] = most;
    row[RANK] = portable_exp(entropy);
}

static void before_update(void *self, const struct pass *pass)
{
    struct reduction_probe *p = self;
    for (int i = 0; i < p->reductions; i++) {
        struct reducing_layer *r = &p->reduction[i];
        covariance(r->x->value, pass->batch, r->n, area_of(r->x), p->c, p->eigen, p->room);
        const double all = trace(p->c, r->n);
        r->still = all <= 0;
        r->row[KEPT] = r->row[BEST] = r->row[RANK] = NAN;
        r->row[SHARE] = (double)r->k / r->n;
        if (!isfinite(all) || r->still)
            continue;
        r->row[KEPT] = recovered(p, r->w->value, r->k, r->n, all) / all;
        spectrum(p, r->k, r->n, r->row);
    }
}

static enum status after_update(void *self, const struct recorder *recorder, int64_t step,
                                bool updated)
{
    (void)updated;
    struct reduction_probe *p = self;
    if (p->net->graph->failure->status)
        return p->net->graph->failure->status;
    for (int i = 0; i < p->reductions; i++) {
        const struct reducing_layer *r = &p->reduction[i];
        enum status status = recorder->row(recorder->self, &series_reduction, step, r->layer,
                                           r->row,
                                           r->still ? 1u << KEPT | 1u << BEST | 1u << RANK : 0);
        if (status)
            return status;
    }
    return STATUS_OK;
}

struct instrument reduction_instrument(struct reduction_probe *p)
{
    return (struct instrument){p, NULL, before_update, after_update};
}

/* std over samples and positions of the layer's h, and of norm(h) = gain (h - mean) / sqrt(var + eps) + shift */
#include "lab/probe/response.h"
#include <math.h>
#include <string.h>

static const char he2015[] = "He et al. 2015, fig. 7";
static const struct column columns[] = {
    {"h", "1", "standard deviation of the pre-activation h over samples, channels and positions",
     ""},
    {"normed", "1",
     "the same behind the batch norm that reads h directly, which is what the paper plots; NULL "
     "where "
     "there is none",
     he2015},
};
static const struct series series = {"response", "layer", 2, columns, .keys = 0};
static const struct series *const written[] = {&series, NULL};

/* Sums over the live numbers of a channel. */
struct channel_sums {
    double n, sum, square;
};

static void add(struct channel_sums *m, const struct node *h, int samples, int channel)
{
    const int area = h->shape.height * h->shape.width, size = shape_size(h->shape);
    for (int s = 0; s < samples; s++) {
        const lane *v = h->value + (size_t)(s / LANES) * (size_t)size + (size_t)(channel * area);
        for (int i = 0; i < area; i++) {
            const double x = (double)v[i][s % LANES];
            m->n++;
            m->sum += x;
            m->square += x * x;
        }
    }
}

static double deviation(struct channel_sums m)
{
    const double mean = m.sum / m.n;
    return sqrt(fmax(m.square / m.n - mean * mean, 0));
}

/* The batch norm that reads h, if one does. */
static const struct node *norm_of(const struct network *net, const struct node *h)
{
    for (int i = h->index + 1; i < net->graph->nodes; i++) {
        const struct node *n = net->graph->node[i];
        if (n->op && !strncmp(n->op->name, "batchnorm", 9) && n->in[0] == h)
            return n;
    }
    return NULL;
}

/* Behind the norm channel c has mean shift and deviation |gain| times that of a number whose variance
 * is var: the moments of the mixture of channels follow from these. */
static double normed_deviation(const struct node *norm, const struct node *h, int samples)
{
    static const double EPS = 1e-5;
    struct channel_sums all = {0};
    for (int c = 0; c < h->shape.channels; c++) {
        struct channel_sums m = {0};
        add(&m, h, samples, c);
        const double d = deviation(m), gain = (double)norm->param[0]->value[c];
        const double shift = (double)norm->param[1]->value[c];
        const double scaled = gain * d / sqrt(d * d + EPS);
        all.n++;
        all.sum += shift;
        all.square += scaled * scaled + shift * shift;
    }
    return deviation(all);
}

static double passes(const struct probe_run *e)
{
    (void)e;
    return 1;
}

static enum status examine(struct probe_run *e)
{
    const struct network *net = e->net;
    struct pass pass = probe_fill(e, MODE_MEASURE);
    graph_forward(net->graph, &pass);
    for (int l = 0; l < net->layers && !e->failure->status; l++) {
        const struct node *h = net->layer[l].h, *norm = norm_of(net, h);
        struct channel_sums all = {0};
        for (int c = 0; c < h->shape.channels; c++)
            add(&all, h, e->samples, c);
        double row[] = {deviation(all), norm ? normed_deviation(norm, h, e->samples) : 0};
        probe_row(e, &series, l, row, norm ? 0 : 1u << 1);
        probe_progress(e, (l + 1.0) / net->layers);
    }
    return e->failure->status;
}

const struct probe probe_response = {
    "response", "standard deviation of each layer's response", written, passes, examine, 0};

#include "lab/run/cost.h"
#include "lab/net/shape_table.h"
#include "lab/run/provenance.h"
#include "lab/run/train_run.h"
#include "lab/spec/cell_json.h"
#include "lab/train/checkpoint.h"
#include "lab/train/schedule.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of an AMD EPYC with AVX-512, one thread, as medians over what ships with depthlab: FLOPs a second, and
 * seconds for a run's first and last rows. */
static const struct {
    const char *family;
    double flops;
} rates[] = {{"mlp", 135e9}, {"cifar", 185e9}, {"resnet18", 93e9}, {NULL, 100e9}};
static const double BEGIN = 0.006;
/* Of a layer in each step, however narrow it is. */
static const double LAYER = 0.5e-6;
/* Probes that need double precision. */
static const double DOUBLE_SLOWER = 2.5;
/* Runs that took less in all do not say how fast a machine is. */
static const double ENOUGH = 0.5;

/* Bytes of a row in the database, keys and pages included: measured over the same runs. */
enum { RUN_BYTES = 3400, CURVE_BYTES = 52, LAYER_BYTES = 77, JUNCTION_BYTES = 55, NAME_BYTES = 30 };

static double rate_of(const struct cell *c)
{
    int i = 0;
    while (rates[i].family && strcmp(rates[i].family, c->net.family))
        i++;
    return rates[i].flops;
}

/* ---- time ---- */

struct samples {
    double train, test;
};

static void time_run(const struct cell *c, double flops, const struct samples *s, double factor,
                     struct cost *cost)
{
    const struct train_spec *t = &c->train;
    const double forward = factor * flops / rate_of(c);
    const int modes = strcmp(c->net.norm, "batch") ? 1
                                                   : 2; /* of the training set's last evaluation */
    cost->begin = BEGIN + forward * (3.0 * t->batch + modes * s->train + s->test);
    cost->step = forward * (3.0 * t->batch + (t->evaluate ? s->test / t->evaluate : 0)) +
                 factor * LAYER * c->net.depth;
}

double cost_seconds(const struct cost *cost, const struct cell *c)
{
    return cost->begin + cost->step * c->train.steps;
}

static struct cost_kind *kind_of(const struct cost_rates *r, const struct cell *c)
{
    for (int i = 0; i < r->kinds; i++) {
        struct cost_kind *k = &r->kind[i];
        if (!strcmp(k->family, c->net.family) && !strcmp(k->block, c->net.block) &&
            !strcmp(k->form, c->net.form))
            return k;
    }
    return NULL;
}

static double factor_of(const struct cost_rates *r, const struct cell *c)
{
    const struct cost_kind *k = kind_of(r, c);
    return k && k->measured > ENOUGH ? k->measured / k->expected : 1;
}

static void learn(struct cost_rates *r, const struct cell *c, double flops, double seconds)
{
    struct cost_kind *k = kind_of(r, c);
    struct cost expected;
    const struct samples s = {c->data.train, c->data.test};
    time_run(c, flops, &s, 1, &expected);
    if (!k) {
        k = &r->kind[r->kinds++];
        *k = (struct cost_kind){c->net.family, c->net.block, c->net.form, 0, 0};
    }
    k->measured += seconds;
    k->expected += cost_seconds(&expected, c);
}

enum status cost_rates_read(struct arena *arena, struct store *store, struct cost_rates *r,
                            struct failure *failure)
{
    enum { MOST = 400 };
    *r = (struct cost_rates){0};
    if (!store)
        return STATUS_OK;
    const struct provenance here = provenance_here(arena, store, failure);
    r->kind = arena_take(arena, failure, MOST * sizeof *r->kind);
    /* one of each net, with the mean over its seeds and learning rates */
    struct query *q =
        query_open(store,
                   "SELECT max(cell), flops, avg(seconds) FROM run WHERE status = 'done' AND flops "
                   "> 0 AND steps > 0 "
                   "AND host = :host AND processor = :processor AND build = :build GROUP BY "
                   "json_remove(cell, '$.seed', '$.\"train.lr\"') ORDER BY max(id) DESC LIMIT 400",
                   failure);
    query_bind_text(q, ":host", here.host);
    query_bind_text(q, ":processor", here.processor);
    query_bind_text(q, ":build", here.build);
    while (query_next(q) && r->kind) {
        struct cell c;
        struct failure older = {0}; /* a cell of a program that had other settings */
        if (!cell_from_json(arena, query_text(q, 0), &c, &older))
            learn(r, &c, query_real(q, 1), query_real(q, 2));
    }
    query_close(q);
    return failure->status;
}

static int kept_states(const struct cell *c)
{
    int states = 0;
    for (const char *at = c->train.keep; *at; at += strcspn(at, " "), at += strspn(at, " "))
        states++;
    return states;
}

/* The spec's probes of one run. */
static double time_probes(const struct spec *spec, const struct cell *c, const struct network *net,
                          const struct dataset *d, double flops, double factor)
{
    enum { USUAL = 256 };
    double seconds = 0;
    const int samples = spec->samples ? spec->samples : USUAL;
    struct probe_run e = {.net = (struct network *)net,
                          .data = d,
                          .samples = samples < d->train.count ? samples : d->train.count,
                          .stages = 1 + kept_states(c)};
    for (int i = 0; i < spec->probes; i++) {
        const struct probe *p = spec->probe[i].probe;
        const double slower = p->needs & NEEDS_DOUBLE ? DOUBLE_SLOWER : 1;
        seconds += spec->probe[i].steps *
                   (BEGIN + slower * factor * p->passes(&e) * 3 * flops * e.samples / rate_of(c));
    }
    return seconds;
}

/* ---- bytes ---- */

/* Steps up to the last at which layers are logged. */
static double logged(const struct train_spec *t)
{
    double rows = t->log_layers ? t->steps / t->log_layers : 0;
    for (int step = 0; step <= t->steps && step <= 20; step++)
        rows += schedule_layers_due(t, step) && (!step || step % t->log_layers);
    return rows;
}

/* States of the run that stay when it, and the spec's probes of it, are done (train_run.h). */
static int states(const struct spec *spec, const struct cell *c, double seconds)
{
    return train_run_is_dear(c, seconds) ? kept_states(c) + 1 : spec->probes ? 0 : kept_states(c);
}

static double stored_bytes(const struct spec *spec, const struct cell *c, const struct network *net,
                           double seconds)
{
    const struct train_spec *t = &c->train;
    const double rows = logged(t);
    const struct training_state weights = {.graph = net->graph};
    return RUN_BYTES + CURVE_BYTES * ((double)t->steps / t->log_curve + rows) +
           rows * (LAYER_BYTES * net->layers + JUNCTION_BYTES * net->junctions) +
           NAME_BYTES * net->layers + states(spec, c, seconds) * (double)checkpoint_bytes(&weights);
}

/* ---- all ---- */

enum status cost_of(const struct cost_rates *rates_here, const struct spec *spec,
                    const struct cell *c, const struct dataset *d, struct cost *cost,
                    struct failure *failure)
{
    struct arena scratch;
    struct shape_table table;
    const struct shape shape = {d->channels, d->height, d->width};
    const struct samples samples = {d->train.count, d->test.count};
    *cost = (struct cost){0};
    arena_open(&scratch, SIZE_MAX);
    const struct network *net =
        network_build(&scratch, &c->net, shape, d->classes, c->train.batch, failure);
    if (net && !shape_table_read(&scratch, net, &table, failure)) {
        const double factor = factor_of(rates_here, c);
        time_run(c, table.flops, &samples, factor, cost);
        cost->probe = time_probes(spec, c, net, d, table.flops, factor);
        cost->bytes = stored_bytes(spec, c, net, cost_seconds(cost, c));
        cost->need = footprint_of(net, &c->train, samples.train + samples.test);
    }
    arena_close(&scratch);
    return failure->status;
}

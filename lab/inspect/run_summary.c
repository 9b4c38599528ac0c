#include "lab/inspect/run_summary.h"
#include "lab/base/utf8.h"
#include "lab/spec/cell_json.h"
#include <inttypes.h>
#include <math.h>

const char *const run_summary_loss_name[LOSSES] = {"train_loss", "train_acc", "test_loss",
                                                   "test_acc", "train_loss_eval"};

struct context {
    struct arena *arena;
    struct store *store;
    struct run_summary *p;
    struct failure *failure;
};

static void *room_for(struct context *c, int64_t count, size_t size)
{
    return arena_take(c->arena, c->failure, (size_t)count * size);
}

/* A database may come from anywhere: what a terminal is shown must not command it. */
static const char *kept(struct context *c, const char *text)
{
    char *own = arena_strdup(c->arena, text);
    if (!own) {
        fail_memory(c->failure);
        return "";
    }
    utf8_make_printable(own);
    return own;
}

static struct query *open_query(struct context *c, const char *sql)
{
    struct query *q = query_open(c->store, sql, c->failure);
    query_bind_int(q, ":run", c->p->run);
    return q;
}

static void read_run(struct context *c)
{
    struct run_summary *p = c->p;
    struct query *q = open_query(
        c, "SELECT uuid, cell, status, detail, revision, host, processor, build, libraries,"
           " started, ended, (SELECT group_concat(experiment, ', ') FROM sweep WHERE run = :run),"
           " seed, steps, params, threads, seconds FROM run WHERE id = :run");
    const char **text[] = {&p->hash,      &p->cell_json, &p->status,    &p->detail,
                           &p->revision,  &p->host,      &p->processor, &p->build,
                           &p->libraries, &p->started,   &p->ended,     &p->experiments};
    if (query_next(q)) {
        for (int i = 0; i < 12; i++)
            *text[i] = kept(c, query_text(q, i));
        p->seed = query_int(q, 12);
        p->steps = query_int(q, 13);
        p->params = query_int(q, 14);
        p->threads = (int)query_int(q, 15);
        p->seconds = query_real(q, 16);
        cell_from_json(c->arena, p->cell_json, &p->cell, c->failure);
        p->running = store_run_locked(c->store, p->run);
    } else {
        fail(c->failure, STATUS_DATA, "there is no run %" PRId64, p->run);
    }
    query_close(q);
}

static void read_losses(struct context *c)
{
    struct query *q =
        open_query(c, "SELECT train_loss, train_acc, test_loss, test_acc, train_loss_eval, "
                      "odd FROM final_row WHERE run = :run ORDER BY step DESC LIMIT 1");
    bool some = query_next(q);
    for (int i = 0; i < LOSSES; i++)
        c->p->loss[i] = some ? query_real(q, i) : NAN;
    query_close(q);
}

static void read_curve(struct context *c)
{
    struct curve *curve = &c->p->curve;
    struct query *q = open_query(c, "SELECT step, train_loss, test_loss, odd, count(*) OVER () "
                                    "FROM curve_row WHERE run = :run ORDER BY step");
    while (query_next(q)) {
        if (!curve->points) {
            curve->step = room_for(c, query_int(q, 4), sizeof *curve->step);
            curve->train_loss = room_for(c, query_int(q, 4), sizeof *curve->train_loss);
            curve->test_loss = room_for(c, query_int(q, 4), sizeof *curve->test_loss);
            if (c->failure->status)
                break;
        }
        int i = curve->points++;
        curve->step[i] = query_int(q, 0);
        curve->train_loss[i] = query_real(q, 1);
        curve->test_loss[i] = query_real(q, 2);
    }
    query_close(q);
}

static void read_profile(struct context *c, const char *which, struct profile *f)
{
    const char *sql = arena_text(
        c->arena, c->failure,
        "SELECT l.step, l.h, l.dh, l.update_ratio, n.name, l.odd, count(*) OVER () FROM "
        "gradient_row l"
        " LEFT JOIN layer_name n ON n.run = l.run AND n.layer = l.place WHERE l.run = :run"
        " AND l.step = (SELECT %s(step) FROM gradient_row WHERE run = :run) ORDER BY l.place",
        which);
    struct query *q = open_query(c, sql);
    while (query_next(q)) {
        if (!f->layers) {
            f->name = room_for(c, query_int(q, 6), sizeof *f->name);
            f->h = room_for(c, query_int(q, 6), sizeof *f->h);
            f->dh = room_for(c, query_int(q, 6), sizeof *f->dh);
            f->update = room_for(c, query_int(q, 6), sizeof *f->update);
            if (c->failure->status)
                break;
        }
        int i = f->layers++;
        f->step = query_int(q, 0);
        f->h[i] = query_real(q, 1);
        f->dh[i] = query_real(q, 2);
        f->update[i] = query_real(q, 3);
        f->name[i] = kept(c, query_text(q, 4));
    }
    query_close(q);
}

enum status run_summary_read(struct arena *arena, struct store *store, int64_t run,
                             struct run_summary *p, struct failure *failure)
{
    struct context c = {arena, store, p, failure};
    *p = (struct run_summary){.run = run};
    read_run(&c);
    read_losses(&c);
    read_curve(&c);
    read_profile(&c, "min", &p->first);
    read_profile(&c, "max", &p->last);
    return failure->status;
}

/* ---- why ---- */

/* The layer at which the values are largest; -1 where there is no positive number. */
static int largest(int n, const double *value)
{
    int best = -1;
    for (int i = 0; i < n; i++)
        if (value[i] > 0 && (best < 0 || value[i] > value[best]))
            best = i;
    return best;
}

const char *run_summary_why(struct arena *arena, const struct run_summary *p,
                            struct failure *failure)
{
    static const double GROWN = 100, LARGE = .5; /* a factor; a share of the weights */
    const struct profile *f = &p->last;
    if (!f->layers)
        return "no layer was logged: --set train.log_layers=1 would show which one grew";
    int h = largest(f->layers, f->h), dh = largest(f->layers, f->dh),
        u = largest(f->layers, f->update);
    const char *why = "";
    if (h >= 0 && f->h[0] > 0 && f->h[h] > GROWN * f->h[0])
        why = arena_text(arena, failure,
                         "step %" PRId64 ": the signal ||h|| grows %.3g-fold from the stem to %s "
                         "(layer %d)\n",
                         f->step, f->h[h] / f->h[0], f->name[h], h);
    double head = f->dh[f->layers - 1];
    if (dh >= 0 && head > 0 && f->dh[dh] > GROWN * head)
        why = arena_text(arena, failure,
                         "%sstep %" PRId64 ": the gradient ||dL/dh|| grows %.3g-fold from the "
                         "head back to %s (layer %d)\n",
                         why, f->step, f->dh[dh] / head, f->name[dh], dh);
    if (u >= 0 && f->update[u] > LARGE)
        why = arena_text(arena, failure,
                         "%sstep %" PRId64 ": the update of %s (layer %d) is %.3g times its "
                         "weights: steps too large for this net\n",
                         why, f->step, f->name[u], u, f->update[u]);
    if (!*why)
        why = arena_text(arena, failure,
                         "step %" PRId64 ", the last one logged by layer, shows nothing out of "
                         "the ordinary; --set train.log_layers=1 would come closer\n",
                         f->step);
    return why;
}

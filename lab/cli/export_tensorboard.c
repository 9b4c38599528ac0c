/* views final, curve, gradient -> FOLDER/EXPERIMENT/RUN/events.out.tfevents.0.depthlab */
#include "lab/cli/export_tensorboard.h"
#include "lab/base/folder.h"
#include "lab/cli/output.h"
#include "lab/store/event_file.h"
#include <math.h>

enum { LAYERS = 16384 };

static const char runs[] =
    "SELECT f.run, f.experiment, f.block || '-depth' || f.depth || '-lr' || f.lr || '-seed' || "
    "f.seed || '-run' || f.run, unixepoch(coalesce(r.ended, r.heartbeat, r.started, 0)) "
    "FROM final f JOIN run r ON r.id = f.run WHERE :experiment IN ('', f.experiment) ORDER BY "
    "f.run";

static const char curve[] = "SELECT step, train_loss, train_acc, test_loss, test_acc, odd FROM "
                            "curve WHERE run = :run AND experiment = :experiment ORDER BY step";
static const char *const tag[] = {NULL, "loss/train", "accuracy/train", "loss/test",
                                  "accuracy/test"};

/* Layers whose gradient is 0 or no number have no logarithm. */
static const char gradient[] =
    "SELECT step, dh FROM gradient WHERE run = :run AND experiment = :experiment AND dh > 0 "
    "AND dh < 9e999 ORDER BY step, layer";

struct run_order {
    int64_t run;
    const char *experiment;
    double time;
};

static struct query *open_query(struct cli *c, const char *sql, const struct run_order *r)
{
    struct query *q = query_open(c->store, sql, &c->failure);
    query_bind_int(q, ":run", r->run);
    query_bind_text(q, ":experiment", r->experiment);
    return q;
}

static void write_curves(struct cli *c, const struct run_order *r, FILE *file)
{
    struct query *q = open_query(c, curve, r);
    while (query_next(q))
        for (int k = 1; k < 5; k++)
            if (!query_is_null(q, k))
                event_file_scalar(file, &(struct event_place){tag[k], query_int(q, 0), r->time},
                                  query_real(q, k));
    query_close(q);
}

static void write_gradients(struct cli *c, const struct run_order *r, FILE *file)
{
    double *norm = arena_take(&c->arena, &c->failure, LAYERS * sizeof *norm);
    struct query *q = open_query(c, gradient, r);
    struct event_place at = {"gradient/log10 of its norm by layer", 0, r->time};
    int count = 0;
    while (norm && query_next(q)) {
        if (count && query_int(q, 0) != at.step) {
            event_file_histogram(file, &at, count, norm);
            count = 0;
        }
        at.step = query_int(q, 0);
        if (count < LAYERS)
            norm[count++] = log10(query_real(q, 1));
    }
    if (count)
        event_file_histogram(file, &at, count, norm);
    query_close(q);
}

static void write_run(struct cli *c, const struct run_order *r, const char *folder)
{
    struct output out;
    if (folder_make(&c->arena, folder, &c->failure) ||
        output_open(&c->arena, cli_text(c, "%s/events.out.tfevents.0.depthlab", folder), &out,
                    &c->failure))
        return;
    event_file_begin(out.file, r->time);
    write_curves(c, r, out.file);
    write_gradients(c, r, out.file);
    output_close(&out, &c->failure);
}

void export_tensorboard(struct cli *c, const char *experiment, const char *folder)
{
    struct query *q = query_open(c->store, runs, &c->failure);
    query_bind_text(q, ":experiment", experiment ? experiment : "");
    for (size_t mark = arena_mark(&c->arena); query_next(q); arena_rewind(&c->arena, mark)) {
        const struct run_order r = {query_int(q, 0), cli_text(c, "%s", query_text(q, 1)),
                                    query_real(q, 3)};
        write_run(c, &r, cli_text(c, "%s/%s/%s", folder, r.experiment, query_text(q, 2)));
    }
    query_close(q);
}

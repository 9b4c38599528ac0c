/* depthlab export: the rows of a view as CSV; the weights of a run as safetensors; curves for TensorBoard. */
#include "lab/store/export.h"
#include "lab/base/hash.h"
#include "lab/base/suggest.h"
#include "lab/cli/cli.h"
#include "lab/cli/export_tensorboard.h"
#include "lab/cli/output.h"
#include "lab/inspect/select.h"
#include "lab/run/trained_model.h"
#include "lab/weights/folding.h"
#include <inttypes.h>
#include <string.h>

static const char about[] =
    "Write a view of the database as CSV: a line of names, then the rows. Numbers read back equal, "
    "an empty field is no value, and what was measured and is no number is nan, inf or -inf.\n"
    "\n"
    "With --weights, write what a run ended with, or with --step what it began with or had on the "
    "way, "
    "weights and running statistics, as safetensors, "
    "which PyTorch and others read; `depthlab import FILE` shows how a run starts from them. RUN "
    "is a number, a hash or an experiment with settings, as in `depthlab show`.\n"
    "\n"
    "With --tensorboard, write an event file for each run: losses and accuracies as scalars, the "
    "norms of the layers' gradients as a histogram of their logarithms. `tensorboard --logdir "
    "FOLDER` "
    "shows them.";

struct arguments {
    const char *experiment, *path, *weights, *data, *tensorboard;
    struct option_list step;
    bool csv, list, hash;
};

static const struct option_row options[] = {
    OPTION_TEXT("experiment", "NAME", experiment, "only its runs (all)"),
    OPTION_TEXT("output", "FILE", path,
                "into this file; it is replaced at once when all is written (stdout)",
                .letter = 'o'),
    OPTION_FLAG("csv", csv, "the format; there is no other"),
    OPTION_FLAG("list", list, "the views and their columns"),
    OPTION_TEXT("weights", "FILE", weights, "write a run's weights, into this file"),
    OPTION_TEXT("tensorboard", "FOLDER", tensorboard,
                "event files, one for each run, into this folder"),
    OPTION_FLAG(
        "hash", hash,
        "print the hash of a run's weights and running statistics, 16 digits, which the page "
        "(`make page`) shows too"),
    OPTION_WHOLE("step", "S", step, 0, 0,
                 "with --weights or --hash: those after S updates: 0 is the start, other steps "
                 "those that the "
                 "run has kept (train.keep)"),
    OPTION_DATA_AT(
        data,
        "with --weights or --hash: where the run's data lie, for a set that is read from files"),
    OPTION_DB,
    {0},
};

static const char views[] =
    "SELECT v.name, (SELECT group_concat(name, ', ') FROM pragma_table_info(v.name))"
    " FROM sqlite_master v WHERE v.type = 'view' AND (:view = '' OR v.name = :view) ORDER BY "
    "v.name";

static struct query *open_views(struct cli *c, const char *view)
{
    struct query *q = query_open(c->store, views, &c->failure);
    query_bind_text(q, ":view", view);
    return q;
}

static void list(struct cli *c)
{
    struct query *q = open_views(c, "");
    while (query_next(q))
        printf("%-10s %s\n", query_text(q, 0), query_text(q, 1));
    query_close(q);
}

/* The view's columns; NULL, with a failure, when there is no such view. */
static const char *columns_of(struct cli *c, const char *view)
{
    struct query *q = open_views(c, view);
    const char *columns = query_next(q) ? cli_text(c, "%s", query_text(q, 1)) : NULL;
    query_close(q);
    if (columns)
        return columns;
    struct suggestion near = {.word = view};
    for (q = open_views(c, ""); query_next(q);)
        suggest_offer(&near, cli_text(c, "%s", query_text(q, 0)));
    query_close(q);
    fail(&c->failure, STATUS_USAGE,
         "there is no view `%.60s`%s; `depthlab export --list` names all", view,
         suggest_inline(&near));
    return NULL;
}

/* A view selects its rows by the experiment, or by the run's hash. */
static const char *filter(const char *columns)
{
    return strstr(columns, "experiment") ? "experiment = :experiment"
                                         : "run_uuid IN (SELECT r.uuid FROM sweep s JOIN run r ON "
                                           "r.id = s.run WHERE s.experiment = :experiment)";
}

/* The name of the experiment that was asked for, of which there are runs; NULL: all. */
static const char *experiment_of(struct cli *c, const struct arguments *w)
{
    if (!w->experiment || c->failure.status)
        return NULL;
    const char *name = experiment_name(&c->arena, w->experiment, &c->failure);
    if (name && !store_has_experiment(c->store, name, &c->failure))
        cli_none_of(c, "runs", w->experiment);
    return name;
}

static void export(struct cli *c, const struct arguments *w)
{
    const char *view = c->word[0];
    struct output out;
    const char *columns = columns_of(c, view), *experiment = experiment_of(c, w);
    if (c->failure.status || output_open(&c->arena, w->path, &out, &c->failure))
        return;
    struct query *q = query_open(
        c->store,
        cli_text(c, "SELECT * FROM \"%s\" WHERE %s", view, experiment ? filter(columns) : "1"),
        &c->failure);
    query_bind_text(q, ":experiment", experiment ? experiment : "");
    store_export_csv(q, out.file, &c->failure);
    query_close(q);
    output_close(&out, &c->failure);
}

static void tensorboard(struct cli *c, const struct arguments *w)
{
    const char *experiment = experiment_of(c, w);
    if (!c->failure.status)
        export_tensorboard(c, experiment, w->tensorboard);
}

static enum status read_weights(struct cli *c, const struct arguments *w, int64_t run,
                                struct loaded_model *m)
{
    const struct repeat_order order = {
        .run = run, .path = w->data ? w->data : "", .notice = cli_notice};
    const int steps = w->step.count;
    return steps ? trained_model_at_step(&c->arena, c->store, &order, w->step.n[steps - 1], m,
                                         &c->failure)
                 : trained_model_read(&c->arena, c->store, &order, false, m, &c->failure);
}

/* Tensor by tensor, in the order of their creation. */
static void print_hash(const struct safetensors *t)
{
    uint64_t hash = HASH_START;
    for (int i = 0; i < t->tensors; i++)
        hash_bytes(&hash, t->tensor[i].data, t->tensor[i].count * t->tensor[i].dtype->bytes);
    printf("%016" PRIx64 "\n", hash);
}

static void export_weights(struct cli *c, const struct arguments *w)
{
    struct selection selection;
    struct loaded_model s;
    struct output out;
    if (select_runs(&c->arena, c->store, c->words, c->word, &selection, &c->failure) ||
        select_settled(&c->arena, c->store, &selection, false, &c->failure) ||
        read_weights(c, w, selection.run[0], &s))
        return;
    if (w->hash) {
        print_hash(&s.weights);
        return;
    }
    if (weights_fold(&c->arena, s.net, &s.weights, &c->failure) ||
        output_open(&c->arena, w->weights, &out, &c->failure))
        return;
    const struct safetensors *t = &s.weights;
    safetensors_write(out.file, t->tensors, t->tensor, t->notes, t->note, &c->failure);
    output_close(&out, &c->failure);
}

static int run(struct cli *c, void *arguments)
{
    const struct arguments *w = arguments;
    const bool weights = w->weights || w->hash;
    if (weights ? w->experiment || w->path || w->list : w->data || w->step.count)
        return cli_usage("export", "%s goes with the weights of a run alone",
                         w->weights ? "--weights"
                         : w->hash  ? "--hash"
                         : w->data  ? "--data"
                                    : "--step");
    if (w->tensorboard && (weights || w->path || w->list || w->csv || c->words))
        return cli_usage("export", "--tensorboard goes with --experiment alone");
    if (w->weights && w->hash)
        return cli_usage("export", "--weights writes a file, --hash prints; one at a time");
    if (weights ? !c->words : c->words != (!w->list && !w->tensorboard))
        return cli_usage("export", weights   ? "which run?"
                                   : w->list ? "--list goes without a view"
                                             : "which view?");
    /* a run may be trained again for its weights, which takes longer than a writer should wait */
    if (weights ? cli_open_store(c, true) : cli_read_store(c)) {
        if (weights)
            export_weights(c, w);
        else if (w->list)
            list(c);
        else if (w->tensorboard)
            tensorboard(c, w);
        else
            export(c, w);
    }
    return STATUS_OK;
}

COMMAND(export,
        "a view of the database as CSV, a run's weights as safetensors, curves for TensorBoard",
        "VIEW\n--list\nRUN --weights FILE\nRUN --hash\n--tensorboard FOLDER",
        sizeof(struct arguments));

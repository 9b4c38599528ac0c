/* depthlab eval: the loss and accuracy of trained weights. */
#include "lab/cli/cli.h"
#include "lab/cli/output.h"
#include "lab/cli/overrides.h"
#include "lab/data/batch.h"
#include "lab/inspect/select.h"
#include "lab/run/trained_model.h"
#include "lab/spec/cell_json.h"
#include "lab/train/evaluate.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char about[] =
    "Print loss and accuracy over the test set, of what a run ended with (RUN as in `depthlab "
    "show`: a number, a hash, an experiment with settings) or of a safetensors file. A file of "
    "`depthlab export --weights` contains its settings; for another, and to change them, there "
    "are --set and its short forms. `depthlab import FILE` lists what does not fit.";

struct arguments {
    struct cli *c;
    struct overrides overrides;
    const char *weights, *logits;
    bool train;
};

static const struct option_row options[] = {
    OPTION_TEXT("weights", "FILE", weights, "of this safetensors file instead of a run"),
    OPTION_FLAG("train", train,
                "over the training set too: with the statistics of each batch, as the run's "
                "train_loss is, and with running ones"),
    OPTION_TEXT("logits", "FILE", logits,
                "write each test sample's place in its file (from 0), class, the class predicted, "
                "and the logits, "
                "as CSV"),
    OPTION_DATA("where the run's data lie; with --weights any data set of the same shape"),
    OPTION_SET("with --weights: a setting of the net or the data"),
    OPTION_KEY("--depth 20 --norm batch"),
    OPTION_JSON("the scores and all settings as JSON"),
    OPTION_DB,
    {0},
};

/* ---- logits ---- */

static int largest(const lane *logits, int classes, int i)
{
    int best = 0;
    for (int k = 1; k < classes; k++)
        if (logits[k][i] > logits[best][i])
            best = k;
    return best;
}

/* 9 digits tell every float from its neighbours, 17 every double. */
static void put_batch(FILE *out, const struct network *net, const struct pass *pass, const int *row)
{
    int classes = shape_size(net->logits->shape), digits = sizeof(real) == 4 ? 9 : 17;
    for (int n = 0; n < pass->batch; n++) {
        int g = n / LANES, i = n % LANES;
        const lane *logits = net->logits->value + (size_t)g * (size_t)classes;
        fprintf(out, "%d,%d,%d", row[n], (int)net->target->value[g][i],
                largest(logits, classes, i));
        for (int k = 0; k < classes; k++)
            fprintf(out, ",%.*g", digits, (double)logits[k][i]);
        putc('\n', out);
    }
}

/* Lines come in the order of the file. */
struct line {
    int row, sample;
};

static int by_row(const void *a, const void *b)
{
    return ((const struct line *)a)->row - ((const struct line *)b)->row;
}

static void put_logits(struct cli *c, const struct loaded_model *s, FILE *out)
{
    const struct network *net = s->net;
    const struct part *part = &s->data.test;
    int most = net->graph->capacity;
    struct line *line = arena_take(&c->arena, &c->failure, (size_t)part->count * sizeof *line);
    int *index = arena_take(&c->arena, &c->failure, 2 * (size_t)most * sizeof *index);
    if (!index || !line)
        return;
    for (int i = 0; i < part->count; i++)
        line[i] = (struct line){part->row[i], i};
    qsort(line, (size_t)part->count, sizeof *line, by_row);
    fputs("sample,class,predicted", out);
    for (int k = 0; k < s->data.classes; k++)
        fprintf(out, ",logit%d", k);
    putc('\n', out);
    for (int first = 0; first < part->count; first += most) {
        int left = part->count - first;
        struct pass pass = {.mode = MODE_EVAL, .batch = left < most ? left : most};
        int *row = index + most;
        for (int i = 0; i < pass.batch; i++) {
            index[i] = line[first + i].sample;
            row[i] = line[first + i].row;
        }
        batch_fill(part, shape_size(net->input->shape), index, pass.batch, net->input->value,
                   net->target->value);
        graph_forward(net->graph, &pass);
        put_batch(out, net, &pass, row);
    }
}

static void write_logits(struct cli *c, const struct loaded_model *s, const char *path)
{
    struct output out;
    if (output_open(&c->arena, path, &out, &c->failure))
        return;
    put_logits(c, s, out.file);
    output_close(&out, &c->failure);
}

/* ---- scores ---- */

static void print_score(const char *part, const char *statistics, int samples, struct score score)
{
    printf("%-5s  %-10s  %7d  %-10.6g  %.6g\n", part, statistics, samples, score.loss,
           score.accuracy);
}

static void json_score(struct cli *c, const char *part, const char *mode, struct score score)
{
    printf(", \"%s_loss%s\": %s, \"%s_acc%s\": %s", part, mode, cli_json_number(c, score.loss),
           part, mode, cli_json_number(c, score.accuracy));
}

static void print_scores(struct arguments *w, const struct loaded_model *s)
{
    struct cli *c = w->c;
    const struct part *test = &s->data.test, *train = &s->data.train;
    struct score tested = evaluate(s->net, test, MODE_EVAL, &c->arena), batch = {0}, running = {0};
    if (w->train) {
        batch = evaluate(s->net, train, MODE_MEASURE, &c->arena);
        running = evaluate(s->net, train, MODE_EVAL, &c->arena);
    }
    if (c->json) {
        printf("{\"weights\": %s, \"test_samples\": %d, \"train_samples\": %d",
               cli_json_text(c, s->weights.path), test->count, train->count);
        json_score(c, "test", "", tested);
        if (w->train) {
            json_score(c, "train", "", batch);
            json_score(c, "train", "_eval", running);
        }
        printf(",\n \"cell\": %s}\n", cell_json(&c->arena, &s->cell, &c->failure));
        return;
    }
    const struct net_spec *n = &s->cell.net;
    struct matching names;
    printf("%s: %s, block %s, depth %d, width %d, shortcut %s, norm %s\n",
           cli_shown(c, s->weights.path), n->family, n->block, n->depth, n->width, n->shortcut,
           n->norm);
    if (!weights_match(&c->arena, s->net->graph, &s->weights, &names, &c->failure) && *names.prefix)
        printf("names without `%s`\n", names.prefix);
    puts("part   statistics  samples  loss        accuracy");
    print_score("test", "running", test->count, tested);
    if (w->train) {
        print_score("train", "of a batch", train->count, batch);
        print_score("train", "running", train->count, running);
    }
}

/* Which weights, in words, and the net and data that they are of. */
static enum status read_model(struct arguments *w, struct arena *arena, struct loaded_model *s)
{
    struct cli *c = w->c;
    struct selection selection;
    if (w->weights) {
        struct request request = override_request(&w->overrides, "experiments");
        return loaded_model_of_file(arena, w->weights, &request, true, s, &c->failure);
    }
    if (!cli_open_store(c, true) ||
        select_runs(arena, c->store, c->words, c->word, &selection, &c->failure) ||
        select_settled(arena, c->store, &selection, false, &c->failure))
        return c->failure.status;
    const struct repeat_order order = {.run = selection.run[0],
                                       .path = w->overrides.data ? w->overrides.data : "",
                                       .notice = cli_notice};
    return trained_model_read(arena, c->store, &order, true, s, &c->failure);
}

static void eval(struct arguments *w)
{
    struct cli *c = w->c;
    struct arena arena;
    struct loaded_model s;
    arena_open(&arena, SIZE_MAX);
    if (!read_model(w, &arena, &s) && !loaded_model_load(&arena, &s, &c->failure)) {
        if (w->logits)
            write_logits(c, &s, w->logits);
        if (!c->failure.status)
            print_scores(w, &s);
    }
    arena_close(&arena);
}

static int run(struct cli *c, void *arguments)
{
    struct arguments *w = arguments;
    w->c = c;
    if (!w->weights == !c->words)
        return cli_usage("eval", "a run, or --weights FILE?");
    if (!w->weights && w->overrides.count)
        return cli_usage(
            "eval",
            "a run has its settings; `depthlab export --weights` and `eval --weights` change them");
    eval(w);
    return STATUS_OK;
}

COMMAND(eval, "loss and accuracy of a run's weights, or of a file's", "RUN\n--weights FILE",
        sizeof(struct arguments));

/* depthlab probe: instruments on demand, applied to the states that runs have kept. */
#include "lab/base/suggest.h"
#include "lab/cli/cli.h"
#include "lab/inspect/select.h"
#include "lab/run/probe_run.h"
#include "lab/run/repeat.h"
#include "lab/spec/cell_json.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char about[] =
    "Look inside trained nets. Without words, list the probes. NAME is one of them; RUN is as in "
    "`depthlab show`: a number, a hash, or an experiment with settings, which may mean several "
    "runs. The numbers go into the database, view NAME or as `probe` names it, where the table "
    "`probe` says what each column means; and onto the screen. A landscape or trajectory "
    "that is interrupted goes on where it was when the same command is given again.";

struct arguments {
    struct cli *c;
    struct probe_run_order order;
    struct option_list steps;
    int printed; /* series */
    bool terminal, quiet;
};

static const struct option_row options[] = {
    OPTION_WHOLE(
        "step", "S", steps, 0, 0,
        "after S updates: 0 is the start, the last one by default; repeatable. A state that "
        "was not kept comes from training the run again"),
    OPTION_WHOLE("samples", "N", order.samples, 1, 65536,
                 "use the first N samples of the training set", .preset = "256"),
    OPTION_WHOLE("seed", "N", order.seed, 0, 0, "of the probe's own draws", .preset = "1"),
    OPTION_WHOLE("grid", "N", order.grid, 2, 1001, "points a side of a surface (21)"),
    OPTION_DATA_AT(order.path, "where the runs' data lie, for a set that is read from files",
                   .preset = ""),
    OPTION_DB,
    OPTION_QUIET("nothing on the screen"),
    OPTION_JSON("the rows, or the list of probes, as JSON"),
    {0},
};

static int list(struct cli *c)
{
    for (int i = 0; probes[i]; i++) {
        if (c->json)
            printf("%s{\"name\": %s, \"about\": %s}", i ? ",\n " : "[",
                   cli_json_text(c, probes[i]->name), cli_json_text(c, probes[i]->about));
        else
            printf("%-14s %s\n", probes[i]->name, probes[i]->about);
    }
    if (c->json)
        puts("]");
    return STATUS_OK;
}

static void say_estimate(void *self, double seconds, double done)
{
    const struct arguments *w = self;
    if (w->quiet)
        return;
    if (done > 0)
        fprintf(stderr, "%s: goes on at %.0f %%, ", w->order.probe->name, 100 * done);
    else
        fprintf(stderr, "%s: ", w->order.probe->name);
    fprintf(stderr, seconds < 1 ? "about %.1g s\n" : "about %.0f s\n", seconds);
}

static void say_progress(void *self, double done)
{
    const struct arguments *w = self;
    if (w->terminal && done < 1)
        fprintf(stderr, "\r%s: %3.0f %%", w->order.probe->name, 100 * done);
    else if (w->terminal)
        fprintf(stderr, "\r%*s\r", (int)strlen(w->order.probe->name) + 8, "");
}

/* A column as it is, or, for people, in six digits. */
static const char *shown(struct cli *c, const char *column, bool as_it_is)
{
    return as_it_is
               ? cli_text(c, "\"%s\"", column)
               : cli_text(c, "iif(\"%s\" IS NULL, '', printf('%%.6g', \"%s\"))", column, column);
}

static void print_series(struct arguments *w, const struct series *s, int64_t step)
{
    struct cli *c = w->c;
    const char *columns = "";
    for (int i = 0; i < s->columns; i++)
        columns = cli_text(c, "%s, %s AS \"%s\"", columns,
                           shown(c, s->column[i].name, c->json || i < s->keys), s->column[i].name);
    const char *sql = cli_text(
        c,
        "SELECT place AS \"%s\"%s FROM \"%s_row\" WHERE run = :run AND step = :step ORDER BY 1%s",
        *s->place ? s->place : "place", columns, s->name, s->keys ? ", 2" : "");
    struct query *q = query_open(c->store, sql, &c->failure);
    query_bind_int(q, ":run", w->order.run);
    query_bind_int(q, ":step", step);
    cli_print_rows(c, q);
    query_close(q);
}

static void run_probe(struct arguments *w, int64_t run, int64_t wanted)
{
    struct cli *c = w->c;
    const struct probe *p = w->order.probe;
    int64_t step = 0;
    w->order.run = run;
    w->order.step = wanted;
    if (probe_run_execute(c->store, &w->order, &step, &c->failure))
        return;
    for (int i = 0; p->series[i] && !c->failure.status && !w->quiet; i++) {
        const struct series *s = p->series[i];
        if (c->json)
            printf("%s{\"run\": %lld, \"step\": %lld, \"series\": \"%s\", \"rows\":\n ",
                   w->printed++ ? ",\n" : "[", (long long)run, (long long)step, s->name);
        else
            printf("%srun %lld after %lld updates: %s_row\n", w->printed++ ? "\n" : "",
                   (long long)run, (long long)step, s->name);
        print_series(w, s, step);
        if (c->json)
            putchar('}');
    }
}

static enum status unknown(struct cli *c, const char *name)
{
    struct suggestion nearest = {.word = name};
    for (int i = 0; probes[i]; i++)
        suggest_offer(&nearest, probes[i]->name);
    return fail(&c->failure, STATUS_USAGE, "there is no probe `%.60s`%s", name,
                nearest.name ? suggest_inline(&nearest) : "; `depthlab probe` lists them");
}

/* The states that the run has not kept, from training it again. */
static void restore(struct arguments *w, int64_t run, int steps)
{
    struct cli *c = w->c;
    struct cell cell;
    enum run_status status;
    const char *json;
    struct repeat_order order = {
        .run = run, .path = w->order.path, .notice = w->quiet ? NULL : cli_notice};
    if (store_run_cell(c->store, &c->arena, run, &json, &status, &c->failure) ||
        cell_from_json(&c->arena, json, &cell, &c->failure) || status != RUN_DONE)
        return;
    for (int k = 0; k < steps && !c->failure.status; k++) {
        order.keep_step = w->steps.count ? w->steps.n[k] : STEP_FINAL;
        if (order.keep_step <= cell.train.steps &&
            probe_run_lacks(c->store, w->order.probe, run, &cell, order.keep_step, &c->failure))
            repeat_restore(&c->arena, c->store, &order, &c->failure);
    }
}

static int probe(struct arguments *w)
{
    struct cli *c = w->c;
    struct selection selection;
    const int steps = w->steps.count ? w->steps.count : 1;
    w->order.probe = probe_find(c->word[0]);
    if (!w->order.probe)
        return (int)unknown(c, c->word[0]);
    if (c->words < 2)
        return cli_usage("probe", "which run? a number, a hash, or EXPERIMENT KEY=VALUE...");
    if (!cli_has_store(c) || !cli_open_store(c, false) ||
        select_runs(&c->arena, c->store, c->words - 1, c->word + 1, &selection, &c->failure))
        return STATUS_OK;
    const bool twin = w->order.probe->needs & NEEDS_DOUBLE && sizeof(real) < sizeof(double);
    for (int i = 0; i < selection.runs && !c->failure.status; i++)
        restore(w, selection.run[i], steps);
    if (twin && !c->failure.status)
        return cli_in_double(c);
    for (int i = 0; i < selection.runs; i++)
        for (int k = 0; k < steps && !c->failure.status; k++)
            run_probe(w, selection.run[i], w->steps.count ? w->steps.n[k] : STEP_FINAL);
    if (c->json)
        puts(w->printed ? "]" : "[]");
    struct cell here;
    cell_open(&here);
    store_states_drop(c->store, selection.runs, selection.run, DEAR_SECONDS, here.arithmetic,
                      &c->failure);
    return STATUS_OK;
}

static int run(struct cli *c, void *arguments)
{
    struct arguments *w = arguments;
    w->c = c;
    w->terminal = isatty(STDERR_FILENO);
    w->order.watcher = w;
    w->order.estimate = w->quiet ? NULL : say_estimate;
    w->order.watch = w->quiet ? NULL : say_progress;
    return c->words ? probe(w) : list(c);
}

COMMAND(probe, "look inside trained nets: instruments on demand", "\nNAME RUN",
        sizeof(struct arguments));

/* depthlab show RUN: everything the database holds of one run. */
#include "lab/claim/resolve.h"
#include "lab/cli/cli.h"
#include "lab/figure/sketch.h"
#include "lab/inspect/run_summary.h"
#include "lab/inspect/select.h"
#include "lab/spec/cell_json.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char about[] =
    "Show one run: its settings, status, losses, the curve of its training loss, the profile of "
    "||dL/dh|| over the layers at the first and the last step logged, and where it was made. Of a "
    "diverged run: where, and what was out of the ordinary before. RUN is one of\n"
    "\n"
    "  17                                    a run's number (depthlab status EXPERIMENT lists "
    "them)\n"
    "  3fa9c2                                its hash, or the beginning of it\n"
    "  degradation block=plain depth=32 ...  the run of an experiment with these settings";

static const struct option_row options[] = {
    OPTION_JSON("all settings and all rows of the curve and the profiles"), OPTION_DB, {0}};

enum { WIDTH = 60, HEIGHT = 12 };

/* ---- for a person ---- */

/* Settings that name every run, whatever their value. */
static bool always(const struct setting *s)
{
    static const char *const key[] = {"seed",      "net.block", "net.depth",  "net.width",
                                      "data.name", "train.lr",  "train.steps"};
    for (size_t i = 0; i < sizeof key / sizeof *key; i++)
        if (!strcmp(s->key, key[i]))
            return true;
    return false;
}

static void print_settings(struct cli *c, const struct run_summary *p)
{
    const char *section = "";
    int left_out = 0;
    struct cell preset;
    cell_preset(&preset);
    for (const struct setting *s = settings; s->key; s++) {
        const char *value = cli_shown(c, cell_recorded(&c->arena, &p->cell, s, &c->failure)),
                   *dot = strchr(s->key, '.');
        const char *sum = cell_checksum_key(s),
                   *word = sum ? strchr(sum, '.') + 1 : setting_in_section(s);
        if (!always(s) && !strcmp(value, cell_recorded(&c->arena, &preset, s, &c->failure))) {
            left_out++;
            continue;
        }
        const char *own = cli_text(c, "%.*s", (int)(dot ? dot - s->key : 0), s->key);
        if (!dot)
            printf("%-10s %s", s->key, value);
        else if (strcmp(own, section))
            printf("\n%-10s %s %s", own, word, value);
        else
            printf(", %s %s", word, value);
        section = own;
    }
    printf("\n%-10s %d more settings are at their defaults (--json lists all)\n", "", left_out);
}

static void print_losses(const struct run_summary *p)
{
    if (isnan(p->loss[0]) && isnan(p->loss[2])) {
        int i = p->curve.points - 1;
        if (i >= 0)
            printf("%-10s train_loss %g at step %lld, the last one logged\n", "losses",
                   p->curve.train_loss[i], (long long)p->curve.step[i]);
        return;
    }
    printf("%-10s ", "losses");
    for (int i = 0; i < LOSSES; i++)
        if (!isnan(p->loss[i]) && (i < 4 || p->loss[i] != p->loss[0]))
            printf("%s%s %.4g", i ? ", " : "", run_summary_loss_name[i], p->loss[i]);
    puts("");
}

static void print_curve(struct cli *c, const struct curve *k)
{
    double *x = arena_take(&c->arena, &c->failure, (size_t)k->points * sizeof *x);
    if (!x)
        return;
    for (int i = 0; i < k->points; i++)
        x[i] = (double)k->step[i];
    const char *text =
        k->points ? sketch_curve(&c->arena, k->points, x, k->train_loss, WIDTH, HEIGHT, &c->failure)
                  : "";
    bool colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
    if (*text)
        printf("\ntraining loss, of the batches that were logged\n%s%s%s", colour ? "\033[36m" : "",
               text, colour ? "\033[0m" : "");
}

static void widen(const struct profile *f, double *low, double *high)
{
    for (int i = 0; i < f->layers; i++)
        if (isfinite(f->dh[i]) && f->dh[i] > 0) {
            *low = fmin(*low, log10(f->dh[i]));
            *high = fmax(*high, log10(f->dh[i]));
        }
}

static void print_profile(struct cli *c, const struct profile *f, double low, double high)
{
    const char *bars = sketch_bars(&c->arena, f->layers, f->dh, WIDTH, low, high, &c->failure);
    printf("  step %-7lld %s  %.2g at layer 0, %.2g at layer %d\n", (long long)f->step, bars,
           f->dh[0], f->dh[f->layers - 1], f->layers - 1);
}

static void print_profiles(struct cli *c, const struct run_summary *p)
{
    double low = INFINITY, high = -INFINITY;
    widen(&p->first, &low, &high);
    widen(&p->last, &low, &high);
    if (low > high)
        return;
    printf("\n||dL/dh|| from the input (left) to the head, from 10^%.1f to 10^%.1f\n", low, high);
    print_profile(c, &p->first, low, high);
    if (p->last.step != p->first.step)
        print_profile(c, &p->last, low, high);
}

/* Every line of the text under a label. */
static void print_lines(struct cli *c, const char *label, const char *text)
{
    char *rest = arena_strdup(&c->arena, text);
    if (!rest)
        fail_memory(&c->failure);
    for (char *line; rest && (line = strsep(&rest, "\n"));)
        if (*line) {
            printf("%-10s %s\n", label, line);
            label = "";
        }
}

static void print_summary(struct cli *c, const struct run_summary *p)
{
    bool diverged = !strcmp(p->status, run_status_name[RUN_DIVERGED]);
    printf("run %lld, %s\n", (long long)p->run, p->hash);
    printf("%-10s %s%s", "status", p->status, p->running ? ", and running now" : "");
    printf("; %lld of %d updates, %.3g s\n", (long long)p->steps, p->cell.train.steps, p->seconds);
    print_lines(c, diverged ? "where" : "because", p->detail);
    if (diverged)
        print_lines(c, "why", run_summary_why(&c->arena, p, &c->failure));
    if (*p->experiments)
        printf("%-10s %s\n", "in", p->experiments);
    print_settings(c, p);
    if (p->params)
        printf("%-10s %lld\n", "parameters", (long long)p->params);
    print_losses(p);
    print_curve(c, &p->curve);
    print_profiles(c, p);
    if (!*p->revision)
        return;
    printf("\n%-10s revision %s on %s (%s), %d thread%s\n", "made by", p->revision, p->host,
           p->processor, p->threads, p->threads == 1 ? "" : "s");
    printf("%-10s %s to %s\n", "", p->started, *p->ended ? p->ended : "now");
    printf("%-10s %s\n%-10s %s\n", "build", p->build, "libraries", p->libraries);
}

/* ---- for a program ---- */

static void json_text(struct cli *c, const char *key, const char *text)
{
    printf(", \"%s\": %s", key, cli_json_text(c, text));
}

static void json_curve(struct cli *c, const struct curve *k)
{
    fputs(",\n \"curve\": [", stdout);
    for (int i = 0; i < k->points; i++)
        printf("%s{\"step\": %lld, \"train_loss\": %s, \"test_loss\": %s}", i ? ",\n  " : "\n  ",
               (long long)k->step[i], cli_json_number(c, k->train_loss[i]),
               cli_json_number(c, k->test_loss[i]));
    putchar(']');
}

static void json_profile(struct cli *c, const char *key, const struct profile *f)
{
    printf(",\n \"%s\": {\"step\": %lld, \"layers\": [", key, (long long)f->step);
    for (int i = 0; i < f->layers; i++)
        printf("%s{\"name\": %s, \"h\": %s, \"dh\": %s, \"update_ratio\": %s}",
               i ? ",\n  " : "\n  ", cli_json_text(c, f->name[i]), cli_json_number(c, f->h[i]),
               cli_json_number(c, f->dh[i]), cli_json_number(c, f->update[i]));
    fputs("]}", stdout);
}

static void print_json(struct cli *c, const struct run_summary *p)
{
    bool diverged = !strcmp(p->status, run_status_name[RUN_DIVERGED]);
    printf("{\"run\": %lld", (long long)p->run);
    json_text(c, "hash", p->hash);
    json_text(c, "status", p->status);
    printf(", \"running\": %s", p->running ? "true" : "false");
    json_text(c, "detail", p->detail);
    json_text(c, "why", diverged ? run_summary_why(&c->arena, p, &c->failure) : "");
    json_text(c, "experiments", p->experiments);
    printf(",\n \"cell\": %s,\n \"parameters\": %lld, \"steps\": %lld, \"seconds\": %.6g",
           p->cell_json, (long long)p->params, (long long)p->steps, p->seconds);
    for (int i = 0; i < LOSSES; i++)
        printf(", \"%s\": %s", run_summary_loss_name[i], cli_json_number(c, p->loss[i]));
    json_text(c, "revision", p->revision);
    json_text(c, "host", p->host);
    json_text(c, "processor", p->processor);
    json_text(c, "build", p->build);
    json_text(c, "libraries", p->libraries);
    json_text(c, "started", p->started);
    json_text(c, "ended", p->ended);
    printf(", \"threads\": %d", p->threads);
    json_curve(c, &p->curve);
    json_profile(c, "first", &p->first);
    json_profile(c, "last", &p->last);
    puts("}");
}

static int run(struct cli *c, void *arguments)
{
    (void)arguments;
    struct selection selection;
    struct run_summary p;
    if (!c->words)
        return cli_usage("show", "which run?");
    if (!cli_read_store(c) ||
        select_runs(&c->arena, c->store, c->words, c->word, &selection, &c->failure) ||
        select_settled(&c->arena, c->store, &selection, false, &c->failure) ||
        run_summary_read(&c->arena, c->store, selection.run[0], &p, &c->failure))
        return STATUS_OK;
    if (c->json)
        print_json(c, &p);
    else
        print_summary(c, &p);
    return STATUS_OK;
}

COMMAND(show, "one run: settings, losses, gradients, provenance", "RUN", 0);

/* depthlab compare A B: two runs, or the runs of two selections over their seeds, side by side; and an experiment
 * with other settings beside its own. */
#include "lab/inspect/compare.h"
#include "lab/cli/cli.h"
#include "lab/cli/compare_settings.h"
#include "lab/figure/sketch.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

struct arguments {
    struct overrides overrides;
    struct drawing drawing;
    int width, threads;
};

static const char about[] =
    "Set two runs beside each other: the settings that differ, the losses, and ||dL/dh|| layer by "
    "layer at the first and the last step logged. A and B are each a run's number, its hash, or an "
    "experiment with settings; a side that leaves the seed open stands for all its seeds, which "
    "are then paired with those of the other side:\n"
    "\n"
    "  depthlab compare 17 42\n"
    "  depthlab compare first block=plain depth=24 first block=preact depth=24\n"
    "\n"
    "With settings as options, \"what if tanh?\": the experiment as it is and with the other "
    "value, "
    "or with each of several. What is not trained yet is trained; the experiment's own sweep stays "
    "as it is. The figure `settings` shows the losses against depth, a panel for each value. "
    "Settings that the experiment sweeps (depths, seeds) are narrowed:\n"
    "\n"
    "  depthlab compare degradation --activation tanh\n"
    "  depthlab compare degradation --activation relu,tanh,gelu --depth 2,8,32 --seed 1..3";

static const struct option_row options[] = {
    OPTION_SET("compare this setting's values"),
    OPTION_KEY("--activation tanh"),
    DRAW_OPTIONS,
    OPTION_WHOLE("jobs", "N", width, 1, 0, "runs at a time (cores / threads)", .letter = 'j'),
    OPTION_WHOLE("threads", "N", threads, 1, 256, "threads in each run, up to 4", .preset = "1"),
    OPTION_JSON("all layers; null is a gradient of zero or no number"),
    OPTION_DB,
    {0}};

enum { WORDS = 128, WIDTH = 60, ROWS = 24 };

/* ---- the words ---- */

struct compare_words {
    int count, words[SIDES];
    const char *word[SIDES][WORDS];
};

/* A word without `=` begins a side; one argument may hold several words. */
static bool take_word(struct compare_words *s, const char *word)
{
    bool begins = !strchr(word, '=');
    if (begins ? s->count == SIDES : !s->count)
        return false;
    s->count += begins;
    int side = s->count - 1;
    if (s->words[side] == WORDS)
        return false;
    s->word[side][s->words[side]++] = word;
    return true;
}

static bool take_words(struct cli *c, struct compare_words *s)
{
    for (int i = 0; i < c->words; i++) {
        char *rest = arena_strdup(&c->arena, c->word[i]);
        if (!rest)
            fail_memory(&c->failure);
        for (char *word; rest && (word = strsep(&rest, " "));)
            if (*word && !take_word(s, word))
                return false;
    }
    return s->count == SIDES;
}

/* ---- for a person ---- */

static void print_side(struct cli *c, const char *name, const struct comparison *k,
                       const struct selection *p, int side)
{
    printf("%s  %s  (", name, cli_shown(c, p->words));
    for (int i = 0; i < k->pairs; i++)
        printf("%s%lld",
               i              ? " "
               : k->pairs > 1 ? "runs "
                              : "run ",
               (long long)k->run[side][i]->run);
    putchar(')');
    if (k->diverged[side])
        printf(", %d diverged", k->diverged[side]);
    putchar('\n');
}

static void print_contrasts(struct cli *c, const struct comparison *k)
{
    int wide = 1;
    for (int i = 0; i < k->contrasts; i++)
        wide = (int)strlen(k->contrast[i].value[SIDE_A]) > wide
                   ? (int)strlen(k->contrast[i].value[SIDE_A])
                   : wide;
    puts(k->contrasts ? "\nsettings that differ" : "\nno setting differs");
    for (int i = 0; i < k->contrasts; i++)
        printf("  %-18s %-*s   %s\n", k->contrast[i].key, wide,
               cli_shown(c, k->contrast[i].value[SIDE_A]),
               cli_shown(c, k->contrast[i].value[SIDE_B]));
}

static void print_number(double x)
{
    if (isnan(x))
        printf(" %12s", "-");
    else
        printf(" %12.5g", x);
}

static void print_losses(const struct comparison *k)
{
    printf("\n%-18s %12s %12s %12s\n", "losses", "A", "B", "A - B");
    for (int i = 0; i < LOSSES; i++) {
        const struct compared *r = &k->loss[i];
        printf("  %-16s", r->name);
        print_number(r->mean[SIDE_A]);
        print_number(r->mean[SIDE_B]);
        print_number(r->difference);
        if (k->pairs > 1 && r->pairs)
            printf("   A higher in %d of %d", r->higher, r->pairs);
        putchar('\n');
    }
    const struct compared *r = &k->loss[0];
    if (k->pairs > 1)
        printf("  means over %d and %d of %d seeds, A - B over the %d that both have\n",
               r->runs[SIDE_A], r->runs[SIDE_B], k->pairs, r->pairs);
}

static void widen(const struct mean_profile *m, double *low, double *high)
{
    for (int i = 0; i < m->layers; i++)
        if (isfinite(m->log_dh[i])) {
            *low = fmin(*low, m->log_dh[i]);
            *high = fmax(*high, m->log_dh[i]);
        }
}

static void print_bars(struct cli *c, const char *label, const struct mean_profile *m, double low,
                       double high)
{
    double *dh = arena_take(&c->arena, &c->failure, (size_t)m->layers * sizeof *dh);
    if (!dh)
        return;
    for (int i = 0; i < m->layers; i++)
        dh[i] = pow(10, m->log_dh[i]);
    const char *bars = sketch_bars(&c->arena, m->layers, dh, WIDTH, low, high, &c->failure);
    printf("  %-8s ", label);
    if (m->step >= 0)
        printf("step %-7lld %s\n", (long long)m->step, bars);
    else
        printf("%-12s %s\n", "", bars);
}

static void print_log(const struct mean_profile *m, int layer)
{
    double x = layer < m->layers ? m->log_dh[layer] : NAN;
    if (isfinite(x))
        printf(" %12.3f", x);
    else
        printf(" %12s", isnan(x) ? "" : "zero");
}

/* At most ROWS layers, the first and the last among them. */
static void print_layers(const struct comparison *k)
{
    const struct mean_profile *a = &k->first[SIDE_A], *b = &k->first[SIDE_B];
    const struct mean_profile *longer = a->layers >= b->layers ? a : b;
    int layers = longer->layers, rows = layers < ROWS ? layers : ROWS;
    printf("\n  %-24s %12s %12s %12s %12s\n", "log10 ||dL/dh||, layer", "A first", "B first",
           "A last", "B last");
    for (int i = 0; i < rows; i++) {
        int layer = rows > 1 ? (int)((long)i * (layers - 1) / (rows - 1)) : 0;
        printf("  %5d %-18.18s", layer, longer->name[layer]);
        for (int last = 0; last < 2; last++)
            for (int side = 0; side < SIDES; side++)
                print_log(last ? &k->last[side] : &k->first[side], layer);
        putchar('\n');
    }
    if (rows < layers)
        printf("  %d of %d layers; --json has all\n", rows, layers);
}

static void print_profiles(struct cli *c, const struct comparison *k)
{
    double low = INFINITY, high = -INFINITY;
    for (int side = 0; side < SIDES; side++) {
        widen(&k->first[side], &low, &high);
        widen(&k->last[side], &low, &high);
    }
    if (low > high)
        return;
    printf("\n||dL/dh|| from the input (left) to the head, from 10^%.1f to 10^%.1f\n", low, high);
    print_bars(c, "A first", &k->first[SIDE_A], low, high);
    print_bars(c, "B first", &k->first[SIDE_B], low, high);
    print_bars(c, "A last", &k->last[SIDE_A], low, high);
    print_bars(c, "B last", &k->last[SIDE_B], low, high);
    print_layers(k);
}

/* ---- for a program ---- */

static void json_profile(struct cli *c, const char *key, const struct mean_profile *m)
{
    printf(", \"%s\": {\"step\": %s, \"log10_dh\": [", key,
           m->step < 0 ? "null" : cli_text(c, "%lld", (long long)m->step));
    for (int i = 0; i < m->layers; i++)
        printf("%s%s", i ? ", " : "", cli_json_number(c, m->log_dh[i]));
    fputs("]}", stdout);
}

static void json_side(struct cli *c, const char *name, const struct comparison *k,
                      const struct selection *p, int side)
{
    printf("\"%s\": {\"words\": %s, \"runs\": [", name, cli_json_text(c, p->words));
    for (int i = 0; i < k->pairs; i++)
        printf("%s%lld", i ? ", " : "", (long long)k->run[side][i]->run);
    printf("], \"diverged\": %d", k->diverged[side]);
    json_profile(c, "first", &k->first[side]);
    json_profile(c, "last", &k->last[side]);
    fputs("},\n ", stdout);
}

static void print_json(struct cli *c, const struct comparison *k, const struct selection *selection)
{
    putchar('{');
    json_side(c, "A", k, &selection[SIDE_A], SIDE_A);
    json_side(c, "B", k, &selection[SIDE_B], SIDE_B);
    fputs("\"settings\": [", stdout);
    for (int i = 0; i < k->contrasts; i++) {
        const struct contrast *d = &k->contrast[i];
        printf("%s{\"key\": %s, \"A\": %s, \"B\": %s}", i ? ",\n  " : "\n  ",
               cli_json_text(c, d->key), cli_json_text(c, d->value[SIDE_A]),
               cli_json_text(c, d->value[SIDE_B]));
    }
    fputs("],\n \"losses\": {", stdout);
    for (int i = 0; i < LOSSES; i++) {
        const struct compared *r = &k->loss[i];
        printf(
            "%s\"%s\": {\"A\": %s, \"B\": %s, \"difference\": %s, \"pairs\": %d, \"A_higher\": %d}",
            i ? ",\n  " : "\n  ", r->name, cli_json_number(c, r->mean[SIDE_A]),
            cli_json_number(c, r->mean[SIDE_B]), cli_json_number(c, r->difference), r->pairs,
            r->higher);
    }
    puts("}}");
}

static int compare(struct cli *c, const struct compare_words *s)
{
    struct selection selection[SIDES];
    struct comparison k;
    if (!cli_read_store(c))
        return STATUS_OK;
    for (int i = 0; i < SIDES; i++)
        if (select_runs(&c->arena, c->store, s->words[i], s->word[i], &selection[i], &c->failure))
            return STATUS_OK;
    if (compare_read(&c->arena, c->store, selection, &k, &c->failure))
        return STATUS_OK;
    if (c->json) {
        print_json(c, &k, selection);
        return STATUS_OK;
    }
    print_side(c, "A", &k, &selection[SIDE_A], SIDE_A);
    print_side(c, "B", &k, &selection[SIDE_B], SIDE_B);
    print_contrasts(c, &k);
    print_losses(&k);
    print_profiles(c, &k);
    return STATUS_OK;
}

static int run(struct cli *c, void *arguments)
{
    const struct arguments *w = arguments;
    struct compare_words sides = {0};
    struct settings_comparison order = {w->overrides, w->drawing, w->width, w->threads};
    if (w->overrides.count)
        return c->words == 1 && !c->json
                   ? compare_settings(c, &order)
                   : cli_usage("compare", "settings are compared of one experiment, in a figure");
    if (!take_words(c, &sides) && !c->failure.status)
        return cli_usage("compare",
                         "two sides are wanted, each a run or an experiment with KEY=VALUE; or an "
                         "experiment and a setting: --activation tanh");
    return c->failure.status ? STATUS_OK : compare(c, &sides);
}

COMMAND(compare, "two runs side by side; an experiment with other settings",
        "A B\nEXPERIMENT --KEY VALUE", sizeof(struct arguments));

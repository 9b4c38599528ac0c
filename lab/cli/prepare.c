#include "lab/cli/prepare.h"
#include "lab/base/memory.h"
#include "lab/base/number.h"
#include "lab/claim/confirm.h"
#include "lab/figure/figure.h"
#include "lab/figure/series.h"
#include "lab/run/cells.h"
#include "lab/run/recorded.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct preparing {
    struct cli *c;
    struct arguments *w;
    struct prepared *p;
    const char *plots;
    bool thorough; /* for `check` */
    int code;      /* of the first experiment that something is wrong with */
};

/* Print what is wrong, and go on looking. */
static bool wrong(struct preparing *g, const struct failure *own)
{
    if (!own->status)
        return false;
    cli_fail(own);
    g->code = g->code ? g->code : (int)own->status;
    return true;
}

static void note(struct preparing *g, struct prepared *p, const char *text)
{
    p->notes = cli_text(g->c, "%s%s\n", p->notes, text);
}

/* ---- the words ---- */

/* A word that is a setting's value where an experiment is expected. */
static int check_word(const char *command, const char *word)
{
    const char *equals = strchr(word, '=');
    double number;
    if (equals && !strstr(word, ".yaml"))
        return cli_usage(command, "`%s` is no experiment; a setting is an option: --%.*s %s", word,
                         (int)(equals - word), word, equals + 1);
    if (number_real(word, &number))
        return cli_usage(command, "`%s` is no experiment; several values have commas between: 8,16",
                         word);
    return STATUS_OK;
}

static int check_words(struct cli *c, const struct arguments *w, const char *command)
{
    if (w->all ? c->words : !c->words)
        return cli_usage(command, w->all ? "--all goes without names" : "which experiment?");
    if (w->cell && (w->confirm || c->words != 1))
        return cli_usage(command, "--cell is of one experiment, and goes without --confirm");
    for (int i = 0; i < c->words; i++)
        if (check_word(command, c->word[i]))
            return STATUS_USAGE;
    return STATUS_OK;
}

/* ---- expectations and figures ---- */

/* What reads views, in a note's words. */
struct viewer {
    struct preparing *g;
    struct prepared *p;
    const char *what, *name, *told; /* told: the last view that the notes say lacks */
};

static void see_view(void *self, const char *view)
{
    struct viewer *v = self;
    struct cli *c = v->g->c;
    const char *lack = recorded_lack(&c->arena, &v->p->e, view, &c->failure);
    if (!lack || !strcmp(v->told, view))
        return;
    v->told = cli_text(c, "%s", view);
    note(v->g, v->p,
         cli_text(c, "%s `%s` reads `%s`, which these runs do not record without `%s`", v->what,
                  v->name, view, lack));
}

static void check_statements(struct preparing *g, struct prepared *p)
{
    const struct spec *spec = &p->e.spec;
    const bool changed = g->w->overrides.count || g->w->overrides.data;
    for (int i = 0; i < spec->expectations; i++) {
        const struct expectation *x = &spec->expectation[i];
        struct viewer v = {g, p, "the expectation", x->say ? x->say : x->text, ""};
        struct failure own = {0};
        claim_reads(spec, x, &v, see_view, &own);
        if (own.status && changed)
            p->unjudged++;
        else
            wrong(g, &own);
    }
}

static void check_figures(struct preparing *g, struct prepared *p)
{
    const struct spec *spec = &p->e.spec;
    struct cli *c = g->c;
    /* To read a figure's queries takes some .02 s: `run` does when it is little beside the training. */
    const bool queries = g->thorough || p->plan.seconds > 1;
    if (queries && !c->store) /* the views are those of a new database */
        c->store = recorded_open(NULL, false, &c->failure);
    for (int i = 0; i < spec->figures && !access(g->plots, R_OK); i++) {
        struct failure own = {0};
        struct viewer v = {g, p, "the figure", spec->figure[i], ""};
        const struct series_reader reader = {&v, see_view};
        if (!figure_check(&c->arena, g->plots, spec->figure[i], &own) && queries && c->store)
            figure_reads(&c->arena, c->store, g->plots, spec->figure[i], &reader, &own);
        wrong(g, &own);
    }
}

/* ---- programs ---- */

/* Some probes are made by the program of the other precision, which `make demo` does not build. */
static void check_program(struct preparing *g, const struct spec *spec)
{
    struct cli *c = g->c;
    const char *program = cli_text(c, "%s-double", cli_program(c));
    if (sizeof(real) == sizeof(double) || !access(program, X_OK))
        return;
    for (int i = 0; i < spec->probes; i++)
        if (spec->probe[i].probe->needs & NEEDS_DOUBLE) {
            struct failure own = {0};
            fail(&own, STATUS_FAILED,
                 "%s: the probe %s needs %s, which is not there: `make` builds it", spec->name,
                 spec->probe[i].probe->name, program);
            wrong(g, &own);
            return;
        }
}

/* ---- memory ---- */

static void check_memory(struct preparing *g, const struct experiment *e, const struct plan *plan)
{
    struct cli *c = g->c;
    struct failure own = {0};
    const double have = memory_here();
    const int fits = plan_width(plan, g->w->width, have);
    char need[MEMORY_TEXT], room[MEMORY_TEXT];
    if (!fits && plan->left) {
        footprint_check(&plan->need, have, &own);
        fail(&c->failure, own.status, "%s: %s: %s", e->spec.name,
             experiment_cell_name(&c->arena, e, plan->largest, &c->failure), own.message);
    } else if (fits < g->w->width) {
        memory_text(plan->need.total, need);
        memory_text(have, room);
        fprintf(stderr, "%s: the largest runs need %s each and the machine has %s: -j %d\n",
                e->spec.name, need, room, fits);
        g->w->width = fits;
    }
}

/* ---- all ---- */

static void read_all(struct preparing *g, const char **name, int count)
{
    struct cli *c = g->c;
    struct request q = override_request(&g->w->overrides, cli_folder(c, "experiments"));
    q.full = g->w->full;
    for (int i = 0; i < count; i++) {
        struct failure own = {0};
        q.name = name[i];
        g->p[i].notes = "";
        if (!experiment_read(&c->arena, &q, &g->p[i].e, &own)) {
            if (g->w->cell)
                cells_pick(&c->arena, &g->p[i].e, g->w->cell, &own);
            else
                check_statements(g, &g->p[i]);
            check_program(g, &g->p[i].e.spec);
        }
        wrong(g, &own);
    }
}

/* Which rates are the best is known once all seen runs are there. */
static void plan_confirm(struct preparing *g, struct planner *planner, struct prepared *p,
                         struct failure *own)
{
    struct arena *arena = &g->c->arena;
    struct sweep sweep;
    const bool seen = p->plan.seconds <= 0 && planner->store;
    if (seen && sweep_read(arena, planner->store, p->e.spec.name, &sweep, own))
        return;
    if (!confirm_read(arena, seen ? &sweep : NULL, &p->e, &p->confirm, own) &&
        p->confirm.grid.cells)
        plan_read(planner, &p->confirm, &p->confirm_plan, own);
}

static void plan_all(struct preparing *g, int count)
{
    struct cli *c = g->c;
    struct planner planner;
    if (!store_is_new(c->db))
        cli_open_store(c, true);
    if (c->failure.status || planner_open(&planner, &c->arena, c->store, g->w->again, &c->failure))
        return;
    for (int i = 0; i < count; i++) {
        struct failure own = {0};
        if (!plan_read(&planner, &g->p[i].e, &g->p[i].plan, &own) && g->w->confirm)
            plan_confirm(g, &planner, &g->p[i], &own);
        if (!wrong(g, &own) && !g->w->elsewhere) {
            check_memory(g, &g->p[i].e, &g->p[i].plan);
            check_memory(g, &g->p[i].confirm, &g->p[i].confirm_plan);
        }
        if (!g->w->cell && !g->w->elsewhere)
            check_figures(g, &g->p[i]);
    }
    planner_close(&planner);
    store_close(c->store);
    c->store = NULL;
}

int prepare(struct cli *c, struct arguments *w, const char *command, struct prepared **p,
            int *count)
{
    const int cores = (int)sysconf(_SC_NPROCESSORS_ONLN);
    struct preparing g = {
        .c = c, .w = w, .plots = cli_folder(c, "plots"), .thorough = !strcmp(command, "check")};
    *count = 0;
    if (check_words(c, w, command))
        return STATUS_USAGE;
    const char **name =
        w->all ? experiment_names(&c->arena, cli_folder(c, "experiments"), &c->failure) : c->word;
    while (name && name[*count])
        ++*count;
    w->width = w->width ? w->width : cores / w->threads ? cores / w->threads : 1;
    *p = g.p = arena_take(&c->arena, &c->failure, (size_t)*count * sizeof **p);
    if (!g.p)
        return STATUS_OK;
    read_all(&g, name, *count);
    if (!g.code && !c->failure.status)
        plan_all(&g, *count);
    return g.code;
}

bool prepare_elsewhere(struct cli *c, struct arguments *w, const char *command, struct prepared **p,
                       int *code)
{
    int count;
    w->elsewhere = true;
    w->threads = w->threads ? w->threads : 1;
    *code = c->words == 1 ? prepare(c, w, command, p, &count)
                          : cli_usage(command, "which experiment? One at a time");
    return !*code && !c->failure.status;
}

/* Another process may have planned the experiment in other words meanwhile: the sweep is made ours again. */
void prepare_confirm(struct cli *c, const struct arguments *w, struct prepared *p)
{
    struct planner planner;
    struct sweep sweep;
    store_begin(c->store, &c->failure);
    if (!experiment_plan(&c->arena, c->store, &p->e, &c->failure) &&
        !sweep_read(&c->arena, c->store, p->e.spec.name, &sweep, &c->failure) &&
        !confirm_read(&c->arena, &sweep, &p->e, &p->confirm, &c->failure) && p->confirm.grid.cells)
        experiment_plan(&c->arena, c->store, &p->confirm, &c->failure);
    store_end(c->store, &c->failure);
    if (c->failure.status || !p->confirm.grid.cells)
        return;
    planner_open(&planner, &c->arena, c->store, w->again, &c->failure);
    plan_read(&planner, &p->confirm, &p->confirm_plan, &c->failure);
    planner_close(&planner);
}

/* ---- in words ---- */

const char *prepare_time(struct cli *c, double seconds)
{
    const long s = (long)(seconds + 0.5);
    return seconds < 0.95 ? cli_text(c, "%.1g s", seconds < 0.1 ? 0.1 : seconds)
           : s < 100      ? cli_text(c, "%ld s", s)
           : s < 5400     ? cli_text(c, "%ld min", (s + 30) / 60)
                          : cli_text(c, "%ld h %ld min", s / 3600, s % 3600 / 60);
}

static const char *shape_of(struct cli *c, const struct dataset *d)
{
    return d->height * d->width > 1 ? cli_text(c, "%dx%dx%d", d->channels, d->height, d->width)
                                    : cli_text(c, "%d numbers", d->channels);
}

const char *prepare_data(struct cli *c, const struct prepared *p)
{
    const struct data_spec *s = &p->e.grid.cell[0].data;
    const struct dataset *d = &p->plan.data;
    return cli_text(c, "%s, %d training and %d test samples of %s, %d classes; %s%s", s->name,
                    d->train.count, d->test.count, shape_of(c, d), d->classes, data_split(s),
                    p->plan.sets > 1 ? "; and other sets" : "");
}

const char *prepare_plan(struct cli *c, const struct arguments *w, const struct plan *plan)
{
    char bytes[MEMORY_TEXT];
    const int cores = (int)sysconf(_SC_NPROCESSORS_ONLN);
    const double seconds = plan_seconds(plan, w->width, w->threads, cores);
    const int shared = plan->runs - plan->trained - plan->left;
    if (plan->seconds <= 0)
        return cli_text(c, "%d runs, none to train%s", plan->runs,
                        shared > 0 ? " but those planned above" : "");
    memory_text(plan->bytes, bytes);
    return cli_text(
        c, "%d runs, %d to train%s; about %s with -j %d (%s of processor time), %s of database",
        plan->runs, plan->left, shared > 0 ? " and the others planned above" : "",
        prepare_time(c, seconds), w->width, prepare_time(c, plan->seconds), bytes);
}

void prepare_say(struct cli *c, const struct arguments *w, const struct prepared *p)
{
    const char *name = p->e.spec.name;
    fprintf(stderr, "%s: %s\n%s: %s\n", name, prepare_data(c, p), name,
            prepare_plan(c, w, &p->plan));
    if (p->confirm.grid.cells)
        fprintf(stderr, "%s: to confirm: %s\n", name, prepare_plan(c, w, &p->confirm_plan));
    if (p->unjudged)
        fprintf(stderr, "%s: %d of %d expectations are not about these runs\n", name, p->unjudged,
                p->e.spec.expectations);
    fputs(p->notes, stderr);
    cli_warn_of_data(c, &p->e);
}

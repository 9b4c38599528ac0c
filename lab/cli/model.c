/* depthlab model: what a network is made of and what it costs, before anything is allocated. */
#include "lab/base/memory.h"
#include "lab/cli/cli.h"
#include "lab/cli/net_picture.h"
#include "lab/cli/overrides.h"
#include "lab/net/family.h"
#include "lab/net/shape_table.h"
#include "lab/run/footprint.h"
#include "lab/spec/cell_json.h"
#include <stdio.h>
#include <string.h>

static const char about[] =
    "Print a network's layers: where each stands, the shape it makes of one sample, its parameters "
    "and floating-point operations; then the totals, the memory that training needs, by kind, and "
    "whether this machine has it. Nothing is allocated or trained for it, so any size may be asked "
    "for. Without EXPERIMENT the defaults hold; an experiment or list that has several nets gets "
    "one line for each, until the options leave one.\n"
    "\n"
    "--svg, --png and --pdf draw one net: its places from the input to the loss with their shapes, "
    "and its kinds of block in detail.\n"
    "\n"
    "Exit code 1 when a net does not fit into memory.";

struct arguments {
    struct cli *c;
    struct overrides overrides;
    bool full, every;
    bool has_data; /* an experiment or the options say which */
    bool svg, png, pdf;
    const char *out;
    struct figure_style style;
};

static const struct option_row options[] = {
    OPTION_SET("override a setting; a list (4,8,16) shows several nets"),
    OPTION_KEY("--depth 1000 --block preact"),
    OPTION_DATA("for the samples of this folder or file; else generated ones are assumed"),
    OPTION_FLAG("full", full, "with the experiment's `full:` section"),
    OPTION_FLAG("every", every, "repeated blocks one by one"),
    OPTION_FLAG("svg", svg, "draw the net, as the file FAMILY-DEPTH-BLOCK.svg"),
    OPTION_FLAG("png", png, "the same as png"),
    OPTION_FLAG("pdf", pdf, "the same as pdf"),
    OPTION_TEXT("out", "FOLDER", out, "drawings go into the folder `model` of this one",
                .preset = "plots/out"),
    OPTION_FLAG("dark", style.dark, "draw light on dark"),
    OPTION_TEXT("title", "TEXT", style.title, "the drawing's title; none: no title"),
    OPTION_JSON("every net with all its rows, as JSON"),
    {0},
};

/* One network of the grid. */
struct model {
    const struct cell *cell;
    const struct network *net;
    struct shape_table table;
    struct footprint need;
};

/* 11178378 -> "11,178,378" */
static const char *grouped(struct cli *c, double x)
{
    const char *digits = cli_text(c, "%.0f", x);
    const char *text = "";
    for (size_t n = strlen(digits), i = 0; i < n; i++)
        text = cli_text(c, "%s%s%c", text, i && (n - i) % 3 == 0 ? "," : "", digits[i]);
    return text;
}

static const char *shape_text(struct cli *c, struct shape s)
{
    return s.height == 1 && s.width == 1 ? cli_text(c, "%d", s.channels)
                                         : cli_text(c, "%dx%dx%d", s.channels, s.height, s.width);
}

/* ---- the grid's networks ---- */

/* Does this setting change the network or its memory? Seeds and learning rates do not. */
static bool concerns(const struct setting *s)
{
    return !strncmp(s->key, "net.", 4) || !strcmp(s->key, "train.batch") ||
           !strcmp(s->key, "train.optimizer") ||
           (!strncmp(s->key, "data.", 5) && strcmp(s->key, "data.noise") &&
            strcmp(s->key, "data.seed") && strcmp(s->key, "data.take") &&
            strcmp(s->key, "data.crop") && strcmp(s->key, "data.flip"));
}

static bool same_net(struct cli *c, const struct cell *x, const struct cell *y)
{
    bool same = true;
    size_t mark = arena_mark(&c->arena);
    for (const struct setting *s = settings; s->key && same; s++)
        same = !concerns(s) || !strcmp(cell_get(&c->arena, x, s, &c->failure),
                                       cell_get(&c->arena, y, s, &c->failure));
    arena_rewind(&c->arena, mark);
    return same;
}

/* The shape of the samples, and how many there are. A few of a generated set give its shape. */
static enum status look_at_data(struct arguments *w, const struct cell *cell, struct dataset *d,
                                double *samples)
{
    struct cli *c = w->c;
    const struct shape assumed = family_find(cell->net.family)->sample;
    if (!w->has_data && assumed.channels) {
        *d = (struct dataset){.channels = assumed.channels,
                              .height = assumed.height,
                              .width = assumed.width,
                              .classes = 10};
        *samples = 0;
        return STATUS_OK;
    }
    struct data_spec spec = cell->data;
    *samples = (double)spec.train + spec.test;
    spec.take = 0; /* samples that are not taken lie in memory too */
    if (!*spec.path)
        spec.train = spec.test = 64;
    struct arena scratch;
    arena_open(&scratch, SIZE_MAX);
    if (!data_load(&scratch, &spec, d, &c->failure) && *spec.path)
        *samples = (double)d->train.count + d->test.count;
    arena_close(&scratch);
    return c->failure.status;
}

static enum status read_model(struct arguments *w, const struct cell *cell, struct model *m)
{
    struct cli *c = w->c;
    struct dataset d;
    double samples;
    if (look_at_data(w, cell, &d, &samples))
        return c->failure.status;
    struct shape shape = {d.channels, d.height, d.width};
    *m = (struct model){.cell = cell};
    m->net = network_build(&c->arena, &cell->net, shape, d.classes, cell->train.batch, &c->failure);
    if (!m->net || shape_table_read(&c->arena, m->net, &m->table, &c->failure))
        return c->failure.status;
    m->need = footprint_of(m->net, &cell->train, samples);
    return c->failure.status;
}

/* ---- one network in full ---- */

static void print_row(struct cli *c, const char *place, const struct shape_row *r)
{
    const char *layer = r->layer < 0 ? "" : cli_text(c, "%d", r->layer);
    printf("%-12s %-18s %6s  %-12s %12s %12s %14s\n", place, r->op, layer, shape_text(c, r->out),
           grouped(c, r->bytes), grouped(c, (double)r->params), grouped(c, r->flops));
}

static void print_table(struct arguments *w, const struct shape_table *t)
{
    struct cli *c = w->c;
    printf("%-12s %-18s %6s  %-12s %12s %12s %14s\n", "place", "op", "layer", "output", "bytes",
           "parameters", "FLOPs");
    for (int i = 0, rows; i < t->rows;) {
        int alike = shape_table_alike(t, i, &rows);
        if (alike < 3 || w->every)
            alike = 1;
        for (int k = 0; k < rows; k++)
            print_row(c, k ? "" : t->row[i].place, &t->row[i + k]);
        if (alike > 1)
            printf("  %s to %s: the same, %d times in all\n", t->row[i + rows].place,
                   t->row[i + (alike - 1) * rows].place, alike);
        i += alike * rows;
    }
}

static void print_memory(const char *what, double bytes)
{
    char text[MEMORY_TEXT];
    memory_text(bytes, text);
    printf("  %-34s %12s\n", what, text);
}

static void print_model(struct arguments *w, const struct model *m, double have)
{
    struct cli *c = w->c;
    const struct net_spec *n = &m->cell->net;
    const struct footprint *f = &m->need;
    char room[MEMORY_TEXT];
    memory_text(have, room);
    printf("%s: %d %s of width %d, block %s, norm %s, activation %s, init %s, branch "
           "%s\n\n",
           n->family, n->depth, family_find(n->family)->images ? "layers" : "hidden layers",
           n->width, n->block, n->norm, n->activation, n->init, n->branch);
    print_table(w, &m->table);
    printf("\n%s parameters", grouped(c, (double)m->table.params));
    if (m->table.kept)
        printf(", and %s running statistics", grouped(c, (double)m->table.kept));
    printf("\n%s FLOPs forward, for one sample\n", grouped(c, m->table.flops));
    printf("%s bytes of values, for one sample\n", grouped(c, m->table.bytes));
    printf("%s FLOPs a training step of %d samples (3 x forward: backward costs twice as much)\n",
           grouped(c, 3 * m->table.flops * m->cell->train.batch), m->cell->train.batch);
    puts("\nmemory");
    print_memory("values", f->values);
    print_memory("gradients of values", f->gradients);
    print_memory("room that kernels work in", f->room);
    print_memory("parameters and their gradients", f->parameters);
    print_memory(cli_text(c, "optimizer (%s)", m->cell->train.optimizer), f->optimizer);
    print_memory("copies for checkpoint and logging", f->copies);
    print_memory("data", f->data);
    print_memory("in all", f->total);
    printf("%s: this machine has %s\n", f->total <= have ? "fits" : "DOES NOT FIT", room);
}

/* ---- several networks, a line each ---- */

static void print_list(struct arguments *w, const struct experiment *e, const struct model *m,
                       int models, double have)
{
    struct cli *c = w->c;
    const struct spec *spec = &e->spec;
    for (int i = -1; i < models; i++) {
        for (int k = 0; k < spec->axes; k++) {
            const struct setting *s = spec->axis[k].setting;
            const char *word = setting_word(s);
            if (concerns(s))
                printf("%-*s ", (int)strlen(word) > 10 ? (int)strlen(word) : 10,
                       i < 0 ? word : cell_get(&c->arena, m[i].cell, s, &c->failure));
        }
        if (i < 0) {
            printf("%14s %16s %20s %10s\n", "parameters", "FLOPs a sample", "FLOPs a step",
                   "memory");
            continue;
        }
        char bytes[MEMORY_TEXT];
        memory_text(m[i].need.total, bytes);
        printf("%14s %16s %20s %10s%s\n", grouped(c, (double)m[i].table.params),
               grouped(c, m[i].table.flops),
               grouped(c, 3 * m[i].table.flops * m[i].cell->train.batch), bytes,
               m[i].need.total <= have ? "" : "  DOES NOT FIT");
    }
    puts("\nfix what differs to see one net's layers, as in --depth 8");
}

static void print_json(struct arguments *w, const struct model *m, double have)
{
    printf("{\"cell\": %s,\n  \"rows\": [", cell_json(&w->c->arena, m->cell, &w->c->failure));
    for (int i = 0; i < m->table.rows; i++) {
        const struct shape_row *r = &m->table.row[i];
        printf("%s{\"place\": \"%s\", \"op\": \"%s\", \"layer\": %s, \"output\": [%d, %d, %d], "
               "\"bytes\": %.0f, \"parameters\": %zu, \"flops\": %.0f}",
               i ? ",\n    " : "\n    ", r->place, r->op,
               r->layer < 0 ? "null" : cli_text(w->c, "%d", r->layer), r->out.channels,
               r->out.height, r->out.width, r->bytes, r->params, r->flops);
    }
    const struct footprint *f = &m->need;
    printf("],\n  \"parameters\": %zu, \"statistics\": %zu, \"flops_forward\": %.0f, "
           "\"flops_step\": %.0f,\n  \"bytes\": {\"values\": %.0f, \"gradients\": %.0f, \"room\": "
           "%.0f, "
           "\"parameters\": %.0f, \"optimizer\": %.0f, \"copies\": %.0f, \"data\": %.0f, "
           "\"total\": %.0f},\n  \"memory\": %.0f, \"fits\": %s}",
           m->table.params, m->table.kept, m->table.flops,
           3 * m->table.flops * m->cell->train.batch, f->values, f->gradients, f->room,
           f->parameters, f->optimizer, f->copies, f->data, f->total, have,
           f->total <= have ? "true" : "false");
}

/* ---- a drawing ---- */

static void draw_model(struct arguments *w, const struct model *m, const char *format)
{
    struct cli *c = w->c;
    const struct figure_place place = {cli_folder(c, "plots"), w->out};
    const char *path;
    w->style.format = format;
    if (!c->failure.status &&
        !net_picture(&c->arena, m->net, &place, &w->style, &path, &c->failure))
        cli_print_path(c, path);
}

static int draw(struct arguments *w, const struct model *m, int models)
{
    if (models != 1)
        return cli_usage("model",
                         "one net is drawn at a time, not %d: fix what differs, as in "
                         "--depth 8",
                         models);
    if (w->svg)
        draw_model(w, m, "svg");
    if (w->png)
        draw_model(w, m, "png");
    if (w->pdf)
        draw_model(w, m, "pdf");
    return STATUS_OK;
}

static int model(struct arguments *w, const char *name)
{
    struct cli *c = w->c;
    struct experiment e = {0};
    const char *folder = cli_folder(c, "experiments");
    struct request q = override_request(&w->overrides, folder);
    q.name = name;
    q.full = w->full;
    w->has_data = name || override_names_data(&w->overrides);
    if (experiment_read(&c->arena, &q, &e, &c->failure))
        return STATUS_OK;
    struct model *m = arena_alloc(&c->arena, (size_t)e.grid.cells * sizeof *m);
    if (!m)
        return (int)fail_memory(&c->failure);
    int models = 0, misfits = 0;
    double have = memory_here();
    for (int i = 0; i < e.grid.cells; i++) {
        int known = 0;
        while (known < models && !same_net(c, m[known].cell, &e.grid.cell[i]))
            known++;
        if (known < models)
            continue;
        if (read_model(w, &e.grid.cell[i], &m[models]))
            return STATUS_OK;
        misfits += m[models++].need.total > have;
    }
    if (w->svg || w->png || w->pdf)
        return draw(w, m, models);
    for (int i = 0; i < models && c->json; i++) {
        fputs(i ? ",\n " : "[", stdout);
        print_json(w, &m[i], have);
    }
    if (c->json)
        puts("]");
    else if (models == 1)
        print_model(w, m, have);
    else
        print_list(w, &e, m, models, have);
    return misfits ? STATUS_FAILED : STATUS_OK;
}

static int run(struct cli *c, void *arguments)
{
    struct arguments *w = arguments;
    if (c->words > 1)
        return cli_usage("model", "one experiment at most");
    w->c = c;
    return model(w, c->word[0]);
}

COMMAND(model, "a network's layers, parameters, operations, memory", "[EXPERIMENT]",
        sizeof(struct arguments));

/* depthlab slides: a lecture from the database. */
#include "lab/base/folder.h"
#include "lab/cli/data_show.h"
#include "lab/cli/draw.h"
#include "lab/cli/net_picture.h"
#include "lab/cli/output.h"
#include "lab/cli/timetable.h"
#include "lab/figure/finding.h"
#include "lab/figure/pandoc.h"
#include "lab/inspect/reproduce.h"
#include "lab/spec/override_words.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char about[] =
    "Write a lecture that follows the course: FOLDER/slides-MINUTES.md and its figures, of each "
    "experiment a question to predict from, figures, and what the runs say of the textbook's "
    "sentence; with notes for the speaker, minute by minute. Fewer minutes have fewer experiments. "
    "--to has pandoc make slides of it: slides-MINUTES.pptx, .pdf (beamer), .html, which is one "
    "file (arrows turn its pages, n shows the notes, on paper they stand below each slide). Those "
    "of another course are called as its file is: mine-45.md of mine.yaml.\n"
    "\n"
    "--exercises writes a sheet instead, exercises.md, with the answers at its end; --to pptx, "
    "beamer, html make exercises.docx, .pdf, .html of it.\n"
    "\n"
    "What has not been run is left out, and others take its time; what that is, and the command "
    "that makes it, is said on stderr and on the last slide, and the exit code is 1.";

struct arguments {
    struct cli *c;
    const char *out, *to, *course;
    int minutes;
    bool exercises;
    const char *name; /* of the files, without what tells their kind */
    struct course read;
    struct timetable table;
    struct deck_topic **topic; /* [parts][slots] */
    struct deck_figure
        thing[3]; /* the data, a plain net, and another one; without a path: not shown */
};

static const struct option_row options[] = {
    OPTION_WHOLE("minutes", "N", minutes, 20, 240, "how long the lecture is: 45, 90",
                 .preset = "45"),
    OPTION_TEXT("to", "LIST", to, "pptx, beamer, html; several with commas", .preset = ""),
    OPTION_TEXT("out", "FOLDER", out,
                "where the deck goes (results/slides; of another database than " CLI_DB
                " into a folder of its own in results)"),
    OPTION_FLAG("exercises", exercises, "a sheet of exercises with answers instead"),
    OPTION_COURSE,
    OPTION_DB,
    {0},
};

static const struct kind {
    const char *word, *to, *ending, *sheet_to, *sheet_ending;
    enum deck_dialect dialect;
} kinds[] = {{"pptx", "pptx", "pptx", "docx", "docx", DECK_PPTX},
             {"beamer", "beamer", "pdf", "latex", "pdf", DECK_BEAMER},
             {"html", "dzslides", "html", "html", "html", DECK_HTML}};
enum { KINDS = sizeof kinds / sizeof *kinds };

static const struct kind *kind_of(const char *word)
{
    for (int i = 0; i < KINDS; i++)
        if (!strcmp(kinds[i].word, word))
            return &kinds[i];
    return NULL;
}

/* ---- what is in it ---- */

static bool is_usual(struct cli *c, const char *experiment, bool *ran)
{
    struct query *q = query_open(
        c->store, "SELECT is_default FROM lecture WHERE experiment = :experiment", &c->failure);
    query_bind_text(q, ":experiment", experiment);
    *ran = query_next(q);
    const bool usual = *ran && query_int(q, 0);
    query_close(q);
    return usual;
}

/* Without a path where the runs do not have what it shows; that is among the gaps. */
static struct deck_figure read_figure(struct arguments *w, const struct spec *spec, int i)
{
    struct cli *c = w->c;
    const struct figure_place place = {cli_folder(c, "plots"), cli_text(c, "%s/figures", w->out)};
    const struct figure_style style = {.format = "png"};
    struct deck_figure f = {.name = spec->figure[i], .finding = ""};
    struct failure wrong = {0};
    struct deck_gaps *gaps = &w->table.gaps;
    const char *path;
    figure_draw(&c->arena, c->store, &place, spec->name, f.name, &style, &path, &wrong);
    if (draw_cannot_write(&wrong))
        c->failure = wrong;
    if (c->failure.status)
        return f;
    if (wrong.status) {
        gaps->figure[gaps->figures++] = cli_text(c, "%s, %s", spec->name, wrong.message);
        return f;
    }
    f.finding = finding_of(&c->arena, path, f.name, &c->failure);
    f.path = path + strlen(w->out) + 1;
    return f;
}

static void read_topic(struct arguments *w, const struct deck_slot *slot, struct deck_topic *t)
{
    struct cli *c = w->c;
    struct experiment *e = arena_calloc(&c->arena, sizeof *e);
    const struct request q = {.name = slot->entry->words, .folder = cli_folder(c, "experiments")};
    if (!e)
        fail_memory(&c->failure);
    if (!e || experiment_read(&c->arena, &q, e, &c->failure))
        return;
    *t = (struct deck_topic){.spec = &e->spec, .time = deck_time_of(slot->halves, e->spec.figures)};
    t->command =
        reproduce_command(&c->arena, c->store, e->spec.name, slot->entry->words, &c->failure);
    t->usual = is_usual(c, e->spec.name, &t->ran);
    struct deck_figure *figure =
        arena_take(&c->arena, &c->failure, (size_t)t->time.figures * sizeof *figure);
    for (int i = 0; figure && i < t->time.figures && i < e->spec.figures; i++)
        figure[i] = read_figure(w, &e->spec, i);
    t->figure = figure;
}

static struct deck_figure thing_of(struct arguments *w, const char *path, const char *name)
{
    struct cli *c = w->c;
    return (struct deck_figure){.name = name,
                                .path = path + strlen(w->out) + 1,
                                .finding = finding_of(&c->arena, path, name, &c->failure)};
}

/* "glyphs" of "figures/data/glyphs.png" */
static const char *base_of(struct cli *c, const char *path)
{
    const char *base = strrchr(path, '/') + 1;
    return cli_text(c, "%.*s", (int)(strrchr(base, '.') - base), base);
}

/* The first cell with a block that is plain, or is not, of so many layers at least; NULL where there is none. */
static const struct cell *find_cell(const struct experiment *e, bool plain, int layers)
{
    for (int i = 0; i < e->grid.cells; i++)
        if (plain == !strcmp(e->grid.cell[i].net.block, "plain") &&
            e->grid.cell[i].net.depth >= layers)
            return &e->grid.cell[i];
    return NULL;
}

/* A net that has several blocks, if there is one. */
static void read_net(struct arguments *w, const struct experiment *e, const struct dataset *d,
                     bool plain, struct deck_figure *f)
{
    struct cli *c = w->c;
    const struct figure_place place = {cli_folder(c, "plots"), cli_text(c, "%s/figures", w->out)};
    const struct cell *cell = find_cell(e, plain, 8);
    const char *path;
    cell = cell ? cell : find_cell(e, plain, 0);
    if (!cell)
        return;
    const struct network *net = network_build(&c->arena, &cell->net,
                                              (struct shape){d->channels, d->height, d->width},
                                              d->classes, cell->train.batch, &c->failure);
    if (net && !net_picture(&c->arena, net, &place, &(struct figure_style){.format = "png"}, &path,
                            &c->failure))
        *f = thing_of(w, path, base_of(c, path));
}

/* The data of the first experiment and its nets; where they have no picture, none is shown. */
static enum status read_things(struct arguments *w)
{
    struct cli *c = w->c;
    struct experiment e = {0};
    struct dataset d;
    const char *path;
    const struct figure_place place = {cli_folder(c, "plots"), cli_text(c, "%s/figures", w->out)};
    const struct request q = {.name = w->table.plan.part[0].slot[0].entry->words,
                              .folder = cli_folder(c, "experiments")};
    if (experiment_read(&c->arena, &q, &e, &c->failure) ||
        data_load(&c->arena, &e.grid.cell[0].data, &d, &c->failure))
        return c->failure.status;
    if (d.height > 1 && !data_show_set(c, &e.grid.cell[0].data, 3, &place,
                                       &(struct figure_style){.format = "png"}, &path))
        w->thing[0] = thing_of(w, path, base_of(c, path));
    for (int k = 0; k < 2; k++)
        read_net(w, &e, &d, !k, &w->thing[1 + k]);
    return c->failure.status;
}

static void write_things(const struct arguments *w, struct deck *d)
{
    static const char *const words[] = {
        "What the nets see. Each class is drawn turned, stretched and shifted, with noise on every "
        "pixel; that is hard enough for depth to matter, and small enough for a laptop.",
        "The plain net: one layer behind the other.",
        "Its twin: the same layers and the same first weights, and x goes around each block. The "
        "orange boxes are F."};
    for (int k = 0; k < 3; k++)
        if (w->thing[k].path)
            deck_thing(d, &w->thing[k], k ? 1 : 2,
                       k || !strncmp(w->thing[k].name, "glyphs", strlen("glyphs"))
                           ? words[k]
                           : "What the nets see.");
}

static enum status read_topics(struct arguments *w)
{
    struct cli *c = w->c;
    if (read_things(w))
        return c->failure.status;
    const struct deck_plan *plan = &w->table.plan;
    struct deck_gaps *gaps = &w->table.gaps;
    enum { FIGURES_MOST = sizeof w->topic[0][0].time.figure / sizeof(int) };
    int topics = 0;
    for (int i = 0; i < plan->parts; i++)
        topics += plan->part[i].slots;
    gaps->figure =
        arena_take(&c->arena, &c->failure, (size_t)topics * FIGURES_MOST * sizeof *gaps->figure);
    w->topic = arena_take(&c->arena, &c->failure, (size_t)plan->parts * sizeof *w->topic);
    for (int i = 0; w->topic && gaps->figure && i < plan->parts; i++) {
        const struct deck_part *part = &plan->part[i];
        w->topic[i] = arena_take(&c->arena, &c->failure, (size_t)part->slots * sizeof **w->topic);
        for (int k = 0; w->topic[i] && k < part->slots && !c->failure.status; k++)
            read_topic(w, &part->slot[k], &w->topic[i][k]);
    }
    return c->failure.status;
}

/* ---- the files ---- */

static void write_deck(struct arguments *w, FILE *out, enum deck_dialect dialect)
{
    struct cli *c = w->c;
    struct deck d = {out, dialect, &c->arena, c->store, &c->failure};
    if (w->exercises) {
        struct exercises all;
        const char *file = cli_text(c, "%s/exercises.yaml", cli_folder(c, "experiments"));
        if (!exercises_read(&c->arena, file, &all, &c->failure))
            deck_exercises(&d, &all);
        return;
    }
    const struct deck_plan *plan = &w->table.plan;
    deck_begin(&d, w->read.title, w->table.minutes);
    write_things(w, &d);
    for (int i = 0; i < plan->parts; i++) {
        deck_part(&d, &plan->part[i]);
        for (int k = 0; k < plan->part[i].slots; k++)
            deck_topic(&d, &w->topic[i][k]);
    }
    deck_end(&d, &w->table.gaps,
             cli_text(c, "depthlab slides --minutes %d%s%s%s", w->minutes,
                      w->course ? " --course " : "",
                      w->course ? override_shell_word(&c->arena, w->course, &c->failure) : "",
                      cli_db_words(c)));
}

static enum status write_markdown(struct arguments *w)
{
    struct cli *c = w->c;
    struct output out;
    const char *path = cli_text(c, "%s/%s.md", w->out, w->name);
    if (output_open(&c->arena, path, &out, &c->failure))
        return c->failure.status;
    write_deck(w, out.file, DECK_MARKDOWN);
    if (!output_close(&out, &c->failure))
        cli_print_path(c, path);
    return c->failure.status;
}

static void convert(struct arguments *w, const struct kind *kind)
{
    struct cli *c = w->c;
    const bool sheet = w->exercises;
    struct pandoc_order order = {
        sheet ? kind->sheet_to : kind->to, w->out,
        cli_text(c, "%s.%s", w->name, sheet ? kind->sheet_ending : kind->ending), tmpfile()};
    if (!order.in) {
        fail(&c->failure, STATUS_CREATE, "a temporary file: %s", strerror(errno));
        return;
    }
    write_deck(w, order.in, kind->dialect);
    if (!c->failure.status && !pandoc_run(&c->arena, &order, &c->failure))
        cli_print_path(c, cli_text(c, "%s/%s", w->out, order.file));
    fclose(order.in);
}

static int check_kinds(struct arguments *w)
{
    char *rest = arena_strdup(&w->c->arena, w->to);
    for (char *word; *w->to && rest && (word = strsep(&rest, ","));)
        if (!kind_of(word))
            return cli_usage("slides", "`%s` is no kind of slides: pptx, beamer or html", word);
    return STATUS_OK;
}

static enum status prepare_lecture(struct arguments *w)
{
    struct cli *c = w->c;
    if (!access(c->db, F_OK) && !cli_read_store(c))
        return c->failure.status;
    return cli_course(c, w->course, &w->read, &c->failure)
               ? c->failure.status
               : timetable_read(c, &w->read, w->minutes, &w->table);
}

/* "slides-45", of another course "mine-45": one lecture does not replace another one. */
static const char *name_of(struct arguments *w)
{
    char *name = arena_strdup(&w->c->arena, w->course ? w->course : "slides");
    char *slash = name ? strrchr(name, '/') : NULL;
    char *base = slash ? slash + 1 : name, *end = base ? strrchr(base, '.') : NULL;
    if (end)
        *end = 0;
    return w->exercises ? "exercises" : cli_text(w->c, "%s-%d", base ? base : "", w->minutes);
}

/* The same that the last slide says. */
static void say_gaps(const struct deck_gaps *g)
{
    for (int i = 0; i < g->experiments; i++)
        fprintf(stderr, i ? ", %s" : "depthlab: not in these slides, for want of runs: %s",
                g->experiment[i]);
    if (g->experiments)
        fprintf(stderr, "; about %s: %s\n", g->time, g->command);
    for (int i = 0; i < g->figures; i++)
        fprintf(stderr, "depthlab: not in these slides: %s\n", g->figure[i]);
}

static int run(struct cli *c, void *arguments)
{
    struct arguments *w = arguments;
    w->c = c;
    if (c->words)
        return cli_usage("slides", "the course says which experiments: --course FILE");
    if (check_kinds(w))
        return STATUS_USAGE;
    const struct deck_gaps *gaps = &w->table.gaps;
    if (!w->out)
        w->out = cli_text(c, "%s/slides", draw_folder(c, DRAW_PAGES));
    w->name = name_of(w);
    if (!w->exercises && prepare_lecture(w))
        return STATUS_OK;
    if (folder_make(&c->arena, w->out, &c->failure) || (!w->exercises && read_topics(w)) ||
        write_markdown(w))
        return STATUS_OK;
    char *rest = arena_strdup(&c->arena, w->to);
    for (char *word; *w->to && rest && !c->failure.status && (word = strsep(&rest, ","));)
        convert(w, kind_of(word));
    say_gaps(gaps);
    return gaps->experiments + gaps->figures ? STATUS_FAILED : STATUS_OK;
}

COMMAND(slides, "a lecture as slides, from the course and its runs", "", sizeof(struct arguments));

/* depthlab report: experiments as a page that needs nothing else. */
#include "lab/base/folder.h"
#include "lab/book/book.h"
#include "lab/cli/draw.h"
#include "lab/cli/output.h"
#include "lab/figure/figure.h"
#include "lab/inspect/playground_of.h"
#include "lab/inspect/reproduce.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char about[] =
    "Write what the current sweeps of experiments have to say as one HTML page that needs nothing "
    "else: "
    "the question, what a class should predict, figures (to take along as PNG, SVG, PDF and CSV), "
    "what "
    "to point at and what not to conclude, verdicts, the sweep, and how to make it again. It is "
    "for a "
    "screen, a phone and paper, in light and in dark.\n"
    "\n"
    "--all makes a book of the whole course, results/report.html, which opens with an overview and "
    "ends with a "
    "glossary and the references; --course a book of another course.\n"
    "\n"
    "Exit code 1 when a figure could not be drawn; the page then says which, and why.";

struct arguments {
    const char *path, *out, *page, *course;
    bool all;
};

static const struct option_row options[] = {
    OPTION_TEXT("output", "FILE", path,
                "one page of all the experiments named, as FILE (EXPERIMENT.html for each); "
                "figures go where "
                "--out says all the same",
                .letter = 'o'),
    OPTION_TEXT("out", "FOLDER", out,
                "pages and figures into this folder (pages into " DRAW_PAGES
                ", figures into " DRAW_FIGURES "; of another database than " CLI_DB
                " into a folder of its own there)"),
    OPTION_TEXT(
        "page", "ADDRESS", page,
        "the page of `make page`, as readers reach it (playground.html beside the report, else "
        "build/playground.html, if it is there)"),
    OPTION_FLAG("all", all, "the whole course, and every other experiment that has runs"),
    OPTION_COURSE,
    OPTION_DB,
    {0},
};

struct task {
    struct cli *c;
    const struct arguments *words;
    struct course course;
    struct lexicon glossary, bibliography;
    int missing; /* figures that could not be drawn, experiments without their file */
};

/* Draw what the spec names. What cannot be drawn is named on the page, and on stderr. */
static const struct book_figure *draw_all(struct task *t, const struct spec *spec)
{
    enum { LIGHT, DARK, PDF, LOOKS };
    static const struct figure_style look[LOOKS] = {
        [LIGHT] = {.format = "svg", .four_by_three = true},
        [DARK] = {.format = "svg", .four_by_three = true, .dark = true},
        [PDF] = {.format = "pdf", .four_by_three = true}};
    struct cli *c = t->c;
    const char *out = t->words->out;
    const struct figure_place place = {cli_folder(c, "plots"),
                                       out ? out : draw_folder(c, DRAW_FIGURES)};
    struct book_figure *figure =
        arena_take(&c->arena, &c->failure, (size_t)spec->figures * sizeof *figure);
    for (int i = 0; figure && i < spec->figures; i++) {
        struct failure wrong = {0};
        const char *path[LOOKS];
        figure[i].name = spec->figure[i];
        if (!figure_draw_looks(&c->arena, c->store, &place, spec->name, figure[i].name, LOOKS, look,
                               path, &wrong)) {
            figure[i].light = path[LIGHT];
            figure[i].dark = path[DARK];
            figure[i].pdf = path[PDF];
            continue;
        }
        if (draw_cannot_write(&wrong)) {
            c->failure = wrong;
            break;
        }
        figure[i].lack = cli_text(c, "%s", wrong.message);
        cli_fail(&wrong);
        t->missing++;
    }
    return figure;
}

/* The page that trains, as it is reached from the report at `path`; NULL where it is not there. */
static const char *find_page(struct cli *c, const char *path)
{
    static const char name[] = "playground.html";
    const char *slash = path ? strrchr(path, '/') : NULL, *up = "";
    const char *folder = slash ? cli_text(c, "%.*s/", (int)(slash - path), path) : "./";
    char from[PATH_MAX + 1], to[PATH_MAX];
    if (!access(cli_text(c, "%s%s", folder, name), R_OK))
        return name;
    if (!realpath(folder, from) ||
        (!realpath("build/playground.html", to) && !realpath(cli_folder(c, name), to)))
        return NULL;
    int shared = 0;
    strcat(from, "/");
    for (int i = 0; from[i] && from[i] == to[i]; i++)
        shared = from[i] == '/' ? i + 1 : shared;
    for (const char *rest = from + shared; *rest; rest++)
        up = *rest == '/' ? cli_text(c, "../%s", up) : up;
    return cli_text(c, "%s%s", up, to + shared);
}

static enum status add_question(struct task *t, const char *words, const char *page,
                                struct book_question *question, struct failure *failure)
{
    struct cli *c = t->c;
    struct request q = {.name = words, .folder = cli_folder(c, "experiments")};
    struct experiment *e = arena_take(&c->arena, failure, sizeof *e);
    if (!e || experiment_read(&c->arena, &q, e, failure))
        return failure->status;
    *question = (struct book_question){.spec = &e->spec, .words = words, .page = ""};
    if (!draw_has_runs(c, e->spec.name))
        return failure->status;
    const char *state = playground_of_sweep(&c->arena, c->store, e->spec.name, failure);
    question->command = reproduce_command(&c->arena, c->store, e->spec.name, words, failure);
    question->figures = e->spec.figures;
    question->figure = draw_all(t, &e->spec);
    if (page && *state)
        question->page = cli_text(c, "%s%s", page, state);
    return failure->status;
}

/* One page of these experiments. */
static void write_page(struct task *t, int count, const char *const *name, const char *path)
{
    struct cli *c = t->c;
    const char *page = t->words->page ? t->words->page : find_page(c, path);
    struct book_question *question =
        arena_take(&c->arena, &c->failure, (size_t)count * sizeof *question);
    struct book book = {.course = &t->course,
                        .glossary = &t->glossary,
                        .bibliography = &t->bibliography,
                        .question = question};
    for (int i = 0; question && i < count && !c->failure.status; i++) {
        struct failure wrong = {0};
        if (!add_question(t, name[i], page, &question[book.questions], &wrong)) {
            book.questions++;
        } else if (
            t->words
                ->all) { /* run from a file elsewhere, or its file is broken: the others have theirs */
            cli_fail(&wrong);
            t->missing++;
        } else {
            c->failure = wrong;
        }
    }
    struct output out;
    if (c->failure.status || output_open(&c->arena, path, &out, &c->failure))
        return;
    book_write(&c->arena, c->store, &book, out.file, &c->failure);
    if (!output_close(&out, &c->failure))
        cli_print_path(c, path);
}

/* What the course names, and with --all every other experiment that has runs; NULL ends the list. */
static const char **book_names(struct task *t)
{
    struct cli *c = t->c;
    const char **ran = draw_experiments(c);
    int room = 1, count = 0;
    if (!draw_has_runs(c, NULL))
        fail(&c->failure, STATUS_USAGE,
             "nothing has been run yet: `depthlab run first` takes seconds, `depthlab run --all` "
             "makes the whole course");
    for (int i = 0; ran && ran[i]; i++)
        room++;
    for (int i = 0; i < t->course.parts; i++)
        room += t->course.part[i].entries;
    const char **name = arena_take(&c->arena, &c->failure, (size_t)room * sizeof *name);
    for (int i = 0; name && i < t->course.parts; i++)
        for (int k = 0; k < t->course.part[i].entries; k++)
            name[count++] = t->course.part[i].entry[k].words;
    for (int i = 0; name && t->words->all && ran && ran[i]; i++)
        if (course_find(&t->course, ran[i]) < 0)
            name[count++] = ran[i];
    return name;
}

static int report(struct task *t)
{
    struct cli *c = t->c;
    const struct arguments *w = t->words;
    const bool is_book = !c->words;
    const char *const *name = is_book ? book_names(t) : c->word;
    const char *folder = w->out ? w->out : draw_folder(c, DRAW_PAGES);
    int count = 0;
    while (name && name[count])
        count++;
    if (!c->failure.status && !w->path)
        folder_make(&c->arena, folder, &c->failure);
    if (!c->failure.status && (w->path || is_book))
        write_page(t, count, name, w->path ? w->path : cli_text(c, "%s/report.html", folder));
    for (int i = 0; !w->path && !is_book && i < count && !c->failure.status; i++)
        write_page(
            t, 1, &name[i],
            cli_text(c, "%s/%s.html", folder, experiment_name(&c->arena, name[i], &c->failure)));
    return t->missing ? STATUS_FAILED : STATUS_OK;
}

static int run(struct cli *c, void *arguments)
{
    const struct arguments *w = arguments;
    const char *folder = cli_folder(c, "experiments");
    struct task t = {.c = c, .words = w};
    if (w->all && c->words)
        return cli_usage("report", "--all goes without names");
    if (!w->all && !w->course && !c->words)
        return cli_usage("report", "which experiment?");
    if (!cli_read_store(c) || cli_course(c, w->course, &t.course, &c->failure) ||
        lexicon_read(&c->arena, folder, LEXICON_GLOSSARY, &t.glossary, &c->failure) ||
        lexicon_read(&c->arena, folder, LEXICON_BIBLIOGRAPHY, &t.bibliography, &c->failure))
        return STATUS_OK;
    return report(&t);
}

COMMAND(report, "experiments as a page: figures, verdicts, what to say of them",
        "EXPERIMENT... | --all | --course FILE", sizeof(struct arguments));

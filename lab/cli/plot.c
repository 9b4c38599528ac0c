/* depthlab plot EXPERIMENT: draw its figures from the database. */
#include "lab/cli/cli.h"
#include "lab/figure/figure.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char about[] =
    "Draw the experiment's figures (or those named) from the runs of its current sweep, into the "
    "folder EXPERIMENT of --out. The data of each figure lie beside it as FIGURE.dat: edit "
    "plots/FIGURE.gp and redraw with gnuplot alone.\n"
    "\n"
    "Exit code 1 when a figure could not be drawn; the others are drawn all the same.";

struct arguments {
    struct cli *c;
    struct figure_place place;
    struct figure_style style;
    const char *formats;
    int missing; /* figures that could not be drawn */
};

static const struct option_row options[] = {
    OPTION_TEXT("format", "LIST", formats,
                "png, svg, pdf, txt (a preview printed here); several with commas",
                .preset = "png"),
    OPTION_TEXT("out", "FOLDER", place.out, "where the experiments' folders are made",
                .preset = "plots/out"),
    OPTION_FLAG("dark", style.dark, "light on dark"),
    OPTION_FLAG("4x3", style.four_by_three, "for an old projector, instead of 16:9"),
    OPTION_DB,
    {0},
};

static void show_text(const char *path)
{
    FILE *file = fopen(path, "re");
    char bytes[4096];
    for (size_t n; file && (n = fread(bytes, 1, sizeof bytes, file)) > 0;)
        fwrite(bytes, 1, n, stdout);
    if (file)
        fclose(file);
}

/* What the runs do not have is named, and the next figure drawn. */
static void draw(struct arguments *w, const char *experiment, const char *figure)
{
    char *rest = arena_strdup(&w->c->arena, w->formats);
    if (!rest)
        fail_memory(&w->c->failure);
    for (char *format; rest && !w->c->failure.status && (format = strsep(&rest, ","));) {
        const char *path;
        struct failure wrong = {0};
        w->style.format = format;
        figure_draw(&w->c->arena, w->c->store, &w->place, experiment, figure, &w->style, &path,
                    &wrong);
        if (wrong.status == STATUS_FAILED) {
            w->missing++;
            cli_fail(&wrong);
            return;
        }
        if (wrong.status)
            w->c->failure = wrong;
        else if (!strcmp(format, "txt"))
            show_text(path);
        else
            puts(path);
    }
}

static int plot(struct arguments *w)
{
    struct cli *c = w->c;
    struct experiment e = {0};
    struct request q = {.name = c->word[0], .folder = cli_folder(c, "experiments")};
    w->place.plots = cli_folder(c, "plots");
    if (!cli_open_store(c, true) || experiment_read(&c->arena, &q, &e, &c->failure) ||
        figure_ready(c->store, e.spec.name, &c->failure))
        return STATUS_OK;
    for (int i = 1; i < c->words && !c->failure.status; i++)
        draw(w, e.spec.name, c->word[i]);
    for (int i = 0; c->words == 1 && i < e.spec.figures && !c->failure.status; i++)
        draw(w, e.spec.name, e.spec.figure[i]);
    if (c->words == 1 && !e.spec.figures)
        fail(&c->failure, STATUS_DATA, "%s names no figures", e.spec.file);
    return w->missing ? STATUS_FAILED : STATUS_OK;
}

static int run(struct cli *c, void *arguments)
{
    struct arguments *w = arguments;
    if (!c->words)
        return cli_usage("plot", "which experiment?");
    w->c = c;
    w->style.mono = getenv("NO_COLOR") || !isatty(STDOUT_FILENO);
    return plot(w);
}

COMMAND(plot, "draw an experiment's figures", "EXPERIMENT [FIGURE]...", sizeof(struct arguments));

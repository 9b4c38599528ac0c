/* depthlab plot EXPERIMENT: draw its figures from the database. */
#include "lab/cli/cli.h"
#include "lab/cli/draw.h"

static const char about[] =
    "Draw the experiment's figures (or those named) from the runs of its current sweep, into the "
    "folder EXPERIMENT of --out. The data of each figure lie beside it as FIGURE.dat: edit "
    "plots/FIGURE.gp and redraw with gnuplot alone. Below 117 mm of --width type keeps its size "
    "and the paper is higher. As gif, gradient-film moves through training; others have one "
    "frame.\n"
    "\n"
    "Exit code 1 when a figure could not be drawn; the others are drawn all the same.";

struct arguments {
    struct drawing drawing;
    bool all;
};

static const struct option_row options[] = {
    DRAW_OPTIONS, DRAW_WIDTH, OPTION_FLAG("all", all, "every experiment that has runs"),
    OPTION_DB,    {0},
};

/* One experiment, its own figures or the named ones. */
static void plot(struct cli *c, struct arguments *w, const char *name, const char *const *figure)
{
    struct experiment e = {0};
    struct request q = {.name = name, .folder = cli_folder(c, "experiments")};
    if (experiment_read(&c->arena, &q, &e, &c->failure) ||
        figure_ready(c->store, e.spec.name, &c->failure))
        return;
    for (int i = 0; figure && figure[i] && !c->failure.status; i++)
        draw_figure(c, &w->drawing, e.spec.name, figure[i]);
    for (int i = 0; !figure && i < e.spec.figures && !c->failure.status; i++)
        draw_figure(c, &w->drawing, e.spec.name, e.spec.figure[i]);
    if (!w->all && !figure && !e.spec.figures)
        fail(&c->failure, STATUS_DATA, "%s names no figures", e.spec.file);
}

/* A sweep that is not whole does not stop the next one. */
static void plot_all(struct cli *c, struct arguments *w)
{
    const char **name = draw_experiments(c);
    if (name && !*name)
        fail(&c->failure, STATUS_USAGE,
             "nothing has been run yet: `depthlab run first` takes seconds");
    for (int i = 0; name && name[i] && !c->failure.status; i++) {
        plot(c, w, name[i], NULL);
        if (c->failure.status != STATUS_FAILED)
            continue;
        cli_fail(&c->failure);
        c->failure = (struct failure){0};
        w->drawing.missing++;
    }
}

static int run(struct cli *c, void *arguments)
{
    struct arguments *w = arguments;
    if (w->all ? c->words : !c->words)
        return cli_usage("plot", w->all ? "--all goes without names" : "which experiment?");
    if (!cli_read_store(c))
        return STATUS_OK;
    if (w->all)
        plot_all(c, w);
    else
        plot(c, w, c->word[0], c->words > 1 ? c->word + 1 : NULL);
    return w->drawing.missing ? STATUS_FAILED : STATUS_OK;
}

COMMAND(plot, "draw an experiment's figures", "EXPERIMENT [FIGURE]...\n--all",
        sizeof(struct arguments));

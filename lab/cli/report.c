/* depthlab report: an experiment as a page that needs nothing else. */
#include "lab/figure/report.h"
#include "lab/cli/cli.h"
#include "lab/cli/draw.h"
#include "lab/cli/output.h"
#include "lab/figure/figure.h"
#include "lab/figure/page.h"
#include "lab/inspect/playground_of.h"
#include "lab/inspect/reproduce.h"
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char about[] =
    "Write what an experiment's current sweep has to say as one HTML page that needs nothing else: "
    "question, claim and source, verdicts, figures, what it does not show, the sweep, diverged "
    "runs, who made the numbers and how to make them again. It is for a screen, a phone and "
    "paper.\n"
    "\n"
    "Exit code 1 when a figure could not be drawn; the page then says which, and why.";

struct arguments {
    const char *path, *out, *page;
    bool all;
};

static const struct option_row options[] = {
    OPTION_TEXT("output", "FILE", path,
                "one page of all the experiments named (results/EXPERIMENT.html for each)",
                .letter = 'o'),
    OPTION_TEXT("out", "FOLDER", out,
                "pages and figures into this folder (pages into results, figures into plots/out)"),
    OPTION_TEXT(
        "page", "ADDRESS", page,
        "the page of `make page`, as readers reach it (playground.html beside the report, else "
        "build/playground.html, if it is there)"),
    OPTION_FLAG("all", all, "every experiment that has runs"),
    OPTION_DB,
    {0},
};

struct task {
    struct cli *c;
    const char *out;  /* the folder, or NULL */
    const char *page; /* the address of the page that trains, or NULL */
    int missing;      /* figures that could not be drawn */
};

/* Draw what the spec names. What cannot be drawn is named on the page, and on stderr. */
static const struct report_figure *draw(struct task *t, const struct spec *spec)
{
    struct cli *c = t->c;
    struct figure_place place = {cli_folder(c, "plots"), draw_folder(c, t->out)};
    struct figure_style style = {.format = "svg", .four_by_three = true};
    struct report_figure *figure =
        arena_take(&c->arena, &c->failure, (size_t)spec->figures * sizeof *figure);
    for (int i = 0; figure && i < spec->figures; i++) {
        struct failure wrong = {0};
        figure[i].name = spec->figure[i];
        if (!figure_draw(&c->arena, c->store, &place, spec->name, spec->figure[i], &style,
                         &figure[i].svg, &wrong))
            continue;
        figure[i].svg = NULL;
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
    if (!realpath(folder, from) || !realpath("build/playground.html", to))
        return NULL;
    int shared = 0;
    strcat(from, "/");
    for (int i = 0; from[i] && from[i] == to[i]; i++)
        shared = from[i] == '/' ? i + 1 : shared;
    for (const char *rest = from + shared; *rest; rest++)
        up = *rest == '/' ? cli_text(c, "../%s", up) : up;
    return cli_text(c, "%s%s", up, to + shared);
}

static enum status write_experiment(struct task *t, const char *name, const char *page, FILE *out)
{
    struct cli *c = t->c;
    struct request q = {.name = name, .folder = cli_folder(c, "experiments")};
    struct experiment e = {0};
    if (experiment_read(&c->arena, &q, &e, &c->failure))
        return c->failure.status;
    const char *command = reproduce_command(&c->arena, c->store, e.spec.name, name, &c->failure);
    const char *state = playground_of_sweep(&c->arena, c->store, e.spec.name, &c->failure);
    if (!command)
        return c->failure.status;
    struct report report = {.experiment = e.spec.name,
                            .words = name,
                            .figures = e.spec.figures,
                            .figure = draw(t, &e.spec),
                            .command = command,
                            .page = page && *state ? cli_text(c, "%s%s", page, state) : ""};
    return c->failure.status ? c->failure.status
                             : report_write(&c->arena, c->store, &report, out, &c->failure);
}

/* One page of these experiments. */
static void write_page(struct task *t, int count, const char *const *name, const char *path)
{
    struct cli *c = t->c;
    const char *playground = t->page ? t->page : find_page(c, path);
    struct output out;
    if (output_open(&c->arena, path, &out, &c->failure))
        return;
    page_begin(out.file, count == 1 ? cli_text(c, "%s, depthlab", name[0]) : "depthlab");
    if (count > 1)
        page_contents(out.file, count, name);
    for (int i = 0; i < count; i++)
        if (write_experiment(t, name[i], playground, out.file))
            break;
    page_end(out.file);
    if (!output_close(&out, &c->failure))
        puts(path);
}

/* Experiments with runs, by name; NULL ends the list. */
static const char **with_runs(struct cli *c)
{
    struct query *q = query_open(c->store,
                                 "SELECT DISTINCT experiment, (SELECT count(DISTINCT experiment) "
                                 "FROM sweep) FROM sweep WHERE experiment NOT LIKE '%" STORE_CONFIRM
                                 "' ORDER BY 1",
                                 &c->failure);
    const char **name = NULL;
    for (int i = 0; query_next(q); i++) {
        if (!name)
            name = arena_take(&c->arena, &c->failure, (size_t)(query_int(q, 1) + 1) * sizeof *name);
        if (!name)
            break;
        name[i] = cli_text(c, "%s", query_text(q, 0));
    }
    query_close(q);
    if (!name)
        fail(&c->failure, STATUS_USAGE, "nothing has been run yet: depthlab run degradation");
    return name;
}

static int report(struct task *t, int count, const char *const *name, const char *path)
{
    struct cli *c = t->c;
    if (path) {
        write_page(t, count, name, path);
        return t->missing ? STATUS_FAILED : STATUS_OK;
    }
    const char *folder = t->out ? t->out : "results";
    if (mkdir(folder, 0777) && errno != EEXIST)
        fail(&c->failure, STATUS_CREATE, "%s: %s", folder, strerror(errno));
    for (int i = 0; i < count && !c->failure.status; i++) {
        const char *file =
            cli_text(c, "%s/%s.html", folder, experiment_name(&c->arena, name[i], &c->failure));
        write_page(t, 1, &name[i], file);
    }
    return t->missing ? STATUS_FAILED : STATUS_OK;
}

static int run(struct cli *c, void *arguments)
{
    struct arguments *w = arguments;
    if (w->all ? c->words : !c->words)
        return cli_usage("report", w->all ? "--all goes without names" : "which experiment?");
    if (!cli_open_store(c, true))
        return STATUS_OK;
    struct task t = {.c = c, .out = w->out, .page = w->page};
    const char *const *name = w->all ? with_runs(c) : c->word;
    int count = 0;
    while (name && name[count])
        count++;
    return name ? report(&t, count, name, w->path) : STATUS_OK;
}

COMMAND(report, "an experiment as a page: verdicts, figures, sweep", "EXPERIMENT... | --all",
        sizeof(struct arguments));

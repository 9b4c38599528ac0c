/* depthlab report: an experiment as a page that needs nothing else. */
#include "lab/figure/report.h"
#include "lab/cli/cli.h"
#include "lab/cli/output.h"
#include "lab/figure/figure.h"
#include "lab/figure/page.h"
#include "lab/inspect/reproduce.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static const char help[] =
    "usage: depthlab report EXPERIMENT... | --all [OPTION]...\n\n"
    "Write what an experiment's current sweep has to say as one HTML page that needs nothing "
    "else:\n"
    "question, claim and source, verdicts, figures, what it does not show, the sweep, diverged\n"
    "runs, who made the numbers and how to make them again. It is for a screen, a phone and "
    "paper.\n\n"
    "  -o FILE      one page of all the experiments named (results/EXPERIMENT.html for each)\n"
    "  --all        every experiment that has runs\n"
    "  --db FILE    the database (results/lab.db)\n\n"
    "Exit code 1 when a figure could not be drawn; the page then says which, and why.\n";

struct task {
    struct cli *c;
    const char *house;
    int missing; /* figures that could not be drawn */
};

/* Draw what the spec names. What cannot be drawn is said on the page, and here. */
static const struct report_figure *draw(struct task *t, const struct spec *spec)
{
    struct cli *c = t->c;
    struct figure_place place = {arena_printf(&c->arena, "%s/plots", t->house), "plots/out"};
    struct figure_look look = {.format = "svg", .four_by_three = true};
    struct report_figure *figure =
        arena_calloc(&c->arena, ((size_t)spec->figures + 1) * sizeof *figure);
    for (int i = 0; i < spec->figures; i++) {
        struct failure wrong = {0};
        figure[i].name = spec->figure[i];
        if (!figure_draw(&c->arena, c->store, &place, spec->name, spec->figure[i], &look,
                         &figure[i].svg, &wrong))
            continue;
        figure[i].svg = NULL;
        figure[i].lack = arena_strdup(&c->arena, wrong.message);
        cli_fail(&wrong);
        t->missing++;
    }
    return figure;
}

static enum status write_experiment(struct task *t, const char *name, FILE *out)
{
    struct cli *c = t->c;
    struct request q = {.name = name,
                        .folder = arena_printf(&c->arena, "%s/experiments", t->house)};
    struct experiment e = {0};
    if (experiment_read(&c->arena, &q, &e, &c->failure))
        return c->failure.status;
    const char *command = reproduce_command(&c->arena, c->store, e.spec.name, name, &c->failure);
    if (!command)
        return c->failure.status;
    struct report report = {.experiment = e.spec.name,
                            .words = name,
                            .figures = e.spec.figures,
                            .figure = draw(t, &e.spec),
                            .command = command};
    return report_write(&c->arena, c->store, &report, out, &c->failure);
}

/* "first" of "experiments/first.yaml" and of "first" */
static const char *stem(struct arena *arena, const char *name)
{
    const char *slash = strrchr(name, '/'), *base = slash ? slash + 1 : name;
    const char *dot = strstr(base, ".yaml");
    return arena_printf(arena, "%.*s", dot ? (int)(dot - base) : (int)strlen(base), base);
}

/* One page of these experiments. */
static void write_page(struct task *t, int count, const char *const *name, const char *path)
{
    struct cli *c = t->c;
    struct output out;
    if (output_open(&c->arena, path, &out, &c->failure))
        return;
    page_begin(out.file,
               count == 1 ? arena_printf(&c->arena, "%s, depthlab", name[0]) : "depthlab");
    if (count > 1)
        page_contents(out.file, count, name);
    for (int i = 0; i < count; i++)
        if (write_experiment(t, name[i], out.file))
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
                                 "FROM sweep) FROM sweep ORDER BY 1",
                                 &c->failure);
    const char **name = NULL;
    for (int i = 0; query_next(q); i++) {
        if (!name)
            name = arena_calloc(&c->arena, (size_t)(query_int(q, 1) + 1) * sizeof *name);
        name[i] = arena_strdup(&c->arena, query_text(q, 0));
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
    if (mkdir("results", 0777) && errno != EEXIST)
        fail(&c->failure, STATUS_CREATE, "results: %s", strerror(errno));
    for (int i = 0; i < count && !c->failure.status; i++) {
        const char *file = arena_printf(&c->arena, "results/%s.html", stem(&c->arena, name[i]));
        write_page(t, 1, &name[i], file);
    }
    return t->missing ? STATUS_FAILED : STATUS_OK;
}

static int run(int argc, char **argv)
{
    static const struct option options[] = {{"all", no_argument, NULL, 'a'},
                                            {"output", required_argument, NULL, 'o'},
                                            {"db", required_argument, NULL, 'd'},
                                            {NULL, 0, NULL, 0}};
    struct cli c;
    const char *path = NULL;
    bool all = false;
    if (!cli_begin(&c))
        return cli_fail(&c.failure);
    for (int o; (o = getopt_long(argc, argv, "o:", options, NULL)) != -1;)
        if (o == 'a')
            all = true;
        else if (o == 'o')
            path = optarg;
        else if (o == 'd')
            c.db = optarg;
        else
            return cli_end(&c, cli_option("report"));
    if (all ? optind < argc : optind == argc)
        return cli_end(&c,
                       cli_usage("report", all ? "--all goes without names" : "which experiment?"));
    if (!cli_open_store(&c, true))
        return cli_end(&c, STATUS_OK);
    struct task t = {.c = &c, .house = cli_house(&c.arena)};
    const char *const *name = all ? with_runs(&c) : (const char *const *)(argv + optind);
    int count = 0;
    while (name && name[count])
        count++;
    return cli_end(&c, name ? report(&t, count, name, path) : STATUS_OK);
}

const struct command command_report = {
    "report", "an experiment as a page: verdicts, figures, sweep", help, run};

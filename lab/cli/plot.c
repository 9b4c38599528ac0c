/* depthlab plot EXPERIMENT: draw its figures from the database. */
#include "lab/cli/cli.h"
#include "lab/figure/figure.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "usage: depthlab plot EXPERIMENT [FIGURE]... [OPTION]...\n\n"
    "Draw the experiment's figures (or those named) from the runs of its current sweep, into\n"
    "plots/out/EXPERIMENT/. The data of each figure lie beside it as FIGURE.dat: edit "
    "plots/FIGURE.gp\n"
    "and redraw with gnuplot alone.\n\n"
    "  --format LIST   png, svg, pdf, txt (a preview printed here); several with commas (png)\n"
    "  --dark          light on dark\n"
    "  --4x3           for an old projector, instead of 16:9\n"
    "  --db FILE       the database (results/lab.db)\n";

struct drawing {
    struct cli *c;
    struct figure_place place;
    struct figure_look look;
    const char *formats;
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

static void draw(struct drawing *d, const char *experiment, const char *figure)
{
    char *list = arena_strdup(&d->c->arena, d->formats), *rest = list;
    for (char *format; (format = strsep(&rest, ","));) {
        const char *path;
        d->look.format = format;
        if (figure_draw(&d->c->arena, d->c->store, &d->place, experiment, figure, &d->look, &path,
                        &d->c->failure))
            return;
        if (!strcmp(format, "txt"))
            show_text(path);
        else
            puts(path);
    }
}

static int plot(struct drawing *d, int argc, char **argv)
{
    struct cli *c = d->c;
    struct experiment e = {0};
    const char *house = cli_house(&c->arena);
    struct request q = {.name = argv[0],
                        .folder = arena_printf(&c->arena, "%s/experiments", house)};
    d->place = (struct figure_place){arena_printf(&c->arena, "%s/plots", house), "plots/out"};
    if (!cli_open_store(c, true) || experiment_read(&c->arena, &q, &e, &c->failure))
        return STATUS_OK;
    for (int i = 1; i < argc; i++)
        draw(d, e.spec.name, argv[i]);
    for (int i = 0; argc == 1 && i < e.spec.figures && !c->failure.status; i++)
        draw(d, e.spec.name, e.spec.figure[i]);
    if (argc == 1 && !e.spec.figures)
        fail(&c->failure, STATUS_DATA, "%s names no figures", e.spec.file);
    return STATUS_OK;
}

static int run(int argc, char **argv)
{
    static const struct option options[] = {{"format", required_argument, NULL, 'f'},
                                            {"dark", no_argument, NULL, 'k'},
                                            {"4x3", no_argument, NULL, '4'},
                                            {"db", required_argument, NULL, 'd'},
                                            {NULL, 0, NULL, 0}};
    struct cli c;
    if (!cli_begin(&c))
        return cli_fail(&c.failure);
    struct drawing d = {.c = &c, .formats = "png"};
    d.look.mono = getenv("NO_COLOR") || !isatty(STDOUT_FILENO);
    for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;)
        switch (o) {
        case 'f':
            d.formats = optarg;
            break;
        case 'k':
            d.look.dark = true;
            break;
        case '4':
            d.look.four_by_three = true;
            break;
        case 'd':
            c.db = optarg;
            break;
        default:
            return cli_end(&c, cli_option("plot"));
        }
    if (optind == argc)
        return cli_end(&c, cli_usage("plot", "which experiment?"));
    return cli_end(&c, plot(&d, argc - optind, argv + optind));
}

const struct command command_plot = {"plot", "draw an experiment's figures", help, run};

#include "lab/cli/draw.h"
#include "lab/base/folder.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool same_file(const char *a, const char *b)
{
    struct stat x, y;
    return !stat(a, &x) && !stat(b, &y) && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

const char *draw_side(struct cli *c)
{
    if (same_file(c->db, CLI_DB) || !strcmp(c->db, CLI_DB))
        return "";
    return folder_of_file(&c->arena, c->db, &c->failure);
}

const char *draw_folder(struct cli *c, const char *within)
{
    const char *side = draw_side(c);
    return *side ? cli_text(c, "%s/%s", within, side) : within;
}

static void show_text(const char *path)
{
    FILE *file = fopen(path, "re");
    char bytes[4096];
    for (size_t n; file && (n = fread(bytes, 1, sizeof bytes, file)) > 0;)
        fwrite(bytes, 1, n, stdout);
    if (file)
        fclose(file);
}

void draw_figure(struct cli *c, struct drawing *d, const char *experiment, const char *figure)
{
    const struct figure_place place = {cli_folder(c, "plots"),
                                       d->out ? d->out : draw_folder(c, DRAW_FIGURES)};
    char *rest = arena_strdup(&c->arena, d->formats);
    if (!rest)
        fail_memory(&c->failure);
    d->style.mono = getenv("NO_COLOR") || !isatty(STDOUT_FILENO);
    for (char *format; rest && !c->failure.status && (format = strsep(&rest, ","));) {
        const char *path;
        struct failure wrong = {0};
        d->style.format = format;
        figure_draw(&c->arena, c->store, &place, experiment, figure, &d->style, &path, &wrong);
        if (wrong.status == STATUS_FAILED) {
            d->missing++;
            struct failure named = {0};
            fail(&named, wrong.status, "%s/%s", experiment, wrong.message);
            cli_fail(&named);
            return;
        }
        if (wrong.status)
            c->failure = wrong;
        else if (!strcmp(format, "txt"))
            show_text(path);
        else
            cli_print_path(c, path);
    }
}

bool draw_cannot_write(const struct failure *f)
{
    return f->status == STATUS_CREATE || f->status == STATUS_DISK;
}

bool draw_has_runs(struct cli *c, const char *experiment)
{
    struct query *q = query_open(c->store,
                                 experiment
                                     ? "SELECT 1 FROM sweep WHERE experiment = :experiment LIMIT 1"
                                     : "SELECT 1 FROM sweep LIMIT 1",
                                 &c->failure);
    if (experiment)
        query_bind_text(q, ":experiment", experiment);
    const bool found = query_next(q);
    query_close(q);
    return found;
}

const char **draw_experiments(struct cli *c)
{
    const char **name = experiment_names(&c->arena, cli_folder(c, "experiments"), &c->failure);
    int count = 0;
    for (int i = 0; name && name[i]; i++)
        if (draw_has_runs(c, name[i]))
            name[count++] = name[i];
    if (name)
        name[count] = NULL;
    return name;
}

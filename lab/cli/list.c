/* depthlab list: the experiments in the order of the course, and how much of each has been run. */
#include "lab/cli/cli.h"
#include "lab/spec/playground.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char about[] =
    "List the experiments of the folder experiments/, in the order of its course: name, runs done "
    "and in the grid, and the question each asks. What the course does not name comes last. As "
    "JSON "
    "also `page`, the state of build/playground.html that shows two of its nets, \"\" where there "
    "is "
    "none.";

struct arguments {
    const char *course;
};

static const struct option_row options[] = {
    OPTION_COURSE,
    OPTION_JSON("the list as JSON"),
    OPTION_DB,
    {0},
};

/* Runs of the experiment's current sweep that are done, or -1 where it was never planned. */
static int done(struct cli *c, const char *name)
{
    int count = -1;
    if (!c->store)
        return count;
    struct query *q = query_open(c->store,
                                 "SELECT sum(r.status IN ('done', 'diverged')) FROM sweep s"
                                 " JOIN run r ON r.id = s.run WHERE s.experiment = :name",
                                 &c->failure);
    query_bind_text(q, ":name", name);
    if (query_next(q) && !query_is_null(q, 0))
        count = (int)query_int(q, 0);
    query_close(q);
    return count;
}

struct listing {
    struct cli *c;
    struct course course;
    int shown;
    bool broken;
};

static void show(struct listing *l, const char *words, const char *part)
{
    struct cli *c = l->c;
    struct experiment e = {0};
    struct request q = {.name = words, .folder = cli_folder(c, "experiments")};
    struct failure failure = {0};
    if (experiment_read(&c->arena, &q, &e, &failure)) {
        cli_fail(&failure);
        l->broken = true;
        return;
    }
    const int count = done(c, e.spec.name);
    if (c->json)
        printf("%s{\"experiment\": %s, \"done\": %d, \"runs\": %d, \"question\": %s, \"part\": %s, "
               "\"page\": %s}",
               l->shown++ ? ",\n " : "[", cli_json_text(c, words), count < 0 ? 0 : count,
               e.grid.cells, cli_json_text(c, e.spec.question), cli_json_text(c, part),
               cli_json_text(
                   c, playground_address(&c->arena, e.grid.cells, e.grid.cell, &c->failure)));
    else
        printf("%-18s %4d of %-4d  %s\n", words, count < 0 ? 0 : count, e.grid.cells,
               e.spec.question);
}

/* A line above the experiments of a part. */
static void show_heading(struct listing *l, const char *title, int minutes)
{
    if (l->c->json)
        return;
    printf("%s%s", l->shown++ ? "\n" : "", title);
    printf(minutes ? " (%d minutes)\n" : "\n", minutes);
}

static int list(struct listing *l)
{
    struct cli *c = l->c;
    const char **name = experiment_names(&c->arena, cli_folder(c, "experiments"), &c->failure);
    for (int i = 0; i < l->course.parts; i++) {
        const struct course_part *part = &l->course.part[i];
        show_heading(l, part->title, part->minutes);
        for (int k = 0; k < part->entries; k++)
            show(l, part->entry[k].words, part->title);
    }
    bool more = l->course.parts;
    for (int i = 0; name && name[i]; i++) {
        if (course_find(&l->course, name[i]) >= 0)
            continue;
        if (more)
            show_heading(l, "Not in the course", 0);
        more = false;
        show(l, name[i], "");
    }
    if (c->json)
        puts(l->shown ? "]" : "[]");
    return l->broken ? STATUS_DATA : STATUS_OK;
}

static int run(struct cli *c, void *arguments)
{
    const struct arguments *w = arguments;
    struct listing l = {.c = c};
    struct failure wrong = {0};
    if (c->words)
        return cli_usage("list", "`%s` is not understood", c->word[0]);
    if (!access(c->db, F_OK))
        cli_read_store(c);
    if (cli_course(c, w->course, &l.course, &wrong)) {
        cli_fail(&wrong);
        l.course.parts = 0;
        l.broken = true;
    }
    return c->failure.status ? STATUS_OK : list(&l);
}

COMMAND(list, "the experiments and the questions they ask", "", sizeof(struct arguments));

/* depthlab list: the experiments, and how much of each has been run. */
#include "lab/cli/cli.h"
#include "lab/spec/playground.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char about[] =
    "List the experiments of the folder experiments/: name, runs done and "
    "in the grid, and the question each asks. As JSON also `page`, the state of "
    "build/playground.html that shows two of its nets, \"\" where there is none.";

static const struct option_row options[] = {OPTION_JSON("the list as JSON"), OPTION_DB, {0}};

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

static int list(struct cli *c)
{
    const char *folder = cli_folder(c, "experiments");
    const char **name = experiment_names(&c->arena, folder, &c->failure);
    bool broken = false;
    int shown = 0;
    for (int i = 0; name && name[i]; i++) {
        struct experiment e = {0};
        struct request q = {.name = name[i], .folder = folder};
        struct failure failure = {0};
        if (experiment_read(&c->arena, &q, &e, &failure)) {
            cli_fail(&failure);
            broken = true;
            continue;
        }
        int count = done(c, name[i]);
        if (c->json)
            printf("%s{\"experiment\": %s, \"done\": %d, \"runs\": %d, \"question\": %s, \"page\": "
                   "%s}",
                   shown++ ? ",\n " : "[", cli_json_text(c, name[i]), count < 0 ? 0 : count,
                   e.grid.cells, cli_json_text(c, e.spec.question),
                   cli_json_text(
                       c, playground_address(&c->arena, e.grid.cells, e.grid.cell, &c->failure)));
        else
            printf("%-18s %4d of %-4d  %s\n", name[i], count < 0 ? 0 : count, e.grid.cells,
                   e.spec.question);
    }
    if (c->json)
        puts(shown ? "]" : "[]");
    return broken ? STATUS_DATA : STATUS_OK;
}

static int run(struct cli *c, void *arguments)
{
    (void)arguments;
    if (c->words)
        return cli_usage("list", "`%s` is not understood", c->word[0]);
    if (!access(c->db, F_OK))
        cli_open_store(c, true);
    return c->failure.status ? STATUS_OK : list(c);
}

COMMAND(list, "the experiments and the questions they ask", "", 0);

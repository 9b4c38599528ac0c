/* depthlab cells EXPERIMENT: its runs, a line each, for schedulers. */
#include "lab/run/cells.h"
#include "lab/cli/prepare.h"
#include <stdio.h>

static const char about[] =
    "Print a line for each run of the experiment's grid: its name, the processor seconds that it "
    "will take with its probes, the bytes that it adds to a database, and its values of the sweep. "
    "Any scheduler can ride on it:\n"
    "\n"
    "depthlab run EXPERIMENT --cell NAME,... --db SHARD    trains some of them; exit code 75: "
    "again\n"
    "depthlab merge LAB.DB SHARD...                        brings the databases together";

static const struct option_row options[] = {
    OPTION_FLAG("left", left, "only what --db has not to its end"),
    PREPARE_SWEEP,
    OPTION_JSON("the lines as JSON"),
    {0},
};

static int run(struct cli *c, void *arguments)
{
    struct arguments *w = arguments;
    struct prepared *p;
    int code, lines = 0;
    const char **name = prepare_elsewhere(c, w, "cells", &p, &code)
                            ? cells_names(&c->arena, &p->e, &c->failure)
                            : NULL;
    for (int i = 0; name && i < p->e.grid.cells; i++) {
        const struct plan *plan = &p->plan;
        if (plan->first[i] != i || (w->left && !plan->is_left[i]))
            continue;
        const size_t mark = arena_mark(&c->arena);
        const char *words = experiment_cell_name(&c->arena, &p->e, i, &c->failure);
        const double seconds = plan_cell_seconds(plan, &p->e, i), bytes = plan->cost[i].bytes;
        if (c->json)
            printf("%s{\"name\": \"%s\", \"seconds\": %.3g, \"bytes\": %.0f, \"cell\": %s}",
                   lines++ ? ",\n " : "[", name[i], seconds, bytes, cli_json_text(c, words));
        else
            printf("%s %.3g %.0f %s\n", name[i], seconds, bytes, cli_shown(c, words));
        arena_rewind(&c->arena, mark);
    }
    if (name && c->json)
        puts(lines ? "]" : "[]");
    return code;
}

COMMAND(cells, "an experiment's runs, a line each, for schedulers", "EXPERIMENT",
        sizeof(struct arguments));

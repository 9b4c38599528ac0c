/* depthlab check EXPERIMENT...: all that `run` does before it trains. */
#include "lab/base/memory.h"
#include "lab/cli/prepare.h"
#include "lab/spec/axis.h"
#include <stdio.h>

static const char about[] =
    "Read the experiments and say what `depthlab run` with the same words would do, without "
    "training "
    "and without writing: the grid and how much of it is trained already, the data (every "
    "file is read), what the rest takes of time, disk and memory, and whether its expectations and "
    "figures can be served by these runs. EXPERIMENT is a name from `depthlab list`, or a file "
    "that "
    "ends in .yaml.\n"
    "\n"
    "The time is told from runs of such nets that this machine has finished, where the database "
    "has "
    "any. The exit code is that of `run`: 0 when it would train, 65 when a spec or its data are "
    "wrong, 1 when a net does not fit into memory.";

static const struct option_row options[] = {
    PREPARE_OPTIONS,
    OPTION_QUIET("only what is wrong"),
    {0},
};

/* "block 2 x depth 7 x seed 5"; of axes that move together the first is named, "block, depth 7". */
static const char *axes(struct cli *c, const struct spec *spec)
{
    const char *text = "";
    for (int k = 0; k < spec->axes; k++) {
        const struct axis *a = &spec->axis[k];
        const bool joined = a->zip && k && spec->axis[k - 1].zip == a->zip;
        const bool goes_on = a->zip && k + 1 < spec->axes && spec->axis[k + 1].zip == a->zip;
        text = cli_text(c, "%s%s%s", text,
                        !k       ? ""
                        : joined ? ", "
                                 : " x ",
                        setting_word(a->setting));
        if (!goes_on)
            text = cli_text(c, "%s %d", text, a->values);
    }
    return *text ? cli_text(c, "%s = ", text) : text;
}

static void print(struct cli *c, const struct arguments *w, const struct prepared *p)
{
    const struct spec *spec = &p->e.spec;
    const struct plan *plan = &p->plan;
    char need[MEMORY_TEXT], have[MEMORY_TEXT];
    memory_text(plan->need.total, need);
    memory_text(memory_here(), have);
    printf("%s: %s\n", spec->name, spec->question ? spec->question : "");
    printf("  grid    %s%d cells, %d runs, %d of them trained\n", axes(c, spec), p->e.grid.cells,
           plan->runs, plan->trained);
    printf("  data    %s\n", prepare_data(c, p));
    printf("  plan    %s\n", prepare_plan(c, w, plan));
    if (p->confirm.grid.cells)
        printf("  confirm %s\n", prepare_plan(c, w, &p->confirm_plan));
    const char *largest = experiment_cell_name(&c->arena, &p->e, plan->largest, &c->failure);
    if (plan->left)
        printf("  memory  %s for the largest run%s%s; %s here\n", need, *largest ? ", " : "",
               largest, have);
    printf("  expect  %d statements", spec->expectations);
    if (p->unjudged)
        printf(", %d of them not about these runs", p->unjudged);
    printf("\n  figures");
    for (int i = 0; i < spec->figures; i++)
        printf("%s%s", i ? ", " : " ", spec->figure[i]);
    puts(spec->figures ? "" : " none");
    fputs(p->notes, stdout);
}

static int run(struct cli *c, void *arguments)
{
    struct arguments *w = arguments;
    struct prepared *p;
    int count;
    const int code = prepare(c, w, "check", &p, &count);
    for (int i = 0; i < count && !code && !c->failure.status && !w->quiet; i++)
        print(c, w, &p[i]);
    return code;
}

COMMAND(check, "what a run would do, without training", "EXPERIMENT...", sizeof(struct arguments));

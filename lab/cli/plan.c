/* depthlab plan EXPERIMENT: what a sweep will take on so many cores. */
#include "lab/base/memory.h"
#include "lab/cli/prepare.h"
#include <math.h>
#include <stdio.h>

static const char about[] =
    "Say what the experiment's sweep takes on machines that need not be this one: runs, "
    "core-hours, "
    "the time on --nodes of --cores each, memory and disk. What --db has is not counted again.\n"
    "\n"
    "The time is told from runs of such nets that this machine has finished, where --db has any, "
    "and else from constants of a processor with AVX-512: an older one takes longer.";

static const struct option_row options[] = {
    OPTION_WHOLE("cores", "N", cores, 1, 4096, "cores of a node, each with a run", .preset = "1"),
    OPTION_WHOLE("nodes", "N", nodes, 1, 100000, "how many machines", .preset = "1"),
    OPTION_WHOLE("threads", "N", threads, 1, 256, "cores that share a run", .preset = "1"),
    PREPARE_SWEEP,
    OPTION_JSON("the numbers as JSON"),
    {0},
};

/* What a process takes before it has a net, measured. */
static const double PROCESS_BYTES = 8e6;

/* Of the largest runs, so many at once. */
static double memory_of(const struct plan *plan, int runs)
{
    double bytes = 0;
    for (int i = 0; i < runs && i < plan->left; i++)
        bytes += plan->memory[i] + PROCESS_BYTES;
    return bytes;
}

static void print(struct cli *c, const struct arguments *w, const struct prepared *p)
{
    const struct plan *plan = &p->plan;
    const int at_once = w->cores / w->threads > 1 ? w->cores / w->threads : 1;
    const double wall = plan_seconds(plan, at_once * w->nodes, w->threads, w->cores * w->nodes);
    char need[MEMORY_TEXT], node[MEMORY_TEXT], bytes[MEMORY_TEXT];
    if (c->json) {
        printf("{\"experiment\": %s, \"runs\": %d, \"left\": %d, \"core_seconds\": %.6g, "
               "\"longest_seconds\": %.6g, \"wall_seconds\": %.6g, \"memory_run\": %.0f, "
               "\"memory_node\": %.0f, \"bytes\": %.0f}\n",
               cli_json_text(c, p->e.spec.name), plan->runs, plan->left, plan->seconds,
               plan->longest, wall, memory_of(plan, 1), memory_of(plan, at_once), plan->bytes);
        return;
    }
    memory_text(memory_of(plan, 1), need);
    memory_text(memory_of(plan, at_once), node);
    memory_text(plan->bytes, bytes);
    printf("%s: %d runs, %d to train\n", p->e.spec.name, plan->runs, plan->left);
    printf("  time    %.3g core-hours (%s), the longest run %s; %s on %d x %d cores\n",
           plan->seconds / 3600, prepare_time(c, plan->seconds), prepare_time(c, plan->longest),
           prepare_time(c, wall), w->nodes, w->cores);
    printf("  memory  %s for the largest run; %s a node, with %d at a time\n", need, node, at_once);
    printf("  disk    %s of database\n", bytes);
}

static int run(struct cli *c, void *arguments)
{
    struct arguments *w = arguments;
    struct prepared *p;
    int code;
    if (prepare_elsewhere(c, w, "plan", &p, &code))
        print(c, w, p);
    return code;
}

COMMAND(plan, "what a sweep takes: core-hours, memory, disk", "EXPERIMENT",
        sizeof(struct arguments));

/* depthlab slurm EXPERIMENT: its sweep as a job array of Slurm's. */
#include "lab/base/atomic_file.h"
#include "lab/base/folder.h"
#include "lab/cli/prepare.h"
#include "lab/run/cells.h"
#include "lab/spec/override_words.h"
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char about[] =
    "Write the experiment's sweep, as far as --db lacks it, as a job array: into the folder "
    "results/slurm/EXPERIMENT "
    "the file `tasks`, a line of runs for each task; array.sh, which trains a task's runs into a "
    "database of its own; finish.sh, which merges them into --db, judges and draws; and submit.sh, "
    "which gives both to sbatch, the second to begin when the first has ended well. They are plain "
    "shell: read and change them. The folder must be seen by all nodes, as must the program.\n"
    "\n"
    "A task that is stopped, by a limit of time or by Slurm, leaves at a checkpoint and is put "
    "back "
    "into the queue, where it goes on. When tasks fail, the same command again writes what is left "
    "once their databases are merged.";

/* Slurm's usual MaxArraySize is 1001. */
enum { MOST_TASKS = 1000, PROGRAM_BYTES = 200 << 20 };

static const struct option_row options[] = {
    OPTION_WHOLE("minutes", "N", minutes, 1, 10000, "that a task lasts, about", .preset = "10"),
    OPTION_WHOLE("tasks", "N", tasks, 1, MOST_TASKS, "so many, however long they last"),
    OPTION_WHOLE("cores", "N", cores, 1, 4096, "of a task, each with a run", .preset = "1"),
    OPTION_TEXT("partition", "NAME", partition, "Slurm's, where it is not the usual one"),
    OPTION_TEXT("folder", "DIR", folder, "another than results/slurm/EXPERIMENT"),
    OPTION_FLAG("submit", submit, "and give them to sbatch"),
    PREPARE_SWEEP,
    {0},
};

struct writing {
    struct cli *c;
    const struct arguments *w;
    const struct prepared *p;
    const char *folder, *words; /* for a shell; words: EXPERIMENT and what changes it */
    int tasks;
    double longest; /* processor seconds of a task */
};

/* ---- packing ---- */

struct packed {
    int cell, from;
};

/* Those that start from one run come together, so that few tasks train it. */
static int by_source(const void *a, const void *b)
{
    const struct packed *x = a, *y = b;
    return x->from != y->from ? x->from - y->from : x->cell - y->cell;
}

static int left_cells(struct writing *g, struct packed *list, double *seconds)
{
    const struct plan *plan = &g->p->plan;
    int count = 0;
    *seconds = 0;
    for (int i = 0; i < g->p->e.grid.cells; i++)
        if (plan->is_left[i]) {
            list[count++] = (struct packed){i, plan->from[i]};
            *seconds += plan_cell_seconds(plan, &g->p->e, i);
        }
    qsort(list, (size_t)count, sizeof *list, by_source);
    return count;
}

/* Tasks of about the same length. A run longer than that is a task of its own. */
static void write_tasks(struct writing *g, FILE *out)
{
    const char **name = cells_names(&g->c->arena, &g->p->e, &g->c->failure);
    struct packed *list =
        arena_take(&g->c->arena, &g->c->failure, (size_t)g->p->e.grid.cells * sizeof *list);
    double all, here = 0;
    if (!name || !list)
        return;
    const int count = left_cells(g, list, &all);
    const double wanted = 60.0 * g->w->minutes * g->w->cores;
    const double tasks = g->w->tasks ? g->w->tasks
                                     : fmin(fmax(ceil(all / wanted), 1), MOST_TASKS / 2);
    const double size = all / tasks;
    for (int i = 0; i < count; i++) {
        const double seconds = plan_cell_seconds(&g->p->plan, &g->p->e, list[i].cell);
        const bool begins = !g->tasks || here + seconds / 2 > size;
        if (begins && g->tasks)
            fputc('\n', out);
        fprintf(out, "%s%s", begins ? "" : ",", name[list[i].cell]);
        here = begins ? seconds : here + seconds;
        g->tasks += begins;
        g->longest = fmax(g->longest, here);
    }
    if (count)
        fputc('\n', out);
}

/* ---- scripts ---- */

static void write_head(const struct writing *g, FILE *out, const char *job, const char *log)
{
    fprintf(out, "#!/bin/sh\n#SBATCH --job-name=%s\n#SBATCH --output=%s/%s\n", job, g->folder, log);
    if (g->w->partition)
        fprintf(out, "#SBATCH --partition=%s\n", g->w->partition);
}

static const char *program(const struct writing *g)
{
    return override_shell_word(&g->c->arena, cli_program(g->c), &g->c->failure);
}

static const char *database(const struct writing *g)
{
    return override_shell_word(&g->c->arena, g->c->db, &g->c->failure);
}

/* A machine may be slower than this one: the limit of time is generous, and reaching it costs nothing but a wait. */
static void write_array(struct writing *g, FILE *out)
{
    const struct plan *plan = &g->p->plan;
    double bytes = PROGRAM_BYTES;
    for (int i = 0; i < g->w->cores && i < plan->left; i++)
        bytes += 1.3 * plan->memory[i] + 0.2 * PROGRAM_BYTES;
    const double wall = fmax(g->longest / g->w->cores, plan->longest);
    write_head(g, out, g->p->e.spec.name, "task-%a.log");
    fprintf(out,
            "#SBATCH --array=1-%d\n#SBATCH --cpus-per-task=%d\n#SBATCH --mem=%.0fM\n"
            "#SBATCH --time=%.0f\n#SBATCH --requeue\n#SBATCH --open-mode=append\n"
            "#SBATCH --signal=B:TERM@60\n"
            "# Task N trains the runs of line N of the file tasks into shard-N.db.\n"
            "task=$SLURM_ARRAY_TASK_ID\n"
            "cells=$(sed -n \"${task}p\" %s/tasks)\n"
            "%s run %s \\\n    --cell \"$cells\" --db %s/shard-$task.db -j %d --quiet &\n"
            "child=$!\n"
            "trap 'kill -TERM $child' TERM\n"
            "code=0\n"
            "wait $child || code=$?\n"
            "while kill -0 $child 2>/dev/null; do code=0; wait $child || code=$?; done\n"
            "# 75: it left at a checkpoint. Over 128: it was killed. It goes on where it was.\n"
            "if [ $code -eq 75 ] || { [ $code -gt 128 ] && [ \"${SLURM_RESTART_COUNT:-0}\" -lt 3 "
            "]; }; then\n"
            "    exec scontrol requeue \"${SLURM_ARRAY_JOB_ID}_$task\"\n"
            "fi\n"
            "exit $code\n",
            g->tasks, g->w->cores, ceil(bytes / (1 << 20)), ceil(3 * wall / 60) + 10, g->folder,
            program(g), g->words, g->folder, g->w->cores);
}

static void write_finish(struct writing *g, FILE *out)
{
    const char *name = g->p->e.spec.name;
    write_head(g, out, cli_text(g->c, "%s-finish", name), "finish.log");
    fprintf(out,
            "# All tasks have ended well: merge, judge, draw.\n"
            "set -e\n"
            "%s merge %s %s/shard-*.db\n"
            "%s run %s --db %s\n",
            program(g), database(g), g->folder, program(g), g->words, database(g));
    if (g->p->e.spec.figures)
        fprintf(out, "%s plot %s --db %s\n", program(g),
                override_shell_word(&g->c->arena, g->c->word[0], &g->c->failure), database(g));
}

static void write_submit(struct writing *g, FILE *out)
{
    fprintf(out,
            "#!/bin/sh\n"
            "set -e\n"
            "array=$(sbatch --parsable %s/array.sh)\n"
            "finish=$(sbatch --parsable --dependency=afterok:${array%%%%;*} %s/finish.sh)\n"
            "echo \"jobs $array, of %d tasks, and $finish, which merges, judges and draws\"\n",
            g->folder, g->folder, g->tasks);
}

static void write_file(struct writing *g, const char *name, void (*write)(struct writing *, FILE *))
{
    struct atomic_file out;
    struct cli *c = g->c;
    if (c->failure.status ||
        atomic_file_open(&c->arena, cli_text(c, "%s/%s", g->folder, name), &out, &c->failure))
        return;
    write(g, out.file);
    atomic_file_close(&out, &c->failure);
}

/* ---- all ---- */

static const char *words(struct cli *c, const struct arguments *w)
{
    const struct overrides *o = &w->overrides;
    struct arena *a = &c->arena;
    const char *text = override_shell_word(a, c->word[0], &c->failure);
    if (w->full)
        text = cli_text(c, "%s --full", text);
    if (o->data)
        text = cli_text(c, "%s --data %s", text, override_shell_word(a, o->data, &c->failure));
    if (o->count)
        text = cli_text(c, "%s %s", text, override_words(a, o->count, o->list, &c->failure));
    return text;
}

/* Both become lines of scripts. */
static bool is_plain(const char *text, const char *also)
{
    for (; *text; text++)
        if (!isalnum((unsigned char)*text) && !strchr("_.+-", *text) && !strchr(also, *text))
            return false;
    return true;
}

static int submit(struct writing *g)
{
    char *const argv[] = {(char *)"sh", (char *)cli_text(g->c, "%s/submit.sh", g->folder), NULL};
    fflush(stdout);
    execv("/bin/sh", argv);
    return (int)fail(&g->c->failure, STATUS_FAILED, "cannot start /bin/sh: %s", strerror(errno));
}

static int run(struct cli *c, void *arguments)
{
    struct arguments *w = arguments;
    struct prepared *p;
    int code;
    if (!prepare_elsewhere(c, w, "slurm", &p, &code))
        return code;
    const char *folder = w->folder ? w->folder : cli_text(c, "results/slurm/%s", p->e.spec.name);
    struct writing g = {.c = c, .w = w, .p = p, .folder = folder, .words = words(c, w)};
    if (!is_plain(folder, "/"))
        return cli_usage("slurm", "--folder takes a path of letters, digits and _ . + - alone");
    if (w->partition && !is_plain(w->partition, ","))
        return cli_usage("slurm", "--partition takes names of letters, digits and _ . + - alone, "
                                  "with commas between");
    if (p->plan.seconds <= 0) {
        printf("%s: nothing is left to train\n", p->e.spec.name);
        return STATUS_OK;
    }
    folder_make(&c->arena, folder, &c->failure);
    write_file(&g, "tasks", write_tasks);
    write_file(&g, "array.sh", write_array);
    write_file(&g, "finish.sh", write_finish);
    write_file(&g, "submit.sh", write_submit);
    if (c->failure.status)
        return STATUS_OK;
    printf("%s: %d tasks of about %s; %s\n", p->e.spec.name, g.tasks,
           prepare_time(c, p->plan.seconds / g.tasks / w->cores),
           w->submit ? "submitted:" : cli_text(c, "to submit: sh %s/submit.sh", folder));
    return w->submit ? submit(&g) : STATUS_OK;
}

COMMAND(slurm, "a sweep as a job array of Slurm", "EXPERIMENT", sizeof(struct arguments));

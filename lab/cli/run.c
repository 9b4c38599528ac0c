/* depthlab run EXPERIMENT...: plan the sweep, train what is not trained yet, say what it shows. */
#include "lab/base/process_pool.h"
#include "lab/claim/claim.h"
#include "lab/cli/cli.h"
#include "lab/cli/overrides.h"
#include "lab/cli/progress.h"
#include "lab/run/jobs.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char about[] =
    "Train every cell of the experiment's grid that is not trained yet, then print its verdicts. "
    "What is interrupted, even by kill -9, goes on from its last checkpoint when the same command "
    "is given again. EXPERIMENT is a name from `depthlab list`, or a file that ends in .yaml.\n"
    "\n"
    "Exit code 0 when every run is recorded, diverged ones included; 1 when one could not be "
    "finished.";

struct arguments {
    struct request request;
    struct overrides overrides;
    int width, threads; /* width 0: not given */
    bool all, full, again, quiet;
};

static const struct option_row options[] = {
    OPTION_WHOLE("jobs", "N", width, 1, 0,
                 "runs at a time, each in a process of its own (cores / threads)", .letter = 'j'),
    OPTION_WHOLE("threads", "N", threads, 1, 256,
                 "threads in each run, up to 4; the numbers are the same for any", .preset = "1"),
    OPTION_FLAG("all", all, "every experiment of the folder experiments/"),
    OPTION_FLAG("full", full, "with the spec's `full:` section: more seeds, depths, steps"),
    OPTION_FLAG("again", again, "forget what was measured and start over"),
    OPTION_DATA("train on this folder or file instead (IDX as MNIST has it, CIFAR, or CSV)"),
    OPTION_SETTING("weights", "FILE",
                   "start from this safetensors file (the setting start.weights); it must fit"),
    OPTION_SET("override a setting; a list (4,8,16 or 1..5) makes an axis of the sweep"),
    OPTION_KEY("--depth 4,8,16 --seed 1..5"),
    OPTION_DB,
    OPTION_QUIET("no progress"),
    {0},
};

struct sweep {
    struct cli *c;
    struct arguments *w;
    struct experiment *e;
    struct progress progress;
    sigset_t signals;
    int signal; /* that stops us, or 0 */
    int broken; /* runs that could not be finished */
};

static bool poll_signals(void *self, const struct process_job *job, int jobs)
{
    struct sweep *s = self;
    int signal = sigtimedwait(&s->signals, NULL, &(struct timespec){0});
    if (signal > 0)
        s->signal = signal;
    if (!s->w->quiet)
        progress_show(&s->progress, job, jobs);
    return !s->signal;
}

static void ended(void *self, const struct process_job *job, int index)
{
    struct sweep *s = self;
    if (!job->exit || s->signal)
        return;
    s->broken++;
    progress_clear(&s->progress);
    fprintf(stderr, "%s: %s: ", s->e->spec.name,
            experiment_cell_name(&s->c->arena, s->e, s->progress.cell[index]));
    if (job->exit > 128)
        fprintf(stderr, "stopped by signal %d (%s); the same command resumes it\n", job->exit - 128,
                strsignal(job->exit - 128));
    else
        fprintf(stderr, "%s\n", job->last[0] ? job->last : "failed");
}

struct list {
    struct process_job *job;
    int *cell; /* by job: a cell of the grid that it belongs to */
    int jobs;
};

static struct list list_of(struct arena *arena, int jobs)
{
    return (struct list){arena_calloc(arena, (size_t)jobs * sizeof(struct process_job)),
                         arena_alloc(arena, (size_t)jobs * sizeof(int)), 0};
}

/* A process of this program that trains the run. */
static void add_training(struct sweep *s, struct list *list, const struct train_job *t)
{
    struct arena *a = &s->c->arena;
    const struct cell *cell = &s->e->grid.cell[t->cell];
    const char *argv[] = {cli_program(a),
                          "task",
                          arena_printf(a, "%lld", (long long)t->run),
                          "--db",
                          s->c->db,
                          "--data",
                          cell->data.path,
                          "--weights",
                          cell->start.weights,
                          "--threads",
                          arena_printf(a, "%d", s->w->threads),
                          s->w->again ? "--again" : NULL,
                          NULL};
    const char **kept = arena_alloc(a, sizeof argv);
    list->job[list->jobs] = (struct process_job){.argv = memcpy(kept, argv, sizeof argv)};
    list->cell[list->jobs++] = t->cell;
}

/* What can be trained now (`late` false), or what starts from the weights of another run. */
static void train_list(struct sweep *s, bool late)
{
    struct train_job *job;
    int jobs = 0;
    if (jobs_to_train(&s->c->arena, s->c->store, s->e, s->w->again, late, &job, &jobs,
                      &s->c->failure))
        return;
    struct list list = list_of(&s->c->arena, jobs);
    for (int i = 0; i < jobs; i++)
        add_training(s, &list, &job[i]);
    struct process_pool_watch watch = {s, poll_signals, ended};
    s->progress = progress_begin(&s->c->arena, s->e, list.cell);
    double start = progress_now();
    process_pool_run(list.job, list.jobs, s->w->width, &watch, &s->c->failure);
    progress_clear(&s->progress);
    if (list.jobs && !s->c->failure.status)
        fprintf(stderr, "%s: %d runs trained in %.1f s\n", s->e->spec.name, list.jobs,
                progress_now() - start);
}

/* ---- probes ---- */

/* A process of this program that probes the states. */
static void add_probing(struct sweep *s, struct list *list, const struct probe_job *p)
{
    struct arena *a = &s->c->arena;
    const char **argv = arena_calloc(a, (size_t)(12 + 2 * p->steps) * sizeof *argv);
    int n = 0;
    argv[n++] = cli_program(a);
    argv[n++] = "probe";
    argv[n++] = p->probe->name;
    argv[n++] = arena_printf(a, "%lld", (long long)p->run);
    argv[n++] = "--quiet";
    argv[n++] = "--db";
    argv[n++] = s->c->db;
    argv[n++] = "--data";
    argv[n++] = s->e->grid.cell[p->cell].data.path;
    if (s->e->spec.samples) {
        argv[n++] = "--samples";
        argv[n++] = arena_printf(a, "%d", s->e->spec.samples);
    }
    for (int k = 0; k < p->steps; k++) {
        argv[n++] = "--step";
        argv[n++] = arena_printf(a, "%lld", (long long)p->step[k]);
    }
    list->job[list->jobs] = (struct process_job){.argv = argv};
    list->cell[list->jobs++] = p->cell;
}

static bool look_for_signals(void *self, const struct process_job *job, int jobs)
{
    struct sweep *s = self;
    (void)job, (void)jobs;
    int signal = sigtimedwait(&s->signals, NULL, &(struct timespec){0});
    s->signal = signal > 0 ? signal : s->signal;
    return !s->signal;
}

/* The spec's probes that have not run yet. */
static void probe_all(struct sweep *s)
{
    struct probe_job *job;
    int jobs = 0;
    if (jobs_to_probe(&s->c->arena, s->c->store, s->e, s->w->again, &job, &jobs, &s->c->failure) ||
        !jobs)
        return;
    struct list list = list_of(&s->c->arena, jobs);
    for (int i = 0; i < jobs; i++)
        add_probing(s, &list, &job[i]);
    struct process_pool_watch watch = {s, look_for_signals, ended};
    const double begun = progress_now();
    s->progress = progress_begin(&s->c->arena, s->e, list.cell);
    process_pool_run(list.job, list.jobs, s->w->width, &watch, &s->c->failure);
    fprintf(stderr, "%s: probed %d runs in %.1f s\n", s->e->spec.name, list.jobs,
            progress_now() - begun);
}

static void print_runs(struct sweep *s)
{
    struct run_state *state;
    int count[RUN_FAILED + 1] = {0}, runs = 0;
    if (jobs_states(&s->c->arena, s->c->store, s->e, &state, &s->c->failure))
        return;
    for (int i = 0; i < s->e->grid.cells; i++)
        if (!state[i].repeated) {
            count[state[i].status]++;
            runs++;
        }
    printf("%s: %d runs, %d done", s->e->spec.name, runs, count[RUN_DONE]);
    if (count[RUN_DIVERGED])
        printf(", %d diverged", count[RUN_DIVERGED]);
    if (count[RUN_DONE] + count[RUN_DIVERGED] < runs)
        printf(", %d unfinished", runs - count[RUN_DONE] - count[RUN_DIVERGED]);
    putchar('\n');
    for (int i = 0; i < s->e->grid.cells; i++)
        if (state[i].status == RUN_DIVERGED)
            printf("  diverged: %s: %s\n", experiment_cell_name(&s->c->arena, s->e, i),
                   state[i].detail);
}

static void print_verdicts(struct sweep *s)
{
    struct verdict *v;
    if (claims_evaluate(&s->c->arena, s->c->store, &s->e->spec, &v, &s->c->failure))
        return;
    for (int i = 0; i < s->e->spec.expectations; i++)
        printf("  %s: %s\n      %s\n", v[i].verdict, s->e->spec.expectation[i].say, v[i].statistic);
}

/* Plan and train one experiment; the exit code. */
static int run_experiment(struct cli *c, struct arguments *w, const char *name)
{
    struct experiment e = {0};
    struct sweep s = {.c = c, .w = w, .e = &e};
    w->request.name = name;
    if (experiment_read(&c->arena, &w->request, &e, &c->failure) ||
        (!w->request.overrides && !w->request.data && claims_check(&e.spec, &c->failure)) ||
        experiment_plan(&c->arena, c->store, &e, &c->failure))
        return (int)c->failure.status;
    sigemptyset(&s.signals);
    sigaddset(&s.signals, SIGINT);
    sigaddset(&s.signals, SIGTERM);
    sigprocmask(SIG_BLOCK, &s.signals, NULL);
    train_list(&s, false);
    if (!s.signal && !c->failure.status)
        train_list(&s, true);
    if (!s.signal && !c->failure.status)
        probe_all(&s);
    sigprocmask(SIG_UNBLOCK, &s.signals, NULL);
    if (c->failure.status)
        return (int)c->failure.status;
    print_runs(&s);
    if (s.signal) {
        puts("  interrupted; the same command goes on from the last checkpoints");
        return 128 + s.signal;
    }
    print_verdicts(&s);
    return s.broken ? STATUS_FAILED : (int)c->failure.status;
}

static int run(struct cli *c, void *arguments)
{
    struct arguments *w = arguments;
    if (w->all ? c->words : !c->words)
        return cli_usage("run", w->all ? "--all goes without names" : "which experiment?");
    const int cores = (int)sysconf(_SC_NPROCESSORS_ONLN);
    const char *folder = arena_printf(&c->arena, "%s/experiments", cli_house(&c->arena));
    w->width = w->width ? w->width : cores / w->threads ? cores / w->threads : 1;
    w->request = override_request(&w->overrides, folder);
    w->request.full = w->full;
    const char **name = w->all ? experiment_names(&c->arena, folder, &c->failure) : c->word;
    int code = STATUS_OK;
    if (name && cli_open_store(c, false))
        for (; *name && code < 128 && !c->failure.status; name++) {
            int one = run_experiment(c, w, *name);
            code = one ? one : code;
        }
    return code;
}

COMMAND(run, "train an experiment's grid and judge it", "EXPERIMENT...", sizeof(struct arguments));

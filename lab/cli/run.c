/* depthlab run EXPERIMENT...: plan the sweep, train what is not trained yet, say what it shows. */
#include "lab/base/process_pool.h"
#include "lab/claim/claim.h"
#include "lab/cli/cli.h"
#include "lab/cli/overrides.h"
#include "lab/cli/progress.h"
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
    int width, threads; /* width 0: not said */
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
    int signal; /* that asked us to stop, or 0 */
    int broken; /* runs that could not be finished */
};

static bool look(void *self, const struct process_job *job, int jobs)
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

/* Is there still something to train? */
static bool pending(struct sweep *s, int64_t run)
{
    const char *cell;
    enum run_status status;
    size_t mark = arena_mark(&s->c->arena);
    bool known = !store_run_cell(s->c->store, &s->c->arena, run, &cell, &status, &s->c->failure);
    arena_rewind(&s->c->arena, mark);
    return known && (s->w->again || (status != RUN_DONE && status != RUN_DIVERGED));
}

struct list {
    struct process_job *job;
    int *cell; /* by job: a cell of the grid that the run belongs to */
    int64_t *run;
    int jobs;
};

/* A job for the run, unless it is trained already or on the list: cells may share a run. */
static void add_job(struct sweep *s, struct list *list, int64_t run, int cell)
{
    struct arena *a = &s->c->arena;
    for (int i = 0; i < list->jobs; i++)
        if (list->run[i] == run)
            return;
    if (!pending(s, run))
        return;
    const struct cell *own = &s->e->grid.cell[cell];
    const char **argv = arena_calloc(a, 13 * sizeof *argv);
    int n = 0;
    argv[n++] = cli_program(a);
    argv[n++] = "task";
    argv[n++] = arena_printf(a, "%lld", (long long)run);
    argv[n++] = "--db";
    argv[n++] = s->c->db;
    argv[n++] = "--data";
    argv[n++] = own->data.path;
    argv[n++] = "--weights";
    argv[n++] = own->start.weights;
    argv[n++] = "--threads";
    argv[n++] = arena_printf(a, "%d", s->w->threads);
    if (s->w->again)
        argv[n++] = "--again";
    list->job[list->jobs] = (struct process_job){.argv = argv};
    list->cell[list->jobs] = cell;
    list->run[list->jobs++] = run;
}

/* What can be trained now (`late` false), and what starts from the weights of another run. */
static struct list make_list(struct sweep *s, bool late)
{
    const struct experiment *e = s->e;
    struct arena *a = &s->c->arena;
    size_t most = 2 * (size_t)e->grid.cells;
    struct list list = {arena_calloc(a, most * sizeof *list.job),
                        arena_alloc(a, most * sizeof *list.cell),
                        arena_alloc(a, most * sizeof *list.run), 0};
    for (int i = 0; i < e->sources && !late; i++)
        add_job(s, &list, e->source[i], e->source_cell[i]);
    for (int i = 0; i < e->grid.cells; i++)
        if (late == (e->grid.cell[i].start.from[0] != 0))
            add_job(s, &list, e->run[i], i);
    return list;
}

static void train_list(struct sweep *s, bool late)
{
    struct list list = make_list(s, late);
    struct process_pool_watch watch = {s, look, ended};
    s->progress = progress_begin(&s->c->arena, s->e, list.cell);
    double start = progress_now();
    process_pool_run(list.job, list.jobs, s->w->width, &watch, &s->c->failure);
    progress_clear(&s->progress);
    if (list.jobs && !s->c->failure.status)
        fprintf(stderr, "%s: %d runs trained in %.1f s\n", s->e->spec.name, list.jobs,
                progress_now() - start);
}

/* ---- probes ---- */

/* Was the probe's look at this run after so many updates interrupted? */
static bool interrupted(struct sweep *s, const struct probe *probe, int64_t run, int64_t step)
{
    struct query *q = query_open(s->c->store,
                                 "SELECT 1 FROM exam WHERE run = :run AND step = :step AND probe = "
                                 ":probe AND NOT done",
                                 &s->c->failure);
    query_bind_int(q, ":run", run);
    query_bind_int(q, ":step", step);
    query_bind_text(q, ":probe", probe->name);
    const bool there = query_next(q);
    query_close(q);
    return there;
}

/* Has the probe looked at this run after so many updates, to the end? Its first series tells. */
static bool examined(struct sweep *s, const struct probe *probe, int64_t run, int64_t step)
{
    struct arena *a = &s->c->arena;
    const char *table = arena_printf(a, "%s_row", probe->series[0]->name);
    struct query *q =
        query_open(s->c->store, "SELECT 1 FROM sqlite_schema WHERE name = :table", &s->c->failure);
    query_bind_text(q, ":table", table);
    bool there = query_next(q);
    query_close(q);
    if (!there || interrupted(s, probe, run, step))
        return false;
    q = query_open(s->c->store,
                   arena_printf(a, "SELECT 1 FROM \"%s\" WHERE run = :run AND step = :step", table),
                   &s->c->failure);
    query_bind_int(q, ":run", run);
    query_bind_int(q, ":step", step);
    there = query_next(q);
    query_close(q);
    return there;
}

/* A job for the steps of this run that the probe has not seen; those of diverged runs are few. */
static void add_exam(struct sweep *s, struct list *list, const struct probe_schedule *p, int cell)
{
    struct arena *a = &s->c->arena;
    const struct cell *c = &s->e->grid.cell[cell];
    const int64_t run = s->e->run[cell];
    const char **argv = arena_calloc(a, (size_t)(12 + 2 * p->steps) * sizeof *argv);
    int n = 0, before;
    argv[n++] = cli_program(a);
    argv[n++] = "probe";
    argv[n++] = p->probe->name;
    argv[n++] = arena_printf(a, "%lld", (long long)run);
    argv[n++] = "--quiet";
    argv[n++] = "--db";
    argv[n++] = s->c->db;
    argv[n++] = "--data";
    argv[n++] = c->data.path;
    if (s->e->spec.samples) {
        argv[n++] = "--samples";
        argv[n++] = arena_printf(a, "%d", s->e->spec.samples);
    }
    before = n;
    for (int k = 0; k < p->steps; k++) {
        const int64_t step = p->step[k] == STEP_FINAL ? c->train.steps : p->step[k];
        if (step <= c->train.steps && (s->w->again || !examined(s, p->probe, run, step))) {
            argv[n++] = "--step";
            argv[n++] = arena_printf(a, "%lld", (long long)step);
        }
    }
    if (n == before)
        return;
    list->job[list->jobs] = (struct process_job){.argv = argv};
    list->cell[list->jobs++] = cell;
}

static bool look_for_signals(void *self, const struct process_job *job, int jobs)
{
    struct sweep *s = self;
    (void)job, (void)jobs;
    int signal = sigtimedwait(&s->signals, NULL, &(struct timespec){0});
    s->signal = signal > 0 ? signal : s->signal;
    return !s->signal;
}

static bool is_done(struct sweep *s, int64_t run)
{
    const char *cell;
    enum run_status status;
    return !store_run_cell(s->c->store, &s->c->arena, run, &cell, &status, &s->c->failure) &&
           status == RUN_DONE;
}

/* What the spec's probes have not looked at yet. */
static void examine_all(struct sweep *s)
{
    struct arena *a = &s->c->arena;
    const struct spec *spec = &s->e->spec;
    const size_t most = (size_t)(s->e->grid.cells * spec->probings);
    struct list list = {.job = arena_calloc(a, most * sizeof *list.job),
                        .cell = arena_alloc(a, most * sizeof *list.cell)};
    struct process_pool_watch watch = {s, look_for_signals, ended};
    for (int i = 0; i < s->e->grid.cells; i++)
        for (int k = 0; k < spec->probings && is_done(s, s->e->run[i]); k++)
            add_exam(s, &list, &spec->probing[k], i);
    if (!list.jobs || s->c->failure.status)
        return;
    const double begun = progress_now();
    s->progress = progress_begin(a, s->e, list.cell);
    process_pool_run(list.job, list.jobs, s->w->width, &watch, &s->c->failure);
    fprintf(stderr, "%s: probes looked into %d runs in %.1f s\n", spec->name, list.jobs,
            progress_now() - begun);
}

static void print_runs(struct sweep *s)
{
    struct query *q = query_open(
        s->c->store,
        "SELECT count(*), sum(r.status = 'done'), sum(r.status = 'diverged'),"
        " sum(r.status NOT IN ('done', 'diverged')) FROM sweep s JOIN run r ON r.id = s.run"
        " WHERE s.experiment = :experiment",
        &s->c->failure);
    query_bind_text(q, ":experiment", s->e->spec.name);
    if (query_next(q)) {
        printf("%s: %lld runs, %lld done", s->e->spec.name, (long long)query_int(q, 0),
               (long long)query_int(q, 1));
        if (query_int(q, 2))
            printf(", %lld diverged", (long long)query_int(q, 2));
        if (query_int(q, 3))
            printf(", %lld unfinished", (long long)query_int(q, 3));
        putchar('\n');
    }
    query_close(q);
    for (int i = 0; i < s->e->grid.cells; i++) {
        q = query_open(s->c->store,
                       "SELECT detail FROM run WHERE id = :run AND status = 'diverged'",
                       &s->c->failure);
        query_bind_int(q, ":run", s->e->run[i]);
        if (query_next(q))
            printf("  diverged: %s: %s\n", experiment_cell_name(&s->c->arena, s->e, i),
                   query_text(q, 0));
        query_close(q);
    }
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
        examine_all(&s);
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

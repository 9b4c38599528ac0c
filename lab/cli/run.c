/* depthlab run EXPERIMENT...: plan the sweep, train what is not trained yet, say what it shows. */
#include "lab/cli/run.h"
#include "lab/base/clock.h"
#include "lab/base/process_pool.h"
#include "lab/cli/cli.h"
#include "lab/cli/outcome.h"
#include "lab/cli/prepare.h"
#include "lab/cli/progress.h"
#include "lab/cli/signals.h"
#include "lab/run/jobs.h"
#include "lab/run/train_run.h"
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char about[] =
    "Train every cell of the experiment's grid that is not trained yet, then print its verdicts. "
    "What is interrupted, even by kill -9, goes on from its last checkpoint when the same command "
    "is given again. EXPERIMENT is a name from `depthlab list`, or a file that ends in .yaml.\n\n"
    "With --confirm the nets that the statements name are trained on 10 further seeds, too, each "
    "with data of its own, at the rate that was the best: what is supported there is confirmed. "
    "The "
    "seeds follow from the statements and settings. Of files the rows come in another order, and "
    "of "
    "one table other rows are tested.\n\n"
    "With --cell a part of the grid is trained, as a rule into a --db of its own, for `depthlab "
    "merge`. Asked to end (TERM), or when another process has a run, its exit code is 75.\n\n"
    "Exit code 0 when every run is recorded, diverged ones included; 1 when one could not be "
    "finished.";

static const struct option_row options[] = {
    PREPARE_OPTIONS,
    OPTION_TEXT("cell", "NAME,...", cell,
                "train only the runs that `depthlab cells` calls so, for a scheduler: exit code 75 "
                "says try again"),
    OPTION_QUIET("no progress, and no lines on data, plan and what was trained"),
    {0},
};

struct run_command {
    struct cli *c;
    struct arguments *w;
    struct experiment *e;
    const struct plan *plan;
    struct progress progress;
    struct progress_total *total;
    const char
        *worker[2][4]; /* argv of the program's workers, and of its twin's in double precision */
    int signal;        /* that stops us, or 0 */
    int carried_out;   /* jobs of the last list */
    bool waited;       /* for another process */
    int busy;          /* runs that another process has, of the last list */
    int broken;        /* runs that could not be finished */
    int other;         /* runs that, trained again, came out with other numbers */
    int code;          /* the exit code of the first of them; 74, a full disk, before all */
};

static bool goes_on(struct run_command *s)
{
    s->signal = signals_caught();
    return !s->signal && !s->c->failure.status && s->code != STATUS_DISK;
}

static bool poll_signals(void *self, const struct process_job *job, int jobs)
{
    struct run_command *s = self;
    if (!s->w->quiet)
        progress_show(&s->progress, job, jobs);
    return goes_on(s);
}

static void ended(void *self, const struct process_job *job, int index)
{
    struct run_command *s = self;
    s->carried_out += !job->exit;
    progress_end(&s->progress, index, !job->exit);
    if (!job->exit && s->w->again && job->last[0] && strcmp(job->last, "the same") != 0 &&
        !s->other++) {
        progress_clear(&s->progress);
        fprintf(stderr, "%s: other numbers than before: %s: %s\n", s->e->spec.name,
                experiment_cell_name(&s->c->arena, s->e, s->progress.cell[index], &s->c->failure),
                job->last);
    }
    if (!job->exit || !goes_on(s))
        return; /* well, or stopped by us */
    if (job->exit == STATUS_BUSY) {
        s->busy++;
        return;
    }
    s->broken++;
    s->code = !s->code || job->exit == STATUS_DISK ? job->exit : s->code;
    progress_clear(&s->progress);
    fprintf(stderr, "%s: %s: ", s->e->spec.name,
            experiment_cell_name(&s->c->arena, s->e, s->progress.cell[index], &s->c->failure));
    if (job->exit > 128)
        fprintf(stderr, "stopped by signal %d (%s); the same command resumes it\n", job->exit - 128,
                strsignal(job->exit - 128));
    else
        fprintf(stderr, "%s\n", job->last[0] ? job->last : "failed");
}

struct list {
    struct process_job *job;
    int *cell;       /* by job: a cell of the grid that it belongs to */
    double *seconds; /* by job: what it is expected to take, as far as the plan has it */
    int jobs;
};

static struct list list_of(struct cli *c, int jobs)
{
    return (struct list){
        arena_take(&c->arena, &c->failure, (size_t)jobs * sizeof(struct process_job)),
        arena_take(&c->arena, &c->failure, (size_t)jobs * sizeof(int)),
        arena_take(&c->arena, &c->failure, (size_t)jobs * sizeof(double)), 0};
}

/* The words that a worker gets, none of them empty. */
struct worker_words {
    int words;
    const char *word[2 * PROBE_STEPS + 16];
};

static void add_word(struct worker_words *o, const char *word)
{
    o->word[o->words++] = word;
}

static void add_option(struct worker_words *o, const char *name, const char *value)
{
    if (*value) {
        add_word(o, name);
        add_word(o, value);
    }
}

static const char *number(struct run_command *s, int64_t n)
{
    return cli_text(s->c, "%lld", (long long)n);
}

static void add_job(struct run_command *s, struct list *list, int cell, double seconds,
                    bool in_double, const struct worker_words *o)
{
    const char **word =
        arena_take(&s->c->arena, &s->c->failure, ((size_t)o->words + 1) * sizeof *word);
    if (!word)
        return;
    memcpy(word, o->word, (size_t)o->words * sizeof *word);
    list->job[list->jobs] = (struct process_job){.argv = s->worker[in_double], .order = word};
    list->cell[list->jobs] = cell;
    list->seconds[list->jobs++] = seconds;
}

/* Carry out the list and say what was done with how many runs: "trained". */
static void carry_out(struct run_command *s, const struct list *list, const char *what)
{
    struct process_pool_watch watch = {s, signals_wake(), poll_signals, ended};
    const double start = clock_elapsed();
    if (s->c->failure.status || !list->jobs)
        return;
    s->progress = progress_begin(s->c, s->e, list->cell, list->seconds, s->total);
    s->carried_out = 0;
    process_pool_run(list->job, list->jobs, s->w->width, &watch, &s->c->failure);
    progress_clear(&s->progress);
    if (s->carried_out && !s->w->quiet)
        fprintf(stderr, "%s: %d %s in %.1f s\n", s->e->spec.name, s->carried_out, what,
                clock_elapsed() - start);
}

static struct worker_words training(struct run_command *s, const char *what, int64_t run, int cell)
{
    struct worker_words o = {0};
    const struct cell *c = &s->e->grid.cell[cell];
    add_word(&o, what);
    add_word(&o, number(s, run));
    add_option(&o, "--data", c->data.path);
    add_option(&o, "--weights", c->start.weights);
    add_option(&o, "--threads", number(s, s->w->threads));
    return o;
}

/* What can be trained now (`late` false), or what starts from the weights of another run. */
static void train_list(struct run_command *s, bool late, bool again)
{
    struct train_job *job;
    int jobs = 0;
    if (jobs_to_train(&s->c->arena, s->c->store, s->e, again, late, &job, &jobs, &s->c->failure))
        return;
    struct list list = list_of(s->c, jobs);
    for (int i = 0; i < jobs && !s->c->failure.status; i++) {
        struct worker_words o = training(s, "train", job[i].run, job[i].cell);
        const enum keep keep = s->w->keep_weights ? KEEP_FOR_GOOD
                               : job[i].needed    ? KEEP_FOR_OTHERS
                                                  : KEEP_LISTED;
        add_option(&o, "--keep", number(s, keep));
        if (again)
            add_word(&o, "--again");
        add_job(s, &list, job[i].cell, plan_run_seconds(s->plan, s->e, job[i].run, job[i].cell),
                false, &o);
    }
    carry_out(s, &list, "runs trained");
}

/* Finished runs whose weights are needed and gone; false when one of them cannot be had. */
static bool restore_list(struct run_command *s, bool for_probes)
{
    struct restore_job *job;
    int jobs = 0;
    const int broken = s->broken;
    if (jobs_to_restore(&s->c->arena, s->c->store, s->e, s->w->again, for_probes, &job, &jobs,
                        &s->c->failure))
        return false;
    struct list list = list_of(s->c, jobs);
    for (int i = 0; i < jobs && !s->c->failure.status; i++) {
        const struct worker_words o = training(s, "restore", job[i].run, job[i].cell);
        add_job(s, &list, job[i].cell, 0, false, &o);
    }
    carry_out(s, &list, "runs trained again for their weights");
    return s->broken == broken;
}

/* Runs that another process has are waited for: it may finish them, or leave them to us. */
static bool wait_for_others(struct run_command *s)
{
    if (!s->busy || !goes_on(s))
        return false;
    if (!s->waited)
        fprintf(stderr, "%s: %s %d runs of another process\n", s->e->spec.name,
                s->w->cell ? "try again for" : "waiting for", s->busy);
    s->waited = true;
    if (s->w->cell) /* a scheduler's task comes again */
        return false;
    s->busy = 0;
    poll(&(struct pollfd){.fd = signals_wake(), .events = POLLIN}, 1, 500);
    return goes_on(s);
}

static void train_all(struct run_command *s, bool late)
{
    if (late)
        restore_list(s, false);
    train_list(s, late, s->w->again);
    while (wait_for_others(s) && (!late || restore_list(s, false))) /* what they may have dropped */
        train_list(s, late, false);
}

/* ---- probes ---- */

static void add_probing(struct run_command *s, struct list *list, const struct probe_job *p,
                        bool again)
{
    struct worker_words o = {0};
    add_word(&o, "probe");
    add_word(&o, p->probe->name);
    add_word(&o, number(s, p->run));
    add_option(&o, "--data", s->e->grid.cell[p->cell].data.path);
    if (s->e->spec.samples)
        add_option(&o, "--samples", number(s, s->e->spec.samples));
    for (int k = 0; k < p->steps; k++)
        add_option(&o, "--step", number(s, p->step[k]));
    if (again)
        add_word(&o, "--again");
    add_job(s, list, p->cell, s->plan->cost[p->cell].probe / s->e->spec.probes,
            p->probe->needs & NEEDS_DOUBLE, &o);
}

/* The spec's probes that have not run yet. */
static void probe_list(struct run_command *s, bool again)
{
    struct probe_job *job;
    int jobs = 0;
    if (jobs_to_probe(&s->c->arena, s->c->store, s->e, again, &job, &jobs, &s->c->failure) || !jobs)
        return;
    struct list list = list_of(s->c, jobs);
    for (int i = 0; i < jobs && !s->c->failure.status; i++)
        add_probing(s, &list, &job[i], again);
    carry_out(s, &list, "probes made");
}

static void probe_all(struct run_command *s)
{
    restore_list(s, true);
    probe_list(s, s->w->again);
    while (wait_for_others(s) && restore_list(s, true))
        probe_list(s, false);
}

/* Of a worker that a signal ended the code is 1, as of what else went wrong. */
static int exit_code(const struct run_command *s)
{
    return s->code == STATUS_DATA || (s->code >= STATUS_CREATE && s->code <= STATUS_BUSY)
               ? s->code
               : STATUS_FAILED;
}

/* Train and probe what is planned; the exit code. */
static int carry_out_all(struct run_command *s)
{
    struct cli *c = s->c;
    for (int i = 0; i < 2; i++) {
        const char *program = cli_text(c, "%s%s", cli_program(c), i ? "-double" : "");
        /* in one word, which is an option whatever the file is called */
        const char *const argv[] = {program, "worker", cli_text(c, "--db=%s", c->db), NULL};
        memcpy(s->worker[i], argv, sizeof argv);
    }
    train_all(s, false);
    if (goes_on(s))
        train_all(s, true);
    if (goes_on(s))
        probe_all(s);
    if (goes_on(s) && !s->broken)
        jobs_drop_states(c->store, s->e, &c->failure);
    if (c->failure.status)
        return (int)c->failure.status;
    outcome_print_runs(c, s->e);
    if (!goes_on(s) && s->signal) {
        puts("  interrupted; the same command goes on from the last checkpoints");
        return s->w->cell && s->signal == SIGTERM ? STATUS_BUSY : 128 + s->signal;
    }
    if (s->w->cell && s->waited && !s->broken)
        return STATUS_BUSY;
    return s->broken ? exit_code(s) : (int)c->failure.status;
}

static int run_confirm(struct cli *c, struct arguments *w, struct prepared *p,
                       struct progress_total *total)
{
    struct arguments own = *w;
    own.keep_weights = false;
    prepare_confirm(c, w, p);
    if (c->failure.status || !p->confirm.grid.cells)
        return (int)c->failure.status;
    struct run_command s = {
        .c = c, .w = &own, .e = &p->confirm, .plan = &p->confirm_plan, .total = total};
    const int code = carry_out_all(&s);
    if (!code) {
        store_states_forget(c->store, p->confirm.grid.cells, p->confirm.run, &c->failure);
        store_states_forget(c->store, p->confirm.sources, p->confirm.source, &c->failure);
    }
    return code;
}

/* Plan and train one experiment, and judge it; the exit code. */
static int run_experiment(struct cli *c, struct arguments *w, struct prepared *p,
                          struct progress_total *total)
{
    struct run_command s = {.c = c, .w = w, .e = &p->e, .plan = &p->plan, .total = total};
    if (experiment_plan(&c->arena, c->store, s.e, &c->failure))
        return (int)c->failure.status;
    if (!w->quiet && !w->again)
        outcome_note_builds(c, s.e);
    int code = carry_out_all(&s);
    if (w->confirm && !code)
        code = run_confirm(c, w, p, total);
    if (code > 128 || c->failure.status || w->cell)
        return code;
    outcome_print_verdicts(c, s.e);
    return code ? code : (int)c->failure.status;
}

/* Runs to come of this experiment and those after it. */
static double seconds_left(const struct prepared *p, int count)
{
    double seconds = 0;
    for (int i = 0; i < count; i++)
        seconds += p[i].plan.seconds + p[i].confirm_plan.seconds;
    return seconds;
}

int run_prepared(struct cli *c, struct arguments *w, struct prepared *p, int count)
{
    int code = STATUS_OK;
    const bool fresh = access(c->db, F_OK);
    if (cli_open_store(c, false) && fresh && !w->quiet)
        fprintf(stderr, "a new database, %s\n", cli_shown(c, c->db));
    struct progress_total total = progress_total(w->width, w->threads);
    for (int i = 0; i < count && code < 128 && code != STATUS_DISK && !c->failure.status; i++) {
        total.left = seconds_left(p + i, count - i);
        if (!w->quiet)
            prepare_say(c, w, &p[i]);
        const int one = run_experiment(c, w, &p[i], &total);
        code = one ? one : code;
    }
    return code;
}

static int run(struct cli *c, void *arguments)
{
    struct arguments *w = arguments;
    struct prepared *p;
    int count;
    signals_catch();
    const int code = prepare(c, w, "run", &p, &count);
    return code || c->failure.status ? code : run_prepared(c, w, p, count);
}

COMMAND(run, "train an experiment's grid and judge it", "EXPERIMENT...", sizeof(struct arguments));

#include "lab/cli/progress.h"
#include "lab/base/clock.h"
#include <math.h>
#include <stdio.h>
#include <unistd.h>

struct progress_total progress_total(int width, int threads)
{
    return (struct progress_total){
        .speed = fmin((double)width * threads, (double)sysconf(_SC_NPROCESSORS_ONLN)),
        .start = clock_elapsed()};
}

struct progress progress_begin(struct cli *c, const struct experiment *e, const int *cell,
                               const double *seconds, struct progress_total *total)
{
    double now = clock_elapsed();
    bool terminal = isatty(STDERR_FILENO);
    return (struct progress){e,     c,        cell, seconds,
                             total, terminal, now,  now + (terminal ? 0.2 : 10)};
}

void progress_end(struct progress *p, int job, bool well)
{
    p->total->left = fmax(0, p->total->left - p->seconds[job]);
    p->total->done += well ? p->seconds[job] : 0;
}

/* The first seconds say little of the speed. */
static double time_left(const struct progress_total *t, double part, double now)
{
    enum { TRUSTED = 3 };
    const double speed = (t->done + part + TRUSTED * t->speed) / (now - t->start + TRUSTED);
    return fmax(0, t->left - part) / speed;
}

void progress_show(struct progress *p, const struct process_job *job, int jobs)
{
    double now = clock_elapsed(), part = 0;
    if (now < p->next)
        return;
    p->next = now + (p->terminal ? 0.2 : 10);
    int ended = 0, newest = -1;
    for (int i = 0; i < jobs; i++) {
        const int steps = p->experiment->grid.cell[p->cell[i]].train.steps;
        if (job[i].started && !job[i].ended)
            part += p->seconds[i] * fmin(1, (double)job[i].step / fmax(1, steps));
        ended += job[i].ended;
        if (job[i].started && !job[i].ended && newest < 0)
            newest = i;
    }
    const int left = (int)time_left(p->total, part, now);
    fprintf(stderr, "%s%s: %d of %d runs, %.1f runs/s, ", p->terminal ? "\r\033[K" : "",
            p->experiment->spec.name, ended, jobs, ended / (now - p->start));
    if (left >= 3600)
        fprintf(stderr, "%d:%02d:%02d left", left / 3600, left / 60 % 60, left % 60);
    else
        fprintf(stderr, "%d:%02d left", left / 60, left % 60);
    if (newest >= 0) {
        size_t mark = arena_mark(&p->c->arena);
        fprintf(stderr, " | %s: step %lld, loss %.3g",
                experiment_cell_name(&p->c->arena, p->experiment, p->cell[newest], &p->c->failure),
                (long long)job[newest].step, job[newest].loss);
        arena_rewind(&p->c->arena, mark);
    }
    fputs(p->terminal ? "" : "\n", stderr);
}

void progress_clear(const struct progress *p)
{
    if (p->terminal)
        fputs("\r\033[K", stderr);
}

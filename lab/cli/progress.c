#include "lab/cli/progress.h"
#include "lab/base/clock.h"
#include "lab/run/jobs.h"
#include <stdio.h>
#include <unistd.h>

struct progress progress_begin(struct cli *c, const struct experiment *e, const int *cell)
{
    double now = clock_elapsed();
    bool terminal = isatty(STDERR_FILENO);
    return (struct progress){e, c, cell, terminal, now, now + (terminal ? 0.2 : 10)};
}

void progress_show(struct progress *p, const struct process_job *job, int jobs)
{
    double now = clock_elapsed(), done = 0, all = 0;
    if (now < p->next)
        return;
    p->next = now + (p->terminal ? 0.2 : 10);
    int ended = 0, newest = -1;
    for (int i = 0; i < jobs; i++) {
        const struct cell *c = &p->experiment->grid.cell[p->cell[i]];
        double full = jobs_work(c, c->train.steps);
        all += full;
        done += job[i].ended ? full : job[i].started ? jobs_work(c, (double)job[i].step) : 0;
        ended += job[i].ended;
        if (job[i].started && !job[i].ended && newest < 0)
            newest = i;
    }
    double spent = now - p->start, left = done > 0 ? spent * (all - done) / done : 0;
    int minutes = (int)left / 60, seconds = (int)left % 60;
    fprintf(stderr, "%s%s: %d of %d runs, %.1f runs/s, %d:%02d left", p->terminal ? "\r\033[K" : "",
            p->experiment->spec.name, ended, jobs, ended / spent, minutes, seconds);
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

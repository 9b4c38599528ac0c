#include "lab/train/schedule.h"
#include "lab/base/portable.h"
#include <stdlib.h>
#include <string.h>

static double constant(double part)
{
    (void)part;
    return 1;
}

static double step(double part)
{
    return part < 0.5 ? 1 : part < 0.75 ? 0.1 : 0.01;
}

static double cosine(double part)
{
    return (1 + portable_cos(3.14159265358979323846 * part)) / 2;
}

/* The peak is the end of the first quarter. */
static double one_cycle(double part)
{
    return part < 0.25 ? part / 0.25 : (1 - part) / 0.75;
}

static const struct schedule {
    const char *name;
    double (*factor)(double part); /* of the run that is over, 0 to 1 */
} schedules[] = {
    {"constant", constant}, {"step", step}, {"cosine", cosine}, {"one-cycle", one_cycle}};
enum { SCHEDULES = sizeof schedules / sizeof *schedules };

const char *schedule_name(int i)
{
    return i < SCHEDULES ? schedules[i].name : NULL;
}

static const struct schedule *find(const char *name)
{
    for (int i = 0; i < SCHEDULES; i++)
        if (!strcmp(schedules[i].name, name))
            return &schedules[i];
    return NULL;
}

bool schedule_known(const char *name)
{
    return find(name);
}

double schedule_rate(const struct train_spec *t, int64_t s)
{
    double warm = s < t->warmup ? (double)(s + 1) / t->warmup : 1;
    return t->lr * warm * find(t->schedule)->factor((double)s / t->steps);
}

bool schedule_layers_due(const struct train_spec *t, int64_t step)
{
    bool early = step <= 2 || step == 5 || step == 10 || step == 20;
    return t->log_layers && (early || step % t->log_layers == 0 || step == t->steps);
}

bool schedule_keep_due(const struct train_spec *t, int64_t step)
{
    const char *at = t->keep ? t->keep : "";
    for (char *end; *at; at = end) {
        const int64_t kept = strtoll(at, &end, 10);
        if (end == at)
            return false;
        if (kept == step)
            return true;
    }
    return false;
}

bool schedule_curve_due(const struct train_spec *t, int64_t step)
{
    bool tested = t->evaluate && step % t->evaluate == 0;
    return tested || step % t->log_curve == 0 || step == t->steps || schedule_layers_due(t, step);
}

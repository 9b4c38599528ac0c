#include "lab/claim/metric.h"
#include "lab/probe/probe.h"
#include <math.h>
#include <stddef.h>
#include <string.h>

static const struct metric_view final = {
    "final", "(SELECT f.*, params, flops FROM final_row f JOIN run ON id = run)", NULL, false};
static const struct metric_view gradient = {"gradient", "layer_row", "layer", false};
static const struct metric_view junction = {"junction", "junction_row", "junction", false};
static const struct metric_view reduction = {"reduction", "reduction_row", "layer", false};

const struct metric metrics[] = {
    {"train_loss", &final, INFINITY, "train_loss"},
    {"train_acc", &final, 0, "train_acc"},
    {"test_loss", &final, INFINITY, "test_loss"},
    {"test_acc", &final, 0, "test_acc"},
    {"train_loss_eval", &final, INFINITY, "train_loss_eval"},
    {"params", &final, INFINITY, "params"},
    {"flops", &final, INFINITY, "flops"},
    {"h", &gradient, INFINITY, "h"},
    {"dh", &gradient, INFINITY, "dh"},
    {"dw", &gradient, INFINITY, "dw"},
    {"w", &gradient, INFINITY, "w"},
    {"update_ratio", &gradient, INFINITY, "update_ratio"},
    {"dead", &gradient, INFINITY, "dead"},
    {"distinct_units", &gradient, 0, "distinct_units"},
    {"active", &gradient, NAN, "active"},
    {"identity", &junction, INFINITY, "identity"},
    {"branch", &junction, INFINITY, "branch"},
    {"cosine", &junction, NAN, "cosine"},
    {"total", &junction, INFINITY, "total"},
    {"kept", &reduction, 0, "kept"},
    {"best", &reduction, NAN, "best"},
    {"share", &reduction, NAN, "share"},
    {"rank", &reduction, 0, "rank"},
    {0},
};

const struct metric *metric_find(const char *name)
{
    for (const struct metric *m = metrics; m->name; m++)
        if (!strcmp(m->name, name))
            return m;
    return NULL;
}

/* The probe's series and, behind the dot, its column. */
static bool is_column(const char *name, const struct series *s, int column)
{
    const size_t n = strlen(s->name);
    return !strncmp(name, s->name, n) && name[n] == '.' &&
           !strcmp(name + n + 1, s->column[column].name);
}

static const struct metric *make(struct arena *arena, const char *name, const struct series *s,
                                 int column)
{
    struct metric_view *view = arena_alloc(arena, sizeof *view);
    struct metric *m = arena_alloc(arena, sizeof *m);
    if (!view || !m)
        return NULL;
    *view = (struct metric_view){s->name, arena_printf(arena, "%s_row", s->name), "place", true};
    *m = (struct metric){arena_strdup(arena, name), view, NAN, s->column[column].name};
    return view->table && m->name ? m : NULL;
}

const struct metric *metric_of_probe(struct arena *arena, const char *name)
{
    for (int i = 0; probes[i]; i++)
        for (int k = 0; probes[i]->series[k]; k++) {
            const struct series *s = probes[i]->series[k];
            for (int c = 0; c < s->columns && !s->keys; c++)
                if (is_column(name, s, c))
                    return make(arena, name, s, c);
        }
    return NULL;
}

/* ---- aggregates ---- */

static double greatest(int n, const int *place, const double *value)
{
    (void)place;
    double x = value[0];
    for (int i = 1; i < n; i++)
        if (isnan(value[i]) || value[i] > x)
            x = value[i];
    return x;
}

static double least(int n, const int *place, const double *value)
{
    (void)place;
    double x = value[0];
    for (int i = 1; i < n; i++)
        if (isnan(value[i]) || value[i] < x)
            x = value[i];
    return x;
}

static double mean(int n, const int *place, const double *value)
{
    (void)place;
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += value[i];
    return sum / n;
}

static double first(int n, const int *place, const double *value)
{
    (void)n, (void)place;
    return value[0];
}

static double last(int n, const int *place, const double *value)
{
    (void)place;
    return value[n - 1];
}

static double slope(int n, const int *place, const double *value)
{
    int hidden = n - 2;
    if (hidden < 2)
        return NAN;
    double x0 = 0, y0 = 0, xx = 0, xy = 0;
    for (int i = 1; i <= hidden; i++) {
        x0 += (double)place[i] / hidden;
        y0 += log10(value[i]) / hidden;
    }
    for (int i = 1; i <= hidden; i++) {
        double x = place[i] - x0;
        xx += x * x;
        xy += x * (log10(value[i]) - y0);
    }
    return isfinite(xy) ? -xy / xx : NAN;
}

const struct aggregate aggregates[] = {
    {"max", greatest}, {"min", least}, {"mean", mean}, {"first", first}, {"last", last}, {0},
};

const struct aggregate aggregate_slope = {"slope", slope};

const struct aggregate *aggregate_find(const char *name)
{
    for (const struct aggregate *r = aggregates; r->name; r++)
        if (!strcmp(r->name, name))
            return r;
    return NULL;
}

#include "lab/claim/metric.h"
#include "lab/run/recorded.h"
#include <math.h>
#include <stddef.h>
#include <string.h>

/* Columns that the view `final` has beside the series' own. */
static const struct {
    const char *name;
    double worst;
} of_run[] = {{"params", INFINITY},
              {"flops", INFINITY},
              {"bytes", INFINITY},
              {"guess", NAN},
              {"guess_error", NAN}};
enum { OF_RUN = sizeof of_run / sizeof *of_run };

/* Is the name a word of the list? */
static bool is_word(const char *list, const char *name)
{
    const size_t n = strlen(name);
    for (const char *at = list; at && (at = strstr(at, name)); at += n)
        if ((at == list || at[-1] == ' ') && (!at[n] || at[n] == ' '))
            return true;
    return false;
}

static bool find_column(const struct series *s, const char *column, struct metric *m)
{
    for (int c = 0; c < s->columns; c++)
        if (!strcmp(s->column[c].name, column)) {
            m->series = s;
            m->column = s->column[c].name;
            m->worst = is_word(s->less, column) ? INFINITY : is_word(s->more, column) ? 0 : NAN;
            return true;
        }
    return false;
}

/* The curve has a loss of its own at every step; `train_loss` is that of the whole training set. */
static bool is_plain(const struct series *s)
{
    return strcmp(s->name, "curve") != 0;
}

bool metric_find(const char *name, struct metric *m)
{
    const struct series *list[RECORDED_MOST];
    const char *dot = strchr(name, '.');
    recorded_series(list);
    *m = (struct metric){.name = name};
    for (int i = 0; i < RECORDED_RUN && !dot; i++)
        if (is_plain(list[i]) && find_column(list[i], name, m))
            return true;
    for (int i = 0; i < OF_RUN; i++)
        if (!strcmp(name, of_run[i].name)) {
            *m = (struct metric){name, list[0], of_run[i].name, of_run[i].worst};
            return true;
        }
    for (int i = RECORDED_RUN; list[i] && dot; i++) {
        const size_t n = strlen(list[i]->name);
        if (!list[i]->keys && n == (size_t)(dot - name) && !strncmp(name, list[i]->name, n) &&
            find_column(list[i], dot + 1, m))
            return true;
    }
    return false;
}

const char *metric_name(int i)
{
    const struct series *list[RECORDED_MOST];
    recorded_series(list);
    for (int k = 0; k < RECORDED_RUN; k++) {
        if (!is_plain(list[k]))
            continue;
        if (i < list[k]->columns)
            return list[k]->column[i].name;
        i -= list[k]->columns;
    }
    return i < OF_RUN ? of_run[i].name : NULL;
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

/* The largest fall from one place to the next; 0 where the value never falls. */
static double fall(int n, const int *place, const double *value)
{
    (void)place;
    double most = 0;
    for (int i = 1; i < n; i++) {
        const double down = value[i - 1] - value[i];
        if (isnan(down) || down > most)
            most = down;
    }
    return most;
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

static const struct aggregate aggregates[] = {
    {"max", greatest},
    {"min", least},
    {"mean", mean},
    {"first", first},
    {"last", last},
    {"fall", fall},
    {0},
};

const struct aggregate aggregate_slope = {"slope", slope};

const struct aggregate *aggregate_find(const char *name)
{
    for (const struct aggregate *r = aggregates; r->name; r++)
        if (!strcmp(r->name, name))
            return r;
    return NULL;
}

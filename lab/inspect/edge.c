#include "lab/inspect/edge.h"
#include "lab/base/number.h"
#include <math.h>
#include <stdlib.h>

enum status edge_read(struct store *store, const char *experiment, struct edge *edge,
                      struct failure *failure)
{
    struct query *q = query_open(
        store,
        "WITH grid AS (SELECT json_remove(cell, '$.seed', '$.\"train.lr\"') AS net, min(lr) AS "
        "least, "
        "max(lr) AS greatest FROM final WHERE experiment = :experiment GROUP BY net), "
        "chosen AS (SELECT DISTINCT net, lr FROM best WHERE experiment = :experiment AND loss < "
        "9e999) "
        "SELECT count(*), sum(lr = least), sum(lr = greatest), min(least), max(greatest) "
        "FROM grid JOIN chosen USING (net) WHERE least < greatest",
        failure);
    query_bind_text(q, ":experiment", experiment);
    *edge = (struct edge){0};
    if (query_next(q))
        *edge = (struct edge){(int)query_int(q, 0), (int)query_int(q, 1), (int)query_int(q, 2),
                              query_real(q, 3), query_real(q, 4)};
    query_close(q);
    return failure->status;
}

/* The nearest of 1, 2, 3, 5, 10, ... */
static double rounded(double x)
{
    static const double digits[] = {1, 2, 3, 5, 10};
    const double decade = pow(10, floor(log10(x)));
    double nearest = 1;
    for (int i = 0; i < 5; i++)
        if (fabs(log(x / decade / digits[i])) < fabs(log(x / decade / nearest)))
            nearest = digits[i];
    return nearest * decade;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

const char *edge_wider(struct arena *arena, const struct spec *spec, const struct edge *edge,
                       struct failure *failure)
{
    const struct axis *axis = NULL;
    const char *text = "";
    for (int k = 0; k < spec->axes; k++)
        if (spec->axis[k].setting == setting_find("train.lr"))
            axis = &spec->axis[k];
    if (!axis || axis->values < 2)
        return text;
    const int n = axis->values;
    double *rate = arena_take(arena, failure, ((size_t)n + 2) * sizeof *rate);
    for (int i = 0; rate && i < n; i++)
        number_real(axis->value[i], &rate[i]);
    if (!rate)
        return text;
    qsort(rate, (size_t)n, sizeof *rate, by_size);
    int values = n;
    if (edge->high)
        rate[values++] = rounded(rate[n - 1] * rate[n - 1] / rate[n - 2]);
    if (edge->low && rate[0] > 0)
        rate[values++] = rounded(rate[0] * rate[0] / rate[1]);
    qsort(rate, (size_t)values, sizeof *rate, by_size);
    for (int i = 0; i < values; i++)
        text = arena_text(arena, failure, "%s%s%g", text, i ? "," : "", rate[i]);
    return text;
}

/* An experiment's sweep and its verdicts. */
#include "lab/store/store_internal.h"

static const char *text(const char *t)
{
    return t ? t : "";
}

enum status store_sweep(struct store *store, const struct sweep_record *s, struct failure *failure)
{
    sql_begin(store, failure);
    sql_do(store, failure,
           "INSERT INTO experiment (name, spec, question, claim, source, request, lecture) "
           "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET spec = excluded.spec, "
           "question = excluded.question, claim = excluded.claim, source = excluded.source, "
           "request = excluded.request, lecture = excluded.lecture",
           "ttttttt", s->experiment, text(s->spec), text(s->question), text(s->claim),
           text(s->source), text(s->request), s->lecture ? s->lecture : "{}");
    sql_do(store, failure, "DELETE FROM sweep WHERE experiment = ?", "t", s->experiment);
    sql_do(store, failure, "DELETE FROM verdict_row WHERE experiment = ?", "t", s->experiment);
    sql_do(store, failure, "DELETE FROM experiment WHERE name = ? || '" STORE_CONFIRM "'", "t",
           s->experiment);
    for (int i = 0; i < s->runs; i++)
        sql_do(store, failure,
               "INSERT INTO sweep (experiment, place, run) VALUES (?, ?, ?) "
               "ON CONFLICT (run, experiment) DO NOTHING",
               "tii", s->experiment, (int64_t)i, s->run[i]);
    return sql_end(store, failure);
}

bool store_has_experiment(struct store *store, const char *experiment, struct failure *failure)
{
    return sql_int(store, failure, "SELECT count(*) FROM experiment WHERE name = ?", "t",
                   experiment) > 0;
}

enum status store_verdicts(struct store *store, const char *experiment, int rows,
                           const struct verdict_row *row, struct failure *failure)
{
    sql_begin(store, failure);
    sql_do(store, failure, "DELETE FROM verdict_row WHERE experiment = ?", "t", experiment);
    for (int i = 0; i < rows; i++)
        sql_do(
            store, failure,
            "INSERT INTO verdict_row (experiment, place, claim, expectation, verdict, statistic, "
            "holds, seeds, p, leaning, scale, effect, low, high, exploratory, why, "
            "kind) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            "tittttiirttrrritt", experiment, (int64_t)i, row[i].claim, row[i].expectation,
            row[i].verdict, row[i].statistic, (int64_t)row[i].holds, (int64_t)row[i].seeds,
            row[i].p, text(row[i].leaning), text(row[i].scale), row[i].effect, row[i].low,
            row[i].high, (int64_t)row[i].exploratory, text(row[i].why), text(row[i].kind));
    return sql_end(store, failure);
}

enum status store_confirmed(struct store *store, const char *experiment, int rows,
                            const struct confirm_row *row, struct failure *failure)
{
    sql_begin(store, failure);
    sql_do(store, failure, "DELETE FROM confirm_row WHERE experiment = ?", "t", experiment);
    for (int i = 0; i < rows; i++)
        if (row[i].verdict)
            sql_do(store, failure,
                   "INSERT INTO confirm_row (experiment, place, verdict, statistic, holds, seeds, "
                   "p, leaning, scale, effect, low, high) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                   "tittiirttrrr", experiment, (int64_t)i, row[i].verdict, row[i].statistic,
                   (int64_t)row[i].holds, (int64_t)row[i].seeds, row[i].p, text(row[i].leaning),
                   text(row[i].scale), row[i].effect, row[i].low, row[i].high);
    return sql_end(store, failure);
}

/* An experiment's sweep and its verdicts. */
#include "lab/store/store_internal.h"

static const char *text(const char *t)
{
    return t ? t : "";
}

/* Is the sweep that is there of the same grid, and this a part of it? */
static bool joins(struct store *store, const struct sweep_record *s, struct failure *failure)
{
    return s->place &&
           sql_int(store, failure,
                   "SELECT count(*) FROM experiment WHERE name = ? AND spec = ? AND request = ?",
                   "ttt", s->experiment, text(s->spec), text(s->request));
}

/* A prepared statement serves all: a sweep may have 100,000 runs. */
static void put_runs(struct store *store, const struct sweep_record *s, struct failure *failure)
{
    sqlite3_stmt *put = sql_query(store, failure,
                                  "INSERT INTO sweep (experiment, place, run) VALUES (?, ?, ?) "
                                  "ON CONFLICT (run, experiment) DO NOTHING ON CONFLICT "
                                  "(experiment, place) DO UPDATE SET run = excluded.run",
                                  "t", s->experiment);
    for (int i = 0; put && i < s->runs && !failure->status; i++) {
        sqlite3_bind_int64(put, 2, s->place ? s->place[i] : i);
        sqlite3_bind_int64(put, 3, s->run[i]);
        sql_step(store, put, failure);
        sqlite3_reset(put);
    }
    sqlite3_finalize(put);
}

enum status store_sweep(struct store *store, const struct sweep_record *s, struct failure *failure)
{
    sql_begin(store, failure);
    const bool whole = !joins(store, s, failure);
    sql_do(store, failure,
           "INSERT INTO experiment (name, spec, question, claim, source, request, lecture) "
           "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET spec = excluded.spec, "
           "question = excluded.question, claim = excluded.claim, source = excluded.source, "
           "request = excluded.request, lecture = excluded.lecture",
           "ttttttt", s->experiment, text(s->spec), text(s->question), text(s->claim),
           text(s->source), text(s->request), s->lecture ? s->lecture : "{}");
    if (whole)
        sql_do(store, failure, "DELETE FROM sweep WHERE experiment = ?", "t", s->experiment);
    sql_do(store, failure, "DELETE FROM verdict_row WHERE experiment = ?", "t", s->experiment);
    sql_do(store, failure, "DELETE FROM experiment WHERE name = ? || '" STORE_CONFIRM "'", "t",
           s->experiment);
    put_runs(store, s, failure);
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
    sql_begin(store,
              failure); /* why a statement fails is known of the sweep that its file describes */
    sql_do(store, failure, "DELETE FROM verdict_row WHERE experiment = ?", "t", experiment);
    for (int i = 0; i < rows; i++)
        sql_do(
            store, failure,
            "INSERT INTO verdict_row (experiment, place, claim, expectation, verdict, statistic, "
            "holds, seeds, p, leaning, scale, effect, low, high, exploratory, why, "
            "kind) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
            "iif((SELECT request FROM experiment WHERE name = ?1) = '', ?, ''), ?)",
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

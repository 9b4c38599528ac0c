/* ATTACH, compare, INSERT ... SELECT (merge_rows.h):
 *
 *     temp.merge_run    each run of the other database: its number there and here, and its rank in both
 *
 * A rank says how far a run is: 0 new, 1 failed, 2 + updates unfinished, ENDED done or diverged. */
#include "lab/store/merge_rows.h"
#include <stdlib.h>

#define ENDED "4611686018427387904"
#define RANK(run)                                                                                  \
    "CASE WHEN " run ".status IN ('done', 'diverged') THEN " ENDED " WHEN " run                    \
    ".status = 'unfinished' THEN 2 + " run ".steps ELSE " run ".status = 'failed' END"
#define TAKEN "(here IS NULL OR there > here)"
#define BOTH_ENDED "(there = " ENDED " AND here = " ENDED ")"

/* ---- which runs ---- */

/* Runs that are new here get their number. */
static void match_runs(struct merging *g)
{
    const char *list = merge_columns(g, "run", "");
    merge_sql(g,
              "CREATE TEMP TABLE merge_run (old INTEGER PRIMARY KEY, new INTEGER, there INTEGER "
              "NOT NULL, here INTEGER);"
              "CREATE TEMP TABLE merge_pair (old INTEGER, new INTEGER, step INTEGER);"
              "CREATE TEMP TABLE merge_touched (run INTEGER PRIMARY KEY);"
              "INSERT INTO merge_run SELECT s.id, m.id, " RANK(
                  "s") ", iif(m.id IS NULL, NULL, "
                       "" RANK("m") ") FROM shard.run s LEFT JOIN main.run m ON m.uuid = s.uuid");
    merge_sql(g, MERGE_SQL(g,
                           "INSERT INTO main.run (%s) SELECT %s FROM shard.run WHERE id IN "
                           "(SELECT old FROM temp.merge_run WHERE new IS NULL) ORDER BY id",
                           list, list));
    merge_sql(g, "UPDATE temp.merge_run SET new = (SELECT m.id FROM shard.run s JOIN main.run m "
                 "ON m.uuid = s.uuid WHERE s.id = old) WHERE new IS NULL;"
                 "INSERT INTO temp.merge_touched SELECT new FROM temp.merge_run WHERE " TAKEN);
    g->result->runs = merge_int(g, "SELECT count(*) FROM temp.merge_run");
    g->result->taken = merge_int(g, "SELECT count(*) FROM temp.merge_run WHERE " TAKEN);
    g->result->unfinished =
        merge_int(g, "SELECT count(*) FROM temp.merge_run WHERE there < " ENDED " AND " TAKEN);
}

/* Nobody may train a run while its rows are replaced. The first that is being trained is the failure. */
static void lock_runs(struct merging *g)
{
    const int64_t most = merge_int(g, "SELECT count(*) FROM temp.merge_run WHERE there > here");
    g->locked = arena_take(g->arena, g->failure, (size_t)most * sizeof *g->locked);
    sqlite3_stmt *s =
        sql_query(g->store, g->failure, "SELECT new FROM temp.merge_run WHERE there > here", "");
    while (sql_step(g->store, s, g->failure)) {
        const int64_t run = sqlite3_column_int64(s, 0);
        if (!lock_take(g->store, run, g->failure))
            g->locked[g->locks++] = run;
    }
    sqlite3_finalize(s);
}

static void compare_runs(struct merging *g)
{
    merge_add_conflicts(
        g, "SELECT m.uuid, coalesce(iif(s.cell = m.cell, NULL, 'other settings'), iif(NOT "
           "" BOTH_ENDED " OR s.status = m.status, NULL, s.status || ', not ' || m.status), iif("
           "NOT " BOTH_ENDED " OR s.steps = m.steps, NULL, s.steps || ' steps, not ' || m.steps)) "
           "AS why FROM temp.merge_run JOIN shard.run s ON s.id = old JOIN main.run m ON m.id = "
           "new WHERE here IS NOT NULL AND why IS NOT NULL");
}

/* ---- what is taken ---- */

static void delete_rows(struct merging *g, const char *table)
{
    merge_sql(
        g, MERGE_SQL(g,
                     "DELETE FROM main.\"%s\" WHERE run IN (SELECT new FROM temp.merge_run WHERE "
                     "there > here)",
                     table));
}

static void insert_rows(struct merging *g, const char *table)
{
    merge_copy_rows(g, "INSERT", table);
}

static void take_runs(struct merging *g)
{
    merge_each_table(g, "main", delete_rows);
    const char *list = merge_columns(g, "run", ""), *of_shard = merge_columns(g, "run", "s.");
    merge_sql(
        g,
        MERGE_SQL(g,
                  "UPDATE main.run SET (%s) = (SELECT %s FROM temp.merge_run r JOIN shard.run s "
                  "ON s.id = r.old WHERE r.new = run.id AND there > here) WHERE id IN (SELECT new "
                  "FROM temp.merge_run WHERE there > here)",
                  list, of_shard));
    merge_set_pairs(g, "SELECT old, new, NULL FROM temp.merge_run WHERE " TAKEN " ORDER BY new");
    merge_each_table(g, "shard", insert_rows);
}

/* Weights of runs that have ended in both. */
static void take_states(struct merging *g)
{
    merge_set_pairs(g, "SELECT old, new, NULL FROM temp.merge_run WHERE " BOTH_ENDED);
    merge_copy_rows(g, "INSERT OR IGNORE", "checkpoint");
}

/* ---- probes of runs that have ended in both ---- */

/* The probe's runs on both sides, as pairs, of which `wanted` holds: t of there, h of here. */
static void set_probe_pairs(struct merging *g, const char *probe, const char *wanted)
{
    merge_set_pairs(
        g,
        MERGE_SQL(g,
                  "SELECT old, new, t.step FROM temp.merge_run CROSS JOIN shard.probe_run t ON "
                  "t.run = old AND t.probe = '%s' LEFT JOIN main.probe_run h ON h.run = new AND "
                  "h.step = t.step AND h.probe = t.probe WHERE " BOTH_ENDED " AND t.done AND (%s)",
                  probe, wanted));
}

static void each_series(struct merging *g, const struct probe_series *p,
                        void (*what)(struct merging *, const char *table))
{
    for (int i = 0; p->series[i]; i++)
        what(g, MERGE_SQL(g, "%s_row", p->series[i]->name));
}

static void delete_step(struct merging *g, const char *table)
{
    merge_sql(g, MERGE_SQL(g,
                           "DELETE FROM main.\"%s\" WHERE (run, step) IN (SELECT new, step FROM "
                           "temp.merge_pair)",
                           table));
}

/* Where both measured the same way the rows must be the same; one that only the other database has to its end is
 * taken. */
static void merge_probe(struct merging *g, const struct probe_series *p, bool compare)
{
    if (!sql_int(g->store, g->failure,
                 "SELECT EXISTS (SELECT 1 FROM shard.probe_run WHERE probe = ?)", "t", p->probe))
        return;
    if (compare) {
        set_probe_pairs(g, p->probe, "h.done AND h.how = t.how");
        each_series(g, p, merge_compare_rows);
        return;
    }
    set_probe_pairs(g, p->probe, "h.run IS NULL OR NOT h.done");
    each_series(g, p, delete_step);
    each_series(g, p, insert_rows);
    const char *list = merge_columns(g, "probe_run", ""),
               *of_shard = merge_columns(g, "probe_run", "s.");
    merge_sql(
        g,
        MERGE_SQL(g,
                  "INSERT OR REPLACE INTO main.probe_run (run, %s) SELECT p.new, %s FROM "
                  "temp.merge_pair p JOIN shard.probe_run s ON s.run = p.old AND s.step = p.step "
                  "AND s.probe = '%s'; INSERT OR IGNORE INTO temp.merge_touched SELECT new FROM "
                  "temp.merge_pair",
                  list, of_shard, p->probe));
    g->result->probes += merge_int(g, "SELECT count(*) FROM temp.merge_pair");
}

static void merge_probes(struct merging *g, bool compare)
{
    for (const struct probe_series *p = g->order->probe; p->probe; p++)
        merge_probe(g, p, compare);
}

/* ---- sweeps ---- */

/* A sweep of the same file and words is joined, if no place of it holds another run. Verdicts of a sweep that changes go;
 * those of one that is new here come along. */
static void merge_sweeps(struct merging *g)
{
    const char *experiment = merge_columns(g, "experiment", ""),
               *verdict = merge_columns(g, "verdict_row", ""),
               *confirm = merge_columns(g, "confirm_row", "");
    merge_sql(
        g,
        "CREATE TEMP TABLE merge_sweep AS SELECT t.name, h.name IS NULL AS new, h.name IS NULL OR "
        "(h.spec = t.spec AND h.request = t.request AND NOT EXISTS (SELECT 1 FROM shard.sweep a "
        "JOIN temp.merge_run r ON r.old = a.run JOIN main.sweep b ON b.experiment = a.experiment "
        "AND b.place = a.place AND b.run <> r.new WHERE a.experiment = t.name) AND NOT EXISTS "
        "(SELECT 1 FROM shard.sweep a JOIN temp.merge_run r ON r.old = a.run JOIN main.sweep b ON "
        "b.experiment = a.experiment AND b.run = r.new AND b.place <> a.place WHERE a.experiment = "
        "t.name)) AS joins FROM shard.experiment t LEFT JOIN main.experiment h ON h.name = "
        "t.name;"
        "CREATE TEMP TABLE merge_changed AS SELECT experiment FROM main.sweep WHERE run IN "
        "(SELECT run FROM temp.merge_touched) UNION SELECT a.experiment FROM shard.sweep a JOIN "
        "temp.merge_sweep x ON x.name = a.experiment AND x.joins WHERE NOT EXISTS (SELECT 1 FROM "
        "main.sweep b WHERE b.experiment = a.experiment AND b.place = a.place);"
        "DELETE FROM main.verdict_row WHERE experiment IN (SELECT experiment FROM "
        "temp.merge_changed) OR experiment || '" STORE_CONFIRM
        "' IN (SELECT experiment FROM temp.merge_changed)");
    merge_sql(
        g,
        MERGE_SQL(g,
                  "INSERT INTO main.experiment (%s) SELECT %s FROM shard.experiment WHERE name IN "
                  "(SELECT name FROM temp.merge_sweep WHERE new);"
                  "INSERT OR IGNORE INTO main.sweep (experiment, place, run) SELECT a.experiment, "
                  "a.place, r.new FROM shard.sweep a JOIN temp.merge_sweep x ON x.name = "
                  "a.experiment AND x.joins JOIN temp.merge_run r ON r.old = a.run;"
                  "INSERT INTO main.verdict_row (%s) SELECT %s FROM shard.verdict_row WHERE "
                  "experiment IN (SELECT name FROM temp.merge_sweep WHERE new);"
                  "INSERT INTO main.confirm_row (%s) SELECT %s FROM shard.confirm_row WHERE "
                  "experiment IN (SELECT name FROM temp.merge_sweep WHERE new)",
                  experiment, experiment, verdict, verdict, confirm, confirm));
    g->result->others = merge_text(g,
                                   "SELECT coalesce(group_concat(name, ?1), '') FROM (SELECT name "
                                   "FROM temp.merge_sweep WHERE NOT joins ORDER BY name)",
                                   ", ");
    g->result->changed =
        merge_text(g,
                   "SELECT coalesce(group_concat(experiment, ?1), '') FROM (SELECT "
                   "experiment FROM temp.merge_changed ORDER BY experiment)",
                   ", ");
}

/* ---- all ---- */

static void merge_all(struct merging *g)
{
    struct merge *r = g->result;
    merge_check_tables(g);
    match_runs(g);
    lock_runs(g);
    compare_runs(g);
    merge_set_pairs(g, "SELECT old, new, NULL FROM temp.merge_run WHERE " BOTH_ENDED);
    for (int i = 0; g->order->series[i] && !g->failure->status; i++)
        merge_compare_rows(g, MERGE_SQL(g, "%s_row", g->order->series[i]->name));
    merge_probes(g, true);
    if (r->conflicts)
        fail(g->failure, STATUS_DATA,
             "%s: %lld runs have other numbers than in %s, and nothing of it was merged; "
             "`depthlab verify RUN --db FILE` trains a run again and says which are right",
             g->order->from, (long long)r->conflicts, g->store->file);
    take_runs(g);
    take_states(g);
    merge_probes(g, false);
    merge_sweeps(g);
}

static void check_other(struct merging *g)
{
    struct stat own, other;
    if (!stat(g->store->file, &own) && !stat(g->order->from, &other) &&
        own.st_dev == other.st_dev && own.st_ino == other.st_ino)
        fail(g->failure, STATUS_USAGE, "%s is the database itself: name another", g->order->from);
}

static void attach(struct merging *g, const struct store *shard)
{
    char *uri = store_uri(g->order->from, shard->immutable ? "?immutable=1" : "?mode=ro");
    if (uri)
        sql_do(g->store, g->failure, "ATTACH ? AS shard", "t", uri);
    else
        fail_memory(g->failure);
    free(uri);
}

enum status store_merge(struct store *store, struct arena *arena, const struct merge_order *order,
                        struct merge *result, struct failure *failure)
{
    struct merging g = {
        .store = store, .arena = arena, .order = order, .result = result, .failure = failure};
    *result = (struct merge){.others = "", .changed = ""};
    check_other(&g);
    struct store *shard = store_open(order->from, true, failure);
    if (!shard)
        return failure->status;
    attach(&g, shard);
    sql_begin(store, failure);
    merge_all(&g);
    store_check_unchanged(shard, failure);
    sql_end(store, failure);
    for (int64_t i = 0; i < g.locks; i++) /* who takes one then sees what was merged */
        lock_drop(store, g.locked[i]);
    sqlite3_exec(store->db,
                 "DROP TABLE IF EXISTS temp.merge_run; DROP TABLE IF EXISTS temp.merge_pair;"
                 "DROP TABLE IF EXISTS temp.merge_touched; DROP TABLE IF EXISTS temp.merge_sweep;"
                 "DROP TABLE IF EXISTS temp.merge_changed; DETACH shard",
                 NULL, NULL, NULL);
    store_close(shard);
    return failure->status;
}

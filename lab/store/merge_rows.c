#include "lab/store/merge_rows.h"

void merge_sql(struct merging *g, const char *sql)
{
    sql_run(g->store, sql, g->failure);
}

int64_t merge_int(struct merging *g, const char *sql)
{
    return sql_int(g->store, g->failure, sql, "");
}

const char *merge_text(struct merging *g, const char *sql, const char *table)
{
    sqlite3_stmt *s = sql_query(g->store, g->failure, sql, "t", table);
    const char *text =
        sql_step(g->store, s, g->failure) ? MERGE_SQL(g, "%s", sql_text(s, 0, g->failure)) : "";
    sqlite3_finalize(s);
    return text;
}

/* ---- tables and their columns ---- */

/* The columns of table ?1 that both databases have. */
#define COLUMNS                                                                                    \
    "(SELECT m.name, m.pk FROM pragma_table_info(?1, 'main') m JOIN pragma_table_info(?1, "        \
    "'shard') USING (name) ORDER BY m.cid)"

const char *merge_columns(struct merging *g, const char *table, const char *before)
{
    return merge_text(g,
                      MERGE_SQL(g,
                                "SELECT group_concat('%s\"' || name || '\"', ', ') FROM " COLUMNS
                                " WHERE name NOT IN ('id', 'run')",
                                before),
                      table);
}

/* "m.step = s.step AND ...": the key without the run. */
static const char *same_key(struct merging *g, const char *table)
{
    return merge_text(g,
                      "SELECT group_concat(format('m.\"%w\" = s.\"%w\"', name, name), ' AND ') "
                      "FROM " COLUMNS " WHERE pk AND name <> 'run'",
                      table);
}

/* "h 0.5, not 0.25", of the first column that differs. */
static const char *difference(struct merging *g, const char *table)
{
    return merge_text(g,
                      "SELECT 'coalesce(' || group_concat(format('iif(s.\"%w\" IS m.\"%w\", NULL, "
                      "''%w '' || quote(s.\"%w\") || '', not '' || quote(m.\"%w\"))', name, name, "
                      "name, name, name), ', ') || ', NULL)' FROM " COLUMNS " WHERE NOT pk",
                      table);
}

void merge_check_tables(struct merging *g)
{
    const char *lack = merge_text(
        g,
        "SELECT t.name || '.' || c.name FROM shard.sqlite_schema t, pragma_table_info(t.name, "
        "'shard') c WHERE t.type = 'table' AND t.name NOT LIKE ?1 ESCAPE '!' AND NOT EXISTS "
        "(SELECT 1 FROM pragma_table_info(t.name, 'main') m WHERE m.name = c.name)",
        "sqlite!_%");
    if (*lack)
        fail(g->failure, STATUS_DATA,
             "%s has %s, which this program does not know: merge with the program that made it",
             g->order->from, lack);
}

void merge_each_table(struct merging *g, const char *database,
                      void (*what)(struct merging *, const char *table))
{
    sqlite3_stmt *s = sql_query(
        g->store, g->failure,
        MERGE_SQL(
            g,
            "SELECT name FROM %s.sqlite_schema t WHERE type = 'table' AND name <> 'sweep' AND "
            "EXISTS (SELECT 1 FROM pragma_table_info(t.name, ?) WHERE name = 'run') ORDER BY name",
            database),
        "t", database);
    while (sql_step(g->store, s, g->failure))
        what(g, MERGE_SQL(g, "%s", sql_text(s, 0, g->failure)));
    sqlite3_finalize(s);
}

void merge_set_pairs(struct merging *g, const char *query)
{
    merge_sql(g,
              MERGE_SQL(g, "DELETE FROM temp.merge_pair; INSERT INTO temp.merge_pair %s", query));
}

/* ---- rows ---- */

void merge_add_conflicts(struct merging *g, const char *sql)
{
    struct merge *r = g->result;
    sqlite3_stmt *s = sql_query(g->store, g->failure, sql, "");
    for (; sql_step(g->store, s, g->failure); r->conflicts++)
        if (r->conflicts < MERGE_NAMED)
            r->conflict[r->conflicts] =
                MERGE_SQL(g, "run %s: %s", sql_text(s, 0, g->failure), sql_text(s, 1, g->failure));
    sqlite3_finalize(s);
}

void merge_compare_rows(struct merging *g, const char *table)
{
    const char *differs = difference(g, table), *key = same_key(g, table);
    if (!*differs) /* the other database has no such table, and so no rows */
        return;
    merge_add_conflicts(
        g,
        MERGE_SQL(
            g,
            "SELECT r.uuid, format('%s at step %%d: %%s', min(x.step), x.why) FROM "
            "(SELECT p.new, s.step, iif(m.run IS NULL, 'rows that are not here', %s) AS why "
            "FROM temp.merge_pair p CROSS JOIN shard.\"%s\" s ON s.run = p.old AND (p.step IS NULL "
            "OR s.step = p.step) LEFT JOIN main.\"%s\" m ON m.run = p.new AND %s WHERE why IS NOT "
            "NULL UNION ALL SELECT p.new, m.step, 'rows that are not there' "
            "FROM temp.merge_pair p CROSS JOIN main.\"%s\" m ON m.run = p.new AND (p.step IS NULL "
            "OR m.step = p.step) LEFT JOIN shard.\"%s\" s ON s.run = p.old AND %s WHERE s.run IS "
            "NULL) x JOIN main.run r ON r.id = x.new GROUP BY x.new",
            table, differs, table, table, key, table, table, key));
}

void merge_copy_rows(struct merging *g, const char *insert, const char *table)
{
    const char *list = merge_columns(g, table, ""), *of_shard = merge_columns(g, table, "s.");
    const char *at_step = merge_text(g,
                                     "SELECT 'AND (p.step IS NULL OR s.step = p.step)' FROM "
                                     "pragma_table_info(?, 'shard') WHERE name = 'step'",
                                     table);
    if (*list)
        merge_sql(g,
                  MERGE_SQL(g,
                            "%s INTO main.\"%s\" (run, %s) SELECT p.new, %s FROM temp.merge_pair p "
                            "CROSS JOIN shard.\"%s\" s ON s.run = p.old %s",
                            insert, table, list, of_shard, table, at_step));
}

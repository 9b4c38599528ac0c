/* Rows of two databases, `main` and the attached `shard`, beside each other: compared, and copied. Every list of columns is
 * read from the tables themselves.
 *
 *     temp.merge_pair (old, new, step)    where the verbs look: at the rows of a run, whose numbers there and here are
 *                                         old and new, of one step or (NULL) of all */
#pragma once
#include "lab/store/store_internal.h"

struct merging {
    struct store *store;
    struct arena *arena;
    const struct merge_order *order;
    struct merge *result;
    struct failure *failure;
    int64_t *locked; /* [locks] runs whose locks are held until the end */
    int64_t locks;
};

#define MERGE_SQL(g, ...) arena_text((g)->arena, (g)->failure, __VA_ARGS__)

void merge_sql(struct merging *, const char *sql);
int64_t merge_int(struct merging *, const char *sql);
/* The text that a query gives; its parameter is the name of a table. */
const char *merge_text(struct merging *, const char *sql, const char *table);

/* What is not known here would be lost: a failure. */
void merge_check_tables(struct merging *);
/* Do `what` with each table of runs' rows that the database has: "main", "shard". */
void merge_each_table(struct merging *, const char *database,
                      void (*what)(struct merging *, const char *table));
/* The columns that both databases have, as a list, each with `before` before it; without `id` and `run`, which differ
 * here and there. "" where one has no such table. */
const char *merge_columns(struct merging *, const char *table, const char *before);

/* The pairs are what this query gives. */
void merge_set_pairs(struct merging *, const char *query);
/* Each run of which a query finds a difference: its name, and the first one. */
void merge_add_conflicts(struct merging *, const char *sql);
/* The pairs' rows must be the same on both sides. */
void merge_compare_rows(struct merging *, const char *table);
/* The pairs' rows come here: by INSERT, or INSERT OR IGNORE, as `insert` says. */
void merge_copy_rows(struct merging *, const char *insert, const char *table);
